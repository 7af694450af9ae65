// Forms that lose nothing: what is sent off is kept on this device first, then sent (outbox.js). Without JavaScript,
// or where nothing can be kept at all, they are sent as any form is.
"use strict";

const outboxForms = (() => {
  const PAGE = stored.uuid(); // of this load of the page: what another has kept is not written over
  const PATIENCE = { form: 8000, photos: 25000 };
  const STORING = 10000;
  const OWN = ["csrfmiddlewaretoken", "sent_by", "form_id", "order", "images", "report", "pages", "post", "version"];
  const words = document.getElementById("outbox-words").dataset;

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!outbox.works || !form.matches("[data-outbox]:not([hx-post])") || form.dataset.plain) return;
      if (["draft", "move"].includes(event.submitter?.name)) return;
      event.preventDefault();
      if (!form.dataset.sent) submit(form);
    },
    true,
  );

  async function submit(form) {
    hold(form); // with it autosaves, and photos on their way
    all("input, textarea", form).forEach((field) => (field.readOnly = true)); // what would be typed goes nowhere
    say(form, words.busy);
    const photos = await photosIn(form);
    let item = itemOf(form);
    let kept;
    try {
      item = await inTime(sameAsBefore(item, photos));
      if (item.made) return location.assign(item.made);
      kept = item.revision ? item : await keep(item, photos);
    } catch (error) {
      return directly(form, item, photos, error);
    }
    navigator.storage?.persist?.();
    isKept(form, kept);
    form.dispatchEvent(new CustomEvent("kept", { detail: kept }));
    if (kept !== item) remember(kept, photos);
    outbox.tell({ key: kept.key, state: "new" });
    const answer = heard(kept.key);
    outbox.soon();
    finish(form, kept, await answer);
  }

  const heard = (key) =>
    outbox.until(key, ({ photos }) => (photos === undefined ? PATIENCE.form : PATIENCE.photos));

  // Browsers' storage may fail, or never answer.
  const inTime = (work) =>
    Promise.race([work, new Promise((_done, late) => setTimeout(late, STORING, new Error("late")))]);

  const keep = (item, photos = []) => inTime(stored.keep(item, photos));

  // What the form says has taken the place of what it repaired, and goes from now on.
  function isKept(form, item) {
    if (form.elements.form_id) form.elements.form_id.value = item.key;
    turnPage(form, item);
    delete form.dataset.unsent;
    outbox.hold();
  }

  // Who goes on from an item writes as another page: sent late, it does not end what is newer. Ten pages will do.
  function turnPage(form, { pages, key }) {
    if (form.elements.pages) form.elements.pages.value = `${stored.uuid()} ${pages || key}`.slice(0, 369);
  }

  // Its photos: with an `id` where the server has them already, with a `file` where this page has it.
  async function photosIn(form) {
    if (window.photosOf) return photosOf(form);
    const staged = all("[data-photo]", form).filter(
      (place) => !place.querySelector("[name=remove_pictures]:checked"),
    );
    return [
      ...staged.map((place) => ({ id: place.querySelector("[name=order]").value })),
      ...chosenIn(form).map((file) => ({ file })),
    ];
  }

  const chosenIn = (form) => new FormData(form).getAll("images").filter(({ size }) => size);

  const fieldsOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.includes(name));
  const saidIn = (form) => JSON.stringify(fieldsOf(form));

  function itemOf(form) {
    const data = new FormData(form);
    const said = (name) => data.get(name) ?? "";
    const kind = form.dataset.outbox;
    const written_at = writtenAt(form);
    return {
      key: said("form_id") || stored.uuid(),
      kind,
      user_id: outbox.viewer,
      url: form.getAttribute("action"),
      page: PAGE,
      pages: form.elements.pages?.value,
      repairs: form.dataset.unsent,
      back: location.pathname,
      slot: kind === "figures" ? `figures ${said("store")} ${said("date") || dayAt(form, Date.parse(written_at))}` : undefined,
      title: said("title") || said("content"),
      fields: fieldsOf(form),
      written_at,
    };
  }

  // The business date of a moment, by this device's clock.
  const dayAt = (form, moment) => new Date(moment + (9 - form.dataset.changeover) * 3600000).toISOString().slice(0, 10);

  // A form without a date is of the day on which it was begun, however often and late it is mended.
  function writtenAt(form) {
    const now = new Date().toISOString();
    return form.elements.date?.value === "" ? (form.dataset.writtenAt ||= now) : now;
  }

  // Who comes back to a form finds their text in it again, under a new key. Sent as it was, it is the same still.
  const pictured = (photos) => photos.map(({ id, file }) => (file ? `${file.name} ${file.size}` : id)).join();

  function remember({ key, user_id, url, fields }, photos) {
    const sent = { key, user_id, url, page: PAGE, fields: JSON.stringify(fields), photos: pictured(photos) };
    history.replaceState({ ...history.state, sent }, "");
  }

  // What was sent from here, by who is here now.
  function sentHere() {
    const sent = history.state?.sent;
    return sent?.user_id === outbox.viewer ? sent : undefined;
  }

  // It may be made while the form is looked at again, or while another page is. `made`: where it is read, if known.
  const over = (made) => history.replaceState({ ...history.state, sent: { ...sentHere(), isOver: true, made } }, "");
  document.addEventListener("outbox", ({ detail: { key, state, url } }) => {
    if (state === "made" && key === sentHere()?.key) over(url);
  });
  window.addEventListener("pageshow", async () => {
    const key = outbox.works && sentHere()?.key;
    if (!key || sentHere().isOver || !(await stored.isOver(key).catch(() => false))) return;
    if (key === sentHere()?.key && !sentHere().isOver) over();
  });

  async function sameAsBefore(item, photos) {
    const sent = sentHere();
    if (sent?.url !== item.url) return item;
    const isText = sent.fields === JSON.stringify(item.fields);
    const isBare = !photos.length && sent.page !== PAGE; // loaded anew, the form has lost its photos
    if (!isText || !(isBare || sent.photos === pictured(photos))) {
      return sent.isOver && sent.key === item.key ? { ...item, key: stored.uuid() } : item;
    }
    const waits = isBare && (await stored.item(sent.key)); // with its photos
    const again = waits && (await stored.change(waits, { state: "waiting", said: undefined }));
    return again || { ...item, key: sent.key, repairs: sent.key, made: sent.made };
  }

  // Who comes back to what is over with and goes on writes another: it is kept under a key of its own.
  function renewKey(form) {
    const sent = sentHere();
    if (!sent?.isOver || sent.key !== form.elements.form_id.value) return;
    const isOther = sent.fields !== saidIn(form) || chosenIn(form).length;
    if (isOther) form.elements.form_id.value = stored.uuid();
  }

  // Nothing can be kept (the device is full): said, and sent from memory. On failure the form stays as it is.
  async function directly(form, item, photos, error) {
    say(form, error?.name === "QuotaExceededError" ? words.full : words.unkept);
    const files = photos.filter(({ file }) => file).map(({ file }) => file);
    let n = 0;
    const named = photos.map(({ id, file }) => ({ ...(id && { id }), ...(file && { n: n++, name: file.name }) }));
    const answer = await outbox.direct({ ...item, photos: named, staged: [] }, files);
    if (["made", "refused", "unusual", "conflict"].includes(answer.state)) return finish(form, item, answer);
    release(form);
    say(form, words.notSent);
  }

  function finish(form, item, answer) {
    say(form, "");
    const done = FINISH[answer.state] ?? FINISH.waiting;
    done(form, item, answer);
  }

  const FINISH = {
    made(form, item, { url, unheard, waits }) {
      delete form.dataset.writtenAt;
      if (unheard?.length) outbox.leave(filled(words.unheard, { names: unheard.join(words.between) }), "warn");
      else outbox.leave([form.dataset.made, waits && words.waits].filter(Boolean).join(" "));
      location.assign(url);
    },
    // Where it would be filed now: who was asked about it once and sends it again means that.
    refused(form, item, { errors, store }) {
      release(form);
      if (store && form.elements.store) form.elements.store.value = store;
      showErrors(form, errors);
    },
    // The page itself asks, as it does without JavaScript; the item waits for what is decided there.
    unusual: plainly,
    conflict: (form, item, answer) => (answer.why === "figures" ? plainly(form, item) : location.assign("/sending/")),
    login(form, item, { url }) {
      outbox.leave(words.login, "warn");
      location.assign(`${url}?next=/sending/`);
    },
    async waiting(form, item) {
      if (await isAtHand("/sending/")) return location.assign("/sending/");
      say(form, words.waiting, true);
      let answer;
      do answer = await outbox.until(item.key, () => 2 ** 31 - 1);
      while (answer.state === "waiting");
      finish(form, item, answer);
    },
  };

  function plainly(form, item) {
    sessionStorage.setItem("asked", item.key);
    release(form);
    form.dataset.plain = "yes";
    form.requestSubmit();
  }

  async function isAtHand(address) {
    if (!navigator.serviceWorker?.controller) return false;
    return Boolean(await caches.match(address, { ignoreSearch: true, ignoreVary: true }).catch(() => null));
  }

  function say(form, sentence, isWaiting = false) {
    const line = form.querySelector("[data-outbox-said]");
    line.hidden = !sentence;
    line.querySelector("span").textContent = sentence;
    line.querySelector("a").hidden = !isWaiting;
    if (isWaiting) line.scrollIntoView({ block: "center" });
  }

  // What is wrong, as the page itself says it: a summary with the focus, and each sentence at its field.
  function showErrors(form, errors) {
    clearErrors(form);
    const summary = document.getElementById("outbox-summary").content.firstElementChild.cloneNode(true);
    const list = summary.querySelector("ul");
    for (const [name, sentence] of Object.entries(errors)) {
      const item = document.createElement("li");
      const field = document.getElementById(`id_${name}`);
      if (field && form.contains(field)) {
        const link = document.createElement("a");
        link.href = `#${field.matches("fieldset") ? `${field.id}_0` : field.id}`;
        link.textContent = sentence;
        item.append(link);
        showError(field, sentence);
      } else item.textContent = sentence;
      list.append(item);
    }
    form.before(summary);
    document.title = words.error + document.title;
    summary.focus();
  }

  function showError(field, sentence) {
    const wrong = document.createElement("div");
    wrong.id = `${field.id}_error`;
    wrong.dataset.wrong = field.id;
    wrong.append(document.getElementById("outbox-error").content.cloneNode(true));
    wrong.querySelector("span").textContent = sentence;
    if (field.matches("fieldset")) field.querySelector("legend").after(wrong);
    else if (field.matches("[type=file]")) field.closest("fieldset").querySelector(".hint").after(wrong);
    else field.closest(".field").append(wrong);
    if (!field.matches("fieldset, [type=file]")) field.setAttribute("aria-invalid", "true");
    field.dataset.described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${field.dataset.described} ${wrong.id}`.trim());
  }

  function clearErrors(form) {
    document.getElementById("error-summary")?.remove();
    if (document.title.startsWith(words.error)) document.title = document.title.slice(words.error.length);
    for (const wrong of all("[data-wrong]", form)) {
      const field = document.getElementById(wrong.dataset.wrong);
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", field.dataset.described);
      wrong.remove();
    }
  }

  return { itemOf, dayAt, chosenIn, keep, isKept, renewKey, turnPage, saidIn, sentHere, showErrors };
})();
