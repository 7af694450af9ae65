// The page 通知: whether this device is told, and the button that asks its person.
"use strict";

{
  const PATIENCE = 10000;

  document.addEventListener("push:settled", () => document.querySelectorAll("[data-push]").forEach(offer));

  function offer(place) {
    const sentence = place.querySelector("[data-told]");
    const button = place.querySelector("[data-turn-on]");
    const say = (state) => {
      sentence.textContent = place.dataset[state];
      button.hidden = state !== "off" && state !== "failed";
    };
    say(state());
    button.addEventListener("click", async () => {
      if (button.hasAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      const came = await asked().catch(() => "failed");
      button.removeAttribute("aria-disabled");
      say(came);
      if (!button.hidden) return;
      sentence.tabIndex = -1;
      sentence.focus();
    });
  }

  function state() {
    const isApple = /iPhone|iPad/.test(navigator.userAgent) || navigator.standalone === false;
    if (!push.canPush) return isApple ? "install" : "unable";
    if (Notification.permission !== "granted") return Notification.permission === "denied" ? "denied" : "off";
    return push.isWanted() && document.querySelector("#devices [data-here]") ? "on" : "off";
  }

  // A browser asks its person within the tap alone: nothing is waited for before.
  async function asked() {
    if ((await Notification.requestPermission()) !== "granted") return state();
    const patience = new Promise((_, give) => setTimeout(give, PATIENCE));
    await push.turnOn(await Promise.race([navigator.serviceWorker.ready, patience]));
    await showDevices().catch(() => {});
    return "on";
  }

  async function showDevices() {
    const answer = await fetch(location.href);
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("devices");
    document.getElementById("devices").replaceWith(shown);
  }
}
