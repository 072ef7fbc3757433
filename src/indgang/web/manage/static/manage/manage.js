/* The manager's pages. Today: fetch the board when something has changed, and put it in place without moving what
   somebody reads. Forms: warn before leaving what was typed, add rows. */
(() => {
  "use strict";
  const board = document.getElementById("board");
  if (board) {
    const FETCH_PAUSE = 2500;
    const WHEN_LOST = 20000;
    const WHEN_LIVE = 60000;
    const state = document.getElementById("live-state");
    let waiting = null;
    let fetching = false;
    let held = null;
    let isLost = false;

    /** Whether somebody is in the list of what needs attention, with the pointer or the keyboard. */
    const isBeingRead = () => {
      const list = document.getElementById("attention");
      return list && (list.matches(":hover") || list.contains(document.activeElement));
    };

    const removeButton = () => document.getElementById("show-changes")?.remove();

    const apply = (html) => {
      removeButton();
      held = null;
      const fresh = document.createElement("template");
      fresh.innerHTML = html;
      const open = [...board.querySelectorAll("details[open][id]")].map((one) => one.id);
      for (const id of open) fresh.content.getElementById(id)?.setAttribute("open", "");
      const printers = document.getElementById("printers");
      const later = fresh.content.getElementById("printers");
      if (printers && later) later.innerHTML = printers.innerHTML;
      Idiomorph.morph(board, fresh.innerHTML, {
        morphStyle: "innerHTML",
        ignoreActiveValue: true,
      });
      htmx.process(board);
      document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    };

    /** The cards move in place; the list waits for a reader to look away or to ask. */
    const show = (html) => {
      const fresh = document.createElement("template");
      fresh.innerHTML = html;
      const titles = (root) => [...root.querySelectorAll("#attention > .items > .item")].map((item) => item.id).join();
      if (!isBeingRead() || titles(fresh.content) === titles(board)) {
        apply(html);
        return;
      }
      held = html;
      if (!document.getElementById("show-changes")) {
        const button = document.createElement("button");
        button.type = "button";
        button.id = "show-changes";
        button.className = "button button-secondary show-changes";
        button.textContent = board.dataset.held;
        button.addEventListener("click", () => held && apply(held));
        board.before(button);
      }
    };

    const refresh = async () => {
      if (fetching) return;
      fetching = true;
      try {
        const response = await fetch(board.dataset.board, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
        if (response.ok) show(await response.text());
        else if (response.status === 401) location.reload();
      } catch {
        tell(true);
      } finally {
        fetching = false;
      }
    };

    const soon = () => {
      waiting ??= setTimeout(() => {
        waiting = null;
        refresh();
      }, FETCH_PAUSE);
    };

    const tell = (lost) => {
      isLost = lost;
      document.body.classList.toggle("is-lost", lost);
      const text = lost ? state.dataset.lost : state.dataset.live;
      if (state.textContent !== text) state.textContent = text;
    };

    indgang.live(board.dataset.events, soon, tell);
    const poll = () => setTimeout(async () => {
      if (!document.hidden) await refresh();
      poll();
    }, isLost ? WHEN_LOST : WHEN_LIVE);
    poll();
    document.addEventListener("visibilitychange", () => !document.hidden && refresh());
    board.addEventListener("mouseleave", () => held && !isBeingRead() && apply(held));
  }

  /** What can be scrolled can be reached by keyboard. */
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const table of document.querySelectorAll(".table-scroll:not([tabindex])")) watch.observe(table);

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const field of document.querySelectorAll("[data-submits]")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }

  /** Another empty row at the end of a list of rows, from the last one. */
  for (const button of document.querySelectorAll("[data-adds-row]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = document.getElementById(button.dataset.addsRow);
      const last = rows.lastElementChild;
      const fresh = last.cloneNode(true);
      const place = rows.children.length;
      for (const message of fresh.querySelectorAll(".form-error-message")) message.remove();
      for (const cell of fresh.querySelectorAll(".form-error")) cell.classList.remove("form-error");
      for (const field of fresh.querySelectorAll("input, select, textarea")) {
        field.name = field.name.replace(/-\d+$/, `-${place}`);
        field.id = field.id.replace(/-\d+$/, `-${place}`);
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
        if (field.tagName === "SELECT") field.selectedIndex = 0;
        else field.value = "";
      }
      for (const label of fresh.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/-\d+$/, `-${place}`);
      rows.append(fresh);
      fresh.querySelector("input, select, textarea").focus();
    });
  }

  /** What was typed and not sent is not lost by a click on the menu. */
  let isTyped = document.querySelector("form.keeps[data-typed]") !== null;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form.keeps")) isTyped = true;
  });
  document.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => isTyped && event.preventDefault());

  document.querySelector(".form-error .form-input, .form-error .form-select, [aria-invalid='true']")?.focus();
})();
