// Photos that another application shared: the worker has put them on the device, for this person or before anybody
// signed in. The form takes them as if they had been chosen; then they are its own.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (new URLSearchParams(location.search).has("shared")) takeShared().catch(() => {});
});

async function takeShared() {
  const place = document.querySelector("[data-photos]");
  const input = place && [...place.querySelectorAll("input[type=file]")].at(-1);
  if (!input) return;
  const basket = new DataTransfer();
  const waiting = (await caches.keys()).filter((name) => ["shared-", `shared-${viewerHere}`].includes(name));
  for (const name of waiting) {
    const cache = await caches.open(name);
    for (const photo of await cache.matchAll()) {
      const type = photo.headers.get("Content-Type");
      basket.items.add(new File([await photo.blob()], decodeURIComponent(photo.headers.get("C3-Name")), { type }));
    }
  }
  if (!basket.items.length) return;
  input.files = basket.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await Promise.all(waiting.map((name) => caches.delete(name)));
  history.replaceState(history.state, "", location.pathname);
}
