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
  document.addEventListener("htmx:sendError", () => notice(body.dataset.lost));
  document.addEventListener("htmx:timeout", () => notice(body.dataset.lost));
  document.addEventListener("htmx:responseError", () => notice(body.dataset.lost));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig?.verb !== "get") document.getElementById("notices").replaceChildren();
  });

  window.indgang = { serverNow, running, notice };
})();
