// Photos go to the server, or straight to its bucket, while somebody types. Until the server says that it has one,
// the photo stays in the form and comes with it: whatever fails here, nothing is lost and nothing has to be done.
"use strict";

const PAUSES = [2000, 6000];
const LATER = 20000;
const LONGEST_SENDING = 180000;

document.addEventListener("DOMContentLoaded", () => all("[data-photos]").forEach(sendWhileTyping));

function sendWhileTyping(place) {
  const form = place.closest("form");
  const line = place.querySelector("[data-sending]");
  const trouble = place.querySelector("[data-trouble]");
  const list = place.querySelector("[data-arrange]");
  const state = new Map(); // of each photo that was chosen: "sending", "later"
  const send = place.dataset.ticket ? byBucket(place) : byServer(place);
  let photos = [];
  let leave = () => {};
  let current = null;
  let sent = 0;

  place.addEventListener("shown", (event) => {
    ({ photos, leave } = event.detail);
    tell();
    next();
  });
  form.addEventListener("submit", () => current?.stop.abort());
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());

  function again() {
    state.forEach((was, photo) => was === "later" && state.delete(photo));
    next();
  }

  // One after another: none overtakes the one before it, so that they stay in their order.
  async function next() {
    const [photo] = photos;
    if (current || !photo?.isReady || state.has(photo) || form.dataset.sent) return;
    current = { photo, stop: new AbortController() };
    const { signal } = current.stop;
    state.set(photo, "sending");
    tell();
    const answer = await tried(photo, signal);
    current = null;
    state.set(photo, "later");
    if (answer && !signal.aborted) settle(photo, answer);
    else setTimeout(again, LATER);
    tell();
    next();
  }

  function settle(photo, answer) {
    const isWanted = photos.includes(photo);
    if (answer.photo) keep(photo, answer, isWanted);
    if (!isWanted) return;
    leave(photo.file);
    trouble.hidden = Boolean(answer.photo);
    trouble.textContent = answer.photo ? "" : `${photo.raw.name}: ${answer.said}`;
    list.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
  }

  // The server's photo takes its place in the form; one taken off meanwhile is taken off there, too.
  function keep(photo, answer, isWanted) {
    const item = answer.photo;
    const order = item.querySelector("[name=order]");
    if (!isWanted) {
      order.name = "remove_pictures";
      place.append(order);
    } else if (!chosenAgain(order.value)) {
      stagedFiles.set(item, photo.file);
      list.append(item);
      list.hidden = false;
      sent += 1;
    }
    line.dataset.said = answer.said ?? "";
  }

  // Whether the form has the photo already: it is not taken off any more.
  function chosenAgain(id) {
    for (const off of all(`[name=remove_pictures][value="${id}"]`, place)) {
      if (off.type === "checkbox") off.checked = false;
      else off.remove();
    }
    return list.querySelector(`[name=order][value="${id}"]`);
  }

  // The server's answer: the photo, or why it is none. Nothing, when it could not be asked.
  async function tried(photo, signal) {
    for (const pause of [0, ...PAUSES]) {
      await new Promise((done) => setTimeout(done, pause));
      if (signal.aborted || !navigator.onLine || !photos.includes(photo)) return null;
      try {
        return await send(photo, signal, () => photos.includes(photo));
      } catch {} // again, after the next pause
    }
    return null;
  }

  function tell() {
    for (const photo of photos) {
      const goes = state.get(photo) === "sending";
      photo.item.classList.toggle("sending", goes);
      if (!goes) photo.item.style.removeProperty("--part");
    }
    const isLater = state.get(photos[0]) === "later";
    const isSending = !isLater && photos.some(({ isReady }) => isReady);
    const [word, count] = isSending ? ["words", photos.length] : isLater ? ["later", photos.length] : sent && !photos.length ? ["sent", sent] : [];
    const said = word ? filled(line.dataset[word], { count }) : "";
    line.textContent = [said, line.dataset.said].filter(Boolean).join(" ");
  }
}

// The bytes go to the bucket, a word before and after to our server.
function byBucket(place) {
  const post = (address, fields, signal) =>
    fetch(address, { method: "POST", body: formData(place, fields), signal, redirect: "error" });
  const failed = (answer) => (answer.status >= 500 ? Promise.reject(answer) : null);

  return async ({ file }, signal, isWanted) => {
    const asked = await post(place.dataset.ticket, { type: file.type }, signal);
    if (!asked.ok) return failed(asked);
    const { url, fields, claim } = await asked.json();
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    body.append("file", file);
    // Without CORS the storage's answer is not to be read, and need not be: ours is. It needs no rule of the bucket.
    await fetch(url, { method: "POST", body, mode: "no-cors", credentials: "omit", signal });
    if (!isWanted()) return null;
    const told = await post(place.dataset.arrived, { claim, n: all("[data-photo]", place).length + 1 }, signal);
    if (!told.ok && told.status !== 422) return failed(told);
    const { photo, said } = await told.json();
    return { photo: photo && made(photo), said };
  };
}

// Of what goes to our own server, XMLHttpRequest alone tells how much has gone.
function byServer(place) {
  return ({ file, item }, signal) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", place.dataset.server);
    asked.setRequestHeader("Accept", "application/json");
    asked.responseType = "json";
    asked.timeout = LONGEST_SENDING;
    asked.upload.onprogress = ({ loaded, total }) => item.style.setProperty("--part", loaded / total);
    signal.addEventListener("abort", () => asked.abort());
    return new Promise((done, failed) => {
      const isAnswer = () => asked.status < 500 && (asked.response || asked.status >= 300); // whole, and ours
      asked.onload = () => (isAnswer() ? done(answered(place, asked)) : failed(asked));
      asked.onerror = asked.onabort = asked.ontimeout = failed;
      asked.send(formData(place, { image: file }));
    });
  };
}

function answered(place, { status, response }) {
  if (status === 422 && response?.errors?.images) return { said: response.errors.images };
  if (status >= 300 || !response?.id) return null;
  const n = all("[data-photo]", place).length + 1;
  const item = made(document.getElementById("sent-photo").innerHTML.replaceAll("%(n)s", n));
  item.querySelector("img").src = response.url;
  all("input", item).forEach((input) => (input.value = response.id));
  all("button", item).forEach((button) => (button.value = `${button.dataset.move}:${response.id}`));
  return { photo: item };
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function formData(place, fields) {
  const form = new FormData(place.closest("form"));
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "form_id", "report", "post", "remove_pictures"]) {
    form.getAll(name).forEach((value) => body.append(name, value));
  }
  Object.entries(fields).forEach(([name, value]) => body.append(name, value));
  return body;
}
