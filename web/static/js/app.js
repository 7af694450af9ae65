// What the pages do better with JavaScript. Every form and link works without it.
"use strict";

const root = document.documentElement;
root.classList.add("js");

const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
// An ended login answers 200, and leads away.
const isSignedOut = ({ xhr, headers }) => xhr?.getResponseHeader("HX-Redirect") ?? headers?.get("HX-Redirect");
// A login in another tab renews the CSRF token: the one in the cookie is the newest, whatever a page was made with.
const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
// Whose page this is: empty where nobody is signed in, undefined where the page does not know.
const viewerHere = document.querySelector("meta[name=viewer]")?.content;
const composing = (event) => event.isComposing || event.keyCode === 229;

document.addEventListener("DOMContentLoaded", () => {
  all("[data-count]").forEach(countCharacters);
  all("[data-reveal]").forEach(revealPassword);
  document.getElementById("error-summary")?.focus();
});

// Enter in a one-line field: never while composing; in a form with a long text it goes to the next field.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement)) return;
  if (composing(event)) {
    event.preventDefault();
    return;
  }
  const next = field.type === "text" && field.form?.querySelector("textarea");
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// A form that was sent waits: the second tap does nothing. Coming back to the page, it may be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  hold(form);
});
window.addEventListener("pageshow", () => all("[data-once]").forEach(release));

function hold(form) {
  form.dataset.sent = "yes";
  all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
}

// Also what outbox-forms.js has closed to typing.
function release(form) {
  delete form.dataset.sent;
  delete form.dataset.plain;
  all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  all("[readonly]", form).forEach((field) => (field.readOnly = false));
}

// A page that comes back as it was left is not shown to another person: every login and logout renews the token.
const tokenThen = csrfToken();
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || csrfToken() === tokenThen) return;
  root.hidden = true;
  location.reload();
});

// Nor does the browser put what one person typed into the form of the next: a step of the history says whose it is.
const viewerThen = history.state?.viewer;
if (viewerHere !== undefined) {
  const isAnothers = viewerThen !== undefined && viewerThen !== viewerHere;
  if (isAnothers) all("form").forEach(emptied);
  history.replaceState({ ...(!isAnothers && history.state), viewer: viewerHere }, "");
}

// What the browser has put there already, and what it is about to: that is not done where `autocomplete` is off.
function emptied(form) {
  form.reset();
  form.autocomplete = "off";
}

// A draft that is thrown away is not offered again by this device.
document.addEventListener("submit", ({ target }) => {
  const { discards } = target.dataset;
  if (discards) stored.forgetDraft(discards).catch(() => {});
});

// A link to a radio group or to a field focuses it, also inside a closed <details>.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#error-summary a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: "center" });
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["C3-Viewer"] = viewerHere ?? "";
  const token = csrfToken();
  if (token && detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
});

for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(trouble, (event) => {
    if (event.target.closest?.("[data-autosave], [data-quiet]")) return; // it says so in its own place, without a jump
    const sentence = event.detail.xhr?.status === 403 ? "old-page" : "network-trouble";
    const notice = document.getElementById(sentence).content.cloneNode(true);
    const place = document.getElementById("notices");
    place.replaceChildren(notice);
    place.scrollIntoView({ block: "center" });
  });
}

// Live search: a form is asked to search when its text is settled, never while an IME composes it.
for (const settled of ["input", "compositionend"]) {
  document.addEventListener(settled, (event) => {
    if (event.isComposing) return;
    event.target.closest?.("form[data-live]")?.dispatchEvent(new CustomEvent("commit"));
  });
}

function countCharacters(place) {
  const field = place.querySelector("input, textarea");
  const most = Number(place.dataset.count);
  const count = document.createElement("p");
  count.className = "count";
  field.after(count);
  const show = () => {
    const length = [...field.value].length;
    count.textContent = `${length}/${most}`;
    count.classList.toggle("over", length > most);
  };
  field.addEventListener("input", show);
  show();
}

function revealPassword(button) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}
