/* Two comforts that the start pages work without: printing by a button, and suggestions that go away again. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const box = document.getElementById("suggestions");
  const field = document.getElementById("q");
  if (!box || !field) return;
  field.addEventListener("input", () => {
    if (!field.value.trim()) box.replaceChildren();
  });
  field.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      box.replaceChildren();
      field.focus();
    }
  });
})();
