// The chat's page: asks without a reload, shows the answer as it comes, and never loses what is typed.
"use strict";

const QUIET = 5000; // a screen reader is told something new at most this often
const NEAR = 80;
const LINES = 6;
const TOLD_FROM = 0.8; // of the longest question the count is shown

document.addEventListener("DOMContentLoaded", () => {
  const composer = document.getElementById("composer");
  const waits = new URLSearchParams(location.search).has("wait");
  if (waits) location.replace(location.pathname); // this page need not refresh itself
  else if (composer) openChat(composer);
});

function openChat(composer) {
  const words = composer.dataset;
  const doing = JSON.parse(words.doing ?? "{}"); // what a stream tells in Japanese, in the reader's language
  const turns = document.getElementById("turns");
  const form = document.getElementById("ask-form");
  const message = document.getElementById("message");
  const send = document.getElementById("send");
  const stop = document.getElementById("stop");
  const latest = document.getElementById("to-latest");
  const wrong = document.getElementById("ask-wrong");
  const isFine = matchMedia("(pointer: fine)").matches;
  const say = speaker(document.getElementById("chat-status"));
  const count = counter(message, document.getElementById("ask-count"));
  const side = document.querySelector(".chat-side");
  let turn = null;
  let isSending = false;
  let tried = {}; // the last question that was sent, and its number: sent again it is the same turn

  const page = {
    does(one, told) {
      const label = doing[told] ?? told;
      one.article.querySelector("[data-activity]").textContent = label;
      say(label);
    },
    wrote(change) {
      const follows = isAtBottom();
      change();
      turn.article.querySelector("[data-activity]").textContent = words.begun;
      if (follows) toBottom();
      else latest.hidden = false;
    },
    ended(one, article) {
      one.close();
      if (article) one.article.replaceWith(article);
      else one.article.remove();
      if (article) htmx.process(article);
      if (turn === one) turn = null;
      atWork();
      if (article) say(words.finished);
      else leaveThread(words.gone);
      latest.hidden = isAtBottom();
      list();
    },
  };

  function begin(article) {
    turn = new Turn(article, page);
    atWork();
    say(words.begun);
  }

  // Send and stop have one place; the focus stays with what can be done there.
  function atWork() {
    const focused = document.activeElement;
    document.getElementById("stop-form").action = turn?.article.dataset.stopUrl ?? "";
    send.hidden = Boolean(turn);
    stop.hidden = !turn;
    stop.removeAttribute("aria-disabled");
    if (focused === send || focused === stop) (isFine ? message : turn ? stop : send).focus({ preventScroll: true });
  }

  function refuse(sentence) {
    const line = document.createElement("p");
    line.className = "error";
    line.textContent = sentence;
    wrong.replaceChildren(...(sentence ? [line] : []));
  }

  // The thread was deleted elsewhere: what is asked next begins a new one.
  function leaveThread(sentence) {
    for (const asking of all("[data-ask]")) if (asking.elements.thread) asking.elements.thread.value = "";
    history.replaceState(history.state, "", `/ai/chat/${location.search}`);
    refuse(sentence);
  }

  // The list beside a wide page follows what was asked; where it cannot be had, it stays as it was.
  async function list() {
    if (getComputedStyle(side).display === "none") return;
    const answer = await fetch(`${side.dataset.url}?thread=${form.elements.thread.value}`, { headers: ASKING }).catch(() => null);
    if (answer?.ok && !isSignedOut(answer)) side.innerHTML = await answer.text();
  }

  async function ask(asking, submitter) {
    const body = new FormData(asking, submitter);
    const asked = body.get("suggested") || body.get("message");
    const question = JSON.stringify([asked, body.get("thread"), body.get("asked_from"), body.get("again_of")]);
    if (tried.question !== question) tried = { question, turn: stored.uuid() };
    body.set("turn", tried.turn);
    if (isSending) return;
    refuse("");
    if (!asked.trim()) return message.focus();
    if ([...asked].length > Number(message.dataset.longest)) return refuse(words.tooLong);
    isSending = true;
    send.setAttribute("aria-disabled", "true");
    try {
      const answer = await posted(asking.action, body);
      if (isSignedOut(answer)) return login(asking, asked); // it keeps what was typed
      const told = await answer.text();
      if (answer.status === 409) tried = {}; // its turn may have gone with its thread
      if (answer.ok) taken(parsed(told), asked);
      else if (answer.status === 404) leaveThread(told);
      else refuse(answer.headers.get("Content-Type")?.startsWith("text/plain") ? told : words.lost);
    } catch {
      refuse(words.lost);
    } finally {
      isSending = false;
      send.removeAttribute("aria-disabled");
    }
  }

  function taken(article, asked) {
    document.getElementById("chat-start")?.remove();
    turns.append(article);
    htmx.process(article);
    if (message.value === asked) message.value = "";
    message.dispatchEvent(new Event("input"));
    form.elements.thread.value = article.dataset.thread;
    history.replaceState(history.state, "", `/ai/chat/${article.dataset.thread}/${location.search}`);
    tried = {};
    begin(article);
    toBottom();
    list();
  }

  function login(asking, asked) {
    asking.elements.message.value = asked;
    asking.submit();
  }

  async function halt(halting) {
    if (stop.getAttribute("aria-disabled")) return;
    stop.setAttribute("aria-disabled", "true");
    page.does(turn, words.stopping);
    try {
      const answer = await posted(halting.action, new FormData(halting));
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      stop.removeAttribute("aria-disabled");
      refuse(words.lost);
    }
  }

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-ask]")) {
      event.preventDefault();
      ask(event.target, event.submitter);
    } else if (event.target.matches("[data-stop]") && turn) {
      event.preventDefault();
      halt(event.target);
    }
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-copy], [data-resume], [data-take-off], #to-latest");
    if (!target) return;
    if (target.matches("[data-copy]")) copy(target, words, say);
    if (target === latest) toBottom();
    if (target.matches("[data-resume]") && turn?.isSignedOut) return;
    if (target.matches("a")) event.preventDefault();
    if (target.matches("[data-resume]")) turn?.again();
    if (target.matches("[data-take-off]")) {
      document.getElementById(target.dataset.takeOff).remove();
      history.replaceState(history.state, "", location.pathname);
      message.focus();
    }
  });

  message.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composing(event) || event.shiftKey || !isFine) return;
    event.preventDefault();
    form.requestSubmit(send);
  });
  message.addEventListener("input", () => {
    grow(message);
    count();
  });
  // A tap on the button must not move it away from under the thumb by closing the keyboard first.
  for (const button of [send, stop]) button.addEventListener("mousedown", (event) => event.preventDefault());

  const look = () => (turn && !document.hidden ? turn.again() : undefined);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  window.addEventListener("pageshow", (event) => event.persisted && look());
  window.addEventListener("scroll", () => isAtBottom() && (latest.hidden = true), { passive: true });
  keyboard();
  grow(message);
  const unfinished = turns.querySelector("[data-stream]");
  if (unfinished) begin(unfinished);
  if (isFine && document.getElementById("chat-start")) message.focus({ preventScroll: true });
  toStart(turns);
}

const isAtBottom = () => document.documentElement.scrollHeight - innerHeight - scrollY < NEAR;
const toBottom = () => scrollTo({ top: document.documentElement.scrollHeight });

// A thread that is opened shows its last question, unless the browser knows where one was.
function toStart(turns) {
  const [visit] = performance.getEntriesByType("navigation");
  if (location.hash || visit?.type !== "navigate") return;
  const last = turns.lastElementChild;
  if (last?.matches("article")) last.scrollIntoView({ block: "start" });
}

// Says the newest at once or, soon after something else was said, a little later.
function speaker(place) {
  let at = -QUIET;
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        at = performance.now();
        place.textContent = text;
      },
      Math.max(0, at + QUIET - performance.now()),
    );
  };
}

function counter(field, place) {
  const longest = Number(field.dataset.longest);
  return () => {
    const length = [...field.value].length;
    place.hidden = length < longest * TOLD_FROM;
    place.textContent = `${length}/${longest}`;
    place.classList.toggle("over", length > longest);
  };
}

function grow(field) {
  field.style.height = "auto";
  const style = getComputedStyle(field);
  const most = parseFloat(style.lineHeight) * LINES + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  field.style.height = `${Math.min(field.scrollHeight, most)}px`;
  field.style.overflowY = field.scrollHeight > most ? "auto" : "hidden";
}

function posted(url, body) {
  const token = csrfToken();
  if (token) body.set("csrfmiddlewaretoken", token);
  return fetch(url, { method: "POST", body, headers: ASKING });
}

// Safari lays its keyboard over the page: what stands at the bottom is lifted by as much.
function keyboard() {
  const view = window.visualViewport;
  view?.addEventListener("resize", () => {
    const covered = Math.max(0, innerHeight - view.height - view.offsetTop);
    root.style.setProperty("--keyboard", `${covered > NEAR ? covered : 0}px`);
  });
}

async function copy(button, words, say) {
  const label = button.lastChild;
  const before = label.textContent;
  await toClipboard(copied(button.closest(".answer"), words));
  label.textContent = words.copied;
  say(words.copied);
  setTimeout(() => (label.textContent = before), 2000);
}

async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // a page without https has no clipboard
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

// The answer as text: tables with tabs between their cells, receipts by number, and what they are.
function copied(answer, words) {
  const blocks = all("[data-said] > *", answer).map(block);
  const tables = all(".found-table", answer).map((figure) => `${figure.querySelector("b").textContent}\n${rows(figure)}`);
  const sources = all(".sources a", answer).map((link) => `[${link.querySelector("b").textContent}] ${link.lastElementChild.textContent} ${link.href}`);
  return [...blocks, ...tables, ...(sources.length ? [[words.sources, ...sources].join("\n")] : [])].join("\n\n");
}

function block(element) {
  if (element.querySelector("table")) return rows(element);
  if (element.matches("ul, ol")) {
    const first = Number(element.getAttribute("start") ?? 1);
    return [...element.children].map((item, n) => `${element.matches("ol") ? `${first + n}.` : "-"} ${plain(item)}`).join("\n");
  }
  return plain(element);
}

const rows = (inside) => all("tr", inside).map((row) => [...row.children].map(plain).join("\t")).join("\n");

function plain(element) {
  const twin = element.cloneNode(true);
  all(".receipt", twin).forEach((link) => link.replaceWith(`[${link.querySelector("b").textContent}]`));
  all("br", twin).forEach((end) => end.replaceWith("\n"));
  return twin.textContent.replace(/[ \t]*\n[ \t\n]*/g, "\n").trim();
}
