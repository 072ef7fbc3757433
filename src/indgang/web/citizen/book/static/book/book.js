/* Booking: the minutes that a time is kept, one press instead of two, and printing. All works without it. */
(() => {
  "use strict";
  const held = document.querySelector(".book-held[data-until]");
  if (held) {
    const until = Date.parse(held.dataset.until);
    const words = held.querySelector("[data-words]");
    const tick = () => {
      const left = Math.ceil((until - window.indgang.now()) / 60000);
      const text = left > 1 ? held.dataset.many.replace("{n}", left) : left === 1 ? held.dataset.one : held.dataset.none;
      if (words.textContent !== text) words.textContent = text;
      held.toggleAttribute("data-short", left <= 2);
    };
    tick();
    setInterval(tick, 1000);
  }

  // A second press while the first is on its way is not sent; coming back to the page presses anew.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if ("sent" in form.dataset) event.preventDefault();
      form.dataset.sent = "";
    });
    addEventListener("pageshow", () => delete form.dataset.sent);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  const fault = document.querySelector("[aria-invalid=true]") || document.getElementById("fault");
  if (fault) {
    if (!fault.matches("input")) fault.tabIndex = -1;
    fault.focus();
  }
})();
