// shrink(file, address of the worker, isWanted): the photo made small by a worker, or the very file where that fails
// or nobody wants it any more. One at a time, in order: twelve decoded at once are more than a phone holds.
"use strict";

const LONGEST_WAIT = 30000;
let shrinking = Promise.resolve();
let shrinker = null;

// Before it is needed: then there may be no network to fetch it.
function readyToShrink(address) {
  if (shrinker || !window.OffscreenCanvas || !window.createImageBitmap) return;
  shrinker = new Worker(address);
  shrinker.onerror = () => (shrinker = null);
}

function shrink(file, address, isWanted = () => true) {
  shrinking = shrinking.then(() => (isWanted() ? shrinkNow(file, address) : file)).catch(() => file);
  return shrinking;
}

async function shrinkNow(file, address) {
  readyToShrink(address);
  if (!shrinker) return file;
  const blob = await new Promise((done) => {
    const timer = setTimeout(giveUp, LONGEST_WAIT);
    shrinker.onmessage = ({ data }) => {
      clearTimeout(timer);
      done(data);
    };
    shrinker.onerror = giveUp;
    function giveUp() {
      clearTimeout(timer);
      shrinker.terminate();
      shrinker = null;
      done(null);
    }
    shrinker.postMessage(file);
  });
  if (!blob) return file;
  const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
  return new File([blob], name, { type: blob.type, lastModified: file.lastModified });
}
