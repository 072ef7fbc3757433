/* Keeps the pages of one public face on the device, so that it goes on when the server is away.
   The network comes first; what was kept is shown when the network fails. Only what a page names is kept. */
"use strict";

const SCOPE = new URL(self.registration.scope).pathname;
const CACHE = `indgang${SCOPE}`;
const VERSION = new URL(`${SCOPE}kept-version`, location.origin).href;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE_MS = 2500;
const PAUSE_MS = 3000;
const AWAY = new Set([502, 503, 504]);
let awayUntil = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep, String(event.data.version)));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (HASHED.test(pathname)) event.respondWith(keptFirst(request));
  else if (request.mode === "navigate" || pathname.startsWith("/static/")) event.respondWith(networkFirst(request));
});

async function keep(addresses, version) {
  const cache = await caches.open(CACHE);
  const wanted = new Set(addresses.map((address) => new URL(address, location.origin).href));
  const stamp = `${version} ${wanted.size}`;
  if ((await (await cache.match(VERSION))?.text()) === stamp) return;
  for (const address of wanted) {
    if (HASHED.test(address) && (await cache.match(address))) continue;
    try {
      const response = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
      if (response.ok && !response.redirected) await cache.put(address, response);
    } catch {
      return;
    }
  }
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  await cache.put(VERSION, new Response(stamp));
}

async function kept(request) {
  return (await caches.open(CACHE)).match(request, { ignoreVary: true });
}

async function keptFirst(request) {
  return (await kept(request)) || fetch(request);
}

async function networkFirst(request) {
  const before = await kept(request);
  if (before && Date.now() < awayUntil) return before;
  try {
    const response = await (before ? patiently(request) : fetch(request));
    if (!AWAY.has(response.status)) {
      awayUntil = 0;
      return response;
    }
  } catch {
    // Shown below: what was kept.
  }
  awayUntil = Date.now() + PAUSE_MS;
  return before || (request.mode === "navigate" && (await nearest(request.url))) || Response.error();
}

function patiently(request) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
    fetch(request).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The kept page whose address is the longest beginning of this one. */
async function nearest(address) {
  const cache = await caches.open(CACHE);
  const pages = (await cache.keys()).map(({ url }) => url);
  const best = pages.filter((url) => url.endsWith("/") && address.startsWith(url)).sort((a, b) => b.length - a.length)[0];
  return best && cache.match(best);
}
