/* A code reader types what it reads, quickly, and presses Enter. On every page without a field that is a check-in. */
(() => {
  "use strict";
  const BETWEEN_MS = 250;
  const SHORTEST = 6;
  const main = document.getElementById("main");
  let read = "";
  let last = 0;

  const checkIn = (code) => {
    const form = document.createElement("form");
    const field = document.createElement("input");
    form.method = "post";
    form.action = document.body.dataset.checkIn;
    form.dataset.swap = "";
    form.hidden = true;
    Object.assign(field, { type: "hidden", name: "code", value: code });
    form.append(field);
    main.append(form);
    form.requestSubmit();
  };

  addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    const at = performance.now();
    if (at - last > BETWEEN_MS) read = "";
    last = at;
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) read += event.key;
    if (event.key !== "Enter" || read.trim().length < SHORTEST) return;
    event.preventDefault();
    checkIn(read.trim());
    read = "";
  });
})();
