// 保存した表示: closed by Escape, which brings the focus back, and by a click beside it.
addEventListener("keydown", (e) => {
  const menu = document.querySelector(".views[open]");
  if (e.key !== "Escape" || !menu || e.isComposing) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
addEventListener("click", (e) => {
  const menu = document.querySelector(".views[open]");
  if (menu && e.target.isConnected && !menu.contains(e.target)) menu.open = false;
});
