// C3 where there is no signal. The server puts `const BUILD = {version, parts, offline, icon}` before this.
// Pages come from the network; without one, the last copy that this person saw. At most one person's are kept.
"use strict";

importScripts(...BUILD.parts);

const STATIC = "static";
const STATE = "state";
const PATIENCE = 4000;
const MOST_PAGES = 40;
const MOST_MISSES = 5;
const KEPT = /^\/($|report\/(register|list|performance)\/$|report\/view\/\d+\/$|bbs\/(register|list)\/$|bbs\/detail\/\d+\/$|sending\/$|help\/([a-z-]+\/)?$)/;
const LEFT_ALONE = /^\/(admin|analysis|export|health|ai\/api|push|sending\/session|report\/photo|accounts\/staff-list\/csv|accounts\/staff-import\/template)\//;
// What is on its way (shared photos, unsent), or may be newer on the server than any copy (a draft).
const OF_NOW = /[?&](shared|unsent|draft)=/;
// Of these the copy will do whatever is asked in the address: a form is filled on the device.
const ALIKE = /^\/($|report\/register\/|bbs\/register\/|bbs\/detail\/|sending\/)/;
const WARMED = ["/", "/report/register/", "/sending/"];
const AWAY = [502, 503, 504];

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("message", (event) => {
  const { say, viewer, language } = event.data ?? {};
  if (say === "skip waiting") self.skipWaiting();
  if (say === "here") event.waitUntil(meet({ viewer, language, asked: ++asked }));
  if (say === "warm") event.waitUntil(warm());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || LEFT_ALONE.test(url.pathname)) return;
  if (request.method === "POST") {
    if (url.pathname === "/accounts/logout/") event.waitUntil(leave(++asked));
    if (url.pathname === "/share/") event.respondWith(takeShared(request));
  } else if (request.method !== "GET") {
    return;
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(asset(request));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event, url));
  }
});

// One thing after the other: what is kept belongs to one person, whoever was met last.
let turn = Promise.resolve();
const inTurn = (act) => (...given) => (turn = turn.then(() => act(...given), () => act(...given)));

// Requests are numbered: an answer to one that was made before the person changed is nobody's any more.
let asked = 0;
let changed = 0;

async function page(event, url) {
  const number = ++asked;
  const fresh = fetch(event.request).then((response) => {
    const copy = response.clone();
    event.waitUntil(keep(url, copy, number));
    return response;
  });
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE)).then(() => lastCopy(url, true));
  try {
    const response = await Promise.race([fresh, late.then((copy) => copy ?? fresh)]);
    return (AWAY.includes(response.status) && (await lastCopy(url))) || response;
  } catch {
    return (await lastCopy(url)) ?? offlinePage();
  }
}

async function keep(url, response, number) {
  if (!response.ok || response.redirected || !response.headers.get("Content-Type")?.startsWith("text/html")) return;
  const text = await response.text();
  const viewer = written(text, /<meta name="viewer" content="([^"]*)">/);
  if (viewer === undefined) return;
  const language = written(text, /<html lang="(\w+)"/);
  const isWanted = KEPT.test(url.pathname) && !OF_NOW.test(url.search);
  await meet({ viewer, language, asked: number, page: isWanted && { address: keyOf(url), text, response } });
}

const meet = inTurn(async ({ viewer, language, asked: number, page: seen }) => {
  if (number < changed) return;
  const state = await remembered();
  if (viewer !== state.viewer) {
    changed = number;
    await forget((name) => name.startsWith("pages-") || (viewer && isOthers(name, viewer)));
    state.warmed = "";
  }
  await remember({ ...state, viewer, language: language || state.language });
  if (viewer && seen) await store(viewer, seen);
});

const leave = inTurn(async (number) => {
  changed = number;
  await forget((name) => /^(pages|shared)-/.test(name));
  await remember({ ...(await remembered()), viewer: "", warmed: "" });
});

// With all that it is shown with, or not at all: a form without its scripts would be sent where nobody answers.
async function store(viewer, { address, text, response }) {
  if (!(await keepAssets(text))) return;
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("C3-Kept", String(Date.now()));
  headers.set("C3-Build", BUILD.version);
  const cache = await caches.open(pagesOf(viewer));
  await cache.delete(address);
  await cache.put(address, new Response(text, { headers }));
  const pages = await cache.keys();
  const old = pages.filter(({ url }) => !WARMED.includes(new URL(url).pathname));
  await Promise.all(old.slice(0, Math.max(0, pages.length - MOST_PAGES)).map((one) => cache.delete(one)));
}

// What a page is shown with; whether all of it is there.
async function keepAssets(text) {
  const cache = await caches.open(STATIC);
  const isThere = async (address) => Boolean(await cache.match(address));
  const kept = [...assetsOf(text)].map(async (address) => {
    if (!(await isThere(address))) await asset(new Request(address)).catch(() => {});
    return isThere(address);
  });
  return (await Promise.all(kept)).every(Boolean);
}

const assetsOf = (text) => new Set([...text.matchAll(/"(\/static\/[^"#]+)/g)].map((found) => found[1]));

// The names of static files are hashed: what is there is right for ever.
async function asset(request) {
  const cache = await caches.open(STATIC);
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const response = await fetch(request);
  if (response.status === 200) await cache.put(request, response.clone()).catch(() => {}); // no room: shown, not kept
  return response;
}

// While the network may still answer, only this very page will do.
async function lastCopy(url, isExact = false) {
  if (/[?&]draft=/.test(url.search)) return undefined;
  const ways = [[keyOf(url)]];
  const isAlike = ALIKE.test(url.pathname) || /[?&]unsent=/.test(url.search);
  if (!isExact && isAlike) ways.push([url.pathname], [url.pathname, { ignoreSearch: true }]);
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const cache = await caches.open(name);
    for (const way of ways) {
      const found = await cache.match(...way);
      if (found) return marked(found);
    }
  }
  return undefined;
}

async function marked(copy) {
  const text = await copy.text();
  const told = `<html data-offline="${copy.headers.get("C3-Kept")}" `;
  return new Response(text.replace("<html ", told), { headers: copy.headers });
}

async function offlinePage() {
  const { language } = await remembered();
  const found = await caches.match(BUILD.offline[language] ?? BUILD.offline.ja);
  return found ?? Response.error();
}

async function prepare() {
  const cache = await caches.open(STATIC);
  for (const address of Object.values(BUILD.offline)) {
    const response = await fetch(address, { credentials: "omit", cache: "reload" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await cache.put(address, response.clone());
    await keepAssets(await response.text());
  }
}

// What no kept page is shown with any more goes when a new build takes over.
async function tidy() {
  const cache = await caches.open(STATIC);
  const needed = new Set([...Object.values(BUILD.offline), ...BUILD.parts]);
  for (const address of Object.values(BUILD.offline)) {
    assetsOf((await (await cache.match(address))?.text()) ?? "").forEach((one) => needed.add(one));
  }
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const pages = await caches.open(name);
    for (const one of await pages.matchAll()) assetsOf(await one.text()).forEach((address) => needed.add(address));
  }
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!needed.has(pathname + search)) await cache.delete(request);
  }
}

// Once a build and person: what they need first is there before the signal is gone.
async function warm() {
  await turn; // who is here has been said, and is being remembered
  const state = await remembered();
  if (!state.viewer || state.warmed === BUILD.version) return;
  const cache = await caches.open(pagesOf(state.viewer));
  for (const address of WARMED) {
    if ((await cache.match(address))?.headers.get("C3-Build") === BUILD.version) continue;
    const number = ++asked;
    await keep(new URL(address, location), await fetch(address), number);
    if (!(await cache.match(address))) return tried(state.viewer, false);
  }
  return tried(state.viewer, true);
}

// Where something is missing the next page tries again, but not for ever: the device may have no room.
const tried = inTurn(async (viewer, isWhole) => {
  const state = await remembered();
  const misses = isWhole ? 0 : (state.misses ?? 0) + 1;
  const isOver = isWhole || misses === MOST_MISSES;
  if (state.viewer !== viewer) return;
  await remember({ ...state, warmed: isOver ? BUILD.version : "", misses: isOver ? 0 : misses });
});

// Photos from another application wait on the device until the form takes them (shared-photos.js).
async function takeShared(request) {
  const photos = (await request.formData()).getAll("photos").filter((photo) => photo instanceof File && photo.size);
  const { viewer } = await remembered();
  const cache = await caches.open(sharedBy(viewer));
  for (const photo of photos) {
    const headers = { "Content-Type": photo.type, "C3-Name": encodeURIComponent(photo.name) };
    await cache.put(`/share/${crypto.randomUUID()}`, new Response(photo, { headers }));
  }
  return Response.redirect("/report/register/?shared=1", 303);
}

async function remembered() {
  const kept = await (await caches.open(STATE)).match("/state");
  return { viewer: "", language: "", warmed: "", ...(kept && (await kept.json())) };
}

const remember = async (state) => (await caches.open(STATE)).put("/state", new Response(JSON.stringify(state)));
const forget = async (isGone) => Promise.all((await caches.keys()).filter(isGone).map((name) => caches.delete(name)));
const pagesOf = (viewer) => `pages-${viewer}`;
const isOthers = (name, viewer) => name.startsWith("shared-") && ![sharedBy(viewer), sharedBy("")].includes(name);
const sharedBy = (viewer) => `shared-${viewer}`;
const keyOf = (url) => url.pathname + (url.pathname === "/" ? "" : url.search);

// Django writes five signs of a text in other words.
const SIGNS = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&" };
const written = (text, where) => where.exec(text)?.[1].replace(/&(lt|gt|quot|#x27|amp);/g, (sign) => SIGNS[sign]);
