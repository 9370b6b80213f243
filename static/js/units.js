/* The topics of a run by unit: all or none of a unit at once, and how many are chosen. */
(() => {
  "use strict";

  const boxesOf = (unit) => [...unit.querySelectorAll("input[type=checkbox]")];

  const count = (unit) => {
    const boxes = boxesOf(unit);
    const chosen = boxes.filter((box) => box.checked).length;
    const words = chosen === boxes.length ? `(${boxes.length})` : `(${chosen} of ${boxes.length})`;
    unit.querySelector("[data-unit-count]").textContent = words;
  };

  const set = (unit, checked) => {
    for (const box of boxesOf(unit)) box.checked = checked;
    count(unit);
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-unit-all], [data-unit-none]");
    if (button) set(button.closest("[data-unit]"), "unitAll" in button.dataset);
  });

  document.addEventListener("change", ({ target }) => {
    const unit = target.closest("[data-unit]");
    if (unit) count(unit);
  });

  document.querySelectorAll("[data-unit]").forEach(count);
})();
