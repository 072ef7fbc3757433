/* Talking with the server: commands as POST, and a stream that says what to fetch anew. */
const PATIENCE = 8000;
const PAUSES = [300, 700, 1500, 3000];

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const csrf = (spare) => /(?:^|; )indgang_csrf=([^;]+)/.exec(document.cookie)?.[1] || spare;

/** `refused(code)` is called when the seat is another window's or the room is over, `reached(yes)` with each try. */
export class Talk {
  constructor(base, spareToken, { refused, reached }) {
    this.base = base;
    this.spareToken = spareToken;
    this.refused = refused;
    this.reached = reached;
    this.generation = 0;
    this.waiting = Promise.resolve();
  }

  /** The answer as {status, data}; status 0 when the server could not be reached. */
  async post(name, fields = {}) {
    const body = new URLSearchParams({ generation: this.generation, ...fields });
    return this.#ask(`${this.base}${name}/`, { method: "POST", body, headers: { "X-CSRFToken": csrf(this.spareToken) } });
  }

  /** As `post`, and some times more when the server could not be reached; for what may be said twice. */
  async insist(name, fields) {
    let answer = await this.post(name, fields);
    for (const rest of PAUSES) {
      if (answer.status !== 0) break;
      await pause(rest);
      answer = await this.post(name, fields);
    }
    return answer;
  }

  async get(name) {
    return this.#ask(`${this.base}${name}/?generation=${this.generation}`, {});
  }

  /** One after the other, in their order, and again until the server has answered or `stillWanted` says no. */
  inOrder(name, fields, stillWanted) {
    this.waiting = this.waiting.then(async () => {
      for (let turn = 0; stillWanted(); turn += 1) {
        const { status } = await this.post(name, fields);
        if (status !== 0 && status < 500) return;
        await pause(PAUSES[Math.min(turn, PAUSES.length - 1)]);
      }
    });
    return this.waiting;
  }

  /** Say that this window closes; works while the page goes away. */
  bye() {
    const body = new URLSearchParams({ generation: this.generation, csrfmiddlewaretoken: csrf(this.spareToken) });
    navigator.sendBeacon(`${this.base}leave/`, body);
  }

  /** Follow the room: `changed(what)` with "state", "signals", or "all" after each (re)connection. */
  listen(changed) {
    let turn = 0;
    const connect = () => {
      if (this.ended) return;
      const source = new EventSource(`${this.base}events/`);
      this.source = source;
      source.addEventListener("hello", () => {
        turn = 0;
        changed("all");
      });
      source.addEventListener("resync", () => changed("all"));
      source.addEventListener("contactscreen", (event) => changed(JSON.parse(event.data).what));
      source.addEventListener("error", () => {
        if (source.readyState !== EventSource.CLOSED) return;
        setTimeout(connect, PAUSES[Math.min(turn, PAUSES.length - 1)]);
        turn += 1;
      });
    };
    connect();
  }

  hush() {
    this.ended = true;
    this.source?.close();
  }

  async #ask(url, options) {
    try {
      const response = await fetch(url, { ...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (response.status >= 500) throw new Error(String(response.status));
      const data = response.status === 204 ? {} : await response.json();
      this.reached(true);
      if (["seat-taken", "room-is-over", "no-such-room"].includes(data.code)) this.refused(data.code);
      return { status: response.status, data };
    } catch {
      this.reached(false);
      return { status: 0, data: {} };
    }
  }
}
