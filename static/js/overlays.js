/* What floats over the page: menus, dialogs, toasts. */
(() => {
  "use strict";

  const TOAST_MS = 10000;

  // Menus are <details>: close by Escape, by a press elsewhere, by leaving with Tab.
  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
    if (event.target.matches("dialog")) event.target.close(); // a press on the backdrop
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details.menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  // A toast that only says "done" goes by itself, unless somebody is on it; the others stay. So
  // does one that stands in the page: taking it away would move what is being read.
  const floats = (toast) => getComputedStyle(toast.parentElement).position === "fixed";

  const letGo = (toast) => {
    if (!("passing" in toast.dataset) || !floats(toast)) return;
    const leave = () => (toast.matches(":hover, :focus-within") ? wait() : toast.remove());
    const wait = () => setTimeout(leave, TOAST_MS);
    wait();
  };

  const showDismiss = (root) => {
    for (const button of root.querySelectorAll("[data-dismiss]")) button.hidden = false;
  };

  const welcome = (toast) => {
    showDismiss(toast);
    letGo(toast);
  };

  const place = document.querySelector(".toasts");
  if (place) {
    place.querySelectorAll(".toast").forEach(welcome);
    new MutationObserver((records) => {
      for (const record of records) {
        for (const node of record.addedNodes) if (node.matches?.(".toast")) welcome(node);
      }
    }).observe(place, { childList: true });
  }

  // A request that failed is said in words; the page stays as it was.
  const say = (name) => {
    const words = document.querySelector(`template[data-toast="${name}"]`);
    if (!words || !place || place.querySelector(`[data-name="${name}"]`)) return;
    const toast = words.content.firstElementChild.cloneNode(true);
    toast.dataset.name = name;
    place.append(toast);
  };

  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:timeout", () => say("offline"));
  document.addEventListener("htmx:responseError", () => say("failed"));
})();
