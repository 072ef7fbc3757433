/* Printing a version of a playbook. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
