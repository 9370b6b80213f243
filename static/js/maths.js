/* Typeset TeX inside `.maths`. KaTeX is fetched only by a page that has some; without
   script, or if it cannot be fetched, the source stays as it was written. */
(() => {
  "use strict";

  const files = document.currentScript.dataset;
  const OPTIONS = {
    delimiters: [
      { left: "$$", right: "$$", display: true },
      { left: "\\[", right: "\\]", display: true },
      { left: "\\(", right: "\\)", display: false },
      { left: "$", right: "$", display: false },
    ],
    ignoredClasses: ["katex"], // already typeset
    trust: false,
    throwOnError: false,
    strict: "ignore",
    maxExpand: 200,
    maxSize: 20,
    errorColor: "currentColor",
  };
  const SHORT_SIGNS = 16;
  let ready = null;

  const load = (tag, attributes) =>
    new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });

  const script = (src) => load("script", { src });

  const fetchKatex = () =>
    (ready ??= Promise.all([
      load("link", { rel: "stylesheet", href: files.style }),
      script(files.katex).then(() => Promise.all([script(files.chemistry), script(files.render)])),
    ]));

  const containers = (root) =>
    root.closest?.(".maths") ? [root] : [...root.querySelectorAll(".maths")];

  const hasSource = (element) => /\$|\\\(|\\\[/.test(element.textContent);

  const showRest = ({ target: box }) => {
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.classList.toggle("has-more", rest > 2);
  };

  const makeScrollable = (root) => {
    for (const box of root.querySelectorAll(".katex-display:not([tabindex])")) {
      if (box.scrollWidth <= box.clientWidth) continue;
      box.tabIndex = 0; // reachable by keyboard
      box.addEventListener("scroll", showRest, { passive: true });
      showRest({ target: box });
    }
  };

  // A short formula stays in one piece, and with the full stop or comma after it.
  const isShort = (formula) => {
    const source = formula.querySelector("annotation")?.textContent ?? "";
    return source.replace(/\\[a-z]+/gi, "x").replace(/[{}\s]/g, "").length <= SHORT_SIGNS;
  };

  const keepTogether = (root) => {
    for (const formula of root.querySelectorAll("span:not(.katex-display) > .katex")) {
      const piece = formula.parentElement;
      if (piece.childNodes.length > 1 || !isShort(formula)) continue;
      piece.classList.add("maths-piece");
      const after = piece.nextSibling;
      const mark = after?.nodeType === Node.TEXT_NODE && after.data.match(/^[.,;:!?)%]+/)?.[0];
      if (!mark) continue;
      after.data = after.data.slice(mark.length);
      piece.append(mark);
    }
  };

  const typeset = async (root) => {
    const pending = containers(root).filter(hasSource);
    if (!pending.length) return;
    try {
      await fetchKatex();
    } catch {
      ready = null; // the next page part tries again
      return;
    }
    for (const element of pending) {
      window.renderMathInElement(element, OPTIONS);
      keepTogether(element);
      makeScrollable(element);
    }
  };

  typeset(document);
  // What came in, however it was swapped: after an outer swap the target is no longer in the page.
  document.addEventListener("htmx:load", (event) => typeset(event.detail.elt));
  window.addEventListener("resize", () => requestAnimationFrame(() => makeScrollable(document)));
  document.addEventListener("toggle", (event) => makeScrollable(event.target), true);
})();
