// The photos chosen so far, from the camera and from the album, gathered in the album's input: first as the phone
// gave them, each made small (shrink.js) when its turn comes. Whoever hears "shown" (upload.js) may take one off
// the form again. Sent before all are small, the form takes the others as they are: nothing waits, nothing is lost.
"use strict";

const LONGEST_FOR_PHOTOS = 20000;
const waitsForPhotos = new WeakMap(); // of a [data-photos]: the promise that all of them are small
const stagedFiles = new WeakMap(); // of a [data-photo]: the File that the server has, if this page sent it

document.addEventListener("DOMContentLoaded", () => all("[data-photos]").forEach(choosePhotos));

// For who sends the form otherwise: its photos in order, made small when that takes no longer than 20 seconds.
// `id` when the server has it already, `file` when this page has it.
async function photosOf(form) {
  const place = form.querySelector("[data-photos]");
  if (!place) return [];
  const enough = new Promise((done) => setTimeout(done, LONGEST_FOR_PHOTOS));
  await Promise.race([waitsForPhotos.get(place), enough]);
  const staged = all("[data-photo]", place).filter((item) => !item.querySelector("[name=remove_pictures]:checked"));
  return [
    ...staged.map((item) => ({ id: item.querySelector("[name=order]").value, file: stagedFiles.get(item) })),
    ...[...place.querySelector("[multiple]").files].map((file) => ({ file })),
  ];
}

function choosePhotos(place) {
  const [camera, album] = all("input[type=file]", place);
  const trouble = place.querySelector("[data-trouble]");
  const thumbs = place.querySelector("[data-thumbs]");
  const chosen = place.querySelector("[data-chosen]");
  const most = Number(place.dataset.most);
  const largest = Number(place.dataset.largest);
  let photos = []; // { raw, file, item, isReady }

  const kept = () => all("[type=checkbox][name=remove_pictures]:not(:checked)", place).length;
  const same = (one) => ({ raw }) =>
    one.name === raw.name && one.size === raw.size && one.lastModified === raw.lastModified;

  function add(input) {
    const added = [...input.files].filter((file) => !photos.some(same(file)));
    const room = Math.max(0, most - kept() - photos.length);
    say(added.length > room ? filled(place.dataset.tooMany, { most }) : "");
    if (input === camera) camera.value = "";
    const made = added.slice(0, room).map((raw) => ({ raw, file: raw, isReady: false }));
    made.forEach(draw);
    show([...photos, ...made]);
    waitsForPhotos.set(place, Promise.all([waitsForPhotos.get(place), ...made.map(makeSmall)]));
  }

  async function makeSmall(photo) {
    const file = await shrink(photo.raw, place.dataset.worker, () => photos.includes(photo));
    if (!photos.includes(photo)) return;
    Object.assign(photo, { file, isReady: true });
    photo.item.classList.remove("shrinking");
    if (file.size > largest * 1024 * 1024) {
      say(filled(place.dataset.tooLarge, { name: file.name, largest }), trouble.textContent);
      show(photos.filter((other) => other !== photo));
      return;
    }
    photo.item.querySelector("img").src = URL.createObjectURL(file);
    show(photos);
  }

  function say(...sentences) {
    trouble.textContent = sentences.filter(Boolean).join(" ");
    trouble.hidden = !trouble.textContent;
  }

  function show(next) {
    photos.filter((photo) => !next.includes(photo)).forEach(erase);
    next.filter((photo) => !photos.includes(photo)).forEach((photo) => thumbs.append(photo.item));
    photos = next;
    const basket = new DataTransfer();
    photos.forEach(({ file }) => basket.items.add(file));
    album.files = basket.files;
    thumbs.hidden = !photos.length;
    tell();
    const leave = (file) => show(photos.filter((other) => other.file !== file));
    place.dispatchEvent(new CustomEvent("shown", { detail: { photos, leave } }));
  }

  function tell() {
    const left = photos.filter(({ isReady }) => !isReady).length;
    const words = [];
    if (photos.length) words.push(filled(chosen.dataset.words, { count: photos.length }));
    if (left) words.push(filled(chosen.dataset.shrinking, { count: left }));
    if (chosen.textContent !== words.join(" ")) chosen.textContent = words.join(" ");
  }

  function draw(photo) {
    const item = document.getElementById("chosen-photo").content.firstElementChild.cloneNode(true);
    item.classList.add("shrinking");
    item.querySelector("img").alt = photo.raw.name;
    const off = item.querySelector("button");
    off.setAttribute("aria-label", filled(place.dataset.remove, { name: photo.raw.name }));
    off.addEventListener("click", () => {
      show(photos.filter((other) => other !== photo));
      album.focus();
    });
    photo.item = item;
  }

  function erase({ item }) {
    URL.revokeObjectURL(item.querySelector("img").src);
    item.remove();
  }

  readyToShrink(place.dataset.worker);
  [camera, album].forEach((input) => input.addEventListener("change", () => add(input)));
}
