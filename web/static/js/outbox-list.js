// 未送信: what is on this device and not on the server, each with what may be done about it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("unsent");
  const sent = document.querySelector("[data-sent]");
  const told = document.querySelector("[data-told]");
  const now = document.querySelector("[data-act=now]");
  const others = document.querySelector("[data-others]");
  const sure = document.getElementById("sure");
  const language = document.documentElement.lang;
  const titles = new Map();
  let sending = null;
  let wanted = null; // to be deleted, if the person is sure

  const part = (place, name) => place.querySelector(`[data-${name}]`);
  const act = (place, name) => place.querySelector(`[data-act=${name}]`);
  const clock = (text) =>
    new Date(text).toLocaleString(language, {
      month: "numeric",
      day: "numeric",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });

  async function draw() {
    let items;
    try {
      items = await stored.items();
    } catch {
      document.querySelector("[data-unreadable]").hidden = false;
      return;
    }
    const mine = items.filter(({ user_id: user }) => user === outbox.viewer);
    show(mine.map(drawn));
    now.hidden = !mine.some(({ state }) => ["waiting", "login"].includes(state));
    document.querySelector("[data-empty]").hidden = Boolean(mine.length);
    others.hidden = items.length === mine.length;
    others.textContent = filled(others.dataset.words, { count: items.length - mine.length });
  }

  // What is as it was stays in its place: a press on it under way is not lost, nor is the focus.
  function show(places) {
    const shown = new Map([...list.children].map((one) => [one.dataset.item, one]));
    const keys = new Set(places.map((one) => one.dataset.item));
    for (const [key, one] of shown) if (!keys.has(key)) one.remove();
    places.forEach((place, index) => {
      const old = shown.get(place.dataset.item);
      if (!old) return list.insertBefore(place, list.children[index] ?? null);
      part(place, "written").open = part(old, "written").open;
      if (!old.isEqualNode(place)) replace(old, place);
    });
  }

  function replace(old, place) {
    const focused = old.contains(document.activeElement) && document.activeElement.dataset.act;
    old.replaceWith(place);
    if (focused) act(place, focused).focus();
  }

  function drawn(item) {
    const place = document.getElementById("unsent-item").content.firstElementChild.cloneNode(true);
    const words = place.dataset;
    const state = sending === item.key && ["waiting", "login"].includes(item.state) ? "sending" : item.state;
    const said = item.said ?? {};
    const named = (prefix, name) => words[prefix + name[0].toUpperCase() + name.slice(1)];
    const title = item.title || named("kind", item.kind);
    titles.set(item.key, title);
    place.dataset.item = item.key;
    place.dataset.state = state;
    part(place, "kind").textContent = named("kind", item.kind);
    part(place, "chip").textContent = named("state", state);
    part(place, "chip").classList.add(["waiting", "sending"].includes(state) ? "tone-info" : "tone-warn");
    part(place, "title").textContent = title;
    part(place, "at").textContent = clock(item.written_at);
    part(place, "photo-count").textContent = item.photos.length
      ? filled(words.photos, { count: item.photos.length })
      : "";
    if (item.kind === "figures") part(place, "title").textContent = figuresOf(item, words);
    part(place, "content").textContent = value(item, "content");
    part(place, "written").hidden = !value(item, "content");
    tellWhy(place, state, said);
    offer(place, item, state, said);
    return place;
  }

  const value = (item, name) => item.fields.find(([one]) => one === name)?.[1] ?? "";
  const figuresOf = (item, words) =>
    [dayOf(value(item, "date")), `¥${value(item, "sales_amount")}`, filled(words.guests, { count: value(item, "customer_count") })]
      .filter(Boolean)
      .join(" / ");
  const dayOf = (text) =>
    text && new Date(`${text}T12:00`).toLocaleDateString(language, { month: "numeric", day: "numeric", weekday: "short" });

  function tellWhy(place, state, said) {
    const line = part(place, "sentence");
    line.hidden = !(state === "conflict" && said.sentence);
    line.textContent = said.sentence ?? "";
    const wrong = Object.values(said.errors ?? {});
    const errors = part(place, "errors");
    errors.hidden = !["refused", "unusual"].includes(state) || !wrong.length;
    errors.replaceChildren(...wrong.map(sentence));
    if (state === "conflict" && said.why === "figures") compare(place, said);
  }

  function sentence(text) {
    const item = document.createElement("li");
    item.className = "error";
    item.textContent = text;
    return item;
  }

  function compare(place, { yours, theirs }) {
    const by = part(place, "by");
    part(place, "two").hidden = false;
    by.textContent = theirs?.saved_by ? filled(by.dataset.words, { who: theirs.saved_by }) : by.dataset.nobody;
    part(place, "saved-at").textContent = theirs?.saved_at ? clock(theirs.saved_at) : "";
    const number = (figures, name) => {
      const amount = figures?.[name];
      if (amount === null || amount === undefined) return place.dataset.no;
      const plain = Math.abs(amount).toLocaleString("en-US");
      if (name === "customer_count") return filled(place.dataset.guests, { count: plain });
      const [plus, zero] = name === "cash_difference" ? ["+", "±"] : ["", ""]; // as `signed_yen` writes it
      return `${amount < 0 ? "-" : amount ? plus : zero}¥${plain}`;
    };
    for (const row of place.querySelectorAll("[data-row]")) {
      const [left, right] = row.querySelectorAll("td");
      left.textContent = number(theirs, row.dataset.row);
      right.textContent = number(yours, row.dataset.row);
    }
  }

  function offer(place, item, state, said) {
    const isKey = state === "conflict" && said.why === "key";
    const isFigures = state === "conflict" && said.why === "figures";
    const offered = {
      login: state === "login",
      mine: isFigures,
      theirs: isFigures,
      confirm: state === "unusual",
      look: isKey,
      renew: isKey,
      repair: ["waiting", "login", "refused", "unusual"].includes(state) && item.kind !== "reaction",
    };
    for (const [name, is] of Object.entries(offered)) act(place, name).hidden = !is;
    if (offered.login) act(place, "login").href = `${said.url ?? "/accounts/login/"}?next=/sending/`;
    if (isKey) act(place, "look").href = said.url;
    if (offered.repair) act(place, "repair").href = `${pageOf(item)}unsent=${item.key}`;
  }

  // Where the form of an item is.
  function pageOf(item) {
    if (item.kind === "comment") return `/bbs/detail/${item.url.split("/")[2]}/?`;
    if (item.kind !== "figures") return `${item.url}?`;
    return `${item.url}?store=${value(item, "store")}&date=${value(item, "date")}&`;
  }

  const ACTS = {
    now: () => sendAgain(),
    mine: (item) => changed(item, { fields: withField(item, "opened", item.said.opened) }),
    confirm: (item) => changed(item, { fields: withField(item, "confirmed", item.said.confirmed) }),
    theirs: (item) => gone(item.key),
    renew: async (item) => {
      await stored.renew(item);
      sendAgain();
    },
    delete: (item) => {
      wanted = item;
      part(sure, "title").textContent = titles.get(item.key);
      sure.showModal();
    },
    sure: async () => {
      sure.close();
      await gone(wanted.key);
      list.tabIndex = -1;
      list.focus();
    },
    keep: () => sure.close(),
  };

  async function gone(key) {
    await stored.forget(key);
    outbox.tell({ key, state: "gone" });
  }

  const withField = (item, name, text) => [...item.fields.filter(([one]) => one !== name), [name, text]];

  async function changed(item, changes) {
    await stored.change(item, { ...changes, state: "waiting", said: undefined });
    sendAgain();
  }

  async function sendAgain() {
    told.textContent = "";
    const tried = outbox.soon();
    draw();
    await tried;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-act]");
    const acted = button && ACTS[button.dataset.act];
    if (!acted) return;
    const place = button.closest("[data-item]");
    const item = place && (await stored.item(place.dataset.item));
    if (place && !item) return draw();
    await acted(item);
    draw();
  });

  document.addEventListener("outbox", ({ detail }) => {
    sending = detail.state === "sending" ? detail.key : sending === detail.key ? null : sending;
    if (detail.state === "made") thank(detail);
    if (detail.state === "login") told.textContent = "";
    if (detail.isAway && detail.state === "waiting") told.textContent = told.dataset.away;
    draw();
  });

  function thank({ key, url }) {
    const words = filled(told.dataset.made, { title: titles.get(key) ?? "" });
    const place = document.getElementById("sent-item").content.firstElementChild.cloneNode(true);
    const link = place.querySelector("a");
    link.href = url;
    link.textContent = words;
    sent.append(place);
    sent.hidden = false;
  }

  window.addEventListener("pageshow", draw);
  draw();
});
