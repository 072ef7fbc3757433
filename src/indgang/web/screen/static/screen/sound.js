/* The calm sound and the voice of a screen, one call after the other. Settings are kept on the device. */
(() => {
  "use strict";
  const KEPT = `indgang-screen-sound-${document.body.dataset.site}`;
  const DEFAULTS = { sound: true, voice: false, voiceLanguage: "da", volume: 60 };
  const TONES = [[659.25, 0], [523.25, 0.42]];
  const SAY = { da: document.body.dataset.sayDa, en: document.body.dataset.sayEn };
  const LOCALES = { da: "da-DK", en: "en-GB" };
  const CHIME_SECONDS = 1.5;
  const LONGEST_SPEECH_SECONDS = 12;
  const MOST_WAITING = 12;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT)) || {};
      const known = Object.entries(kept).filter(([name, value]) => typeof value === typeof DEFAULTS[name]);
      return { ...DEFAULTS, ...Object.fromEntries(known) };
    } catch {
      return { ...DEFAULTS };
    }
  };
  const settings = read();
  const change = (name, value) => {
    settings[name] = value;
    try {
      localStorage.setItem(KEPT, JSON.stringify(settings));
    } catch {
      // The choice then lasts until the page is loaded again.
    }
  };

  let audio = null;
  /** The audio context, running if the browser lets it: some want a touch first. */
  const ready = async () => {
    const Context = window.AudioContext;
    if (!Context) return null;
    audio ??= new Context();
    if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((go) => setTimeout(go, 300))]);
    return audio.state === "running" ? audio : null;
  };

  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  /** Two soft tones, a third apart, that swell and fade. */
  const chime = async () => {
    const context = await ready();
    if (!context) return;
    const loudness = (settings.volume / 100) * 0.4;
    for (const [frequency, offset] of TONES) {
      const start = context.currentTime + 0.02 + offset;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = "sine";
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(loudness, start + 0.06);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 1);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 1.05);
    }
    window.dispatchEvent(new CustomEvent("screen:chime"));
    await pause(CHIME_SECONDS);
  };

  const voiceFor = (language) =>
    window.speechSynthesis?.getVoices().find(({ lang }) => lang.toLowerCase().replace("_", "-").startsWith(language));

  /** "Nummer K, 7, til KVIK 1": letters and figures apart, so that a voice says them as people do. */
  const sentence = ({ number, desk }, language) => {
    const [, letters, figures] = /^(\D*)0*(\d*)$/.exec(number) || [null, number, ""];
    return SAY[language]
      .replace("%letter%", [...letters].join(" ")).replace("%number%", figures || "0").replace("%desk%", desk);
  };

  const speak = async (call, language) => {
    if (!window.speechSynthesis) return;
    const words = new SpeechSynthesisUtterance(sentence(call, language));
    words.lang = LOCALES[language];
    words.voice = voiceFor(language) || null;
    words.rate = 0.9;
    words.volume = settings.volume / 100;
    const over = new Promise((resolve) => {
      words.onend = words.onerror = resolve;
    });
    speechSynthesis.speak(words);
    await Promise.race([over, pause(LONGEST_SPEECH_SECONDS)]);
  };

  const waiting = [];
  let isBusy = false;
  const work = async () => {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length) {
      const call = waiting.shift();
      if (settings.sound) await chime();
      if (settings.voice) {
        const languages = settings.voiceLanguage === "both" ? ["da", "en"] : [settings.voiceLanguage];
        for (const language of languages) if (SAY[language]) await speak(call, language);
      }
    }
    isBusy = false;
  };

  /** Sound and say a call after those that are being said. */
  const announce = (call) => {
    waiting.push(call);
    if (waiting.length > MOST_WAITING) waiting.shift();
    work();
  };

  window.screenSound = { settings, change, ready, announce, voiceFor };
})();
