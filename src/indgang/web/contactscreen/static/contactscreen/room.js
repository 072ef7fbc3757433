/* The page of a room: getting ready, waiting, meeting, the end. */
import { Captions } from "./captions.js";
import { Connection } from "./connection.js";
import { Media } from "./media.js";
import { Sheet } from "./sheet.js";
import { Talk } from "./talk.js";

const BEAT = 5000;
const LOOK = 1000;
const NEXT_CITIZEN = 60000;
const element = (id) => document.getElementById(id);
const read = (id) => JSON.parse(element(id).textContent);

const room = element("room");
const words = read("words");
const side = room.dataset.side;
const inside = `indgang-screen-${room.dataset.seat}`;
let state = read("state");
let ice = null;
let connection = null;
let pair = "";
let stage = room.dataset.stage;

const captions = new Captions(words, room.dataset);
const media = new Media(words, (kind, track) => {
  if (kind !== "shown") connection?.put(kind, track);
  drawTools();
});
const talk = new Talk(room.dataset.base, room.dataset.csrf, {
  refused: (code) => (code === "seat-taken" ? elsewhere() : over()),
  reached: (yes) => captions.server(yes),
});
const sheet = new Sheet(element("sheet"), talk, words, side);

const show = (name) => {
  stage = room.dataset.stage = name;
  for (const id of ["check", "call", "over", "elsewhere"]) element(id).hidden = id !== name;
};

const devices = () => ({ camera: Number(media.has("video")), microphone: Number(media.has("audio")) });

const drawTools = () => {
  for (const [id, kind] of [["sound", "audio"], ["picture", "video"]]) {
    const isOn = media.has(kind);
    const label = element(id).querySelector(".cs-label");
    element(id).setAttribute("aria-pressed", String(isOn));
    label.textContent = isOn ? label.dataset.on : label.dataset.off;
  }
};

/** The connection belongs to one taking of each seat: when either is taken anew, it begins anew. */
const connect = () => {
  const wanted = `${talk.generation}-${state.other.generation}`;
  if (state.state !== "open" || !state.other.generation || wanted === pair) return;
  if (!state.other.here) return;
  disconnect();
  pair = wanted;
  const to = state.other.generation;
  const stream = new MediaStream();
  element("other").srcObject = stream;
  connection = new Connection({
    polite: side === "citizen",
    ice,
    tracks: { ...media.tracks },
    send: (message) => talk.inOrder("send", { to, body: JSON.stringify(message) }, () => pair === wanted),
    heard: (track) => {
      for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
      stream.addTrack(track);
      play();
    },
    changed: (how) => {
      captions.connection(how);
      drawPicture();
    },
    stuck: () => side === "specialist" && pair === wanted && enter(),
  });
  captions.connection("connecting");
};

const disconnect = () => {
  connection?.close();
  connection = null;
  pair = "";
};

const play = () => {
  element("other").play().then(
    () => (element("hear").hidden = true),
    () => (element("hear").hidden = false),
  );
};

/** Whoever answers has a name of their own. */
const drawNames = () => {
  Object.assign(words, state.names);
  for (const place of document.querySelectorAll(".cs-named")) {
    if (place.textContent !== words.other) place.textContent = words.other;
  }
};

/** The other's picture, or the card in its place: always one of the two. */
const drawPicture = () => {
  const isSeen = connection?.state === "connected" && Boolean(state.other.camera);
  element("nobody").hidden = isSeen;
  element("other").classList.toggle("is-shown", isSeen);
};

const draw = () => {
  drawNames();
  captions.room(state);
  drawPicture();
  captions.lines(state.lines);
  element("phone")?.setAttribute("href", `tel:${state.phone.replaceAll(" ", "")}`);
  const keep = element("keep-row");
  if (keep) keep.hidden = state.sheet !== "form";
  sheet.show(state);
};

const refresh = async () => {
  const { status, data } = await talk.get("state");
  if (status !== 200 || stage !== "call") return;
  state = data;
  if (state.state === "ended") over();
  else if (state.generation !== talk.generation) elsewhere();
  else {
    connect();
    draw();
  }
};

const take = async () => {
  const { status, data } = await talk.post("take");
  if (status !== 200) return;
  for (const signal of data.signals) {
    if (signal.sender !== state.other.generation || !connection) await refresh();
    if (signal.sender === state.other.generation) connection?.take(JSON.parse(signal.body));
  }
};

let turn = Promise.resolve();
const changed = (what) => {
  const look = async () => {
    if (stage !== "call") return;
    if (what !== "signals") await refresh();
    if (what !== "state") await take();
  };
  // One look that fails must not keep all later ones from being taken.
  turn = turn.then(look).catch(() => {});
};

/** Take the seat for this window, and begin. */
const enter = async () => {
  disconnect();
  const { status, data } = await talk.post("join", devices());
  if (status === 0) {
    setTimeout(enter, 1500);
    return;
  }
  if (status !== 200) return;
  talk.generation = data.generation;
  ice = data.ice;
  state = data.state;
  sessionStorage.setItem(inside, "1");
  show("call");
  if (!talk.source) talk.listen(changed);
  connect();
  draw();
  drawTools();
};

const quiet = () => {
  disconnect();
  media.close();
};

const over = () => {
  if (stage === "over") return;
  quiet();
  talk.hush();
  sessionStorage.removeItem(inside);
  if (side === "specialist") {
    location.reload();
    return;
  }
  show("over");
  element("over-title").focus();
  goHome();
};

/** A branch's screen waits for the next citizen again. */
const goHome = () => {
  if (room.dataset.home) setTimeout(() => location.assign(room.dataset.home), NEXT_CITIZEN);
};

const elsewhere = () => {
  if (stage === "elsewhere") return;
  quiet();
  sessionStorage.removeItem(inside);
  show("elsewhere");
  element("elsewhere-title").focus();
};

const begin = async (wanted) => {
  media.wanted = wanted;
  await media.open();
  await enter();
};

const press = (id, does) => element(id)?.addEventListener("click", does);
press("enter", () => enter());
press("enter-sound", async () => {
  await media.set("video", false);
  await enter();
});
press("enter-text", async () => {
  await media.set("video", false);
  await media.set("audio", false);
  await enter();
});
press("here", () => begin({ audio: true, video: true }));
press("sound", () => media.set("audio", !media.has("audio")).then(beat));
press("picture", () => media.set("video", !media.has("video")).then(beat));
press("hear", play);
press("devices", () => toggle("devices", "check"));
press("done", () => toggle("devices", "check"));
press("write", () => {
  if (toggle("write", "chat")) element("text").focus();
  captions.lines(state.lines);
});
press("end", async () => {
  if (!window.confirm(words.really)) return;
  await talk.insist("end");
  over();
});
press("keep", async () => {
  const { status, data } = await talk.post("keep");
  if (status === 200 && data.address) location.assign(data.address);
  else element("keep-said").textContent = data.error || words.notSaved;
});
for (const button of document.querySelectorAll(".cs-choice")) {
  button.addEventListener("click", () => {
    const kind = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.kind;
    talk.insist("choose", { kind });
  });
}

/** Open or close a part of the page; whether it is open now. */
function toggle(id, part) {
  element(part).hidden = !element(part).hidden;
  element(id).setAttribute("aria-expanded", String(!element(part).hidden));
  element("enter-row").hidden = stage === "call";
  element("done-row").hidden = stage !== "call";
  return !element(part).hidden;
}

element("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = element("text").value;
  const { status, data } = await talk.post("say", { text });
  element("say-fault").textContent = status === 0 ? words.notSaved : data.error || "";
  if (status !== 0 && !data.error) element("text").value = "";
});

const KEYS = { m: "sound", k: "picture", t: "write", l: "end" };
document.addEventListener("keydown", (event) => {
  const isTyping = document.activeElement?.matches("input, textarea, select");
  if (stage !== "call" || isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const id = KEYS[event.key.toLowerCase()];
  if (!id) return;
  event.preventDefault();
  element(id).click();
});

const beat = () => stage === "call" && talk.generation && talk.post("beat", devices());
setInterval(beat, BEAT);
setInterval(() => stage === "call" && changed("all"), 2 * BEAT);
setInterval(async () => {
  captions.tick(state);
  if (connection) captions.quality(await connection.stats(), { camera: state.other.camera, sound: state.other.microphone });
  drawPicture();
}, LOOK);
window.addEventListener("pagehide", () => stage === "call" && talk.bye());

if (stage !== "over") {
  const goesOn = room.dataset.auto === "1" || sessionStorage.getItem(inside);
  if (goesOn) begin({ audio: true, video: true });
  else media.open();
} else goHome();
