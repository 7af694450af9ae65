// C3 as an application: its service worker, the bar of an offline copy, the update that waits to be asked for.
"use strict";

document.addEventListener("DOMContentLoaded", tellOffline);
window.addEventListener("load", () => "serviceWorker" in navigator && register().catch(() => {}));

const HOUR = 3600 * 1000;

async function register() {
  const registration = await navigator.serviceWorker.register("/service-worker.js");
  let checked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - checked < HOUR) return;
    checked = Date.now();
    registration.update().catch(() => {});
  });
  offerUpdates(registration);
  const { active } = await navigator.serviceWorker.ready;
  if (viewerHere === undefined || document.documentElement.dataset.offline) return;
  active.postMessage({ say: "here", viewer: viewerHere, language: document.documentElement.lang });
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  if (viewerHere) whenIdle(() => active.postMessage({ say: "warm" }));
}

// A copy says so, and of when it is.
function tellOffline() {
  const kept = Number(document.documentElement.dataset.offline);
  const bar = document.querySelector("[data-offline-bar]");
  if (!kept || !bar) return;
  const isToday = new Date(kept).toDateString() === new Date().toDateString();
  const day = isToday ? {} : { month: "numeric", day: "numeric" };
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hour12: false });
  bar.querySelector("span").textContent = filled(bar.dataset.words, { time: time.format(kept) });
  bar.hidden = false;
}

// A new build waits until the person says so; what is being written is kept first.
function offerUpdates(registration) {
  const bar = document.querySelector("[data-update-bar]");
  const button = bar?.querySelector("button");
  if (!bar) return;
  const offer = () => (bar.hidden = !(registration.waiting && navigator.serviceWorker.controller));
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  offer();
  button.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    try {
      takeOver(registration, await saved());
    } catch {
      bar.querySelector("span").textContent = bar.dataset.failed;
      button.removeAttribute("aria-disabled");
    }
  });
}

// Whoever holds what is being written hears `c3:save`, and says with `event.detail.wait(promise)` when it is kept,
// or that it is not; it may say at which address to go on with it.
async function saved() {
  const waited = [];
  document.dispatchEvent(new CustomEvent("c3:save", { detail: { wait: (promise) => waited.push(promise) } }));
  return (await Promise.all(waited)).find(Boolean) ?? location.href;
}

// Once the new worker answers, the page is loaded anew. Chromium may pass over one asking while the old worker is
// busy, so it is asked again; where it stays silent, the page is of the new build all the same. (A new address
// before would have the old one fetch the icon.)
function takeOver(registration, address) {
  let tries = 0;
  const loadAnew = () => {
    clearInterval(asking);
    history.replaceState(null, "", address);
    location.reload();
  };
  const ask = () => {
    tries += 1;
    if (tries > 8 || !registration.waiting) loadAnew();
    else registration.waiting.postMessage({ say: "skip waiting" });
  };
  navigator.serviceWorker.addEventListener("controllerchange", loadAnew, { once: true });
  const asking = setInterval(ask, 1000);
  ask();
}
