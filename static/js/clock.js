/* Counts down from what the server said was left; the server alone decides when time is up. */
(() => {
  "use strict";

  const KEY = "clock";
  const LOW_SECONDS = 60;
  const SAID_AT = [300, 60, 10];
  const ends = new WeakMap();

  const hiddenByChoice = () => {
    try {
      return localStorage.getItem(KEY) === "hidden";
    } catch {
      return false;
    }
  };

  const two = (number) => String(number).padStart(2, "0");

  const words = (seconds) => {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return hours
      ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
      : `${minutes}:${two(seconds % 60)}`;
  };

  const start = (clock) => {
    ends.set(clock, Date.now() + Number(clock.dataset.secondsLeft) * 1000);
    clock.querySelector("[data-clock-until]").hidden = true;
    clock.querySelector("[data-clock-left]").hidden = false;
    const toggle = clock.querySelector("[data-clock-toggle]");
    if (toggle) {
      toggle.hidden = false;
      fold(clock, hiddenByChoice());
    }
  };

  const fold = (clock, folded) => {
    const toggle = clock.querySelector("[data-clock-toggle]");
    clock.querySelector("[data-clock-left]").hidden = folded;
    toggle.textContent = folded ? toggle.dataset.show : toggle.dataset.hide;
  };

  const timeUp = (clock) => {
    if (clock.dataset.over) return;
    clock.dataset.over = "true";
    clock.dispatchEvent(new CustomEvent("clock:over", { bubbles: true }));
    const form = document.getElementById(clock.dataset.submits);
    form?.requestSubmit();
  };

  const tick = (clock) => {
    if (!ends.has(clock)) start(clock);
    const left = Math.max(0, Math.ceil((ends.get(clock) - Date.now()) / 1000));
    clock.querySelector("[data-clock-time]").textContent = words(left);
    clock.classList.toggle("clock-low", left <= LOW_SECONDS);
    if (SAID_AT.includes(left)) {
      const said = clock.querySelector("[role=status]");
      said.textContent = `${words(left)} ${clock.dataset.leftWord}`;
    }
    if (left === 0) timeUp(clock);
  };

  const tickAll = () => document.querySelectorAll("[data-clock]").forEach(tick);

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-clock-toggle]");
    if (!toggle) return;
    const clock = toggle.closest("[data-clock]");
    const folded = !clock.querySelector("[data-clock-left]").hidden;
    fold(clock, folded);
    try {
      localStorage.setItem(KEY, folded ? "hidden" : "shown");
    } catch {
      // storage refused: the choice holds for this page
    }
  });

  tickAll();
  setInterval(tickAll, 1000);
})();
