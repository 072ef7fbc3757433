/* A case form: fields that another answer asks for come and go, and chosen papers are attached at once. */
(() => {
  "use strict";
  const answersOf = (form, name) =>
    [...form.elements].filter((one) => one.name === name).flatMap((one) => {
      if (one.type === "radio" || one.type === "checkbox") return one.checked ? [one.value] : [];
      return one.value.trim() ? [one.value.trim()] : [];
    });

  const follow = (form) => {
    for (const field of form.querySelectorAll("[data-by]")) {
      const by = form.querySelector(`[data-field="${CSS.escape(field.dataset.by)}"]`);
      const given = answersOf(form, field.dataset.by);
      const wanted = field.dataset.byValues.split(" ").filter(Boolean);
      const holds = wanted.length ? given.some((value) => wanted.includes(value)) : given.length > 0;
      if (by) field.hidden = by.hidden || !holds;
    }
  };

  for (const form of document.querySelectorAll("form.case-form")) {
    form.addEventListener("input", () => follow(form));
    form.addEventListener("change", (event) => {
      follow(form);
      const attach = form.querySelector("button[data-attach]");
      if (event.target.type === "file" && event.target.files.length && attach) form.requestSubmit(attach);
    });
    /* What is being kept arrives first, so that sending never meets a draft that changed under it; and once the
       form is on its way, with a large photograph perhaps, nothing is typed or kept beside it, nor sent twice. */
    let isKeeping = false;
    let isSending = false;
    let waiting = null;
    const sends = (yes) => {
      isSending = form.inert = yes;
      const state = form.querySelector("#case-state");
      if (yes && state) state.textContent = form.dataset.sending;
    };
    form.addEventListener("htmx:confirm", (event) => { if (isSending) event.preventDefault(); });
    form.addEventListener("htmx:beforeRequest", () => { isKeeping = true; });
    form.addEventListener("htmx:afterRequest", () => { isKeeping = false; });
    form.addEventListener("submit", (event) => {
      if (!isKeeping && !isSending) {
        sends(true);
        return;
      }
      event.preventDefault();
      if (!isSending) waiting = event.submitter;
    });
    window.addEventListener("pageshow", () => sends(false));
    document.addEventListener("htmx:afterSettle", () => {
      if (waiting && !isKeeping) form.requestSubmit(waiting);
      waiting = null;
    });
    follow(form);
    form.querySelector("[aria-invalid='true'], .form-error input")?.focus();
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
