// A shown-once password into the clipboard, where the browser allows it; it stays on the page either way.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const [words, copied] = [button.querySelector("span"), button.querySelector("[data-copied]")];
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      words.hidden = true;
      copied.hidden = false;
    });
  });
});
