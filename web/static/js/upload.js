// Photos go to the storage while somebody types. Until the server says that it has one, the photo stays in the
// form and comes with it: whatever fails here, nothing is lost and nothing has to be done.
"use strict";

const PAUSES = [2000, 6000];

document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-ticket]")) sendWhileTyping(place);
});

function sendWhileTyping(place) {
  const form = place.closest("form");
  const line = place.querySelector("[data-sending]");
  const trouble = place.querySelector("[data-trouble]");
  const list = place.querySelector("[data-arrange]");
  const state = new Map(); // of each file that was chosen: "sending", "later"
  let photos = [];
  let leave = () => {};
  let current = null;
  let sent = 0;

  place.addEventListener("shown", (event) => {
    ({ photos, leave } = event.detail);
    if (current && !photos.some(({ file }) => file === current.file)) current.stop.abort();
    tell();
    next();
  });
  form.addEventListener("submit", () => current?.stop.abort());
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());

  function again() {
    state.forEach((was, file) => was === "later" && state.delete(file));
    next();
  }

  async function next() {
    const file = photos.map((photo) => photo.file).find((one) => !state.has(one));
    if (current || !file || form.dataset.sent) return;
    current = { file, stop: new AbortController() };
    state.set(file, "sending");
    tell();
    const answer = await tried(file, current.stop.signal);
    const isWanted = !current.stop.signal.aborted;
    current = null;
    state.set(file, "later");
    if (isWanted && answer) settle(file, answer);
    tell();
    next();
  }

  function settle(file, answer) {
    if (answer.photo) {
      const made = document.createElement("template");
      made.innerHTML = answer.photo;
      list.append(made.content);
      list.hidden = false;
      sent += 1;
      line.dataset.said = answer.said;
    }
    leave(file);
    trouble.hidden = Boolean(answer.photo);
    trouble.textContent = answer.photo ? "" : `${file.name}: ${answer.said}`;
    list.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
  }

  // The server's answer: the photo, or why it is none. Nothing, when it could not be asked.
  async function tried(file, signal) {
    for (const pause of [0, ...PAUSES]) {
      await new Promise((done) => setTimeout(done, pause));
      if (signal.aborted || !navigator.onLine) return null;
      try {
        return await send(file, signal);
      } catch {
        // Again, after the next pause.
      }
    }
    return null;
  }

  async function send(file, signal) {
    const asked = await post(place.dataset.ticket, { type: file.type }, signal);
    if (!asked.ok) return asked.status >= 500 ? Promise.reject(asked) : null;
    const { url, fields, claim } = await asked.json();
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    body.append("file", file);
    // Without CORS the storage's answer is not to be read, and need not be: ours is. It needs no rule of the bucket.
    await fetch(url, { method: "POST", body, mode: "no-cors", credentials: "omit", signal });
    const told = await post(place.dataset.arrived, { claim, n: list.children.length + 1 }, signal);
    if (told.ok || told.status === 422) return told.json();
    return told.status >= 500 ? Promise.reject(told) : null;
  }

  function post(address, fields, signal) {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "form_id", "report", "post"]) {
      if (form.elements[name]) body.append(name, form.elements[name].value);
    }
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    return fetch(address, { method: "POST", body, signal, redirect: "error" });
  }

  function tell() {
    for (const { file, item } of photos) {
      item.classList.toggle("sending", state.get(file) === "sending");
    }
    const left = photos.filter(({ file }) => state.get(file) !== "later").length;
    const later = photos.length - left;
    const words = left ? ["words", left] : later ? ["later", later] : sent ? ["sent", sent] : [];
    const said = words.length ? line.dataset[words[0]].replace("%(count)s", words[1]) : "";
    line.textContent = [said, line.dataset.said].filter(Boolean).join(" ");
  }
}
