// Typing @ in a [data-mention] text offers people: by arrow keys and Enter, or by a thumb. What is typed is
// only changed when somebody is chosen, and never while an IME composes.
"use strict";

const TOKEN = /(^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠、。]{0,20})$/;
const WAIT = 200;

document.addEventListener("DOMContentLoaded", () => all("[data-mention]").forEach(offerPeople));

function offerPeople(text) {
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let timer = 0;
  let asked = 0;
  let active = -1;

  list.id = `${text.id}_people`;
  list.className = "people-offered";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.dataset.people);
  list.hidden = true;
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  text.after(list, told);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);

  const token = () => {
    if (text.selectionStart !== text.selectionEnd) return null;
    return TOKEN.exec(text.value.slice(0, text.selectionStart));
  };

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    told.textContent = "";
    text.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const found = token();
    if (!found) return close();
    const mine = ++asked;
    const address = `${text.dataset.mention}${text.dataset.mention.includes("?") ? "&" : "?"}q=${encodeURIComponent(found[2])}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const people = (await answer.json()).people;
    if (mine !== asked) return;
    list.replaceChildren(...people.map(option));
    list.hidden = !people.length;
    told.textContent = people.length ? filled(text.dataset.found, { n: people.length }) : text.dataset.nobody;
    mark(people.length ? 0 : -1);
  }

  function option(person, at) {
    const item = document.createElement("li");
    item.id = `${list.id}_${at}`;
    item.setAttribute("role", "option");
    item.dataset.id = person.user_id;
    const store = document.createElement("span");
    store.className = "muted small";
    store.textContent = `${person.store_name} @${person.user_id}`;
    item.append(person.name, store);
    // Before the text loses its focus, and with it the keyboard of a phone.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(item));
    return item;
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    const item = list.children[at];
    if (!item) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function choose(item) {
    const found = token();
    if (!found) return close();
    const end = text.selectionStart;
    text.setRangeText(`@${item.dataset.id} `, end - found[2].length - 1, end, "end");
    close();
    text.focus();
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  const settled = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    if (token()) timer = setTimeout(ask, WAIT);
    else close();
  };
  text.addEventListener("input", settled);
  text.addEventListener("compositionend", () => setTimeout(() => settled({}), 0));
  text.addEventListener("compositionstart", close);
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = list.children.length;
    if (step) mark((active + step + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
