/* Says truthfully whether the work on this page is kept: saved, saving, offline, failed.

   A page part that saves with htmx carries `data-saves`. Other scripts report with
   document.dispatchEvent(new CustomEvent("save:state", { detail: "saving" })). */
(() => {
  "use strict";

  const WORTH_SAYING = new Set(["offline", "failed"]);
  let open = 0; // requests on their way
  let last = "saved";

  const show = (state) => {
    for (const light of document.querySelectorAll("[data-save-light]")) {
      const before = light.dataset.state;
      light.dataset.state = state;
      for (const word of light.querySelectorAll("[data-when]")) {
        word.hidden = word.dataset.when !== state;
      }
      const said = light.querySelector("[role=status]");
      const word = light.querySelector(`[data-when="${state}"]`)?.textContent ?? "";
      if (WORTH_SAYING.has(state) || WORTH_SAYING.has(before)) said.textContent = word;
    }
  };

  const report = (state) => {
    last = state;
    show(navigator.onLine || state !== "saving" ? state : "offline");
  };

  // The element that asked: the event's own is another once the answer has replaced it.
  const saves = (event) => event.detail.requestConfig.elt.closest("[data-saves]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!saves(event)) return;
    open += 1;
    report("saving");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!saves(event)) return;
    open -= 1;
    if (event.detail.successful) report(open > 0 ? "saving" : "saved");
    else report(event.detail.xhr.status ? "failed" : "offline");
  });

  document.addEventListener("save:state", (event) => report(event.detail));
  window.addEventListener("offline", () => show("offline"));
  window.addEventListener("online", () => show(last));

  for (const light of document.querySelectorAll("[data-save-light]")) light.hidden = false;
  show(navigator.onLine ? "saved" : "offline");
})();
