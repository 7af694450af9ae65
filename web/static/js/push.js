// Push messages on this device, and the number on the app's icon: 未読 and 未送信. That a person wants to be told
// here is kept in localStorage, with what the server was told; the server forgets a device with its login.
"use strict";

{
  const viewer = viewerHere;
  const page = document.querySelector("meta[name=push]"); // templatetags/push.py
  const wish = `push ${viewer}`;
  const LEFT = "push left";
  let unsent = 0; // outbox.js tells it
  const canPush = ["serviceWorker" in navigator, "PushManager" in window, "Notification" in window].every(Boolean);

  document.addEventListener("DOMContentLoaded", async () => {
    showNumber();
    if (canPush && viewer !== undefined) await (viewer ? keep() : leave()).catch(() => {}); // the next page tries again
    document.dispatchEvent(new CustomEvent("push:settled"));
  });
  document.addEventListener("htmx:oobAfterSwap", showNumber);
  document.addEventListener("unsent", (event) => showNumber((unsent = event.detail)));

  // For the page 通知 (push-page.js).
  const turnOn = async (registration) => {
    localStorage.removeItem(wish);
    await tell(await subscribed(registration));
  };
  window.push = { canPush, turnOn, isWanted: () => localStorage.getItem(wish) !== null };

  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[action$='/accounts/logout/']")) localStorage.setItem(LEFT, "yes");
    if (target.matches("[data-here]")) localStorage.removeItem(wish);
  });

  function showNumber() {
    if (viewer === undefined) return;
    const unread = Number(document.getElementById("unread-badge")?.dataset.unread ?? 0);
    navigator.setAppBadge?.(viewer ? unread + unsent : 0).catch(() => {});
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
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() ?? "", "C3-Viewer": viewer };
    const answer = await fetch("/push/subscribe/", { method: "POST", headers, body: JSON.stringify(subscription) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    localStorage.setItem(wish, told);
  }

  function base64url(bytes) {
    const text = btoa(String.fromCharCode(...new Uint8Array(bytes ?? [])));
    return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }
}
