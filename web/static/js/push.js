// Push messages on this device, and the number on the app's icon: 未読 and 未送信. That a person wants to be told
// here is kept in localStorage, with what the server was told; the server forgets a device with its login.
"use strict";

{
  const named = (name) => document.querySelector(`meta[name=${name}]`);
  const viewer = named("viewer")?.content; // empty: nobody is signed in; absent: the page does not know
  const page = named("push"); // its key, and a mark of the login; absent: nobody is signed in, or C3 has no keys
  const wish = `push ${viewer}`;
  const LEFT = "push left";
  const PATIENCE = 10000;
  const canPush = ["serviceWorker" in navigator, "PushManager" in window, "Notification" in window].every(Boolean);

  document.addEventListener("DOMContentLoaded", async () => {
    showNumber();
    new MutationObserver(showNumber).observe(document.documentElement, { attributeFilter: ["data-unsent"] });
    if (canPush && viewer !== undefined) await (viewer ? keep() : leave()).catch(() => {}); // the next page tries again
    const place = document.querySelector("[data-push]");
    if (place) offer(place);
  });
  document.addEventListener("htmx:oobAfterSwap", showNumber);

  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[action$='/accounts/logout/']")) localStorage.setItem(LEFT, "yes");
    if (target.matches("[data-here]")) localStorage.removeItem(wish);
  });

  function showNumber() {
    if (viewer === undefined) return;
    const unread = document.getElementById("unread-badge")?.dataset.unread;
    const unsent = document.documentElement.dataset.unsent;
    const number = viewer ? Number(unread ?? 0) + Number(unsent ?? 0) : 0;
    navigator.setAppBadge?.(number).catch(() => {});
  }

  // At every page: the browser has made a new subscription, C3 has another key, this is another login or person.
  async function keep() {
    localStorage.removeItem(LEFT);
    const registration = page && (await navigator.serviceWorker.getRegistration());
    if (!registration) return;
    if (!localStorage.getItem(wish)) await (await registration.pushManager.getSubscription())?.unsubscribe();
    else if (Notification.permission === "granted") await tell(await subscribed(registration));
  }

  // After a logout. A login that has ended by itself leaves the device as it is.
  async function leave() {
    if (!localStorage.getItem(LEFT)) return;
    const registration = await navigator.serviceWorker.getRegistration();
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
    for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
    localStorage.removeItem(LEFT);
  }

  async function subscribed(registration) {
    const found = await registration.pushManager.getSubscription();
    if (found && base64url(found.options.applicationServerKey) === page.content) return found;
    await found?.unsubscribe();
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: page.content });
  }

  async function tell(subscription) {
    const told = [subscription.endpoint, page.content, page.dataset.login].join(" ");
    if (localStorage.getItem(wish) === told) return;
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch("/push/subscribe/", { method: "POST", headers, body: JSON.stringify(subscription) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    localStorage.setItem(wish, told);
  }

  // The page 通知: whether this device is told, and the button that asks its person.
  function offer(place) {
    const sentence = place.querySelector("[data-told]");
    const button = place.querySelector("[data-turn-on]");
    const say = (state) => {
      sentence.textContent = place.dataset[state];
      button.hidden = state !== "off" && state !== "failed";
      return state;
    };
    say(state());
    button.addEventListener("click", async () => {
      if (button.hasAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      const came = await turnOn().catch(() => "failed");
      button.removeAttribute("aria-disabled");
      say(came);
      if (!button.hidden) return;
      sentence.tabIndex = -1;
      sentence.focus();
    });
  }

  function state() {
    const isApple = /iPhone|iPad/.test(navigator.userAgent) || navigator.standalone === false;
    if (!canPush) return isApple ? "install" : "unable";
    if (Notification.permission !== "granted") return Notification.permission === "denied" ? "denied" : "off";
    return localStorage.getItem(wish) && document.querySelector("#devices [data-here]") ? "on" : "off";
  }

  async function turnOn() {
    if ((await Notification.requestPermission()) !== "granted") return state();
    const patience = new Promise((_, give) => setTimeout(give, PATIENCE));
    const registration = await Promise.race([navigator.serviceWorker.ready, patience]);
    localStorage.removeItem(wish);
    await tell(await subscribed(registration));
    await showDevices().catch(() => {});
    return "on";
  }

  async function showDevices() {
    const answer = await fetch(location.href);
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("devices");
    document.getElementById("devices").replaceWith(shown);
  }

  function base64url(bytes) {
    const text = btoa(String.fromCharCode(...new Uint8Array(bytes ?? [])));
    return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }
}
