// The day that a form is of.
"use strict";

// Of a copy nobody knows which day it is, unless its address names it: the server tells, by when it was written. What
// the page says of its day is said while it is so, else `data-otherwise`.
function prepareDay(form, asked, isOffline) {
  const { date } = form.elements;
  const day = date.defaultValue;
  const isNamed = form.dataset.outbox === "figures" && asked.has("date");
  const lines = all("[data-day]").map((line) => [line, line.textContent]);
  const tell = () => lines.forEach(([line, own]) => (date.value === day ? tellOwn(line, own) : tellOther(line, date)));
  form.addEventListener("input", tell);
  if (isOffline && !isNamed) forgetDay(form);
  tell();
  watchDay(form, day, () => !asked.has("date") && !asked.has("draft"));
}

function tellOwn(line, own) {
  line.hidden = false;
  if (line.dataset.otherwise) line.textContent = own;
}

function tellOther(line, { valueAsDate }) {
  const { otherwise } = line.dataset;
  line.hidden = !otherwise || (otherwise.includes("%(day)s") && !valueAsDate);
  if (line.hidden) return;
  const how = { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" };
  line.textContent = filled(otherwise, { day: valueAsDate?.toLocaleDateString(document.documentElement.lang, how) });
}

// With the date goes what is that day's alone: its figures, and which of them the form was opened with.
function forgetDay(form) {
  for (const field of all("[name=date], [name=opened], [data-amount]", form)) {
    if (field.value === field.defaultValue) field.value = "";
    field.defaultValue = "";
  }
  form.closest("details")?.setAttribute("open", "");
}

// Looked at again after the changeover, a page is loaded anew or, where something was typed, shows its day.
function watchDay(form, day, isOfToday) {
  const today = () => outboxForms.dayAt(form, Date.now());
  const then = today();
  const look = () => {
    if (document.hidden || today() === then || form.elements.date.value !== day) return;
    const isBegun = isTouched(form) || outboxForms.chosenIn(form).length || form.querySelector("[data-photo]");
    if (!isBegun && isOfToday()) location.reload();
    else document.querySelector("[data-day]")?.scrollIntoView({ block: "center" });
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
}
