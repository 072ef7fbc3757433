/* What every page does: the server's clock, running times, lost connections, keys. No framework. */
(() => {
  "use strict";
  const body = document.body;
  const serverStart = Date.parse(body.dataset.now);
  const speed = Number(body.dataset.clockSpeed) || 1;
  const localStart = performance.now();

  /** The server's clock in milliseconds since 1970, also when this machine's clock is wrong. */
  const serverNow = () => serverStart + (performance.now() - localStart) * speed;

  const two = (value) => String(value).padStart(2, "0");

  /** Seconds as 4:07 or 1:02:03. */
  const running = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  };

  /** `data-since` (ISO time) and `data-before` (seconds already spent) become a running time. */
  const tick = () => {
    for (const element of document.querySelectorAll("[data-since]")) {
      const spent = Number(element.dataset.before || 0) + (serverNow() - Date.parse(element.dataset.since)) / 1000;
      const text = running(spent);
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-clock]")) {
      const text = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "da-DK", {
        hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen",
      }).format(serverNow());
      if (element.textContent !== text) element.textContent = text;
    }
  };
  setInterval(tick, 500);
  document.addEventListener("htmx:afterSettle", tick);
  tick();

  const notice = (text) => {
    const box = document.createElement("div");
    box.className = "alert alert-warning notice";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.className = "alert-text";
    line.textContent = text;
    box.append(line);
    document.getElementById("notices").replaceChildren(box);
  };

  /** The token of the cookie: it changes when somebody logs in, in this window or another. */
  const csrf = () => /(?:^|; )indgang_csrf=([^;]+)/.exec(document.cookie)?.[1] || body.dataset.csrf;
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 400 && /^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      notice(body.dataset.failed);
    }
  });

  document.addEventListener("htmx:sendError", () => notice(body.dataset.lost));
  document.addEventListener("htmx:timeout", () => notice(body.dataset.lost));
  document.addEventListener("htmx:responseError", () => notice(body.dataset.lost));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const isByItself = event.detail.elt.hasAttribute("data-by-itself");
    if (event.detail.requestConfig?.verb !== "get" && !isByItself) document.getElementById("notices").replaceChildren();
  });

  /* A form that leads to another page is sent once by a double click; else the refusal of the second is what one sees. */
  const DOUBLE_CLICK = 1500;
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.timeStamp - (sent.get(event.target) ?? -Infinity) < DOUBLE_CLICK) event.preventDefault();
    else sent.set(event.target, event.timeStamp);
  });

  /**
   * Follow a place's changes: `changed(topic, facts)` is called for each, and with "hello" after each (re)connection,
   * when everything must be fetched anew. Comes back by itself; `lost(true|false)` tells how it stands.
   */
  const live = (url, changed, lost = () => {}) => {
    let pause = 500;
    const connect = () => {
      const source = new EventSource(url);
      for (const topic of ["hello", "resync", "queue", "desk", "contact", "booking", "catalogue", "organisation", "planning", "presence", "settings", "followup"]) {
        source.addEventListener(topic, (event) => {
          if (topic === "hello") {
            pause = 500;
            lost(false);
          }
          changed(topic, JSON.parse(event.data));
        });
      }
      source.addEventListener("error", () => {
        lost(true);
        if (source.readyState !== EventSource.CLOSED) return;
        setTimeout(connect, pause);
        pause = Math.min(pause * 2, 3000);
      });
      window.addEventListener("pagehide", () => source.close(), { once: true });
    };
    connect();
  };

  window.indgang = { serverNow, running, notice, csrf, live };
})();
