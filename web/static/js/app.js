// What the pages do better with JavaScript. Every form and link works without it.
"use strict";

const root = document.documentElement;
root.classList.add("js");

const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
const composing = (event) => event.isComposing || event.keyCode === 229;

document.addEventListener("DOMContentLoaded", () => {
  all("[data-photos]").forEach(choosePhotos);
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
  form.dataset.sent = "yes";
  all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
});
window.addEventListener("pageshow", () => {
  all("[data-once]").forEach((form) => {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
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

for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(trouble, (event) => {
    if (event.target.closest?.("[data-autosave], [data-quiet]")) return; // it says so in its own place, without a jump
    const notice = document.getElementById("network-trouble").content.cloneNode(true);
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

// The photos chosen so far, from the camera and from the album, gathered in the album's input. Whoever hears
// "shown" (upload.js) may take one off the form again.
function choosePhotos(place) {
  const [camera, album] = all("input[type=file]", place);
  const trouble = place.querySelector("[data-trouble]");
  const thumbs = place.querySelector("[data-thumbs]");
  const chosen = place.querySelector("[data-chosen]");
  const most = Number(place.dataset.most);
  let files = [];

  const kept = () => all("[name=remove_pictures]:not(:checked)", place).length;
  const same = (one) => (other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  function add(input) {
    const largest = Number(place.dataset.largest);
    const tooLarge = (file) => file.size > largest * 1024 * 1024;
    const added = [...input.files].filter((file) => !files.some(same(file)));
    const wanted = [...files, ...added.filter((file) => !tooLarge(file))];
    const sentences = added.filter(tooLarge).map((file) => filled(place.dataset.tooLarge, { name: file.name, largest }));
    const room = Math.max(0, most - kept());
    if (wanted.length > room) sentences.push(filled(place.dataset.tooMany, { most }));
    trouble.textContent = sentences.join(" ");
    trouble.hidden = !sentences.length;
    show(wanted.slice(0, room));
    if (input === camera) camera.value = "";
  }

  function show(next) {
    files = next;
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    album.files = basket.files;
    all("img", thumbs).forEach((image) => URL.revokeObjectURL(image.src));
    thumbs.replaceChildren(...files.map(thumbnail));
    thumbs.hidden = !files.length;
    chosen.textContent = files.length ? filled(chosen.dataset.words, { count: files.length }) : "";
    const photos = files.map((file, at) => ({ file, item: thumbs.children[at] }));
    const leave = (file) => show(files.filter((other) => other !== file));
    place.dispatchEvent(new CustomEvent("shown", { detail: { photos, leave } }));
  }

  function thumbnail(file) {
    const item = document.getElementById("chosen-photo").content.firstElementChild.cloneNode(true);
    const image = item.querySelector("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const off = item.querySelector("button");
    off.setAttribute("aria-label", filled(place.dataset.remove, { name: file.name }));
    off.addEventListener("click", () => {
      show(files.filter((other) => other !== file));
      album.focus();
    });
    return item;
  }

  [camera, album].forEach((input) => input.addEventListener("change", () => add(input)));
}
