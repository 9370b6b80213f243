/* Typed answers on a touch screen: number keys where a number is asked, and beside the field the
   signs that those keys lack. */
(() => {
  "use strict";

  const isTouch = () => matchMedia("(pointer: coarse)").matches;

  const prepare = (root) => {
    if (!isTouch()) return;
    for (const input of root.querySelectorAll("[data-inputmode]")) {
      input.inputMode = input.dataset.inputmode;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sign]");
    const input = button?.closest("[data-typed]").querySelector("input");
    if (!input) return;
    input.setRangeText(button.dataset.sign, input.selectionStart, input.selectionEnd, "end");
    input.focus();
  });

  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
})();
