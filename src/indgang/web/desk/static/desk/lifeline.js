/* Phoning a lifeline: the link dials by itself, and the press is counted beside it, never in its way. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-try]");
    if (!link || !window.htmx) return;
    const { unit, person, contact, tryKey } = link.dataset;
    window.htmx.ajax("POST", link.dataset.try, {
      source: "#lifeline-now", target: "#lifeline-now", swap: "morph:outerHTML settle:0ms",
      values: { unit, person, contact, key: tryKey },
    }).catch(() => {}); // what was pressed is counted; the panel is fetched anew with the next change
  });
  document.addEventListener("indgang:live", (event) => {
    const { topic, facts } = event.detail;
    const concerns = topic !== "contact" || facts.kind === "lifeline_tried";
    if (["hello", "resync", "presence", "organisation", "contact"].includes(topic) && concerns && document.getElementById("lifeline-now")) {
      window.htmx.trigger("#lifeline-now", "refresh");
    }
  });
})();
