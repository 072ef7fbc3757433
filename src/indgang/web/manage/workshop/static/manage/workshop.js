/* The workshop's board: rows follow what colleagues do, a form that is open is never touched, and after a save the
   keyboard goes on where it was. */
(() => {
  "use strict";
  const root = document.getElementById("workshop");
  if (!root) return;
  const state = document.getElementById("live-state");
  const button = document.getElementById("list-changed");
  const workshop = Number(root.dataset.workshop);

  const openForms = () => root.querySelectorAll(".row-edit:not(:empty)");
  const row = (id) => document.getElementById(`row-${id}`);

  /* The list as a whole. While a form is open it waits; what changed in it is said, a mere reconnection is not. */
  let fetching = false;
  let isStale = false;
  const refresh = async () => {
    if (fetching) return;
    if (openForms().length) {
      isStale = true;
      return;
    }
    fetching = true;
    try {
      const headers = { "HX-Request": "true" };
      const response = await fetch(location.href, { headers, credentials: "same-origin" });
      const text = await response.text();
      if (!response.ok) return;
      isStale = openForms().length > 0;
      if (isStale) return;
      button.hidden = true;
      const list = document.getElementById("list");
      Idiomorph.morph(list, text, { morphStyle: "outerHTML" });
      htmx.process(document.getElementById("list"));
    } finally {
      fetching = false;
    }
  };
  let waiting = null;
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = null;
      refresh();
    }, 400);
  };
  button.addEventListener("click", () => {
    for (const place of openForms()) close(place);
    refresh();
  });

  /* Forms below the rows */
  const close = (place) => {
    const name = place.firstElementChild?.dataset.edit;
    place.replaceChildren();
    (document.getElementById(name) || place.closest(".row").querySelector("h3")).focus();
    if (isStale) soon();
  };
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close(event.target.closest(".row-edit"));
  });
  root.addEventListener("keydown", (event) => {
    const place = event.target.closest(".row-edit");
    if (event.key === "Escape" && place) close(place);
  });

  /** The next row below that waits for my side, and whose form is not open. */
  const following = (id) => {
    const every = [...root.querySelectorAll(".row")];
    const here = every.findIndex((one) => one.id === `row-${id}`);
    return every.slice(here + 1).find((one) => one.querySelector("[data-assess]"));
  };
  document.body.addEventListener("workshop-saved", (event) => {
    const { id, next } = event.detail;
    const onward = next ? following(id) : null;
    if (onward) {
      const opener = onward.querySelector("[data-assess]");
      opener.focus();
      opener.click();
      onward.scrollIntoView({ block: "nearest" });
    } else {
      (row(id)?.querySelector("[data-assess]") || row(id)?.querySelector("h3"))?.focus();
    }
    htmx.trigger(document.body, "workshop-changed");
    if (isStale) soon();
  });
  document.body.addEventListener("workshop-structure", soon);

  /* What colleagues do */
  const tell = (lost) => {
    document.body.classList.toggle("is-lost", lost);
    state.textContent = lost ? state.dataset.lost : state.dataset.live;
  };
  indgang.live(root.dataset.events, (topic, facts) => {
    if (topic === "hello" || topic === "resync") {
      soon();
    } else if (topic !== "planning" || facts.workshop !== workshop) {
      return;
    } else if (facts.structure || facts.mapped === null) {
      button.hidden = !openForms().length;
      soon();
    } else {
      htmx.trigger(document.body, `mapped-${facts.mapped}`);
    }
    htmx.trigger(document.body, "workshop-changed");
  }, tell);

  /* What was typed and not saved is not lost by a click on the menu. */
  window.addEventListener("beforeunload", (event) => {
    const typed = [...root.querySelectorAll(".row-edit input:not([type=hidden]), .row-edit textarea")];
    if (typed.some((field) => field.value !== field.defaultValue)) event.preventDefault();
  });
})();
