// What this device keeps until the server has it: what was sent off, and what is being typed.
// Of several people, each with their user_id.
"use strict";

const stored = (() => {
  const RECENT = 200; // used keys that are remembered
  let opening;

  function open() {
    opening ??= new Promise((done, failed) => {
      const asked = indexedDB.open("c3", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        asked.result.onclose = () => (opening = undefined);
        asked.result.onversionchange = () => asked.result.close();
        done(asked.result);
      };
    });
    opening.catch(() => (opening = undefined));
    return opening;
  }

  // Safari keeps a page that was left with whatever it has open here, and all other pages wait for that: what is
  // open then is undone, and nothing is begun until the page is back.
  const unfinished = new Set();
  let isLeft = false;
  self.addEventListener("pagehide", (event) => {
    isLeft = event.persisted;
    if (isLeft) unfinished.forEach((transaction) => undo(transaction));
  });
  self.addEventListener("pageshow", () => (isLeft = false));

  function undo(transaction) {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
  }

  async function begun(mode) {
    const database = await open();
    if (isLeft) throw new DOMException("The page was left", "AbortError");
    const transaction = database.transaction("kept", mode, { durability: "strict" });
    unfinished.add(transaction);
    for (const end of ["complete", "abort"]) transaction.addEventListener(end, () => unfinished.delete(transaction));
    return transaction.objectStore("kept");
  }

  // One transaction: all of what `act` asks for, or nothing. `act` hands its outcome to `done`. Strict: on the disk,
  // not only on its way there, before anybody is told.
  async function whole(mode, act) {
    const place = await begun(mode).catch(() => {
      opening = undefined; // closed by the browser meanwhile
      return begun(mode);
    });
    return new Promise((done, failed) => {
      let outcome;
      place.transaction.oncomplete = () => done(outcome);
      place.transaction.onabort = () => failed(place.transaction.error);
      act(place, (value) => (outcome = value));
    });
  }

  const read = (ask) =>
    whole("readonly", (place, done) => (ask(place).onsuccess = ({ target }) => done(target.result)));

  const range = (...start) => IDBKeyRange.bound(start, [...start, []]);
  const all = (...start) => read((place) => place.getAll(range(...start)));
  const got = (...key) => read((place) => place.get(key));

  const uuid = () =>
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  const packed = (files) =>
    Promise.all(
      files.map(async (file) => ({
        name: file.name,
        type: file.type,
        modified: file.lastModified,
        bytes: await file.arrayBuffer(),
      })),
    );
  const unpacked = ({ bytes, name, type, modified }) => new File([bytes], name, { type, lastModified: modified });

  // Of the photos, those with a `file` are kept; `n` is their number. An item that another page has put under the
  // same key is not replaced (a copy of a page that was kept offline has the key of the first), nor is another
  // person's: the new one gets a key of its own. What it repairs, and what stands in the same slot (the figures of one
  // day), is.
  async function keep(item, photos) {
    const bytes = await packed(photos.filter(({ file }) => file).map(({ file }) => file));
    return whole("readwrite", (place, done) => {
      place.getAll(range("item")).onsuccess = ({ target }) => {
        const there = target.result;
        const isOwn = (other) => other.user_id === item.user_id;
        const isFree = (was) => isOwn(was) && (was.page === item.page || item.repairs === was.key);
        const isNew = there.some((was) => was.key === item.key && !isFree(was));
        const was = isNew ? undefined : there.find(({ key }) => key === item.key);
        let n = 0;
        const kept = {
          ...item,
          key: isNew ? uuid() : item.key,
          revision: uuid(),
          state: "waiting",
          order: was?.order ?? Math.max(0, ...there.map(({ order }) => order)) + 1,
          staged: [...(was?.staged ?? []), ...(was?.photos ?? []).map(({ id }) => id).filter(Boolean)],
          photos: photos.map(({ id, file }) => ({
            ...(id && !(isNew && file) && { id }),
            ...(file && { n: n++, name: file.name }),
          })),
        };
        there
          .filter((other) => isOwn(other) && (other.key === item.repairs || (item.slot && other.slot === item.slot)))
          .forEach((other) => drop(place, other.key));
        place.delete(range("photo", kept.key));
        bytes.forEach((photo, at) => place.put(photo, ["photo", kept.key, at]));
        place.put(kept, ["item", kept.key]);
        place.put({ at: Date.now() }, ["used", kept.key]);
        place.get(["draft", item.key]).onsuccess = ({ target: { result: draft } }) => {
          if (draft && isOwn(draft)) dropDraft(place, item.key);
        };
        done(kept);
      };
    });
  }

  function drop(place, key) {
    place.delete(["item", key]);
    place.delete(range("photo", key));
  }

  function dropDraft(place, key) {
    place.delete(["draft", key]);
    place.delete(range("draft-photo", key));
  }

  // The item changed, unless it is another by now (written anew, or deleted): nothing then.
  const change = (item, changed) =>
    whole("readwrite", (place, done) => {
      place.get(["item", item.key]).onsuccess = ({ target }) => {
        if (target.result?.revision !== item.revision) return;
        const next = { ...target.result, ...changed };
        place.put(next, ["item", item.key]);
        done(next);
      };
    });

  // Without `revision` whatever is under the key, which is free then; with it only that very item. Whether it is gone.
  const forget = (key, revision) =>
    whole("readwrite", (place, done) => {
      place.get(["item", key]).onsuccess = ({ target }) => {
        if (revision && target.result && target.result.revision !== revision) return;
        drop(place, key);
        if (!revision) place.delete(["used", key]);
        done(true);
      };
    });

  // The same under a new key: its photos have to go again, too.
  const renew = (item) =>
    whole("readwrite", (place, done) => {
      const key = uuid();
      const next = { ...item, key, revision: uuid(), state: "waiting", staged: [], isRenewed: true };
      next.photos = item.photos.map(({ n, name, id }) => (n === undefined ? { id } : { n, name }));
      place.getAll(range("photo", item.key)).onsuccess = ({ target }) => {
        target.result.forEach((photo, at) => place.put(photo, ["photo", key, at]));
        place.put(next, ["item", key]);
        drop(place, item.key);
        done(next);
      };
    });

  const items = async () => (await all("item")).sort((one, other) => one.order - other.order);

  async function photo(key, n) {
    const found = await got("photo", key, n);
    return found && unpacked(found);
  }

  const photos = async (what, key) => (await all(what, key)).map(unpacked);

  // What is being typed. Its photos are written anew only when they are others. What was sent or made meanwhile is no
  // draft any more; what waits unsent is behind it.
  async function keepDraft(newest, files, isSent) {
    const bytes = files && (await packed(files));
    const draft = newest();
    return whole("readwrite", (place) => {
      const asked = ["used", "item"].map((what) => place.get([what, draft.key]));
      asked[1].onsuccess = () => {
        const [used, item] = asked.map(({ result }) => result);
        if ((used && !item) || isSent?.()) return;
        if (item?.user_id === draft.user_id) place.put({ ...item, isBehind: true }, ["item", item.key]);
        place.put(draft, ["draft", draft.key]);
        if (!bytes) return;
        place.delete(range("draft-photo", draft.key));
        bytes.forEach((one, at) => place.put(one, ["draft-photo", draft.key, at]));
      };
    });
  }

  const forgetDraft = (key) => whole("readwrite", (place) => dropDraft(place, key));

  // Nothing is left to be sent under a key that was used: it was made.
  const isOver = async (key) => (await isUsed(key)) && !(await got("item", key));

  // The draft under a new key: the old one, and the photos that the server has for it, are another page's by now.
  const renewDraft = (key) =>
    whole("readwrite", (place, done) => {
      const next = uuid();
      place.get(["draft", key]).onsuccess = ({ target }) => {
        if (target.result) place.put({ ...target.result, key: next, pages: "", order: [] }, ["draft", next]);
      };
      place.getAll(range("draft-photo", key)).onsuccess = ({ target }) => {
        target.result.forEach((photo, at) => place.put(photo, ["draft-photo", next, at]));
        dropDraft(place, key);
        done();
      };
    });

  async function isUsed(key) {
    const keys = await read((place) => place.getAllKeys(range("used")));
    if (keys.length > RECENT) await forgetOldest();
    return keys.some((one) => one[1] === key);
  }

  const forgetOldest = () =>
    whole("readwrite", (place) => {
      const found = [];
      place.openCursor(range("used")).onsuccess = ({ target: { result: cursor } }) => {
        if (cursor) {
          found.push([cursor.value.at, cursor.key]);
          cursor.continue();
          return;
        }
        found.sort(([one], [other]) => one - other);
        found.slice(0, found.length - RECENT / 2).forEach(([, key]) => place.delete(key));
      };
    });

  return {
    uuid,
    keep,
    change,
    forget,
    renew,
    items,
    item: (key) => got("item", key),
    count: async (user) => (await items()).filter((item) => item.user_id === user).length,
    photo,
    photos: (key) => photos("photo", key),
    draft: (key) => got("draft", key),
    drafts: () => all("draft"),
    draftPhotos: (key) => photos("draft-photo", key),
    keepDraft,
    forgetDraft,
    renewDraft,
    isUsed,
    isOver,
  };
})();
