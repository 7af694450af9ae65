// Text by voice where the browser offers it: a microphone under each long text and title. What was heard goes in at
// the caret as if it were typed; what is still being heard is shown apart. No field listens beside another.
"use strict";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const CONTINUOUS = !/Android/.test(navigator.userAgent); // Chrome on Android tells each word again and again then
let listening = null; // { ear, stop, finish }

document.addEventListener("DOMContentLoaded", () => {
  const offer = document.getElementById("voice");
  if (!Recognition || !offer) return;
  all("main textarea, main [name=title]").forEach((field) => offerVoice(field, offer));
});
// A form that is sent takes along what was heard, also by half.
for (const leaving of ["submit", "pagehide"]) window.addEventListener(leaving, () => listening?.finish(), true);
document.addEventListener("visibilitychange", () => document.hidden && listening?.stop());

function offerVoice(field, offer) {
  const tools = offer.content.firstElementChild.cloneNode(true);
  const button = tools.querySelector("button");
  const heard = tools.querySelector("[data-heard]");
  const told = tools.querySelector("[role=status]");
  const name = field.labels[0]?.firstChild.textContent.trim() ?? "";
  const writer = writeAtCaret(field);
  let ear = null;
  let trouble = "";

  button.setAttribute("aria-label", filled(button.dataset.label, { field: name }));
  const box = field.closest(".ask-box"); // of the chat: there the button stands beside the one that sends
  (box ?? field).after(tools);
  if (box) field.after(button);
  if (tools.nextElementSibling?.matches(".count")) button.after(tools.nextElementSibling);
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its focus: nothing moves
  button.addEventListener("click", () => (ear ? ear.stop() : listen()));

  function listen() {
    listening?.stop();
    ear = new Recognition();
    Object.assign(ear, { lang: document.documentElement.lang, continuous: CONTINUOUS, interimResults: true });
    ear.onresult = result;
    ear.onerror = ({ error }) => (trouble = said(error));
    ear.onend = ended;
    trouble = "";
    try {
      ear.start();
    } catch {
      trouble = said("");
      return ended();
    }
    const mine = ear;
    listening = { ear, stop: () => mine.stop(), finish: () => finish(mine) };
    button.setAttribute("aria-pressed", "true");
    told.textContent = tools.dataset.listening;
  }

  function result({ resultIndex, results }) {
    const news = [...results].slice(resultIndex);
    const words = (isFinal) => news.filter((one) => one.isFinal === isFinal).map((one) => one[0].transcript).join("");
    writer.write(words(true));
    heard.textContent = words(false);
  }

  // What was only half heard when it ended is text, too: to be mended is better than to be said again.
  function ended() {
    writer.write(heard.textContent);
    heard.textContent = "";
    if (listening?.ear === ear) listening = null;
    ear = null;
    button.setAttribute("aria-pressed", "false");
    told.textContent = trouble;
  }

  function finish(mine) {
    mine.onresult = null;
    writer.write(heard.textContent);
    heard.textContent = "";
    mine.abort();
  }

  const said = (error) =>
    ({
      "not-allowed": tools.dataset.notAllowed,
      "service-not-allowed": tools.dataset.notAllowed,
      "audio-capture": tools.dataset.noMicrophone,
      "no-speech": tools.dataset.noSpeech,
      network: tools.dataset.network,
      aborted: "",
    })[error] ?? tools.dataset.failed;
}

// Into the field at its caret, with the "input" that typing makes; while an IME composes, afterwards.
function writeAtCaret(field) {
  let isComposing = false;
  let waiting = "";
  field.addEventListener("compositionstart", () => (isComposing = true));
  field.addEventListener("compositionend", () => {
    isComposing = false;
    setTimeout(() => write(""));
  });

  function write(words) {
    waiting += words;
    if (isComposing || !waiting) return;
    const before = field.value.slice(0, field.selectionStart);
    const isApart = /[\w.,!?]$/.test(before) && /^\w/.test(waiting);
    const data = (isApart ? " " : "") + waiting;
    waiting = "";
    field.setRangeText(data, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data }));
  }
  return { write };
}
