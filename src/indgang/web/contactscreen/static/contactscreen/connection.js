/*
 * The way between the two browsers. Both may ask for a new agreement at any moment; when they do at the same time the
 * polite one gives in. The specialist's side lays out one line for sound and one for picture; the other side answers on
 * the same two, so that turning the camera on and off later needs no new agreement.
 */
const GRACE = 2500;
const STUCK = 15_000;
const KINDS = ["audio", "video"];
const RELAY = /candidate:\S+ \d+ \S+ \d+ (\S+) (\d+) typ relay/g;

export class Connection {
  /** `send(message)` to the other browser; `heard(track)` of it; `changed(state)`: connecting, connected, lost, failed;
   *  `stuck()` when nothing helped for a while. */
  constructor({ polite, ice, tracks, send, heard, changed, stuck }) {
    Object.assign(this, { polite, tracks, send, heard, changed, stuck });
    this.lines = {};
    this.relays = new Set();
    this.state = "connecting";
    this.turn = Promise.resolve();
    this.peer = new RTCPeerConnection(ice);
    this.peer.addEventListener("negotiationneeded", () => this.#agree());
    this.peer.addEventListener("icecandidate", ({ candidate }) => candidate && this.send({ candidate }));
    this.peer.addEventListener("track", ({ track }) => this.heard(track));
    this.peer.addEventListener("connectionstatechange", () => this.#look());
    this.peer.addEventListener("iceconnectionstatechange", () => this.#look());
    this.restart = () => this.peer.connectionState !== "closed" && this.peer.restartIce();
    window.addEventListener("online", this.restart);
    navigator.connection?.addEventListener?.("change", this.restart);
    if (!polite) {
      for (const kind of KINDS) this.lines[kind] = this.peer.addTransceiver(tracks[kind] || kind, { direction: "sendrecv" });
    }
    this.#watch();
  }

  /** What the other browser sent; one after the other. */
  take(message) {
    this.turn = this.turn.then(() => this.#take(message)).catch(() => {});
    return this.turn;
  }

  put(kind, track) {
    this.tracks[kind] = track;
    this.lines[kind]?.sender.replaceTrack(track).catch(() => {});
  }

  close() {
    clearTimeout(this.grace);
    clearTimeout(this.watch);
    window.removeEventListener("online", this.restart);
    navigator.connection?.removeEventListener?.("change", this.restart);
    this.peer.close();
  }

  /** What came in so far, and by which way: {frames, packets, bytes, lost, delay, way}. */
  async stats() {
    const found = { frames: 0, packets: 0, energy: 0, lost: 0, delay: 0, way: "" };
    const reports = await this.peer.getStats();
    for (const report of reports.values()) {
      if (report.type === "inbound-rtp") {
        found.lost += report.packetsLost || 0;
        found.packets += report.packetsReceived || 0;
        if (report.kind === "video") found.frames += report.framesDecoded || 0;
        if (report.kind === "audio") {
          found.energy += report.totalAudioEnergy || 0;
          found.sound = (found.sound || 0) + (report.packetsReceived || 0);
        }
      } else if (report.type === "transport" && report.selectedCandidatePairId) {
        const pair = reports.get(report.selectedCandidatePairId);
        found.delay = Math.round((pair?.currentRoundTripTime || 0) * 1000);
        const own = reports.get(pair?.localCandidateId)?.candidateType;
        found.way = own === "relay" || this.#isRelay(reports.get(pair?.remoteCandidateId)) ? "relay" : own || "";
      }
    }
    return found;
  }

  /** Whether the other side is reached at a relay, also where its first packet came before it had named that address. */
  #isRelay(candidate) {
    const { candidateType, address, ip, port } = candidate || {};
    return candidateType === "relay" || this.relays.has(`${address || ip} ${port}`);
  }

  async #agree() {
    try {
      this.making = true;
      await this.peer.setLocalDescription();
      this.send({ description: this.peer.localDescription });
    } catch {
      // The connection was closed meanwhile; a new one begins anew.
    } finally {
      this.making = false;
    }
  }

  async #take({ description, candidate }) {
    const named = description?.sdp || candidate?.candidate || "";
    for (const [, address, port] of named.matchAll(RELAY)) this.relays.add(`${address} ${port}`);
    if (description) {
      const collides = description.type === "offer" && (this.making || this.peer.signalingState !== "stable");
      this.ignoring = !this.polite && collides;
      if (this.ignoring) return;
      await this.peer.setRemoteDescription(description);
      if (description.type !== "offer") return;
      this.#answerOnTheSameLines();
      await this.peer.setLocalDescription();
      this.send({ description: this.peer.localDescription });
    } else if (candidate) {
      try {
        await this.peer.addIceCandidate(candidate);
      } catch (error) {
        if (!this.ignoring) throw error;
      }
    }
  }

  #answerOnTheSameLines() {
    for (const line of this.peer.getTransceivers()) {
      const kind = line.receiver.track.kind;
      if (this.lines[kind]) continue;
      this.lines[kind] = line;
      line.direction = "sendrecv";
      if (this.tracks[kind]) line.sender.replaceTrack(this.tracks[kind]).catch(() => {});
    }
  }

  #look() {
    const { connectionState } = this.peer;
    clearTimeout(this.grace);
    if (connectionState === "connected") this.#is("connected");
    else if (connectionState === "disconnected") {
      this.#is("lost");
      this.grace = setTimeout(this.restart, GRACE);
    } else if (connectionState === "failed") {
      this.#is("failed");
      this.restart();
    }
  }

  #is(state) {
    if (this.state === state) return;
    this.state = state;
    this.#watch();
    this.changed(state);
  }

  /** Where it has not become connected for long, the page begins anew. */
  #watch() {
    clearTimeout(this.watch);
    if (this.state !== "connected") this.watch = setTimeout(() => this.stuck(), STUCK);
  }
}
