/* The kiosk: taking a number with and without a server, starting over when nobody is there, larger text. */
(() => {
  "use strict";
  const { now, sync, timeOf, dateOf, post, keep } = window.indgang;
  const store = window.kioskStore;
  const body = document.body;
  const main = document.getElementById("main");
  const IDLE_SECONDS = 30;
  const WARNING_SECONDS = 15;
  const DONE_SECONDS = 20;
  const FEW = 6;
  const LOOK_SECONDS = 5;
  const PATIENCE_MS = 12000;
  const AWAY_SINCE = "kiosk-away-since";
  const today = () => dateOf(now());

  // ---- Text size and contrast, for this citizen only

  const remembered = (name) => {
    try {
      return sessionStorage.getItem(`kiosk-${name}`);
    } catch {
      return null;
    }
  };
  const rememberFor = (name, value) => {
    try {
      if (value) sessionStorage.setItem(`kiosk-${name}`, value);
      else sessionStorage.removeItem(`kiosk-${name}`);
    } catch {
      // See early.js.
    }
  };
  for (const button of document.querySelectorAll("[data-set]")) {
    const name = button.dataset.set;
    button.setAttribute("aria-pressed", String(Boolean(remembered(name))));
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      if (on) document.documentElement.dataset[name] = "on";
      else delete document.documentElement.dataset[name];
      rememberFor(name, on ? "on" : "");
    });
  }

  const startOver = () => {
    for (const name of ["text", "contrast"]) rememberFor(name, "");
    location.replace(body.dataset.start);
  };

  // ---- Nobody there

  const dialog = document.querySelector(".kiosk-idle");
  const seconds = dialog.querySelector("[data-idle-seconds]");
  const isFresh = () => "home" in body.dataset && location.pathname === body.dataset.start
    && !remembered("text") && !remembered("contrast") && !document.querySelector("[data-ticket]");
  let quiet = 0;
  const stir = () => {
    quiet = 0;
    if (dialog.open) dialog.close();
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) {
    addEventListener(kind, (event) => {
      if (!dialog.open) quiet = 0;
      else if (kind === "keydown" && event.key === "Escape") stir();
    }, { passive: true });
  }
  dialog.querySelector("[data-stay]").addEventListener("click", stir);
  dialog.addEventListener("cancel", stir);
  setInterval(() => {
    if (isFresh()) {
      quiet = 0;
      return;
    }
    quiet += 1;
    if (document.querySelector("[data-in-queue]")) {
      if (quiet >= DONE_SECONDS) startOver();
      return;
    }
    const remaining = IDLE_SECONDS + WARNING_SECONDS - quiet;
    if (remaining <= 0) startOver();
    else if (quiet >= IDLE_SECONDS) {
      seconds.textContent = String(remaining);
      dialog.querySelector(".idle-number").hidden = !document.querySelector("[data-ticket]");
      if (!dialog.open) dialog.showModal();
    }
  }, 1000);
  main.addEventListener("click", (event) => {
    if (event.target.closest("[data-finish]")) {
      event.preventDefault();
      startOver();
    }
  });

  // ---- Is the server there?

  const mark = document.querySelector(".kiosk-away");
  const away = (isAway) => {
    let since = Number(localStorage.getItem(AWAY_SINCE)) || 0;
    if (isAway && !since) localStorage.setItem(AWAY_SINCE, String((since = now())));
    if (!isAway && since) localStorage.removeItem(AWAY_SINCE);
    const text = isAway ? mark.dataset.away.replace("{time}", timeOf(since)) : "";
    if (mark.textContent !== text) mark.textContent = text;
  };

  /** A request also fails when the page is left; such a page does not live to say that the server is away. */
  const stillHere = () => new Promise((resolve) => setTimeout(resolve, 200));

  /** Ask the server for JSON; notes whether it is there, and what its clock says. */
  const ask = async (url, content) => {
    try {
      const response = content === undefined
        ? await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), cache: "no-store" })
        : await post(url, content, PATIENCE_MS / 1000);
      if (response.status >= 500) throw new Error(`away: ${response.status}`);
      away(false);
      if (!response.ok || !response.headers.get("Content-Type").startsWith("application/json")) return null;
      const answer = await response.json();
      if (answer.now) sync(answer.now, answer.speed);
      return answer;
    } catch {
      await stillHere();
      away(true);
      return null;
    }
  };

  let flushing = null;
  /** Bring in what the server does not know yet. Sent again until the server has answered; it enters each once. */
  const flush = () => {
    flushing ??= (async () => {
      const entries = await store.waiting();
      if (entries.length) {
        const answer = await ask(body.dataset.sync, JSON.stringify({ entries }));
        if (answer) await store.forget(answer.done);
      }
      return entries.length;
    })().finally(() => {
      flushing = null;
    });
    return flushing;
  };

  const borrow = async () => {
    if ((await store.left(today())) >= FEW) return;
    const answer = await ask(body.dataset.lend, "");
    if (answer) await store.fill(answer.series, today());
  };

  const look = async () => {
    const sent = await flush();
    if (!sent && localStorage.getItem(AWAY_SINCE)) await ask(body.dataset.health);
    if (!localStorage.getItem(AWAY_SINCE)) await borrow();
  };

  // ---- Taking a number

  const freshAttempt = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    const attempt = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
    for (const field of document.querySelectorAll("[data-attempt]")) field.value = attempt;
  };
  addEventListener("pageshow", freshAttempt);
  freshAttempt();

  const show = (...nodes) => {
    main.replaceChildren(...nodes);
    scrollTo(0, 0);
    quiet = 0;
    if (dialog.open) dialog.close();
    const heading = main.querySelector("h1");
    heading?.focus();
    if (heading) document.title = heading.textContent.trim().replace(/\s+/g, " ");
    prepare();
  };

  const showPage = async (response) => {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const content = page.getElementById("main");
    if (!content) throw new Error(`no page: ${response.status}`);
    show(...content.childNodes);
  };

  const fromTemplate = (id) => document.getElementById(id).content.cloneNode(true);

  /** A number of our own. It enters the outbox, and so the queue, when the citizen says that they have it. */
  const issueOffline = async (form, letter) => {
    const value = (name) => form.elements[name]?.value || "";
    let number = null;
    try {
      number = await store.take(today(), letter);
    } catch {
      // A device that cannot store must not promise a place that it may forget.
    }
    if (!number) {
      show(fromTemplate("offline-none"));
      return;
    }
    const entry = {
      letter: number.letter, number: number.number, at: new Date(now()).toISOString(), task: value("task"),
      topic: value("topic"), language: body.dataset.language, attempt: value("attempt"),
    };
    const content = fromTemplate("offline-ticket");
    content.querySelector("[data-number]").textContent = number.label;
    content.querySelector("[data-lane]").textContent = number.lane;
    content.querySelector("[data-time]").textContent = timeOf(now());
    content.querySelector("[data-have]").addEventListener("click", async (event) => {
      event.target.disabled = true;
      await store.remember(entry);
      const ticket = main.querySelector("[data-ticket]");
      ticket.dataset.inQueue = "";
      ticket.classList.remove("unconfirmed");
      ticket.querySelector("[data-before]").remove();
      ticket.querySelector("[data-after]").hidden = false;
      ticket.querySelector("h1").focus();
      flush();
    }, { once: true });
    show(content);
  };

  const busy = (form, isBusy) => {
    form.toggleAttribute("data-busy", isBusy);
    for (const button of form.querySelectorAll("button")) button.disabled = isBusy;
  };

  /** Send a form and show the answer; `lost` says what to do when the server does not answer. */
  const send = async (form, content, lost) => {
    if ("busy" in form.dataset) return;
    busy(form, true);
    try {
      const response = await post(form.action, content);
      if (response.status >= 500 || response.status === 401) throw new Error(`no answer: ${response.status}`);
      await showPage(response);
      away(false);
    } catch {
      await stillHere();
      away(true);
      await lost();
    } finally {
      busy(form, false);
    }
  };

  const submits = {
    take: (form, content) => send(form, content, () => issueOffline(form, content.get("letter") || form.dataset.letter)),
    swap: (form, content) => send(form, content, async () => show(fromTemplate("offline-none"))),
    confirm: (form, content) => send(form, content, async () => {
      await store.remember({ secret: content.get("secret"), at: new Date(now()).toISOString() });
      const label = main.querySelector(".ticket-number").textContent;
      const lane = main.querySelector(".ticket-lane").textContent;
      const ticket = fromTemplate("offline-ticket");
      ticket.querySelector("[data-number]").textContent = label;
      ticket.querySelector("[data-lane]").textContent = lane;
      ticket.querySelector("[data-before]").remove();
      ticket.querySelector("[data-after]").hidden = false;
      ticket.querySelector("[data-ticket]").dataset.inQueue = "";
      ticket.querySelector("[data-ticket]").classList.remove("unconfirmed");
      show(ticket);
    }),
  };
  main.addEventListener("submit", (event) => {
    const form = event.target;
    const kind = Object.keys(submits).find((name) => name in form.dataset);
    if (!kind) return;
    event.preventDefault();
    submits[kind](form, new FormData(form, event.submitter));
  });

  // ---- Own words: look while typing, and keys for a screen without a keyboard

  let typing = 0;
  const search = async (field) => {
    const found = field.form.querySelector("[data-found]");
    const turn = ++typing;
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (turn !== typing) return;
    const typed = field.value.trim();
    if (typed.length < 2) {
      found.replaceChildren();
      return;
    }
    try {
      const response = await post(field.dataset.search, new URLSearchParams({ words: typed }), 4);
      const html = response.ok ? await response.text() : "";
      if (turn === typing) found.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    } catch {
      if (turn === typing) found.replaceChildren();
    }
  };

  const ROWS = ["qwertyuiopå", "asdfghjklæø", "zxcvbnm,.-"];
  const press = (field, key) => {
    const start = field.selectionStart ?? field.value.length;
    const end = field.selectionEnd ?? start;
    if (key === "delete") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    else if (field.value.length < field.maxLength) field.setRangeText(key, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const drawKeys = (box) => {
    const fields = [...box.closest("form").querySelectorAll("input.words-field")];
    let [field] = fields;
    for (const one of fields) one.addEventListener("focus", () => (field = one));
    const button = (key, text, style) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = style;
      element.textContent = text;
      element.tabIndex = -1;
      element.addEventListener("pointerdown", (event) => event.preventDefault());
      element.addEventListener("click", () => press(field, key));
      return element;
    };
    const rows = ["1234567890", ...ROWS].map((letters) => {
      const row = document.createElement("div");
      row.className = "keys-row";
      row.append(...[...letters].map((letter) => button(letter, letter, "key")));
      return row;
    });
    if (!("digits" in box.dataset)) rows.shift();
    rows.at(-1).append(button("delete", box.dataset.delete, "key key-wide"));
    const last = document.createElement("div");
    last.className = "keys-row";
    last.append(button(" ", box.dataset.space, "key key-space"));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", box.dataset.label);
    box.replaceChildren(...rows, last);
    box.hidden = false;
  };

  const prepare = () => {
    freshAttempt();
    for (const field of main.querySelectorAll("[data-search]")) field.addEventListener("input", () => search(field));
    for (const box of main.querySelectorAll("[data-keys]"))
      if (matchMedia("(pointer: coarse) and (min-width: 700px)").matches) drawKeys(box);
    document.body.toggleAttribute("data-has-ticket", Boolean(main.querySelector("[data-ticket]")));
  };
  prepare();

  // ---- At the start of each page

  const connect = async () => {
    if (body.dataset.connect) await ask(body.dataset.connect, "");
  };
  const keepPages = async () => {
    const answer = await ask(body.dataset.pages);
    if (answer) await keep(body.dataset.worker, answer.pages, `${body.dataset.site} ${answer.version}`);
  };
  (async () => {
    navigator.storage?.persist?.();
    if ("home" in body.dataset) {
      await connect();
      await keepPages();
    }
    await look();
    setInterval(look, LOOK_SECONDS * 1000);
  })();
  addEventListener("online", look);
  if (localStorage.getItem(AWAY_SINCE)) away(true);
})();
