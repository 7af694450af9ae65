// What the browser does for a page of figures: its history, its theme, the focus, the keyboard.
(() => {
  addEventListener("popstate", () => emitEvent("address", location.search));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (e) => emitEvent("scheme", e.matches));

  // What is written anew keeps the focus: on the element with the same id.
  let last = "";
  addEventListener("focusin", (e) => (last = e.target.id || ""));
  new MutationObserver(() => {
    if (last && document.activeElement === document.body)
      document.getElementById(last)?.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("pointerdown", () => (last = ""));

  // Copy the address that says everything.
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };
  addEventListener("click", async (e) => {
    const button = e.target.closest?.("[data-copy]");
    if (button) {
      await copied(location.origin + button.dataset.copy);
      const status = document.getElementById("copied");
      status.textContent = button.dataset.said;
      setTimeout(() => (status.textContent = ""), 4000);
    }
    if (e.target.closest?.("[data-keys]")) document.getElementById("keys")?.showModal();
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(e.target)) menu.open = false;
  });

  // After a sleep the line may be dead without knowing it: take a new one.
  const wake = () => window.socket?.connected && window.socket.disconnect().connect();
  let beat = Date.now();
  const awake = () => {
    const slept = Date.now() - beat > 60000;
    beat = Date.now();
    if (slept) wake();
  };
  setInterval(() => document.hidden || awake(), 5000);
  document.addEventListener("visibilitychange", () => document.hidden || awake());
  document.addEventListener("resume", wake);
  addEventListener("online", wake);

  // Whose login ended meanwhile is refused for ever: the page that is loaded anew says so.
  const refused = async () => {
    const answer = await fetch(location, { method: "HEAD", redirect: "manual" }).catch(() => ({}));
    if (answer.type === "opaqueredirect" || answer.status === 404) location.reload();
  };
  const listening = setInterval(() => {
    if (!window.socket) return;
    clearInterval(listening);
    window.socket.on("connect_error", refused);
  }, 500);

  // Keys: never while something is typed or composed, and not when they are switched off.
  const off = () => localStorage.getItem("c3-keys") === "off";
  addEventListener("change", (e) => {
    if (e.target.id === "keys-off") localStorage.setItem("c3-keys", e.target.checked ? "off" : "on");
  });
  let began = 0;
  addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || off()) return;
    if (e.target.closest?.("input, select, textarea, [contenteditable], dialog")) return;
    const follow = (selector) => {
      const link = document.querySelector(selector);
      if (link) {
        e.preventDefault();
        link.click();
      }
    };
    const step = (which) => (document.querySelector(".day-steps")?.offsetParent ? `a#day-${which}[href]` : `a#${which}[href]`);
    const isSecond = Date.now() - began < 1500;
    began = 0;
    if (isSecond && /^[a-z]$/.test(e.key)) follow(`.pages a[data-key="${e.key}"]`);
    else if (e.key === "g") began = Date.now();
    else if (e.key === "[") follow(step("before"));
    else if (e.key === "]") follow(step("after"));
    else if (e.key === "?") follow("[data-keys]");
  });
  document.addEventListener("toggle", (e) => {
    const box = document.getElementById("keys-off");
    if (box && e.target.id === "keys") box.checked = off();
  }, true);
})();
