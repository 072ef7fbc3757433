/* The sheet between the two sides: what is typed goes to the server at once, and comes from there for the other side. */
const REST = 400;
const AGAIN = 2000;
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");

export class Sheet {
  constructor(place, talk, words, side) {
    Object.assign(this, { place, talk, words, side });
    this.key = "";
    this.state = null;
    this.typed = new Map();
    this.sent = new Map();
    this.seen = new Map();
    place.addEventListener("input", (event) => this.#typed(event.target, REST));
    place.addEventListener("change", (event) => this.#typed(event.target, 0));
    place.addEventListener("focusin", (event) => this.#at(event.target));
    place.addEventListener("focusout", () => this.#at(null));
    place.addEventListener("click", (event) => this.#pressed(event.target.closest("button")));
  }

  async show(state) {
    this.state = state;
    document.getElementById("together-hint").hidden = Boolean(state.sheet);
    for (const button of document.querySelectorAll(".cs-choice")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === state.sheet));
    }
    if (state.sheetKey !== this.key) {
      this.key = state.sheetKey;
      await this.#fetch();
    }
    for (const entry of this.place.querySelectorAll(".cs-entry")) this.#draw(entry);
    this.#drawFinger();
  }

  async #fetch() {
    const key = this.key;
    const response = await fetch(`${this.talk.base}sheet/`, { cache: "no-store" }).catch(() => null);
    if (key !== this.key) return;
    if (!response?.ok) {
      this.key = "";
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    this.place.replaceChildren(...page.body.childNodes);
  }

  #draw(entry) {
    const { name } = entry.dataset;
    const row = this.state.entries[name];
    entry.hidden = Boolean(this.state.shown) && !this.state.shown.includes(name);
    const isBusy = this.typed.has(name) || this.sent.has(name);
    if (!isBusy && row) {
      this.#put(entry, row.value);
      this.seen.set(name, row.version);
    }
    const writesHere = this.state.other.here && this.state.other.field === name;
    entry.classList.toggle("is-written", writesHere);
    const said = entry.querySelector(".cs-written");
    const text = writesHere ? this.#writing(row) : this.#said(row);
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle("good", Boolean(row?.confirmed) && !writesHere);
    said.classList.toggle("warn", Boolean(row?.wasConfirmed));
    const lost = entry.querySelector(".cs-lost");
    lost.hidden = !row?.lost;
    if (row?.lost) {
      const who = row.lostSide === this.side ? this.words.you : this.words.other;
      lost.firstElementChild.textContent = fill(this.words.conflict, { name: who, value: row.lost });
    }
    const confirm = entry.querySelector(".cs-confirm");
    if (confirm) confirm.hidden = !row?.value || Boolean(row.confirmed) || isBusy;
  }

  /** The other side writes here; that it changes what was confirmed is said as well. */
  #writing(row) {
    const writes = fill(this.words.writes, { name: this.words.other });
    return row?.wasConfirmed ? `${this.words.changedAfter} ${writes}` : writes;
  }

  #said(row) {
    if (!row?.version) return "";
    if (row.confirmed) return fill(this.words.confirmed, { time: row.confirmed });
    if (row.wasConfirmed) return this.words.changedAfter;
    if (row.side === this.side) return fill(this.words.writtenByYou, { time: row.at });
    return fill(this.words.written, { name: this.words.inside, time: row.at });
  }

  #value(entry) {
    const boxes = [...entry.querySelectorAll("input[type=radio], input[type=checkbox]")];
    if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    return entry.querySelector("input, textarea").value;
  }

  #put(entry, value) {
    const boxes = [...entry.querySelectorAll("input[type=radio], input[type=checkbox]")];
    if (boxes.length) {
      const chosen = value.split(",");
      for (const box of boxes) box.checked = chosen.includes(box.value);
      return;
    }
    const field = entry.querySelector("input, textarea");
    if (field.value !== value) field.value = value;
  }

  #typed(field, rest) {
    const entry = field.closest(".cs-entry");
    if (!entry) return;
    const { name } = entry.dataset;
    clearTimeout(this.typed.get(name));
    this.typed.set(name, setTimeout(() => this.#save(entry), rest));
  }

  async #save(entry, given) {
    const { name } = entry.dataset;
    if (this.sent.has(name)) {
      this.typed.set(name, setTimeout(() => this.#save(entry, given), REST));
      return;
    }
    this.typed.delete(name);
    const value = given ?? this.#value(entry);
    // What stood here when this side began to type: what the other side wrote since is not lost without a word.
    const base = this.seen.get(name) || 0;
    this.sent.set(name, value);
    const { status, data } = await this.talk.post("write", { name, value, base });
    this.sent.delete(name);
    const fault = entry.querySelector(".cs-fault");
    if (status === 0) {
      fault.textContent = this.words.notSaved;
      fault.hidden = false;
      if (!this.typed.has(name)) this.typed.set(name, setTimeout(() => this.#save(entry, given), AGAIN));
      return;
    }
    fault.textContent = data.error || "";
    fault.hidden = !data.error;
    entry.classList.toggle("is-faulty", Boolean(data.error));
    if (given !== undefined) this.#put(entry, given);
    if (data.version) this.seen.set(name, data.version);
    // What the server refused stays in the field to be mended; what it took comes back with the state.
    if (data.error) this.typed.set(name, 0);
  }

  async #confirm(entry, version) {
    const { status, data } = await this.talk.insist("confirm", { name: entry.dataset.name, version });
    const fault = entry.querySelector(".cs-fault");
    fault.textContent = status === 0 ? this.words.notSaved : data.error || "";
    fault.hidden = !fault.textContent;
  }

  #at(field) {
    const name = field?.closest(".cs-entry")?.dataset.name || "";
    clearTimeout(this.leaving);
    const tell = () => {
      if (this.told === name) return;
      this.told = name;
      this.talk.post("writing", { name });
    };
    if (name) tell();
    else this.leaving = setTimeout(tell, 300);
  }

  #pressed(button) {
    if (!button) return;
    const entry = button.closest(".cs-entry");
    const row = this.state.entries[entry?.dataset.name];
    if (button.matches(".cs-point")) {
      const name = button.dataset.point;
      const again = this.state.pointed === name && this.state.pointedBy === this.side;
      this.talk.insist("point", { name: again ? "" : name });
    } else if (button.matches(".cs-confirm")) {
      this.#confirm(entry, row.version);
    } else if (button.matches(".cs-use")) {
      this.#save(entry, row.lost);
    }
  }

  /** The finger: where one side points. It comes into view on the side that is shown something. */
  #drawFinger() {
    const { pointed, pointedBy } = this.state;
    for (const place of this.place.querySelectorAll(".cs-place")) {
      const isIt = Boolean(pointed) && place.dataset.place === pointed;
      const isNew = isIt && !place.classList.contains("is-shown");
      place.classList.toggle("is-shown", isIt);
      if (isNew && pointedBy !== this.side) place.scrollIntoView({ block: "center", behavior: "auto" });
    }
  }
}
