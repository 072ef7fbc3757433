/* The boxes of news, feedback, questions and calls: what was typed and not sent stays when the box is closed and opened
   again, and what is refused gets the keyboard. */
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
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (requestConfig.verb === "get" || !target.classList.contains("box-body")) return;
    target.querySelector('[aria-invalid="true"], .form-error input, .form-error textarea')?.focus();
  });
})();
