// The offline page: the pages that this device has.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const list = document.querySelector("[data-kept-list]");
  const seen = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const copy = await cache.match(request);
      const title = new DOMParser().parseFromString(await copy.text(), "text/html").title;
      seen.unshift({ address: request.url, title: title.replace(/ \| C3$/, "") });
    }
  }
  list.querySelector("ul").replaceChildren(...seen.map(item));
  list.hidden = !seen.length;
});

function item({ address, title }) {
  const link = document.createElement("a");
  link.className = "menu-item";
  link.href = address;
  link.textContent = title;
  const place = document.createElement("li");
  place.append(link);
  return place;
}
