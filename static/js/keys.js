/* Keys inside `[data-quiz]`: an option's letter or number chooses it, Enter checks or goes on,
   H opens a hint, ? lists the keys; where an answer is typed any other sign begins it. The letter
   keys can be switched off in the list of keys. */
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

  const optionOf = (quiz, key) => {
    const options = [...quiz.querySelectorAll("[data-option]")];
    const option = /^[1-9]$/.test(key)
      ? options[Number(key) - 1]
      : options.find((one) => one.dataset.key === key.toLowerCase());
    return option?.querySelector("input:not(:disabled)");
  };

  const choose = (quiz, key) => {
    const input = optionOf(quiz, key);
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
    if (!help) return false;
    help.querySelector("[data-letter-keys]").checked = lettersOn();
    help.showModal();
    return true;
  };

  // The key itself then writes into the field that has got the focus.
  const startTyping = (quiz, key) => {
    if ([...key].length === 1 && key !== " ") quiz.querySelector("[data-typed] input")?.focus();
    return false;
  };

  const actOn = (event, quiz) => {
    const { key, target } = event;
    if (key === "Enter") {
      if (target.closest("a, button, summary")) return false; // it does its own work
      return press(quiz.querySelector("[data-primary]"));
    }
    if (key === "?") return lettersOn() && openHelp();
    if (!lettersOn()) return false;
    if (choose(quiz, key)) return true;
    if (key.toLowerCase() === "h" && openHint(quiz)) return true;
    return startTyping(quiz, key);
  };

  document.addEventListener("keydown", (event) => {
    const quiz = document.querySelector("[data-quiz]");
    if (!quiz || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches(TYPING) && event.key !== "Enter") return;
    if (event.target.matches("textarea, select") || document.querySelector("dialog[open]")) return;
    if (!quiz.contains(event.target) && event.target.matches(TYPING)) return;
    if (actOn(event, quiz)) event.preventDefault();
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-letter-keys]")) return;
    try {
      localStorage.setItem(KEY, target.checked ? "on" : "off");
    } catch {
      target.checked = true; // storage refused: the choice cannot be kept
    }
  });
})();
