// 日報, posts, comments: kept on the server while somebody types, photos moved without a round trip.
// What is typed into is never touched: only the line that tells when it was kept.
"use strict";

const IDLE = 2000;
const BETWEEN_ANNOUNCEMENTS = 60000;

document.addEventListener("DOMContentLoaded", () => {
  all("[data-autosave]").forEach(keepDrafts);
  all("[data-arrange]").forEach(arrange);
});

function keepDrafts(line) {
  const form = line.closest("form");
  const told = document.getElementById("draft-told");
  let timer = 0;
  let isChanged = false;
  let isComposing = false;
  let announced = 0;
  let asked = null; // the end of the last request

  function keep() {
    clearTimeout(timer);
    if (!isChanged || isComposing || form.dataset.sent) return;
    isChanged = false;
    line.dispatchEvent(new CustomEvent("autosave"));
  }

  function changed(event) {
    if (event?.target.type === "file") return;
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, IDLE);
  }

  function say(text) {
    if (text) line.textContent = text;
    if (!line.textContent || Date.now() - announced < BETWEEN_ANNOUNCEMENTS) return;
    announced = Date.now();
    told.textContent = line.textContent;
  }

  // Before the page is loaded anew: what is typed is kept, or it is not loaded. A new form goes on as its draft.
  async function saved() {
    keep();
    if (isChanged) throw new Error("not now");
    const detail = (await asked)?.detail;
    if (!detail) return undefined;
    const answer = detail.xhr.responseText.trim();
    const isKept = answer.includes("data-kept");
    if (!detail.successful || isSignedOut(detail) || (answer && !isKept)) throw new Error("not kept");
    const isNew = isKept && form.getAttribute("action").endsWith("/register/");
    return isNew ? `?draft=${form.elements.form_id.value}` : undefined;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("moved", changed);
  form.addEventListener("focusout", keep);
  form.addEventListener("compositionstart", () => (isComposing = true));
  form.addEventListener("compositionend", () => {
    isComposing = false;
    changed();
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  document.addEventListener("c3:save", (event) => event.detail.wait(saved()));
  line.addEventListener("htmx:beforeRequest", () => {
    asked = new Promise((told) => line.addEventListener("htmx:afterRequest", told, { once: true }));
  });
  // An ended login must not lead away from what is typed.
  line.addEventListener("htmx:beforeOnLoad", (event) => isSignedOut(event.detail) && event.preventDefault());
  line.addEventListener("htmx:afterRequest", ({ detail }) => {
    const apart = detail.xhr.responseText.match(/data-form="([^"]+)"/);
    if (apart) form.elements.form_id.value = apart[1]; // another page has gone on with the draft that this was
    if (detail.successful) return say();
    isChanged = true;
    say(isSignedOut(detail) ? line.dataset.signedOut : line.dataset.failed);
  });
}

// The buttons under each photo; its place is the order of the form's fields.
function arrange(list) {
  const status = list.closest("[data-photos]").querySelector("[role=status]");
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const photo = button.closest("[data-photo]");
    const other = button.dataset.move === "left" ? photo.previousElementSibling : photo.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "left") other.before(photo);
    else other.after(photo);
    button.focus();
    const place = [...list.children].indexOf(photo) + 1;
    status.textContent = filled(list.dataset.moved, { n: place });
    photo.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
  });
}
