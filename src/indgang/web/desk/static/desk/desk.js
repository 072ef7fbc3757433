/* The desk: search, live rail, note, ticks, boxes. Whatever is being typed is never replaced. */
(() => {
  "use strict";
  const { csrf, live } = window.indgang;
  const get = (id) => document.getElementById(id);
  const desk = () => get("desk");
  const first = () => document.querySelector("[data-first]");
  const noteField = () => document.querySelector("[data-note]");

  /* What morphing leaves alone: texts that are not saved yet, open boxes, ticks. */
  const unsaved = new WeakSet();
  let typedAt = 0;
  let writing = 0;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => {
    if (name === "open" && node.matches("details, dialog")) return false;
    if (name === "checked" && node.matches(".tick")) return false;
    return !(name === "value" && (unsaved.has(node) || (node.id === "search" && node === document.activeElement)));
  };

  /* Search: results while typing, arrows choose, Enter picks. */
  let pickWhenFound = false;
  let shownFor = "";
  const hits = () => [...document.querySelectorAll("#results .hit")];
  const chosen = () => document.querySelector('#results .hit[aria-selected="true"]');
  const choose = (hit) => {
    chosen()?.setAttribute("aria-selected", "false");
    hit?.setAttribute("aria-selected", "true");
    hit?.scrollIntoView({ block: "nearest" });
    if (hit) get("search").setAttribute("aria-activedescendant", hit.id);
    else get("search").removeAttribute("aria-activedescendant");
  };
  /* What was searched and left again, for the editors: it goes with the task that is chosen in the end. */
  let tried = [];
  let shown = "";
  const leave = (query) => {
    const goesOn = query.startsWith(shown) || (query && shown.startsWith(query));
    if (shown.length > 2 && !goesOn && !tried.includes(shown)) tried = [...tried.slice(-2), shown];
    if (query || !shown) shown = query;
  };
  const pick = (hit) => {
    if (!hit) return;
    pickWhenFound = false;
    if ("address" in hit.dataset) {
      const { address } = hit.dataset;
      if (address.startsWith("tel:")) location.href = address;
      else if (address) window.open(address, "_blank", "noopener");
      return;
    }
    get("tried").value = tried.join("\n");
    tried = [];
    shown = "";
    get("picked").value = hit.dataset.code;
    get("search").value = "";
    htmx.trigger("#results", "pick");
  };
  const found = (query) => {
    const box = get("results");
    box.dataset.query = query;
    leave(query.trim());
    get("search").setAttribute("aria-expanded", String(hits().length > 0));
    if (hits().length) get("search").setAttribute("aria-controls", "hits");
    else get("search").removeAttribute("aria-controls");
    choose(query.trim() ? hits()[0] : null);
    if (pickWhenFound && query === get("search").value) pick(hits()[0]);
  };
  /** What the topic and the day suggest, before anything is typed. */
  const suggest = () => {
    if (hits().length || "query" in get("results").dataset) return;
    get("results").dataset.query = "";
    htmx.trigger("#search", "refresh");
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "search") return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = hits();
      choose(all[Math.max(0, Math.min(all.length - 1, all.indexOf(chosen()) + step))]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (get("results").dataset.query === get("search").value) pick(chosen() || (get("search").value.trim() ? hits()[0] : null));
      else pickWhenFound = true;
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#results .hit")) event.preventDefault();
  });
  /* A reader types the code, whichever line of the day has the focus: its Enter must not open that one. */
  document.addEventListener("keydown", (event) => {
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!isTyped || !event.target.closest?.(".day-list .line")) return;
    event.stopPropagation();
    get("appointment-code").focus();
  }, true);
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "search") suggest();
  });

  /* The centre follows other windows of this desk, but never under somebody who types. */
  let railTimer = 0;
  let isRailOld = false;
  const underway = new Map();
  const refreshRail = () => {
    railTimer ||= setTimeout(() => {
      railTimer = 0;
      isRailOld = underway.has("rail");
      if (!isRailOld) htmx.trigger("#rail", "refresh");
    }, 150);
  };
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, xhr } }) => {
    if (["rail", "catch-up"].includes(elt.id)) underway.set(elt.id, xhr);
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
    if (underway.get(elt.id) !== xhr) return;
    underway.delete(elt.id);
    if (elt.id === "rail" && isRailOld) refreshRail();
  });
  const isBusy = () => {
    const field = document.activeElement;
    const inField = field?.matches("#search, [data-note], #elsewhere, #claim-code");
    return (
      writing > 0 ||
      Boolean(document.querySelector("dialog[open]")) ||
      Boolean(inField && (Date.now() - typedAt < 2500 || unsaved.has(field) || (field.id === "search" && field.value)))
    );
  };
  let catchUpTimer = 0;
  const catchUp = () => {
    catchUpTimer ||= setTimeout(() => {
      catchUpTimer = 0;
      if (get("rail").dataset.token === desk().dataset.token) return;
      if (isBusy()) catchUp();
      else htmx.trigger("#catch-up", "refresh");
    }, 300);
  };
  const otherWindows = new BroadcastChannel("indgang-desk");
  otherWindows.addEventListener("message", refreshRail);
  let isLost = false;
  const changed = (topic, facts) => {
    refreshRail();
    if (topic === "catalogue") htmx.trigger(document.body, "talk:news");
    document.dispatchEvent(new CustomEvent("indgang:live", { detail: { topic, facts } }));
  };
  live(desk().dataset.live, changed, (lost) => {
    isLost = lost;
    get("live-state").hidden = !lost;
  });
  setInterval(refreshRail, 60000);
  document.body.addEventListener("desk:news", refreshRail);

  /* A sign of life, also while another window is in front: officers work in other programs too. */
  const beat = async () => {
    if (!desk().dataset.mine) return;
    try {
      const response = await fetch(desk().dataset.beat, {
        method: "POST",
        headers: { "X-CSRFToken": csrf(), "HX-Request": "true", "HX-Current-URL": location.href },
      });
      if (response.status === 401) {
        get("notices").innerHTML = await response.text();
        keepCopy();
      } else if (response.ok && !(await response.json()).mine) refreshRail();
    } catch {
      // The server is away; the live connection says so.
    }
  };
  setInterval(beat, 30000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    beat();
    refreshRail();
  });

  /* The note: saved while typing, sent again when the server was away, kept in this browser until it is saved. */
  const COPY = "indgang-note-";
  const COPY_LIVES = 12 * 3600 * 1000;
  const copyName = (field) => COPY + field.dataset.note;
  const masked = (text) => text.replace(/\d{6}[-–\s.]?\d{4}/g, "••••••-••••");
  let retryTimer = 0;
  function keepCopy() {
    const field = noteField();
    if (!field || !unsaved.has(field)) return;
    localStorage.setItem(copyName(field), JSON.stringify({ text: masked(field.value), at: Date.now() }));
  }
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(COPY))) {
    if (!(JSON.parse(localStorage.getItem(name)).at > Date.now() - COPY_LIVES)) localStorage.removeItem(name);
  }
  const sendAgain = () => {
    keepCopy();
    retryTimer ||= setTimeout(() => {
      retryTimer = 0;
      if (noteField() && unsaved.has(noteField())) htmx.trigger(noteField(), "save");
    }, 4000);
  };
  const noteSaved = (field, text) => {
    localStorage.removeItem(copyName(field));
    if (field.value === text) unsaved.delete(field);
  };
  const restoreNote = () => {
    const field = noteField();
    const copy = field && localStorage.getItem(copyName(field));
    if (!copy || unsaved.has(field)) return;
    localStorage.removeItem(copyName(field));
    const { text } = JSON.parse(copy);
    if (text === field.value) return;
    field.value = text;
    unsaved.add(field);
    htmx.trigger(field, "save");
  };
  const mark = (field, spans) => {
    const signs = Array.from(field.value);
    const marks = field.parentElement.querySelector(".note-marks");
    marks.replaceChildren();
    let at = 0;
    for (const [start, end] of spans) {
      const part = document.createElement("mark");
      part.textContent = signs.slice(start, end).join("");
      marks.append(signs.slice(at, start).join(""), part);
      at = end;
    }
    if (spans.length) marks.append(signs.slice(at).join(""), "\n");
    marks.scrollTop = field.scrollTop;
  };
  document.addEventListener("input", (event) => {
    typedAt = Date.now();
    if (!event.target.matches("[data-note]")) return;
    unsaved.add(event.target);
    mark(event.target, []);
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.("[data-note]")) event.target.previousElementSibling.scrollTop = event.target.scrollTop;
  }, true);
  window.addEventListener("pagehide", () => {
    const field = noteField();
    if (!field || !unsaved.has(field) || get("note-state").dataset.code) return;
    keepCopy();
    fetch(field.getAttribute("hx-post"), {
      method: "POST", keepalive: true, body: new FormData(get("matter-form")), headers: { "X-CSRFToken": csrf() },
    }).catch(() => {});
  });

  /* Ticks of steps stay in this browser; they hold nothing about anybody. */
  const TICKS = "indgang-ticks";
  const ticks = () => JSON.parse(localStorage.getItem(TICKS) || "{}");
  const showTicks = () => {
    const book = get("playbook");
    if (!book) return;
    const ticked = ticks()[book.dataset.ticks] || [];
    for (const box of book.querySelectorAll("[data-step]")) box.checked = ticked.includes(box.dataset.step);
  };
  document.addEventListener("change", (event) => {
    const book = event.target.closest?.("[data-step]") && get("playbook");
    if (!book) return;
    const all = Object.fromEntries(Object.entries(ticks()).slice(-30));
    delete all[book.dataset.ticks];
    all[book.dataset.ticks] = [...book.querySelectorAll("[data-step]:checked")].map((box) => box.dataset.step);
    localStorage.setItem(TICKS, JSON.stringify(all));
  });
  window.addEventListener("storage", (event) => {
    if (event.key === TICKS) showTicks();
  });

  /* Boxes, printing, matters, logging out. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      const hit = event.target.closest("#results .hit");
      if (hit) pick(hit);
      return;
    }
    if (button.dataset.dialog) get(button.dataset.dialog).showModal();
    if ("close" in button.dataset) button.closest("dialog").close();
    if ("print" in button.dataset) window.print();
    if ("nextMatter" in button.dataset) {
      const all = [...document.querySelectorAll(".matters .matter")];
      all[(all.findIndex((one) => one.ariaCurrent === "true") + 1) % all.length].click();
    }
    if ("keepMine" in button.dataset) htmx.trigger(noteField(), "save");
    if ("takeSaved" in button.dataset) {
      noteField().value = document.querySelector(".saved-note").textContent.replace(/^…$/, "");
      htmx.trigger(noteField(), "save");
    }
    if ("logOut" in button.dataset) logOutForm()?.submit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) get("notices").replaceChildren();
  });
  const logOutForm = () => document.querySelector('.topbar form[action$="/logout/"]');
  document.addEventListener("submit", (event) => {
    if (event.target !== logOutForm() || !document.querySelector(".person")) return;
    event.preventDefault();
    get("logout-warning").showModal();
  });

  /* What happens around each request. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb === "get") return;
    writing += 1;
    event.detail.elt.closest("dialog:not([data-stays])")?.close();
    if (event.detail.elt.matches("[data-note]")) event.detail.xhr.sentNote = event.detail.elt.value;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, requestConfig } = event.detail;
    if (requestConfig.verb === "get") return;
    writing -= 1;
    if (xhr.status >= 200 && xhr.status < 300) {
      if (elt.matches("[data-note]")) noteSaved(elt, xhr.sentNote);
      otherWindows.postMessage("changed");
    } else if (!xhr.status || xhr.status === 401 || xhr.status >= 500) {
      if (elt.matches("[data-note]")) sendAgain();
      else keepCopy();
    }
  });
  document.addEventListener("desk:token", (event) => {
    desk().dataset.token = event.detail.value;
  });
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "desk") return;
    hadFocus = desk().contains(document.activeElement);
    if (event.detail.requestConfig.verb === "get") return;
    /* What was asked for before something was done is older than the answer to that, and must not replace it. */
    for (const xhr of underway.values()) xhr.abort();
    refreshRail();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "results") found(event.detail.requestConfig.parameters.q || "");
  });
  /* The box of a time: not before htmx has read it may it have the keyboard. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (!["booking-body", "appointments-body"].includes(target.id)) return;
    const field = target.contains(document.activeElement) && document.activeElement !== target ? document.activeElement : null;
    const tasks = target.querySelectorAll(".booking-task").length;
    const isAdded = field?.id === "booking-add" && tasks > Number(target.dataset.tasks || 0);
    if (isAdded) field.value = "";
    if (target.id === "booking-body") target.dataset.tasks = tasks;
    const wrong = target.querySelector('[aria-invalid="true"]') || target.querySelector('[role="alert"][tabindex]');
    if (wrong || !field || isAdded) (wrong || target.querySelector(".booked-slip, [data-focus-first]"))?.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { id } = event.detail.target;
    if (id === "desk") settled();
    if (id === "rail") {
      get("live-state").hidden = !isLost;
      if (get("rail").dataset.token !== desk().dataset.token) catchUp();
    }
    const state = get("note-state");
    if (state?.dataset.spans && noteField()) mark(noteField(), JSON.parse(state.dataset.spans));
  });

  const settled = () => {
    showTicks();
    restoreNote();
    const box = document.querySelector(".finder");
    if (box && box.id !== shownFor) {
      shownFor = box.id;
      get("search").value = "";
      get("results").replaceChildren();
    }
    if (box && document.querySelector(".person") && !box.classList.contains("compact")) suggest();
    const wanted = desk().dataset.focus;
    desk().dataset.focus = "";
    const focusWasLost = hadFocus && document.activeElement === document.body;
    hadFocus = false;
    if (!wanted && !focusWasLost) return;
    const target = get(wanted) || first() || get("playbook") || get("search");
    target?.focus({ preventScroll: wanted === "playbook" });
  };
  /* Not before htmx has read the page: a key pressed at what has the focus must work. */
  document.addEventListener("DOMContentLoaded", () => {
    settled();
    if (document.activeElement === document.body) first()?.focus();
  });
})();
