// One answer on its way: heard from the stream, written down as it comes, found again when the line drops.
"use strict";

const TRIES = 3;
const WAIT = 1000;
const ASKING = { "HX-Request": "true", "C3-Viewer": viewerHere };

// Text as it comes; a block (paragraph, list, table) that is finished gives way to the server's HTML of it.
class Writer {
  constructor(place) {
    this.place = place;
    this.block = null;
  }

  write(content, html) {
    if (!this.block) {
      this.block = document.createElement("p");
      this.block.className = "writing lines";
      this.place.append(this.block);
      content = content.trimStart();
    }
    this.block.append(content);
    if (!html) return;
    const finished = document.createElement("template");
    finished.innerHTML = html;
    this.block.replaceWith(finished.content);
    this.block = null;
  }
}

// `page` is told what happens: wrote(change), does(label), ended(turn, article), and says where it goes on.
class Turn {
  constructor(article, page) {
    this.article = article;
    this.page = page;
    this.writer = new Writer(article.querySelector("[data-said]"));
    this.last = 0;
    this.tries = 0;
    this.source = null;
    this.isSignedOut = false;
    this.connect();
  }

  connect() {
    this.close();
    this.source = new EventSource(`${this.article.dataset.stream}&after=${this.last}`);
    this.source.onmessage = (event) => this.hear(event);
    this.source.onerror = () => this.fail();
  }

  close() {
    this.source?.close();
    this.source = null;
  }

  // A new line tells everything again: what was heard is not written twice.
  hear(event) {
    const number = Number(event.lastEventId);
    if (number && number <= this.last) return;
    this.last = number;
    this.tries = 0;
    this.trouble(false);
    const told = JSON.parse(event.data);
    if (told.type === "tool") this.page.does(this, told.label);
    if (told.type === "token") this.page.wrote(() => this.writer.write(told.content, told.html));
    if (told.type === "done" || told.type === "error") {
      this.close();
      this.renew();
    }
  }

  // The browser tries again by itself after a dropped line, but not after a refusal (an old ticket).
  fail() {
    this.tries += 1;
    const isRefused = this.source?.readyState === EventSource.CLOSED;
    if (this.tries < TRIES && !isRefused) return;
    this.close();
    this.later();
  }

  later() {
    if (this.tries >= TRIES) this.trouble(true);
    else setTimeout(() => this.renew(), WAIT * this.tries);
  }

  again() {
    this.tries = 0;
    this.trouble(false);
    this.renew();
  }

  // Asks c3-app how the turn stands: finished, it takes the whole of it; else it listens on.
  async renew() {
    let article;
    try {
      article = await fetched(this.article.dataset.url);
    } catch (error) {
      this.tries = error.isSignedOut ? TRIES : this.tries + 1;
      this.isSignedOut = Boolean(error.isSignedOut);
      this.later();
      return;
    }
    if (!article?.dataset.stream) this.page.ended(this, article);
    else if (!this.source) {
      this.article.dataset.stream = article.dataset.stream;
      this.connect();
    }
  }

  trouble(isThere) {
    this.article.querySelector("[data-trouble]").hidden = !isThere;
    this.article.querySelector("[data-working]").hidden = isThere;
  }
}

// An ended login must not lead away from what is typed: the link that resumes leads to it when it is pressed.
class SignedOutOrAway extends Error {
  constructor(response) {
    super(String(response.status));
    this.isSignedOut = isSignedOut(response);
  }
}

// The turn as it stands; null for one that is not there any more.
async function fetched(url) {
  const response = await fetch(url, { headers: ASKING });
  if (response.status === 404) return null;
  if (!response.ok || isSignedOut(response)) throw new SignedOutOrAway(response);
  return parsed(await response.text());
}

function parsed(html) {
  const page = document.createElement("template");
  page.innerHTML = html;
  return page.content.querySelector("article.turn");
}
