/* The record beside the steps: what an officer opened stays open, for this task and the next. */
(() => {
  "use strict";
  const KEPT = "indgang-sections";
  const open = () => new Set(JSON.parse(localStorage.getItem(KEPT) || "[]"));
  const keep = (name, isOpen) => {
    const all = open();
    if (isOpen) all.add(name);
    else all.delete(name);
    localStorage.setItem(KEPT, JSON.stringify([...all]));
  };
  const show = (tab, isOpen) => {
    tab.setAttribute("aria-expanded", String(isOpen));
    const part = document.getElementById(tab.getAttribute("aria-controls"));
    if (part) part.hidden = !isOpen;
  };
  const apply = () => {
    const all = open();
    for (const tab of document.querySelectorAll("[data-section]")) show(tab, all.has(tab.dataset.section));
    for (const box of document.querySelectorAll("details[data-kept]")) box.open = all.has(box.dataset.kept);
  };

  /* Morphing leaves them as the officer has them. */
  const before = Idiomorph.defaults.callbacks.beforeAttributeUpdated;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node, ...rest) =>
    (name === "hidden" && node.matches("[data-shows]")) || (name === "aria-expanded" && node.matches("[data-section]"))
      ? false
      : before(name, node, ...rest);

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("[data-section]");
    if (!tab) return;
    const isOpen = tab.getAttribute("aria-expanded") !== "true";
    show(tab, isOpen);
    keep(tab.dataset.section, isOpen);
    if (isOpen) document.getElementById(tab.getAttribute("aria-controls")).scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details[data-kept]")) keep(event.target.dataset.kept, event.target.open);
  }, true);
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !document.activeElement?.matches("[data-section]")) return;
    const tabs = [...document.querySelectorAll("[data-section]")];
    event.preventDefault();
    tabs[tabs.indexOf(document.activeElement) + step]?.focus();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "record-tabs") event.target.querySelector("[data-section]")?.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "desk") apply();
  });
  apply();
})();
