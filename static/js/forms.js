/* A form goes out once. The button stays focused and says it is busy; coming back to the
   page, or no answer for a while, makes it usable again. */
(() => {
  "use strict";

  const RETRY_AFTER_MS = 12000;
  const sent = new WeakSet();

  const buttonsOf = (form) =>
    [...form.elements].filter((element) => element.matches("button:not([type=button], [disabled])"));

  const mark = (form, busy) => {
    for (const button of buttonsOf(form)) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };

  const hold = (form, submitter) => {
    sent.add(form);
    mark(form, true);
    submitter?.setAttribute("aria-busy", "true");
  };

  const release = (form) => {
    sent.delete(form);
    mark(form, false);
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    for (const button of form.elements) button.removeAttribute("aria-busy");
  };

  // In the capture phase a second press is stopped before htmx or any other listener sees it.
  document.addEventListener(
    "submit",
    (event) => {
      if (!sent.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.target === "_blank") return;
    if ("repeatable" in form.dataset) return;
    hold(form, event.submitter);
    setTimeout(() => release(form), RETRY_AFTER_MS);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt.matches("form")) hold(elt, requestConfig?.triggeringEvent?.submitter);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt } = event.detail.requestConfig; // the event's own is another after a swap
    if (elt.matches("form")) release(elt);
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.forms) release(form);
  });
})();
