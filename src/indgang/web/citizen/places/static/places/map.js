/* The map that moves: the same lines as the drawn one, which it replaces; the drawn one stays when anything fails. */
(() => {
  "use strict";
  const box = document.querySelector("[data-map]");
  if (!box || !window.L) return;
  const L = window.L;
  const GAP = 32;
  const COLOURS = { own: "#ffffff", neighbour: "#e3e7ea", edge: "#7d8f99", soft: "#c3ccd2" };

  const sites = [...document.querySelectorAll("[data-latitude][data-longitude]")].map((element) => ({
    at: L.latLng(Number(element.dataset.latitude), Number(element.dataset.longitude)),
    number: element.dataset.number || "",
    name: element.dataset.name,
    link: element.dataset.link || "",
    words: element.dataset.words || "",
  }));

  const popup = ({ name, words, link }) => {
    const content = document.createElement("div");
    const title = document.createElement(link ? "a" : "strong");
    title.textContent = name;
    if (link) title.href = link;
    content.append(title);
    if (words) {
      const text = document.createElement("p");
      text.textContent = words;
      content.append(text);
    }
    return content;
  };

  /** Move marks that would cover each other apart, as the server does for the drawn map. */
  const spread = (map, marks) => {
    const places = marks.map(({ site }, number) => {
      const { x, y } = map.latLngToLayerPoint(site.at);
      return { x: x + Math.cos(2.399963 * number) * 0.01, y: y + Math.sin(2.399963 * number) * 0.01 };
    });
    for (let round = 0, moved = true; moved && round < 100; round += 1) {
      moved = false;
      for (let one = 0; one < places.length; one += 1)
        for (let two = one + 1; two < places.length; two += 1) {
          const a = places[one], b = places[two];
          const far = Math.hypot(b.x - a.x, b.y - a.y);
          if (far >= GAP - 0.01) continue;
          moved = true;
          const push = (GAP - far) / 2 / Math.max(far, 1e-9);
          const right = (b.x - a.x) * push, down = (b.y - a.y) * push;
          a.x -= right; a.y -= down; b.x += right; b.y += down;
        }
    }
    marks.forEach(({ marker }, number) => marker.setLatLng(map.layerPointToLatLng(L.point(places[number]))));
  };

  const townLayer = (isEastern) => (feature, at) => {
    const { name, population, own } = feature.properties;
    const side = isEastern(at) ? "left" : "right";
    const dot = L.circleMarker(at, {
      radius: Math.min(9, 2 + Math.sqrt(population / 4000)), color: COLOURS.edge, weight: 1, fillColor: COLOURS.edge,
      fillOpacity: own ? 0.9 : 0.4, interactive: false,
    });
    return dot.bindTooltip(name, { permanent: true, direction: side, offset: [side === "left" ? -8 : 8, 0], className: own ? "map-town" : "map-town far" });
  };

  const build = (lines) => {
    const [west, south, east, north] = lines.bbox;
    const bounds = L.latLngBounds([south, west], [north, east]);
    const still = box.firstElementChild;
    const stage = document.createElement("div");
    stage.className = "map-stage";
    stage.style.aspectRatio = `${box.dataset.width} / ${box.dataset.height}`;
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", box.dataset.label);
    still.setAttribute("hidden", ""); // It is what is printed.
    still.after(stage);
    const map = L.map(stage, {
      maxBounds: bounds, maxBoundsViscosity: 1, zoomSnap: 0, zoomDelta: 1, scrollWheelZoom: false, maxZoom: 15,
      attributionControl: false, zoomControl: false,
    });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    map.fitBounds(bounds, { animate: false });
    map.setMinZoom(map.getZoom());
    L.geoJSON(lines, {
      filter: (feature) => feature.properties.kind !== "town",
      interactive: false,
      style: ({ properties: { kind } }) => ({
        fillColor: COLOURS[kind], fillOpacity: 1, color: kind === "own" ? COLOURS.edge : COLOURS.soft, weight: kind === "own" ? 2 : 1,
      }),
    }).addTo(map);
    L.geoJSON(lines, { filter: (feature) => feature.properties.kind === "town", pointToLayer: townLayer(({ lng }) => lng > west + (east - west) * 0.75) }).addTo(map);
    const marks = sites.map((site) => {
      const icon = L.divIcon({ className: "map-mark", html: site.number, iconSize: [28, 28] });
      const marker = L.marker(site.at, { icon, title: site.name, keyboard: true, riseOnHover: true }).addTo(map);
      marker.bindPopup(popup(site));
      marker.getElement().setAttribute("aria-label", site.number ? `${site.number}: ${site.name}` : site.name);
      return { site, marker };
    });
    spread(map, marks);
    map.on("zoomend", () => spread(map, marks));
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    stage.dataset.ready = "yes";
  };

  fetch(box.dataset.map, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(build)
    .catch(() => {
      // The drawn map stays.
    });
})();
