// The conversation below an open post: what is new comes without a reload, and never touches what one types.
"use strict";

const FIRST = 5000;
const LONGEST = 60000;
const SLOWER = 1.5;

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("comment-form");
  if (!form) return;
  lookForNews(document.getElementById("look"), form);
  send(form);
  document.addEventListener("click", (event) => answer(event, form));
});

// Asks soon after something happened, ever less often while nothing does, and not at all while nobody looks.
function lookForNews(look, form) {
  let wait = FIRST;
  let timer = 0;
  let isOver = false;

  function plan() {
    clearTimeout(timer);
    if (!document.hidden && !isOver) timer = setTimeout(() => look.dispatchEvent(new CustomEvent("look")), wait);
  }

  function soon() {
    wait = FIRST;
    plan();
  }

  look.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!isSignedOut(event.detail)) return;
    event.preventDefault(); // an ended login must not lead away from what is typed
    isOver = true;
  });
  look.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr?.status;
    if (status === 404) isOver = true;
    wait = status === 200 ? FIRST : Math.min(LONGEST, wait * SLOWER);
    plan();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : soon()));
  window.addEventListener("online", soon);
  form.addEventListener("htmx:afterRequest", soon);
  plan();
}

function send(form) {
  const text = form.elements.content;
  let sent = "";
  let top = 0;

  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target === form) sent = text.value;
  });
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.target !== form || !isSignedOut(event.detail)) return;
    event.preventDefault();
    form.submit(); // the login page keeps what was typed
  });
  // What is wrong is said beside the text, which stays as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig?.elt !== form) return;
    if (![404, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    release(form);
    if (event.detail.xhr.status === 200) written();
  });

  function written() {
    document.getElementById("comment-wrong").replaceChildren();
    document.getElementById("notices").replaceChildren();
    const isMore = text.value !== sent; // typed while it was on its way: that stays
    if (!isMore) text.value = "";
    stopAnswering(form);
    const place = document.getElementById(`comment-${document.getElementById("comment-form-id").dataset.sent}`);
    place?.scrollIntoView({ block: "nearest" });
  }

  // What comes in above must not push the text away under the thumbs.
  document.addEventListener("htmx:beforeSwap", () => (top = text.getBoundingClientRect().top));
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === text) window.scrollBy(0, text.getBoundingClientRect().top - top);
    top = text.getBoundingClientRect().top;
  });
}

function answer(event, form) {
  const link = event.target.closest?.("[data-reply], #not-replying");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.reply) {
    const line = document.getElementById("replying");
    document.getElementById("comment-parent").value = link.dataset.reply;
    line.querySelector("span").textContent = filled(line.dataset.words, { name: link.dataset.name });
    line.hidden = false;
  } else stopAnswering(form);
  form.elements.content.focus();
}

function stopAnswering(form) {
  form.elements.parent.value = "";
  document.getElementById("replying").hidden = true;
}
