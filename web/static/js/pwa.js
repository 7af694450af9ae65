// C3 as an application: its service worker, the bar of an offline copy, the update that waits to be asked for.
"use strict";

document.addEventListener("DOMContentLoaded", tellOffline);
window.addEventListener("load", () => "serviceWorker" in navigator && register().catch(() => {}));

const HOUR = 3600 * 1000;
const viewerHere = () => document.querySelector("meta[name=viewer]")?.content;

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
  if (viewerHere() === undefined || document.documentElement.dataset.offline) return;
  active.postMessage({ say: "here", viewer: viewerHere(), language: document.documentElement.lang });
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  if (viewerHere()) whenIdle(() => active.postMessage({ say: "warm" }));
}

// A copy says so, and of when it is.
function tellOffline() {
  const kept = Number(document.documentElement.dataset.offline);
  const bar = document.querySelector("[data-offline-bar]");
  if (!kept || !bar) return;
  const isToday = new Date(kept).toDateString() === new Date().toDateString();
  const day = isToday ? {} : { month: "numeric", day: "numeric" };
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hour12: false });
  bar.querySelector("span").textContent = bar.dataset.words.replace("%(time)s", time.format(kept));
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
    if (await saved()) return takeOver(registration);
    bar.querySelector("span").textContent = bar.dataset.failed;
    button.removeAttribute("aria-disabled");
  });
}

// Whoever holds what is being written hears `c3:save`, and says with `event.detail.wait(promise)` when it is kept.
async function saved() {
  const waited = [];
  document.dispatchEvent(new CustomEvent("c3:save", { detail: { wait: (promise) => waited.push(promise) } }));
  return (await Promise.allSettled(waited)).every(({ status }) => status === "fulfilled");
}

function takeOver(registration) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  if (registration.waiting) registration.waiting.postMessage({ say: "skip waiting" });
  else location.reload();
}
