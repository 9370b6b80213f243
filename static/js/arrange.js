/* Items to put in order: moved by the arrows beside them, by the arrow keys on those, or drawn
   by the grip. Each move is said. The places stay in the selects that work without script; they
   are filled in by the first move, so that an order nobody touched is not taken for an answer. */
(() => {
  "use strict";

  const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
  const placeOf = (row) => row.querySelector("select");

  const number = (list) => {
    rowsOf(list).forEach((row, index) => {
      placeOf(row).value = String(index + 1);
    });
  };

  const say = (list, row) => {
    const said = list.closest("[data-sequence]").querySelector("[data-said]");
    const rows = rowsOf(list);
    const text = row.querySelector(".sequence-text").textContent.trim();
    const place = `${rows.indexOf(row) + 1} ${said.dataset.of} ${rows.length}`;
    said.textContent = `${text} ${said.dataset.moved} ${place}`;
  };

  const move = (button, step) => {
    const row = button.closest("[data-row]");
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other) other[step < 0 ? "before" : "after"](row);
    number(row.parentElement);
    say(row.parentElement, row);
    button.focus(); // moved in the page, it has lost the focus
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(button, Number(button.dataset.move));
  });

  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("[data-move]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!button || !step) return;
    event.preventDefault();
    move(button, step);
  });

  // Drawing: the row follows the pointer past the middle of its neighbours.
  const follow = (row, y) => {
    const before = row.previousElementSibling;
    const after = row.nextElementSibling;
    const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
    if (before && y < middle(before)) before.before(row);
    else if (after && y > middle(after)) after.after(row);
  };

  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-grip]")?.closest("[data-row]");
    if (!row || event.button) return;
    event.preventDefault();
    const list = row.parentElement;
    const watched = new AbortController();
    const { signal } = watched;
    const isOurs = (other) => other.pointerId === event.pointerId;
    const end = (other) => {
      if (!isOurs(other)) return;
      watched.abort();
      row.classList.remove("sequence-drawn");
      number(list);
      say(list, row);
    };
    row.classList.add("sequence-drawn");
    document.addEventListener("pointermove", (to) => isOurs(to) && follow(row, to.clientY), { signal });
    document.addEventListener("pointerup", end, { signal });
    document.addEventListener("pointercancel", end, { signal });
  });

  // A form that came back stands in the order that was given.
  const restore = (root) => {
    for (const list of root.querySelectorAll("[data-sequence] .sequence")) {
      const rows = rowsOf(list);
      if (rows.some((row) => !placeOf(row).value)) continue;
      rows.sort((one, other) => placeOf(one).value - placeOf(other).value);
      list.append(...rows);
    }
  };

  restore(document);
  document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
})();
