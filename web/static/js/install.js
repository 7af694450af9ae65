// How C3 comes to the home screen: a button where the browser can do it, three pictures on an iPhone.
"use strict";

const NEVER = "install-hint"; // where this device remembers that it was told so once and for all
const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
let offered = null;

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
  hint("[data-install-android]");
});
window.addEventListener("appinstalled", () => {
  offered = null;
  document.querySelectorAll("[data-install]").forEach((place) => (place.hidden = true));
  navigator.storage?.persist?.();
});

document.addEventListener("DOMContentLoaded", () => {
  if (isInstalled()) navigator.storage?.persist?.();
  else if (isApple) hint("[data-install-ios]");
  for (const place of document.querySelectorAll("[data-install]")) {
    place.querySelector("[data-install-android]").addEventListener("click", ask);
    place.querySelector("[data-install-never]")?.addEventListener("click", () => {
      localStorage.setItem(NEVER, "never");
      place.hidden = true;
      document.getElementById("main").focus();
    });
  }
});

function hint(way) {
  if (isInstalled()) return;
  for (const place of document.querySelectorAll("[data-install]")) {
    if ("mayLeave" in place.dataset && localStorage.getItem(NEVER)) continue;
    place.querySelector(way).hidden = false;
    place.hidden = false;
  }
}

// The browser asks once; said no to, it offers again on another day.
async function ask() {
  if (!offered) return;
  offered.prompt();
  await offered.userChoice;
  offered = null;
  document.querySelectorAll("[data-install]").forEach((place) => (place.hidden = true));
  document.getElementById("main").focus();
}
