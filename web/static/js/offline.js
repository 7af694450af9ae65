// The offline page: what waits on this device for whoever was here last, and the pages that it has.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  showUnsent();
  showPages();
});

async function showUnsent() {
  const place = document.querySelector("[data-unsent-list]");
  const { viewer } = (await (await caches.match("/state"))?.json()) ?? {};
  const mine = (await stored.items()).filter(({ user_id: user }) => user === viewer);
  const rows = mine.map(({ title, kind }) => ({ address: "/sending/", title: title || place.dataset[kind] }));
  place.querySelector("ul").replaceChildren(...rows.map(item));
  place.hidden = !rows.length;
}

async function showPages() {
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
}

function item({ address, title }) {
  const link = document.createElement("a");
  link.className = "menu-item";
  link.href = address;
  link.textContent = title;
  const place = document.createElement("li");
  place.append(link);
  return place;
}
