// The photos of a report or a post, large: a native dialog over the page. Without it, each photo is a link.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const album of document.querySelectorAll("[data-album]")) lookAt(album, album.nextElementSibling);
});

function lookAt(album, dialog) {
  const links = [...album.querySelectorAll("a")];
  const image = document.createElement("img");
  const place = dialog.querySelector("[data-place]");
  const steps = [...dialog.querySelectorAll("[data-step]")];
  let shown = 0;

  function show(wanted) {
    shown = (wanted + links.length) % links.length;
    image.src = links[shown].href;
    image.alt = links[shown].dataset.alt;
    place.textContent = `${shown + 1}/${links.length}`;
  }

  links.forEach((link, at) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.prepend(image);
      show(at);
      dialog.showModal();
    }),
  );
  steps.forEach((button) => {
    button.hidden = links.length < 2;
    button.addEventListener("click", () => show(shown + Number(button.dataset.step)));
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => links[shown].focus());
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) show(shown + step);
  });
}
