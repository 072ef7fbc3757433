/* Opening hours and wait of a place on any page: <div data-indgang-site="slug"><a href="…">Opening hours</a></div>
   What stands inside the element is shown until the first answer, and without JavaScript. No cookies, nobody else asked. */
(() => {
  "use strict";
  const base = new URL(".", document.currentScript.src).href;
  const EVERY_MS = 60000;
  const STALE_MS = 5 * EVERY_MS;
  const CSS = `
    :host{display:block;max-width:26em;font:inherit;line-height:1.45;color:inherit}
    section{border:1px solid;border-color:color-mix(in srgb,currentColor 25%,transparent);border-radius:.5em;padding:.9em 1em}
    h3{margin:0 0 .5em;font-size:1.1em} h3 a{color:inherit}
    dl{margin:0} dl div{display:grid;grid-template-columns:1fr auto;gap:0 1em;padding:.3em 0}
    dt{font-weight:600} dd{margin:0} .hours{text-align:right;font-variant-numeric:tabular-nums}
    .state{grid-column:1/-1;font-size:.92em} .dot{display:inline-block;width:.6em;height:.6em;border-radius:50%;margin-right:.4em;border:2px solid}
    .open .dot{background:#1d6f42;border-color:#1d6f42}
    p{margin:.5em 0 0} .notice{border-left:3px solid #c98a00;padding-left:.6em}
    ul{display:flex;flex-wrap:wrap;gap:.3em 1.2em;margin:.8em 0 0;padding:0;list-style:none}
    a{color:inherit;display:inline-block;padding:.25em 0}`;

  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  const link = (text, address) => {
    const element = make("a", text);
    if (/^https?:\/\//.test(address)) element.href = address;
    return element;
  };

  const line = ({ label, hours, state, is_open, reason }) => {
    const row = make("div", "", is_open ? "open" : "");
    const told = make("dd", "", "state");
    told.append(make("span", "", "dot"), state + (reason ? ` (${reason})` : ""));
    row.append(make("dt", label), make("dd", hours, "hours"), told);
    return row;
  };

  const draw = (root, facts, isFresh) => {
    const section = make("section");
    section.lang = facts.language;
    const title = make("h3");
    title.append(link(facts.name, facts.url));
    const list = make("dl");
    list.append(...facts.lines.map(line));
    section.append(title, list);
    if (facts.wait && isFresh) section.append(make("p", `${facts.wait_label}: ${facts.wait}`));
    if (facts.wait_note && isFresh) section.append(make("p", facts.wait_note));
    if (facts.notice) section.append(make("p", facts.notice, "notice"));
    const links = make("ul");
    for (const one of facts.links) {
      const item = make("li");
      item.append(link(one.text, one.url));
      links.append(item);
    }
    section.append(links);
    root.replaceChildren(section);
  };

  const start = (host) => {
    if (host.indgang) return;
    host.indgang = true;
    const language = host.dataset.indgangLanguage || (document.documentElement.lang.startsWith("en") ? "en" : "da");
    const address = `${base}${encodeURIComponent(host.dataset.indgangSite)}/now.json?language=${language}`;
    let root = null, kept = "", at = 0;
    const show = (facts) => {
      if (!root) {
        root = host.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CSS);
        root.adoptedStyleSheets = [sheet];
      }
      const isFresh = Date.now() - at < STALE_MS;
      const drawn = JSON.stringify([facts, isFresh]);
      if (drawn !== kept) draw(root, facts, isFresh);
      kept = drawn;
    };
    let facts = null;
    const look = async () => {
      if (document.hidden && facts) return;
      try {
        const answer = await fetch(address, { credentials: "omit" });
        if (!answer.ok) throw new Error(String(answer.status));
        facts = await answer.json();
        at = Date.now();
      } catch {
        // What was there stays; a wait that is minutes old is taken away.
      }
      if (facts) show(facts);
    };
    look();
    setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", () => { if (Date.now() - at > EVERY_MS) look(); });
  };

  const all = () => document.querySelectorAll("[data-indgang-site]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
