// Below a post: a comment is kept on this device before it goes, and goes as ever (talk.js); what did not arrive
// waits there (outbox.js). So does a tap on なるほど or いいね.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("comment-form");
  if (!outbox.works || !form) return;
  keepComments(form);
  keepTaps();
  // What has arrived by itself is shown; it comes with the news.
  document.addEventListener("outbox", ({ detail }) => {
    if (detail.state === "made" && detail.kind === "comment") document.getElementById("look").dispatchEvent(new CustomEvent("look"));
  });
});

const LATEST = 15000;
const isLost = ({ xhr, successful }) => !successful && (!xhr.status || xhr.status >= 500);

// The token was too old even so (403): what is kept goes with a new one.
const isUnheard = (detail) => isLost(detail) || detail.xhr.status === 403;

function sayWaiting() {
  const notice = document.getElementById("outbox-good").content.cloneNode(true);
  notice.querySelector("span").textContent = document.getElementById("outbox-words").dataset.waiting;
  document.getElementById("notices").replaceChildren(notice);
}

function keepComments(form) {
  const text = form.elements.content;
  let item = null;
  let isBusy = false;

  form.addEventListener("htmx:confirm", async (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    const wanted = outboxForms.itemOf(form);
    const repairs = item && item.key !== wanted.key ? item.key : wanted.repairs;
    item = wanted.title.trim() ? await outboxForms.keep({ ...wanted, repairs }).catch(() => null) : null;
    if (item) outboxForms.isKept(form, item);
    event.detail.issueRequest(true);
  });
  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target === form) event.detail.timeout = LATEST;
  });
  form.addEventListener("htmx:afterRequest", async ({ target, detail }) => {
    if (target !== form) return;
    isBusy = false;
    const { status } = detail.xhr;
    if (!item || isSignedOut(detail)) return;
    if (status === 200) {
      await stored.forget(item.key, item.revision);
      item = null;
    } else if ([404, 422].includes(status)) {
      const sentence = document.getElementById("comment-wrong").textContent.trim();
      await stored.change(item, { state: "refused", said: { errors: { "": sentence } } });
    } else if (isUnheard(detail)) waits();
    outbox.count();
  });

  function waits() {
    if (text.value.trim() === item.title.trim()) text.value = "";
    form.elements.form_id.value = stored.uuid();
    form.elements.parent.value = "";
    document.getElementById("replying").hidden = true;
    item = null;
    setTimeout(sayWaiting); // in place of what app.js says of it
    outbox.tell({ state: "new" });
    outbox.soon();
  }
}

// What a copy says may have been sent since, or be older than what the server has.
function forgetComment(form) {
  const { content, pages } = form.elements;
  if (!content.defaultValue) return;
  form.querySelector("[data-autosave]").textContent = pages.value = "";
  if (content.value === content.defaultValue) {
    content.value = "";
    stopAnswering(form);
  }
  content.defaultValue = "";
}

// A tap is a wish, not a toggle: the last one on a button holds. It is kept before it goes, as a comment is.
function keepTaps() {
  const taps = new WeakMap(); // of each button

  document.addEventListener("htmx:confirm", async (event) => {
    const button = event.target;
    if (!button.matches(".react")) return;
    event.preventDefault();
    const on = new URL(event.detail.path, location).searchParams.get("on");
    taps.set(button, await outboxForms.keep(tapOf(button, on)).catch(() => null));
    event.detail.issueRequest(true);
  });
  document.addEventListener("htmx:afterRequest", async ({ detail }) => {
    const button = detail.requestConfig?.elt;
    const item = taps.get(button);
    if (!item || isSignedOut(detail)) return;
    if (isUnheard(detail)) waits(button, item.fields.at(-1)[1] === "1");
    else await stored.forget(item.key, item.revision);
  });

  function waits(button, isOn) {
    const count = button.querySelector(".numbers");
    count.textContent = Math.max(0, Number(count.textContent) + (isOn ? 1 : -1));
    button.setAttribute("aria-pressed", String(isOn));
    for (const name of ["formaction", "hx-post"]) button.setAttribute(name, `/bbs/api/reaction/?on=${isOn ? 0 : 1}`);
    htmx.process(button);
    setTimeout(sayWaiting); // in place of what app.js says of it
    outbox.tell({ state: "new" });
    outbox.soon();
  }
}

function tapOf(button, on) {
  const target = button.form.querySelector("[name$=_id]");
  const [words] = [...button.childNodes].map((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()).filter(Boolean);
  return {
    key: stored.uuid(),
    kind: "reaction",
    user_id: outbox.viewer,
    url: "/bbs/api/reaction/",
    page: "",
    slot: `reaction ${target.name} ${target.value} ${button.value}`,
    title: `${words} - ${document.querySelector("h1").textContent.trim()}`,
    fields: [
      [target.name, target.value],
      ["reaction_type", button.value],
      ["on", on],
    ],
    written_at: new Date().toISOString(),
  };
}
