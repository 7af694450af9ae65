// The service worker's part of push messages: it shows what came, and opens what it is about. Of the rest
// it knows BUILD.icon alone. A subscription that the browser changes is noticed by the next page (push.js).
"use strict";

self.addEventListener("push", (event) => event.waitUntil(showPush(event.data)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPush(event.notification.data?.url));
});

// A browser wants one notification for each message, also for one that it cannot read.
async function showPush(data) {
  let told = {};
  try {
    told = data.json() ?? {};
  } catch {
    // "C3" is all that can be said.
  }
  const { title = "C3", url = "/", tag = "", lang = "", unread } = told;
  const icon = typeof BUILD === "undefined" ? undefined : BUILD.icon;
  await self.registration.showNotification(title, { tag, lang, icon, renotify: tag !== "", data: { url } });
  if (Number.isInteger(unread)) await self.navigator.setAppBadge?.(unread).catch(() => {});
}

// A window that shows it already comes to the front. No other is led away: somebody may be typing there.
async function openPush(url) {
  const wanted = new URL(url ?? "/", self.location.origin);
  const address = wanted.origin === self.location.origin ? wanted.href : `${self.location.origin}/`;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((one) => one.url === address);
  return shown ? shown.focus() : self.clients.openWindow(address);
}
