/* A screen that looks again by itself, and goes on with what it knows while the server is away. */
(() => {
  "use strict";
  const { keep } = window.indgang;
  const body = document.body;
  const main = document.getElementById("main");
  const KEPT = `indgang-display-${body.dataset.site}-${document.documentElement.lang}`;
  const EVERY_MS = 20000;
  const PATIENCE_MS = 8000;
  const OLD_MS = 90000;
  const box = document.querySelector(".display-age");
  let tag = "";
  let fresh = Date.now();

  const store = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify({ html: main.innerHTML, at: fresh }));
    } catch {
      // A device without storage, or a frame that may not store, lives from the server.
    }
  };

  const age = () => {
    const minutes = Math.floor((Date.now() - fresh) / 60000);
    const isOld = Date.now() - fresh > OLD_MS;
    const words = isOld ? box.dataset.words.replace("{count}", String(Math.max(1, minutes))) : "";
    if (box.textContent !== words) box.textContent = words;
    body.toggleAttribute("data-old", isOld);
  };

  const look = async () => {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(body.dataset.state, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.status === 200) {
        const html = await answer.text();
        if (html !== main.innerHTML) main.innerHTML = html;
        tag = answer.headers.get("ETag") || "";
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      fresh = Date.now();
      store();
    } catch {
      // Shown as old below, and tried again.
    }
    age();
  };

  setInterval(look, EVERY_MS);
  setInterval(age, 5000);
  addEventListener("online", look);
  look();
  keep(body.dataset.worker, [location.pathname + location.search], body.dataset.now.slice(0, 10));
})();
