/* The boxes of news, feedback, questions and calls: what was typed and not sent stays when the box is closed and opened
   again, and what is refused gets the keyboard or says why. */
(() => {
  "use strict";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const about = event.detail.elt.dataset.about;
    if (event.detail.requestConfig.verb !== "get" || !about) return;
    const form = document.querySelector(`${event.detail.elt.getAttribute("hx-target")} form[data-about]`);
    const field = form?.elements.text || form?.elements.name;
    if (form?.dataset.about === about && field?.value.trim()) {
      event.preventDefault();
      field.focus();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target, requestConfig } = event.detail;
    if (requestConfig.verb === "get" || !target.classList.contains("box-body")) return;
    target.querySelector('[aria-invalid="true"], .form-error input, .form-error textarea')?.focus();
  });

  /* A box that closes when it is sent comes back when what was typed in it is refused, and says why itself. */
  const UNPROCESSABLE = 422;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const box = requestConfig.elt.closest("dialog");
    const place = box?.querySelector("[data-refused]");
    if (!place || xhr.status !== UNPROCESSABLE || requestConfig.verb === "get") return;
    event.detail.target = place;
    box.showModal();
    box.addEventListener("close", () => place.replaceChildren(), { once: true });
  });
})();
