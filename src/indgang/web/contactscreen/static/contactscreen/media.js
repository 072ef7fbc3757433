/* Camera, microphone and loudspeaker of this side, and the check before one goes in. Nothing of it is recorded. */
const SHAPE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const element = (id) => document.getElementById(id);

export class Media {
  /** `changed(kind, track)` is called whenever "video" or "audio" has another track, or (null) none. */
  constructor(words, changed) {
    this.words = words;
    this.changed = changed;
    this.tracks = { audio: null, video: null };
    this.wanted = { audio: true, video: true };
    this.chosen = { audio: "", video: "", output: "" };
    this.trouble = "";
    this.#listenToChoices();
  }

  /** Ask for what is wanted; what cannot be had is left out, and `trouble` says why. Never fails. */
  async open() {
    this.trouble = "";
    if (!navigator.mediaDevices?.getUserMedia) {
      this.trouble = this.words.insecure;
    } else if (this.wanted.audio || this.wanted.video) {
      await this.#openBoth();
    }
    await this.#listDevices();
    this.#show();
  }

  async set(kind, on) {
    this.wanted[kind] = on;
    if (kind === "audio" && on && this.tracks.audio) this.tracks.audio.enabled = true;
    else if (on && !this.tracks[kind]) await this.#openOne(kind);
    else if (!on && kind === "audio" && this.tracks.audio) this.tracks.audio.enabled = false;
    else if (!on) this.#put(kind, null);
    this.#show();
  }

  has(kind) {
    return Boolean(this.tracks[kind]?.enabled) && this.tracks[kind].readyState === "live";
  }

  close() {
    this.#put("audio", null);
    this.#put("video", null);
    clearInterval(this.meter);
    this.context?.close();
  }

  async #openBoth() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: this.wanted.audio && this.#constraint("audio"),
        video: this.wanted.video && this.#constraint("video"),
      });
      this.#put("audio", stream.getAudioTracks()[0] || null);
      this.#put("video", stream.getVideoTracks()[0] || null);
    } catch (error) {
      if (error.name === "NotAllowedError") {
        this.trouble = this.words.denied;
        return;
      }
      if (this.wanted.audio) await this.#openOne("audio");
      if (this.wanted.video) await this.#openOne("video");
    }
  }

  async #openOne(kind) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: this.#constraint(kind) });
      this.#put(kind, stream.getTracks()[0]);
    } catch (error) {
      const names = { NotAllowedError: this.words.denied, NotReadableError: this.words.busy };
      this.trouble = names[error.name] || (kind === "video" ? this.words.noCamera : this.words.noMicrophone);
      this.#put(kind, null);
    }
  }

  #constraint(kind) {
    const device = this.chosen[kind] ? { deviceId: { exact: this.chosen[kind] } } : {};
    return { ...(kind === "video" ? SHAPE : SOUND), ...device };
  }

  #put(kind, track) {
    if (this.tracks[kind] === track) return;
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    if (track) {
      track.enabled = this.wanted[kind];
      track.addEventListener("ended", () => {
        if (this.tracks[kind] === track) this.#put(kind, null);
        this.#show();
      });
    }
    if (kind === "audio") this.#measure(track);
    this.changed(kind, track);
  }

  /** Both small pictures, and what the check has to say. */
  #show() {
    const stream = this.tracks.video ? new MediaStream([this.tracks.video]) : null;
    for (const id of ["mirror", "self"]) {
      const video = element(id);
      if (video.srcObject?.getVideoTracks()[0] !== this.tracks.video) video.srcObject = stream;
      video.hidden = !stream;
    }
    element("mirror-off").hidden = Boolean(stream);
    const found = [
      this.has("video") ? this.words.cameraOk : "",
      this.has("audio") ? this.words.microphoneOk : "",
    ].filter(Boolean);
    element("check-said").textContent = this.trouble || found.join(" ");
    element("check-said").classList.toggle("bad", Boolean(this.trouble));
    this.changed("shown", null);
  }

  #measure(track) {
    clearInterval(this.meter);
    const bar = element("level");
    bar.value = 0;
    if (!track || !window.AudioContext) return;
    this.context ||= new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.meter = setInterval(() => {
      if (this.context.state === "suspended") this.context.resume();
      analyser.getFloatTimeDomainData(samples);
      const power = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      bar.value = Math.min(100, Math.round(power * 400));
    }, 120);
  }

  async #listDevices() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) || [];
    const fill = (id, kind, chosen) => {
      const select = element(id);
      const known = devices.filter((device) => device.kind === kind && device.deviceId);
      select.replaceChildren(
        ...known.map((device, place) => new Option(device.label || `${place + 1}`, device.deviceId)),
      );
      if (!known.length) select.append(new Option("–", ""));
      if (chosen) select.value = chosen;
      select.disabled = known.length < 2;
      return known.length;
    };
    const now = (kind) => this.tracks[kind]?.getSettings().deviceId || "";
    fill("camera", "videoinput", now("video"));
    fill("microphone", "audioinput", now("audio"));
    const canChoose = "setSinkId" in HTMLMediaElement.prototype;
    element("speaker-row").hidden = !canChoose || !fill("speaker", "audiooutput", this.chosen.output);
  }

  #listenToChoices() {
    const choose = (id, kind) =>
      element(id).addEventListener("change", async (event) => {
        this.chosen[kind] = event.target.value;
        this.wanted[kind] = true;
        await this.#openOne(kind);
        this.#show();
      });
    choose("camera", "video");
    choose("microphone", "audio");
    element("speaker").addEventListener("change", (event) => {
      this.chosen.output = event.target.value;
      element("other").setSinkId?.(event.target.value).catch(() => {});
    });
    element("tone").addEventListener("click", () => this.#tone());
    element("again").addEventListener("click", () => {
      this.wanted = { audio: true, video: true };
      this.open();
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#listDevices());
  }

  /** Two short tones on the chosen loudspeaker. */
  async #tone() {
    this.context ||= new AudioContext();
    await this.context.resume();
    if (this.chosen.output && this.context.setSinkId) await this.context.setSinkId(this.chosen.output).catch(() => {});
    const start = this.context.currentTime;
    [523, 659].forEach((pitch, place) => {
      const sound = this.context.createOscillator();
      const volume = this.context.createGain();
      sound.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start + place * 0.4);
      volume.gain.linearRampToValueAtTime(0.25, start + place * 0.4 + 0.05);
      volume.gain.linearRampToValueAtTime(0, start + place * 0.4 + 0.35);
      sound.connect(volume).connect(this.context.destination);
      sound.start(start + place * 0.4);
      sound.stop(start + place * 0.4 + 0.4);
    });
  }
}
