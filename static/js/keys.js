/* Keys inside `[data-quiz]`: A-D or 1-4 choose, Enter checks or goes on, H opens a hint,
   ? lists the keys. The letter keys can be switched off in the list of keys. */
(() => {
  "use strict";

  const KEY = "letter-keys";
  const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

  const lettersOn = () => {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  };

  const position = (key) => {
    if (/^[1-9]$/.test(key)) return Number(key) - 1;
    if (/^[a-h]$/i.test(key)) return key.toLowerCase().charCodeAt(0) - 97;
    return -1;
  };

  const choose = (quiz, index) => {
    const input = quiz.querySelectorAll("[data-option] input:not(:disabled)")[index];
    if (!input) return false;
    input.focus();
    input.click();
    return true;
  };

  const press = (element) => {
    element?.click();
    return Boolean(element);
  };

  const openHint = (quiz) => {
    const hint = quiz.querySelector("[data-hint]:not([disabled])");
    return press(hint?.matches("details") ? hint.querySelector("summary") : hint);
  };

  const openHelp = () => {
    const help = document.getElementById("key-help");
    help?.showModal();
    return Boolean(help);
  };

  const actOn = (event, quiz) => {
    const { key, target } = event;
    if (key === "Enter") {
      if (target.closest("a, button, summary")) return false; // it does its own work
      return press(quiz.querySelector("[data-primary]"));
    }
    if (!lettersOn()) return false;
    if (key === "?") return openHelp();
    const index = position(key);
    if (index >= 0 && choose(quiz, index)) return true;
    return key.toLowerCase() === "h" && openHint(quiz);
  };

  document.addEventListener("keydown", (event) => {
    const quiz = document.querySelector("[data-quiz]");
    if (!quiz || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches(TYPING) && event.key !== "Enter") return;
    if (event.target.matches("textarea, select") || document.querySelector("dialog[open]")) return;
    if (actOn(event, quiz)) event.preventDefault();
  });

  const toggle = document.querySelector("[data-letter-keys]");
  if (toggle) {
    toggle.checked = lettersOn();
    toggle.addEventListener("change", () => {
      try {
        localStorage.setItem(KEY, toggle.checked ? "on" : "off");
      } catch {
        toggle.checked = true; // storage refused: the choice cannot be kept
      }
    });
  }
})();
