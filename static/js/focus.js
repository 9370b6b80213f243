/* Focus moves to what just happened on a new page or in a swapped part: `[data-focus]`, else
   the first field that was not accepted. */
(() => {
  "use strict";

  const moveTo = (root) => {
    const element = root.matches?.("[data-focus]")
      ? root
      : (root.querySelector("[data-focus]") ?? root.querySelector("[aria-invalid=true]"));
    if (!element) return;
    if (!element.matches("a, button, input, select, textarea, summary")) element.tabIndex = -1;
    element.focus();
  };

  // Whoever types on before the part has settled keeps the field they are in.
  let isInUse = false;
  document.addEventListener("htmx:afterSwap", () => { isInUse = false; });
  for (const act of ["keydown", "pointerdown"]) {
    document.addEventListener(act, () => { isInUse = true; }, true);
  }

  moveTo(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isInUse) moveTo(event.detail.target);
  });
})();
