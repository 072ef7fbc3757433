/* The ticket on the phone: fetches its state when the stream says so, else every fifteen seconds. */
(() => {
  "use strict";
  const body = document.body;
  const box = document.getElementById("ticket");
  const lost = document.querySelector(".phone-lost");
  const POLL_SECONDS = 15;
  const CLOSED = new Set(["finished", "left", "expired"]);
  const stateNow = () => box.querySelector("[data-state-now]")?.dataset.stateNow;
  const callNow = () => box.querySelector("[data-call]")?.dataset.call || "";

  // ---- Sound and vibration, once the citizen has asked for them

  let audio = null;
  const alarm = () => {
    navigator.vibrate?.([300, 150, 300, 150, 600]);
    if (!audio) return;
    for (const [frequency, offset] of [[659.25, 0], [523.25, 0.4], [659.25, 1], [523.25, 1.4]]) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      const start = audio.currentTime + offset;
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.3, start + 0.05);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.9);
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 1);
    }
  };
  const button = document.querySelector("[data-sound]");
  if (window.AudioContext && !CLOSED.has(stateNow())) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      audio = new AudioContext();
      audio.resume();
      navigator.vibrate?.(80);
      button.disabled = true;
      button.textContent = button.dataset.on;
    });
  }

  // ---- The state

  let told = callNow();
  const title = document.title;
  const notice = () => {
    const isCalled = stateNow() === "called";
    body.toggleAttribute("data-called", isCalled);
    document.title = isCalled ? `● ${box.querySelector(".card-go").textContent.trim()}` : title;
    if (isCalled && callNow() !== told) {
      alarm();
      scrollTo(0, 0);
    }
    told = callNow() || told;
  };

  let turn = 0;
  let again = 0;
  const look = async () => {
    const mine = ++turn;
    try {
      const response = await fetch(body.dataset.state, { signal: AbortSignal.timeout(8000) });
      if (!response.ok) throw new Error(String(response.status));
      const html = await response.text();
      lost.textContent = "";
      const leaving = box.querySelector(".card-leave")?.open;
      if (mine !== turn || leaving) return;
      const next = document.createElement("div");
      next.innerHTML = html;
      const why = box.querySelector(".card-why");
      if (why?.open) next.querySelector(".card-why")?.setAttribute("open", "");
      const plain = (element) => element.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
      if (plain(next) === plain(box)) return;
      const focused = document.activeElement?.closest?.("form")?.action;
      const asking = why?.contains(document.activeElement);
      box.replaceChildren(...next.childNodes);
      if (focused) box.querySelector(`form[action="${new URL(focused).pathname}"] button`)?.focus();
      if (asking) box.querySelector(".card-why summary")?.focus();
      notice();
    } catch {
      lost.textContent = lost.dataset.lost;
      clearTimeout(again);
      again = setTimeout(look, 3000 + Math.random() * 2000);
    }
  };

  let stream = null;
  let retry = 0;
  const listen = () => {
    clearTimeout(retry);
    stream?.close();
    if (CLOSED.has(stateNow())) return;
    stream = new EventSource(body.dataset.live);
    stream.addEventListener("changed", look);
    stream.onerror = () => {
      stream.close();
      retry = setTimeout(listen, 1500 + Math.random() * 1500);
    };
  };
  listen();
  setInterval(() => {
    if (stream?.readyState !== EventSource.OPEN && !CLOSED.has(stateNow())) look();
  }, POLL_SECONDS * 1000);
  setInterval(look, 60000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  notice();
})();
