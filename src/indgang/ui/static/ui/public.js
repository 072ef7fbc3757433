/* What the public faces share: the server's clock, also without a server, and a worker that keeps the pages. */
(() => {
  "use strict";
  const KEPT = "indgang-clock";
  const body = document.body;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT));
    } catch {
      return null;
    }
  };

  let course = read();

  /** The server's clock in milliseconds since 1970, as far as this device knows it. */
  const now = () => (course ? course.server + (Date.now() - course.device) * course.speed : Date.now());

  /** The server has just said that it is `iso`, and how fast its clock runs. */
  const sync = (iso, speed) => {
    const server = Date.parse(iso);
    if (Number.isNaN(server)) return;
    course = { server, device: Date.now(), speed: Number(speed) || course?.speed || 1 };
    try {
      localStorage.setItem(KEPT, JSON.stringify(course));
    } catch {
      // A device without storage still has its clock for as long as the page is open.
    }
  };

  // A page that was kept by the worker carries an old time; only a later one than we know comes from the server.
  if (!course || Date.parse(body.dataset.now) > course.server) sync(body.dataset.now, body.dataset.clockSpeed);

  const locale = document.documentElement.lang === "en" ? "en-GB" : "da-DK";
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" });
  const day = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: "Europe/Copenhagen" });

  /** A moment (milliseconds) as the time of day in Denmark. */
  const timeOf = (moment) => time.format(moment);

  /** The Danish date of a moment (milliseconds) as YYYY-MM-DD. */
  const dateOf = (moment) => day.format(moment);

  const tick = () => {
    for (const element of document.querySelectorAll("[data-clock]")) {
      const text = timeOf(now());
      if (element.textContent !== text) element.textContent = text;
    }
  };
  setInterval(tick, 1000);
  tick();

  const cookie = (name) =>
    document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || "";

  /** A POST to our own server; rejects when it does not answer within `seconds`, or answers that it is away. */
  const post = async (url, content, seconds = 8) => {
    const headers = { "X-CSRFToken": cookie("indgang_csrf") };
    if (typeof content === "string") headers["Content-Type"] = "application/json";
    const response = await fetch(url, {
      method: "POST", body: content, headers, signal: AbortSignal.timeout(seconds * 1000), credentials: "same-origin",
    });
    if (response.status >= 502 && response.status <= 504) throw new Error(`away: ${response.status}`);
    return response;
  };

  /** Every file of ours that the page uses, for the worker to keep. */
  const files = () => {
    const found = performance.getEntriesByType("resource").map((entry) => entry.name);
    for (const element of document.querySelectorAll("link[href],script[src]")) found.push(element.href || element.src);
    const own = found.filter((address) => address.startsWith(`${location.origin}/static/`));
    return [...new Set(own.map((address) => address.split("#")[0]))];
  };

  /** Let the worker at `address` keep `pages`, anew when `version` is another one than it has kept. */
  const keep = async (address, pages, version) => {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(address);
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ keep: [...pages, ...files()], version });
    } catch {
      // Without a worker (an insecure address, a locked-down browser) the page works as long as the server answers.
    }
  };

  window.indgang = { now, sync, timeOf, dateOf, post, keep };
})();
