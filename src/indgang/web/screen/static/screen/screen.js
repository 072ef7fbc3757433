/* The screen: shows what the stream brings, sounds once for each call, and goes on with the last state without a server. */
(() => {
  "use strict";
  const { now, sync, keep } = window.indgang;
  const sound = window.screenSound;
  const body = document.body;
  const main = document.getElementById("main");
  const KEPT = `indgang-screen-${body.dataset.site}-${document.documentElement.lang}`;
  const OLD_SECONDS = 30;
  const SILENT_SECONDS = 25;
  const RECENT_SECONDS = 120;
  const MOST_HEARD = 300;
  const FRESH_SECONDS = 12;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) || {};
    } catch {
      return {};
    }
  };
  const kept = read();
  // Calls that were sounded, by their name; null on a device that has never shown this screen.
  let heard = Array.isArray(kept.heard) ? kept.heard : null;
  let shown = { html: main.innerHTML, revision: body.dataset.revision, at: body.dataset.at };
  let fresh = Date.now();

  const save = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify({ ...shown, heard: (heard || []).slice(-MOST_HEARD) }));
    } catch {
      // Without storage the screen still lives from the stream.
    }
  };

  // ---- What is shown

  const callsIn = (root) =>
    [...root.querySelectorAll("[data-call]")].map((element) => ({ element, ...element.dataset, isNow: "now" in element.dataset }));

  const announce = (silently) => {
    const calls = callsIn(main);
    const unheard = calls.filter(({ call }) => !(heard || []).includes(call));
    heard = [...(heard || []), ...unheard.map(({ call }) => call)].slice(-MOST_HEARD);
    save();
    if (silently) return;
    for (const call of unheard.filter(({ isNow }) => isNow).reverse()) {
      sound.announce(call);
      call.element.classList.add("fresh");
      document.getElementById("spoken").textContent = `${call.number}: ${call.desk}`;
      setTimeout(() => {
        for (const { element, call: name } of callsIn(main)) if (name === call.call) element.classList.remove("fresh");
      }, FRESH_SECONDS * 1000);
    }
  };

  const show = (state) => {
    if (state.revision !== shown.revision) {
      const lit = new Set(callsIn(main).filter(({ element }) => element.classList.contains("fresh")).map(({ call }) => call));
      main.innerHTML = state.html;
      for (const { element, call } of callsIn(main)) if (lit.has(call)) element.classList.add("fresh");
    }
    shown = { html: state.html ?? shown.html, revision: state.revision, at: state.at };
  };

  const live = ({ data }) => {
    const state = JSON.parse(data);
    sync(state.at, state.speed);
    const gap = (Date.now() - fresh) / 1000;
    fresh = Date.now();
    if (!state.html && state.revision !== shown.revision) return;
    const isFirst = heard === null;
    show(state);
    announce(isFirst || gap > RECENT_SECONDS);
    age();
  };

  // ---- The stream, and its loss

  let stream = null;
  let retry = 0;
  const listen = () => {
    clearTimeout(retry);
    stream?.close();
    stream = new EventSource(body.dataset.live);
    stream.addEventListener("state", live);
    stream.addEventListener("alive", live);
    stream.onerror = () => {
      stream.close();
      clearTimeout(retry);
      retry = setTimeout(listen, 800 + Math.random() * 700);
    };
  };

  const box = document.querySelector(".screen-age");
  const age = () => {
    const seconds = Math.round((Date.now() - fresh) / 1000);
    const isOld = seconds > OLD_SECONDS || (seconds > 4 && stream?.readyState !== EventSource.OPEN);
    const [text, count] = seconds < 60 ? [box.dataset.seconds, seconds - (seconds % 5)] : [box.dataset.minutes, Math.floor(seconds / 60)];
    const words = isOld ? text.replace("{count}", String(count)) : "";
    if (box.textContent !== words) box.textContent = words;
    body.toggleAttribute("data-old", isOld);
  };
  setInterval(() => {
    age();
    if (Date.now() - fresh > SILENT_SECONDS * 1000 && stream?.readyState === EventSource.OPEN) listen();
  }, 1000);
  addEventListener("online", listen);

  // A page that was kept by the worker holds an old state; this device may know a later one.
  if (kept.html && Date.parse(kept.at) > Date.parse(shown.at)) {
    main.innerHTML = kept.html;
    shown = { html: kept.html, revision: kept.revision, at: kept.at };
    fresh = Date.now() - Math.max(0, now() - Date.parse(kept.at));
  } else {
    const away = kept.at ? (Date.parse(shown.at) - Date.parse(kept.at)) / 1000 : 0;
    announce(heard === null || away > RECENT_SECONDS);
  }
  listen();
  keep(body.dataset.worker, [location.pathname + location.search], shown.at.slice(0, 10));

  // ---- Sound: a touch where the browser wants one, and the settings

  const mute = document.querySelector(".screen-mute");
  const checkSound = async () => {
    mute.hidden = !sound.settings.sound || Boolean(await sound.ready());
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => setTimeout(checkSound, 50));
  checkSound();

  const dialog = document.querySelector(".screen-settings");
  const form = dialog.querySelector("form");
  const noVoice = dialog.querySelector(".screen-no-voice");
  const fill = () => {
    form.sound.checked = sound.settings.sound;
    form.voice.checked = sound.settings.voice;
    form.voiceLanguage.value = sound.settings.voiceLanguage;
    form.volume.value = String(sound.settings.volume);
    noVoice.hidden = Boolean(sound.voiceFor("da")) || !sound.settings.voice;
  };
  document.querySelector(".screen-settings-open").addEventListener("click", () => {
    fill();
    dialog.showModal();
  });
  form.addEventListener("change", ({ target }) => {
    const value = target.type === "checkbox" ? target.checked : target.type === "range" ? Number(target.value) : target.value;
    sound.change(target.name, value);
    fill();
    checkSound();
  });
  form.querySelector("[data-try]").addEventListener("click", () => sound.announce({ number: "K07", desk: "KVIK 1" }));
})();
