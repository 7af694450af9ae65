// Logging out with something unsent: asked, since it stays on this device and goes only after the next login.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-logout]") || form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const unsent = outbox.works ? await stored.count(outbox.viewer).catch(() => 0) : 0;
  const question = document.getElementById("leaving");
  const go = () => {
    form.dataset.sure = "yes";
    form.requestSubmit();
  };
  if (!unsent) return go();
  const line = question.querySelector("[data-words]");
  line.textContent = filled(line.dataset.words, { count: unsent });
  question.querySelector("[data-act=leave]").onclick = go;
  question.querySelector("[data-act=stay]").onclick = () => question.close();
  question.showModal();
}, true);
