/* A file over the limit is refused before it travels. */
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const most = Number(form.dataset.upload);
    const chosen = form.querySelector("input[type=file]");
    const warning = form.querySelector("[data-too-large]");

    const isTooLarge = () => {
      const large = [...chosen.files].some((file) => file.size > most);
      warning.hidden = !large;
      chosen.setAttribute("aria-invalid", String(large));
      return large;
    };

    chosen.addEventListener("change", isTooLarge);
    form.addEventListener("submit", (event) => {
      if (isTooLarge()) event.preventDefault();
    });
  }
})();
