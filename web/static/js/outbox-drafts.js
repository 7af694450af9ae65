// What is typed into a form, with its photos, survives on this device until the server has it, without a network too.
// What waits unsent comes back into its form, to be put right (?unsent=).
"use strict";

const SOON = 300;

document.addEventListener("DOMContentLoaded", () => {
  if (!outbox.works) return;
  for (const form of all("form[data-outbox]")) prepare(form).catch(() => {});
});

async function prepare(form) {
  const asked = new URLSearchParams(location.search);
  const isOffline = "offline" in document.documentElement.dataset;
  if (form.elements.date) prepareDay(form, asked, isOffline);
  const unsent = await waiting(form, asked.get("unsent") ?? outboxForms.sentHere()?.key);
  const item = asked.has("unsent") || isAsSent(form, unsent) ? unsent : null;
  const behind = item ?? (isOffline ? null : await waiting(form, draftOf(form, asked)));
  const repaired = behind && (await goOnFrom(form, behind, item));
  if (item && !asked.has("unsent")) outbox.hold(); // until it is written on
  if (!behind && form.elements.form_id) await freshKey(form, isOffline);
  if (!form.querySelector("[data-autosave]")) return undefined;
  if (!item) await goOnAlone(form).catch(() => {});
  const write = keepLocally(form, repaired);
  if (behind || asked.has("shared")) return undefined; // the form begins with those (shared-photos.js)
  return offerDraft(form, write);
}

const isVisit = (type) => performance.getEntriesByType("navigation")[0]?.type === type;

// A page that comes from a copy, or again, has a key that may be another report's.
async function freshKey(form, isOffline) {
  const field = form.elements.form_id;
  if (isOffline || (!isVisit("back_forward") && (await stored.isUsed(field.value)))) field.value = stored.uuid();
  if (isOffline && form.dataset.outbox === "comment") forgetComment(form);
}

// What this person has under a key that waits unsent, or was refused, if it is of this form's kind.
async function waiting(form, key) {
  const item = key && (await stored.item(key));
  return item && item.user_id === outbox.viewer && item.kind === form.dataset.outbox ? item : null;
}

// Whether the form says again what was sent from here: who comes back puts it right. A copy has lost its date.
const isAsSent = (form, item) => dateless(outboxForms.saidIn(form)) === dateless(JSON.stringify(item?.fields));
const dateless = (said) => said?.replace(/\["date",[^\]]*/, "");

// The key of the draft on the server that the page goes on with; the form of a comment has its text then.
const draftOf = (form, asked) => asked.get("draft") ?? (form.elements.content?.defaultValue && form.elements.form_id.value);

// The newest of a key: what was typed here, else what was sent off (the answer then), else what the server has.
async function goOnFrom(form, item, isAsked) {
  const draft = await stored.draft(item.key);
  if (draft) return goOn(form, draft, await stored.draftPhotos(item.key));
  return item.isBehind && !isAsked ? holdBack(form, item) : repair(form, item);
}

// What the form says takes its place, and until then it does not go.
function holdBack(form, item) {
  form.dataset.unsent = item.key;
  outbox.hold(item.key);
}

async function repair(form, item) {
  holdBack(form, item);
  fill(form, item.fields);
  if (form.elements.form_id) form.elements.form_id.value = item.key;
  if (form.elements.pages) form.elements.pages.value = item.pages ?? "";
  form.dataset.writtenAt = item.written_at;
  const files = await stored.photos(item.key);
  showStaged(form, item.photos.filter(({ id }) => id), files);
  addPhotos(form, item.photos.filter(({ id }) => !id).map(({ n }) => files[n]));
  if (item.said?.errors) outboxForms.showErrors(form, item.said.errors);
  form.closest("details")?.setAttribute("open", "");
  return item;
}

// The fields as they were; of those that are not named, switches are off and texts stay.
function fill(form, fields) {
  const own = ["csrfmiddlewaretoken", "form_id", "order", ""];
  if (form.dataset.outbox !== "figures") own.push("store"); // where the page was opened, not whose figures they are
  const said = new Map();
  fields.forEach(([name, value]) => said.set(name, [...(said.get(name) ?? []), value]));
  for (const field of form.elements) {
    const values = said.get(field.name) ?? [];
    if (own.includes(field.name) || field.type === "file") continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") [...field.options].forEach((one) => (one.selected = values.includes(one.value)));
    else if (values.length && field.type !== "submit") field.value = values[0];
  }
  const reply = form.elements.parent?.value && document.querySelector(`[data-reply="${CSS.escape(form.elements.parent.value)}"]`);
  reply?.click();
  all("input, textarea", form).forEach((field) => field.dispatchEvent(new InputEvent("input", { bubbles: true })));
}

function addPhotos(form, files) {
  const album = form.querySelector("[data-photos] [multiple]");
  if (!album || !files.length) return;
  const basket = new DataTransfer();
  files.forEach((file) => basket.items.add(file));
  album.files = basket.files;
  album.dispatchEvent(new Event("change", { bubbles: true }));
}

// Photos that the server has, of an earlier page: they go along, with a picture where there is a file.
function showStaged(form, photos, files = []) {
  const list = form.querySelector("[data-arrange]");
  const shown = new Map([...(list?.children ?? [])].map((one) => [one.querySelector("[name=order]").value, one]));
  shown.forEach((one, id) => photos.some((photo) => photo.id === id) || one.remove());
  for (const { id, n } of photos) {
    const item = shown.get(id) ?? stagedPhoto(id, files[n]);
    if (files[n]) stagedFiles.set(item, files[n]);
    list.append(item);
    list.hidden = false;
  }
}

function stagedPhoto(id, file) {
  const item = document.getElementById("outbox-staged").content.firstElementChild.cloneNode(true);
  all("input", item).forEach((field) => (field.value = id));
  if (file) item.prepend(Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name }));
  return item;
}

// Whether anybody has typed or chosen anything; what the browser put back after a reload counts, too.
function isTouched(form) {
  return [...form.elements].some((field) => {
    if (["hidden", "submit", "button", "fieldset", "file"].includes(field.type)) return false;
    if (["radio", "checkbox"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one, n) => n && one.selected !== one.defaultSelected);
    return field.value !== field.defaultValue;
  });
}

// The page that it was typed on, and those that it went on with (web/sheet.py).
const pagesOf = (pages, key) => (pages || key).split(" ");

// A draft of this form, or of its last page, that only the device has: the newer one if it was typed on the server's,
// else a draft of its own, to be offered.
async function goOnAlone(form) {
  const { form_id: field, pages } = form.elements;
  const last = pagesOf(pages.value, field.value).at(-1);
  const isHere = ({ key, pages: own }) => key === field.value || pagesOf(own, key)[0] === last;
  const draft = (await stored.drafts()).find((one) => one.user_id === outbox.viewer && isHere(one));
  if (!draft) return undefined;
  const files = await stored.draftPhotos(draft.key);
  const photos = all("[data-photo]", form).length;
  const isSame = JSON.stringify(draft.fields) === outboxForms.saidIn(form);
  if (isSame && photos >= draft.order.length + files.length) return isTouched(form) || stored.forgetDraft(draft.key);
  const isOn = pagesOf(draft.pages, draft.key).includes(last);
  if (!isOn || (!isSame && isTouched(form))) return stored.renewDraft(draft.key);
  await goOn(form, { ...draft, key: field.value, pages: pages.value }, files);
  return draft.key === field.value || stored.forgetDraft(draft.key);
}

// What is repaired is no draft until it is other.
function keepLocally(form, repaired) {
  const place = form.querySelector("[data-photos]");
  const line = form.querySelector("[data-autosave]");
  let timer = 0;
  let isOther = false; // its photos are not those that were kept
  let version = 0;
  let known = 0; // the version that the server has whole
  let asked = {};

  const key = () => form.elements.form_id.value;
  const chosen = () => outboxForms.chosenIn(form);
  const staged = () => all("[data-photo]", form);
  const isEmpty = () => !isTouched(form) && !chosen().length && !staged().length;
  const now = () => outboxForms.saidIn(form) + (chosen().length + staged().length);
  let looked = repaired && now();

  // What is emptied is not begun.
  function itemHere() {
    const item = outboxForms.itemOf(form);
    if (isEmpty()) delete form.dataset.writtenAt;
    return item;
  }

  function draftHere() {
    const { key, user_id, url: path, written_at, pages, fields } = itemHere();
    const order = staged().map((item) => item.querySelector("[name=order]").value);
    return { key, user_id, path, at: Date.now(), written_at, pages, fields, order };
  }

  // Photos are read first, and may have no room; the text is the newest.
  async function write() {
    clearTimeout(timer);
    if (form.dataset.sent || version === known) return;
    const draft = draftHere();
    if (isEmpty()) return stored.forgetDraft(draft.key);
    const newest = () => (key() === draft.key ? draftHere() : draft);
    const keep = (files) => stored.keepDraft(newest, files, () => form.dataset.sent);
    const photos = isOther && chosen();
    isOther = false;
    return keep(photos).catch(() => keep().catch(() => {}).then(() => (isOther = true)));
  }

  function changed() {
    if (looked === now()) return;
    if (looked) outboxForms.turnPage(form, repaired);
    looked = null;
    outboxForms.renewKey(form);
    if (!form.dataset.sent) outbox.hold(form.dataset.unsent ?? key());
    version += 1;
    clearTimeout(timer);
    timer = setTimeout(write, SOON);
  }

  for (const change of ["input", "change", "moved"]) form.addEventListener(change, changed);
  place?.addEventListener("shown", () => {
    isOther = true;
    if (chosen().length || version) changed();
  });
  form.addEventListener("kept", () => {
    clearTimeout(timer);
    version = known = 0;
    isOther = true;
    looked = null;
  });
  document.addEventListener("visibilitychange", () => document.hidden && version && write());
  window.addEventListener("beforeunload", () => version && write());
  document.addEventListener("c3:save", (event) => version && event.detail?.wait?.(write()));

  // The server has it as it is, or as a draft of its own (sheet.js): no copy is needed here, but for photos that it
  // does not have. What is newer than an item stays here, as the item does.
  line.addEventListener("htmx:beforeRequest", () => (asked = { version, key: key() }));
  line.addEventListener("htmx:afterRequest", async ({ detail }) => {
    if (!detail.xhr.responseText.includes("data-kept")) return;
    const was = asked;
    if (was.key === key() && (await stored.item(was.key).catch(() => null))) return;
    const isWhole = was.version === version && !chosen().length;
    if (!isWhole && was.key === key()) return;
    if (isWhole) {
      clearTimeout(timer);
      known = version;
    } else {
      isOther = true; // its photos are to come under the new key, too
      if ((await write()) === true) return;
    }
    stored.forgetDraft(was.key).catch(() => {});
  });

  // A form without a date is of the day on which it was begun: the server is told when that was.
  const moments = () => ({ written_at: itemHere().written_at, sent_at: new Date().toISOString() });
  line.addEventListener("htmx:configRequest", ({ detail }) => Object.assign(detail.parameters, moments()));
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name !== "draft" || form.dataset.sent) return;
    const said = Object.entries(moments());
    const add = ({ formData }) => said.forEach(([name, value]) => formData.append(name, value));
    form.addEventListener("formdata", add, { once: true });
  });
  if (isTouched(form)) changed();
  return write;
}

// After a reload the form is as it was. Else the newest is offered.
async function offerDraft(form, write) {
  const path = form.getAttribute("action");
  const mine = (draft) => draft.user_id === outbox.viewer && draft.path === path && draft.key !== form.elements.form_id.value;
  const [draft] = (await stored.drafts()).filter(mine).sort((one, other) => other.at - one.at);
  const template = document.getElementById("outbox-draft");
  if (!draft || !template) return;
  const card = template.content.firstElementChild.cloneNode(true);
  card.querySelector("span").textContent = filled(card.dataset.words, { at: momentOf(new Date(draft.at)) });
  card.querySelector("[data-act=on]").addEventListener("click", async () => {
    await write();
    await goOn(form, draft, await stored.draftPhotos(draft.key));
    card.remove();
    form.elements.content?.focus();
  });
  card.querySelector("[data-act=off]").addEventListener("click", async () => {
    await stored.forgetDraft(draft.key);
    card.remove();
  });
  const files = await stored.draftPhotos(draft.key);
  const isAnother = new URLSearchParams(location.search).has("draft"); // the server's is gone on with here
  if (isVisit("reload") && !isAnother && !isTouched(form)) goOn(form, draft, files);
  else form.before(card);
}

function momentOf(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  const day = !isToday && { month: "numeric", day: "numeric" };
  return at.toLocaleString(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit" });
}

// Under its own key, unless that is over with, or another's.
async function goOn(form, draft, files) {
  const item = await waiting(form, draft.key);
  if (item) holdBack(form, item);
  form.elements.form_id.value = item || !(await stored.isUsed(draft.key)) ? draft.key : stored.uuid();
  form.elements.pages.value = draft.pages ?? "";
  form.dataset.writtenAt = draft.written_at ?? "";
  all("[data-thumbs] .thumb-off", form).forEach((one) => one.click()); // another draft's
  fill(form, draft.fields);
  showStaged(form, draft.order.map((id) => ({ id })));
  addPhotos(form, files);
}
