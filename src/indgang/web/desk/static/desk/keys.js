/* Keys: `data-key="n shift+1 f2"` on an element presses it, or with `data-key-focus` (and for fields) focuses it. */
(() => {
  "use strict";
  const SWITCH = "indgang-single-keys";
  const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select";
  const isShown = (element) => !element.disabled && element.getClientRects().length > 0;
  /** Not in a field of a box that has just closed: it has the focus until the page is drawn anew. */
  const isTyping = () => {
    const field = document.activeElement;
    return Boolean(field && isShown(field) && (field.matches(FIELDS) || field.isContentEditable));
  };

  /** The combination as it is written in data-key; digits by their place, so that Shift+1 is not "!". */
  const combination = (event) => {
    const sign = event.key === "/" || event.key === "?";
    const digit = sign ? null : /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    const key = digit ? digit[1] : event.key.toLowerCase();
    const shift = event.shiftKey && !sign ? "shift+" : "";
    return `${event.altKey ? "alt+" : ""}${shift}${key}`;
  };

  const worksInFields = (combo) => /^alt\+/.test(combo) || /(?:^|\+)f\d+$/.test(combo);
  const isOn = () => localStorage.getItem(SWITCH) !== "off";

  /** The element with this key: in the open box if there is one, else on the page. */
  const find = (combo) => {
    const scope = document.querySelector("dialog[open]") || document;
    return [...scope.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.split(" ").includes(combo) && isShown(element),
    );
  };

  const press = (element) => {
    if (element.dataset.step) {
      const next = document.querySelector(".tick[data-step]:not(:checked):not(:disabled)");
      next?.focus();
      next?.click();
    } else if (element.matches(FIELDS) || "keyFocus" in element.dataset) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
    } else {
      element.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.getModifierState("AltGraph")) return;
    if (event.key === "Escape") {
      if (isTyping() && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        document.activeElement.blur();
      }
      return;
    }
    const combo = combination(event);
    if (!worksInFields(combo) && (isTyping() || !isOn())) return;
    const element = find(combo);
    if (!element) return;
    event.preventDefault();
    press(element);
  });

  /* The lines of the queue: up and down. */
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const line = document.activeElement?.closest?.(".line, .seat .do");
    if (!step || !line) return;
    const lines = [...document.querySelectorAll(".line:not(:disabled), .seat .do")];
    event.preventDefault();
    lines[lines.indexOf(line) + step]?.focus();
  });

  const box = document.getElementById("single-keys");
  if (box) {
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  }
})();
