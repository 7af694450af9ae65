// The form of a day's figures: 客単価 while typing, commas on leaving a field, a sign key. All of it works without.
"use strict";

document.addEventListener("DOMContentLoaded", () =>
  document.querySelectorAll("[data-figures]").forEach((form) => {
    helpWithFigures(form);
    answerForAsked(form);
  }),
);

// On the page that asked about figures: what is saved there takes their place on this device, for another date too;
// whoever leaves them as they are needs them no more.
function answerForAsked(form) {
  const key = sessionStorage.getItem("asked");
  if (!key || !form.elements.confirmed) return;
  form.dataset.unsent = key;
  form.addEventListener("kept", () => sessionStorage.removeItem("asked"));
  document.querySelector("[data-leaves]")?.addEventListener("click", () => stored.forget(key));
}

function helpWithFigures(form) {
  const fields = [...form.querySelectorAll("[data-amount]")];
  const [sales, customers] = fields;
  const place = form.querySelector("[data-spend]");
  const spend = place.querySelector("output");

  function showSpend() {
    const guests = plainNumber(customers.value);
    const amount = guests > 0 ? Math.floor(plainNumber(sales.value) / guests) : NaN;
    place.hidden = !(amount >= 0);
    spend.value = place.hidden ? "" : `¥${amount.toLocaleString("en-US")}`;
  }

  fields.forEach((field, at) => {
    field.addEventListener("input", showSpend);
    field.addEventListener("change", () => {
      const number = plainNumber(field.value);
      if (Number.isSafeInteger(number)) field.value = number.toLocaleString("en-US");
    });
    // 次へ on the keypad goes to the next field; the last one sends.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !fields[at + 1]) return;
      event.preventDefault();
      fields[at + 1].focus();
    });
  });
  form.querySelectorAll("[data-signs]").forEach(addSign);
  hideOtherStore(form);
  showSpend();
}

// Figures that are put right in a copy of another store's page bring their store (outbox-drafts.js): nothing is said of
// the other one.
function hideOtherStore(form) {
  const own = form.elements.store.value;
  const parts = document.querySelectorAll("[data-of-store]");
  form.addEventListener("input", () => parts.forEach((part) => (part.hidden = form.elements.store.value !== own)));
}

// A phone's keypad has no minus: a button beside the field turns the sign.
function addSign(place) {
  const field = place.querySelector("[data-signed]");
  const side = document.createElement("div");
  const button = document.createElement("button");
  side.className = "field-side";
  button.className = "btn sign";
  button.type = "button";
  button.textContent = "+/-";
  button.setAttribute("aria-label", place.dataset.words);
  field.inputMode = "numeric";
  field.replaceWith(side);
  side.append(button, field);
  button.addEventListener("click", () => {
    const typed = field.value.trim();
    field.value = /^[-−▲△]/.test(typed) ? typed.slice(1) : `-${typed}`;
    field.focus();
  });
}

// A number typed with full-width digits, commas or 円; NaN for what only the server can read.
function plainNumber(text) {
  const bare = text.normalize("NFKC").replace(/[,、\s¥円名人]/g, "");
  return /^[-−▲△]?\d+$/.test(bare) ? Number(bare.replace(/[−▲△]/, "-")) : NaN;
}
