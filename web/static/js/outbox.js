// Sends what this device keeps (stored.js), on every page, until the server has answered for it. It makes each once,
// however often it is sent: so whatever is uncertain is sent again, and nothing is forgotten before it is made.
"use strict";

const outbox = (() => {
  const PAUSES = [5000, 10000, 20000, 30000];
  const BUSY = 3000; // another tab sends
  const LOST_LOCK = 45000;
  const SECONDS = { session: 15, form: 30, photo: 120 };
  const TRIES = 3; // of one item in one run: its photos were gone, its token was old
  const viewer = viewerHere ?? "";
  const works = Boolean(viewer && window.indexedDB);
  const others = window.BroadcastChannel && new BroadcastChannel("c3-outbox");
  let running = null;
  let timer = 0;
  let pause = 0;
  let heard = performance.now(); // of the tab that sends
  let held; // the key of what is written on here: it does not go as it was

  const show = (detail) => document.dispatchEvent(new CustomEvent("outbox", { detail }));

  function tell(detail) {
    show(detail);
    others?.postMessage(detail);
  }

  others?.addEventListener("message", ({ data }) => {
    heard = performance.now();
    show(data);
  });

  // What the server says. What is no answer of its contract (a portal's page, a proxy's) is "later".
  async function asked(address, seconds, more) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), seconds * 1000);
    const headers = { Accept: "application/json", ...more?.headers };
    const how = { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal };
    try {
      const answer = await fetch(address, { ...how, ...more, headers });
      const said = await answer.json().catch(() => null);
      if (said?.state || said?.user_id) return said;
      return { state: [400, 413].includes(answer.status) ? "large" : "later" };
    } catch ({ name }) {
      return { state: "later", isAway: name !== "AbortError" }; // too large: others may go
    } finally {
      clearTimeout(late);
    }
  }

  const session = () => asked("/sending/session/", SECONDS.session);

  function post(address, seconds, item, who, fields) {
    const body = new FormData();
    const more = { form_id: item.key, sent_by: item.user_id, sent_at: new Date().toISOString() };
    [...fields, ...Object.entries(more)].forEach(([name, value]) => body.append(name, value));
    return asked(address, seconds, { method: "POST", body, headers: { "X-CSRFToken": who.csrf } });
  }

  // Stands for what is kept where nothing can be: the item and its files, in memory.
  const inMemory = (files) => ({
    change: async (item, changed) => ({ ...item, ...changed }),
    forget: async () => true,
    renew: async (item) => ({ ...item, key: stored.uuid(), isRenewed: true }),
    photo: async (key, n) => files[n],
  });

  // Sends an item; its outcome is kept with it and told. `place` is where it is kept.
  async function send(item, who, place = stored) {
    for (let tries = 1; item; tries++) {
      tell({ key: item.key, state: "sending" });
      const sent = await sendPhotos(item, who, place);
      if (!sent.item) break;
      const answer = sent.answer ?? (await sendForm(sent.item, who));
      const settle = SETTLE[answer.state] ?? SETTLE.later;
      const outcome = await settle(sent.item, answer, place);
      if (!outcome?.again || tries === TRIES) return outcome ?? gone(item);
      if (answer.state === "stale") who = await session();
      item = outcome.again;
    }
    return gone(item);
  }

  const gone = (item) => told({ key: item?.key, state: "gone" });

  async function sendPhotos(item, who, place) {
    for (const [at, photo] of item.photos.entries()) {
      if (photo.id || photo.n === undefined) continue;
      const image = await place.photo(item.key, photo.n);
      if (!image) return { item: null }; // deleted, or written anew, meanwhile
      const answer = await post("/report/photo/", SECONDS.photo, item, who, [["image", image], ...takenOff(item)]);
      if (!answer.id) {
        const sentence = answer.errors?.images && `${photo.name}: ${answer.errors.images}`;
        return { item, answer: sentence ? { ...answer, errors: { images: sentence } } : answer };
      }
      const photos = item.photos.map((one, n) => (n === at ? { ...one, id: answer.id, waits: answer.waits } : one));
      item = await place.change(item, { photos });
      if (!item) return { item: null };
      tell({ key: item.key, state: "sending", photos: photos.filter(({ id }) => id).length });
    }
    return { item };
  }

  function sendForm(item, who) {
    const order = item.photos.map(({ id }) => ["order", id]);
    const fields = [...item.fields.filter((field) => !isOff(field)), ...order, ...takenOff(item)];
    const pages = item.pages === undefined ? [] : [["pages", item.pages]];
    return post(item.url, SECONDS.form, item, who, [...fields, ["written_at", item.written_at], ...pages]);
  }

  // The photos that the server has and the item is to be without. One that was chosen again is not among them.
  function takenOff(item) {
    const order = item.photos.map(({ id }) => id);
    const off = [...item.fields.filter(isOff).map(([, id]) => id), ...(item.staged ?? [])];
    return off.filter((id) => !order.includes(id)).map((id) => ["remove_pictures", id]);
  }

  const isOff = ([name]) => name === "remove_pictures";

  // What becomes of an item, by the server's answer. `again`: the item to be sent once more at once.
  const SETTLE = {
    made: async (item, { state, ...said }, place) =>
      (await place.forget(item.key, item.revision)) && told({ ...said, waits: item.photos.some(({ waits }) => waits), kind: item.kind, key: item.key, state: "made" }),
    was_made: (...all) => SETTLE.made(...all),
    refused: async (item, answer, place) => {
      if (answer.why === "pictures") return missing(item, answer, place);
      if (answer.errors?.form_id && !item.isRenewed) return { again: await place.renew(item) };
      return kept(item, answer.why === "unusual" ? "unusual" : "refused", answer, place);
    },
    conflict: (item, answer, place) => kept(item, "conflict", answer, place),
    login: (item, answer, place) => kept(item, "login", answer, place),
    large: (item, answer, place) =>
      kept(item, "refused", { errors: { "": document.getElementById("outbox-words").dataset.large } }, place),
    stale: async (item) => ({ ...told({ key: item.key, state: "waiting" }), again: item }),
    later: (item, answer, place) => kept(item, "waiting", answer, place),
  };

  // Photos wait for their form one day on the server; longer here. One that is not here is told to the person.
  async function missing(item, answer, place) {
    const isMissing = ({ id }) => answer.missing.includes(id);
    if (item.photos.some((photo) => isMissing(photo) && photo.n === undefined)) {
      return kept(item, "refused", answer, place);
    }
    const photos = item.photos.map((photo) => (isMissing(photo) ? { n: photo.n, name: photo.name } : photo));
    return { ...told({ key: item.key, state: "waiting" }), again: await place.change(item, { photos }) };
  }

  const DETAILS = ["errors", "why", "confirmed", "url", "sentence", "yours", "theirs", "opened", "store"];

  async function kept(item, state, answer, place) {
    const said = Object.fromEntries(DETAILS.map((name) => [name, answer[name]]));
    const isSame = state === "waiting" && item.state === "waiting";
    if (!isSame && !(await place.change(item, { state, said }))) return null;
    return told({ key: item.key, state, ...said, isAway: answer.isAway });
  }

  function told(detail) {
    tell(detail);
    return detail;
  }

  const hold = (key) => (held = key);

  const isDue = ({ key, user_id: user, state }) =>
    user === viewer && key !== held && ["waiting", "login"].includes(state);

  async function queue() {
    const tried = new Set();
    let who = null;
    for (;;) {
      const due = (await stored.items()).filter((item) => isDue(item) && !tried.has(item.revision));
      if (!due.length) return;
      who ??= await session();
      if (who.user_id !== viewer) return unsent(due, who);
      for (const item of due) {
        tried.add(item.revision);
        if (!isDue(item)) continue;
        const { state, isAway } = await send(item, who);
        if (isAway || state === "login") return;
      }
    }
  }

  // Nobody is signed in any more, or another person is, or nobody answers.
  async function unsent(due, who) {
    const state = who.state === "login" ? "login" : "waiting";
    for (const item of due) await kept(item, state, { url: who.url, isAway: true }, stored);
  }

  async function alone() {
    if (!navigator.locks) return queue();
    return navigator.locks.request("c3-outbox", { ifAvailable: true }, (lock) => {
      if (lock || performance.now() - heard > LOST_LOCK) return queue();
      return "busy";
    });
  }

  // One run over all that waits; then again, after ever longer pauses, while something does.
  function run() {
    if (!works) return Promise.resolve();
    clearTimeout(timer);
    running ??= alone()
      .catch(() => {}) // what is kept cannot be read: nothing to send
      .then(plan)
      .finally(() => (running = null));
    return running;
  }

  async function plan(how) {
    clearTimeout(timer);
    const isLeft = await stored.items().then((items) => items.some(isDue), () => false);
    if (!isLeft) return;
    timer = setTimeout(() => document.hidden || run(), how === "busy" ? BUSY : PAUSES[Math.min(pause++, PAUSES.length - 1)]);
  }

  async function soon() {
    pause = 0;
    await running;
    return run();
  }

  // An item that could not be kept, sent as it is.
  async function direct(item, files) {
    const who = await session();
    if (who.user_id !== viewer) return { state: who.state === "login" ? "login" : "waiting", url: who.url };
    return send(item, who, inMemory(files));
  }

  // The outcome of an item, when there is one; "waiting" when nothing is heard of it for too long.
  const until = (key, patience) =>
    new Promise((done) => {
      let late = 0;
      function hear({ detail }) {
        if (detail.key !== key) return;
        clearTimeout(late);
        if (detail.state === "sending") late = setTimeout(end, patience(detail), { state: "waiting" });
        else end(detail);
      }
      function end(detail) {
        document.removeEventListener("outbox", hear);
        done(detail);
      }
      document.addEventListener("outbox", hear);
      late = setTimeout(end, patience({}), { state: "waiting" });
    });

  async function count() {
    const unsent = works ? await stored.count(viewer).catch(() => 0) : 0;
    for (const link of all("a[data-unsent]")) {
      link.hidden = !unsent;
      link.querySelector("span").textContent = filled(link.dataset.words, { count: unsent });
    }
    document.dispatchEvent(new CustomEvent("unsent", { detail: unsent }));
  }

  // A word for the page that is opened next.
  const leave = (words, tone = "good") => sessionStorage.setItem("said", JSON.stringify({ words, tone }));

  function say() {
    const { words, tone } = JSON.parse(sessionStorage.getItem("said") ?? "{}");
    sessionStorage.removeItem("said");
    if (!words) return;
    const notice = document.getElementById(`outbox-${tone}`).content.cloneNode(true);
    notice.querySelector("span").textContent = words;
    document.getElementById("notices").append(notice);
  }

  if (works) {
    window.addEventListener("online", soon);
    window.addEventListener("pageshow", (event) => event.persisted && soon());
    document.addEventListener("visibilitychange", () => document.hidden || soon());
    document.addEventListener("outbox", count);
  }
  document.addEventListener("DOMContentLoaded", () => {
    say();
    count();
    run();
  });

  return { viewer, works, tell, hold, run, soon, direct, until, leave, count };
})();
