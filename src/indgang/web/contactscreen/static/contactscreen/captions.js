/* What the page says of the connection, in words, for eyes and for screen readers; and the lines that were written. */
const SLOW = 20_000;
const WEAK_LOSS = 8;
const WEAK_DELAY = 600;
const STEADY = 3;
const element = (id) => document.getElementById(id);
const put = (id, text) => {
  const place = element(id);
  if (place && place.textContent !== text) place.textContent = text;
};

export class Captions {
  /** `facts` is a dataset that others may read: how it stands, what came in, and which way. */
  constructor(words, facts) {
    this.words = words;
    this.facts = facts;
    this.waiting = "";
    this.how = "";
    this.isReached = true;
    this.isWeak = false;
    this.weakFor = 0;
    this.before = null;
    this.read = 0;
  }

  /** How it stands with the other browser. */
  connection(how) {
    if (how === "connecting") this.before = null;
    this.how = this.facts.connection = how;
    this.since = Date.now();
    this.isWeak = false;
    this.#say();
  }

  server(isReached) {
    this.isReached = isReached;
    this.facts.server = isReached ? "1" : "0";
    this.#say();
  }

  room(state) {
    this.state = state;
    this.waiting = state.waiting;
    if (state.waiting && this.waitingSince === undefined) this.waitingSince = Date.now();
    if (!state.waiting) this.waitingSince = undefined;
    this.#say();
  }

  /** The clock of the waiting room, and the way out when it takes long. */
  tick(state) {
    const since = element("since");
    const waits = state.state === "ringing" && this.waitingSince !== undefined;
    since.hidden = !waits || state.isBooked;
    if (waits) {
      const seconds = Math.floor((Date.now() - this.waitingSince) / 1000);
      put("since", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    }
    const waitsLong = waits && !state.isEarly && Date.now() - this.waitingSince > SLOW;
    const connectsLong = ["connecting", "lost"].includes(this.how) && Date.now() - this.since > SLOW && !state.waiting;
    element("instead").hidden = !(waitsLong || state.nobodyLeft || connectsLong || this.how === "failed");
    if (connectsLong && !this.isSlow) {
      this.isSlow = true;
      this.#say();
    }
    if (this.how === "connected") this.isSlow = false;
  }

  /** Once a second: what came in since the last look. */
  quality(now, other) {
    Object.assign(this.facts, { frames: now.frames, sound: now.sound || 0, energy: now.energy, way: now.way });
    const before = this.before;
    this.before = now;
    if (!before || this.how !== "connected") return;
    const came = now.packets - before.packets;
    const lost = Math.max(0, now.lost - before.lost);
    const loss = came + lost ? (100 * lost) / (came + lost) : 0;
    this.loss = this.loss === undefined ? loss : 0.8 * this.loss + 0.2 * loss;
    const stands = other.camera && now.frames === before.frames;
    const isWeak = this.loss > WEAK_LOSS || now.delay > WEAK_DELAY || stands;
    this.weakFor = isWeak === this.isWeak ? 0 : this.weakFor + 1;
    if (this.weakFor >= STEADY) {
      this.isWeak = isWeak;
      this.weakFor = 0;
      this.#say();
    }
    const facts = { way: now.way === "relay" ? this.words.relay : this.words.direct, loss: Math.round(this.loss), delay: now.delay };
    put("details", this.words.details.replace(/\{(\w+)\}/g, (_all, name) => facts[name]));
  }

  lines(lines) {
    const list = element("lines");
    const isOpen = !element("chat").hidden;
    for (const line of lines.slice(list.children.length)) {
      const item = document.createElement("li");
      item.className = line.mine ? "mine" : "theirs";
      const who = document.createElement("span");
      who.className = "cs-who";
      who.textContent = `${line.mine ? this.words.you : this.words.other} ${line.at}`;
      const text = document.createElement("span");
      text.textContent = line.text;
      item.append(who, text);
      list.append(item);
    }
    if (isOpen) this.read = lines.length;
    const unread = lines.slice(this.read).filter((line) => !line.mine).length;
    element("unread").hidden = !unread;
    put("unread", String(unread));
    if (unread && this.unread !== unread) put("caption", this.words.text.replace("{name}", this.words.inside));
    this.unread = unread;
  }

  #say() {
    put("waiting", this.waiting || this.#words());
    put("caption", this.#words());
    // Where the same stands large in the middle, the caption is for screen readers alone.
    element("caption").classList.toggle("is-said", element("waiting").textContent === this.#words() && this.how !== "connected");
    this.facts.caption = this.how;
    element("caption").classList.toggle("warn", this.isWeak || ["lost", "failed"].includes(this.how) || !this.isReached);
  }

  #words() {
    if (!this.isReached && this.how === "connected") return this.words.serverGone;
    if (this.waiting && this.how !== "connected") return this.waiting;
    if (this.isSlow) return this.words.slow;
    if (this.how === "connected") {
      if (this.isWeak) return this.words.weak;
      if (this.state && !this.state.other.microphone) return this.words.otherNoSound;
      return this.state && !this.state.other.camera ? this.words.otherNoCamera : this.words.connected;
    }
    return this.words[this.how] || this.waiting || this.words.connecting;
  }
}
