/* Light, dark or as the system wishes. Runs in the head, before the first paint. */
(() => {
  "use strict";

  const KEY = "theme";
  const PAPER = { light: "#fcfbf8", dark: "#15181d" };
  const root = document.documentElement;
  const ofAccount = root.dataset.theme; // what the account page says; this device may differ

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage refused: follow the system
    }
  };

  const choice = () => {
    const own = stored();
    return own in PAPER || own === "system" ? own : (ofAccount ?? "system");
  };

  const show = () => {
    const theme = choice();
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      const own = meta.media.includes("dark") ? "dark" : "light";
      meta.content = PAPER[theme] ?? PAPER[own];
    }
    for (const input of document.querySelectorAll("[data-theme-switch] input")) {
      input.checked = input.value === theme;
    }
  };

  root.classList.add("scripted");
  show();

  document.addEventListener("DOMContentLoaded", () => {
    for (const control of document.querySelectorAll("[data-theme-switch]")) control.hidden = false;
    show();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      root.dataset.theme = event.target.value;
      return;
    }
    show();
  });

  window.addEventListener("storage", (event) => event.key === KEY && show());
})();
