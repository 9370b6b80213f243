/* The live page of a run: asks for its regions when something happened, and replaces those whose
   `data-key` has changed. What the learner is writing is never touched while the same is asked.

   Events tell when to ask; where they do not come it asks every few seconds, as it does while a
   step is worked or the time of an answer is over. A page that is not looked at is silent: the run
   then pauses by itself, and goes on when the page is looked at again. */
(() => {
  "use strict";

  const live = document.querySelector("[data-live]");
  if (!live) return;

  const ASK_MS = 5000;
  const SOON_MS = 1500; // while a step is worked, or an answer's time is over
  const GATHER_MS = 120; // events come in groups
  const SHORT_MS = 3000;
  const MOST_CUT_OFF = 3;
  const SAID_AT = [30, 10];
  const said = document.getElementById("live-said");
  let events = null;
  let isHeard = false; // the stream is open
  let tag = "";
  let asking = false;
  let sending = false; // what the learner did is on its way
  let turn = 0; // of what they did: an answer from before it is too old to be shown
  let timer = null;
  let due = Infinity; // when the timer rings
  let openedAt = 0;
  let cutOff = 0; // streams in a row that ended at once: this server holds none open
  let shownAt = performance.now();

  const regions = (root) => [...root.querySelectorAll("[data-region]")];

  const parse = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  const say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  // Folded parts stay as they were, and the focus where it was, if it is still there.
  const keepOpen = (before, after) => {
    for (const part of before.querySelectorAll("details[open][id]")) {
      const same = after.querySelector(`#${CSS.escape(part.id)}`);
      if (same) same.open = true;
    }
  };

  const refocus = (before, after) => {
    const focused = document.activeElement;
    if (!before.contains(focused)) return null;
    const same = focused.id && after.querySelector(`#${CSS.escape(focused.id)}`);
    return same || after.querySelector("[data-place-focus]") || after.querySelector("button");
  };

  const replace = (before, after) => {
    keepOpen(before, after);
    const focus = refocus(before, after);
    before.replaceWith(after);
    if (after.id === "live-place" && live.getBoundingClientRect().top < 0) live.scrollIntoView();
    window.htmx?.process(after);
    after.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: after } }));
    focus?.focus({ preventScroll: true });
  };

  const isSame = (before, after) =>
    before.dataset.key === after.dataset.key && !("again" in after.dataset);

  const syncFields = (part) => {
    const fields = part.querySelector("[data-live-fields]");
    const mine = document.querySelector("#live-place [data-live-fields]");
    if (fields && mine) mine.disabled = fields.disabled;
  };

  // `own`: the answer to what the learner did; only that one says why something did not work.
  const show = (html, own) => {
    const part = parse(html);
    const head = part.querySelector("#live-head");
    if (!head) return;
    syncFields(part);
    const changed = regions(part).filter((after) => {
      const before = document.getElementById(after.id);
      if (!before || isSame(before, after)) return false;
      if (after.id === "live-notice" && !own) return false;
      replace(before, after);
      return true;
    });
    shownAt = performance.now();
    say(head.dataset.said);
    if (own) moveFocus(changed);
    tick();
  };

  // Reading goes on at what was said about an answer, else at what comes next.
  const moveFocus = (changed) => {
    const first = (selector) =>
      changed.map((region) => region.querySelector(selector)).find((found) => found);
    const next = first("[aria-invalid=true]") ?? first("[data-focus]");
    (next ?? live.querySelector("[data-place-focus]"))?.focus();
  };

  const ask = async () => {
    if (asking || sending || document.hidden) return;
    asking = true;
    const asked = turn;
    try {
      const headers = { "HX-Request": "true", ...(tag ? { "If-None-Match": tag } : {}) };
      const answer = await fetch(live.dataset.part, { headers, credentials: "same-origin" });
      const leadsTo = answer.headers.get("X-Leads-To");
      const html = await answer.text();
      if (asked !== turn) return;
      if (leadsTo) location.assign(leadsTo);
      else if (answer.status === 200 && !answer.redirected) {
        tag = answer.headers.get("ETag") ?? "";
        show(html, false);
      } else if (answer.status !== 304 && answer.status < 500) location.reload();
    } catch {
      // no connection: asked again in a moment
    } finally {
      asking = false;
      plan();
    }
  };

  const isWorking = () =>
    document.querySelector("#live-place .live-work") && !document.getElementById("live-resume");

  const isOver = () => document.querySelector("[data-countdown][data-over]");

  const wait = () => {
    if (isWorking() || isOver()) return SOON_MS;
    return isHeard && !("alwaysAsks" in live.dataset) ? 0 : ASK_MS;
  };

  // What is planned already is never put off: whatever keeps happening, it asks in time.
  const plan = (soon) => {
    const time = soon ?? wait();
    const at = performance.now() + time;
    if (!time || document.hidden || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Infinity;
      ask();
    }, time);
  };

  const listen = () => {
    if (events || document.hidden || !window.EventSource || cutOff >= MOST_CUT_OFF) return;
    events = new EventSource(live.dataset.events);
    events.onopen = () => {
      isHeard = true;
      openedAt = performance.now();
      plan(GATHER_MS); // whatever happened before it was open
    };
    events.onerror = () => {
      isHeard = false;
      cutOff = performance.now() - openedAt < SHORT_MS ? cutOff + 1 : 0;
      if (cutOff >= MOST_CUT_OFF) events?.close();
      if (events?.readyState === EventSource.CLOSED) events = null;
      plan();
    };
    for (const action of live.dataset.actions.split(" ")) {
      events.addEventListener(action, () => plan(GATHER_MS));
    }
  };

  const hush = () => {
    events?.close();
    events = null;
    isHeard = false;
    clearTimeout(timer);
    due = Infinity;
  };

  // Time: the run's own in whole minutes, an answer's in seconds.
  const passed = () => (performance.now() - shownAt) / 1000;

  const ring = (root, value, total) =>
    root.querySelector("[data-ring]").setAttribute("stroke-dasharray", `${value} ${total}`);

  const tickRun = (clock) => {
    const { elapsed, target, countsFor } = clock.dataset;
    const now = Number(elapsed) + Math.min(passed(), Number(countsFor));
    clock.querySelector("[data-minutes]").textContent = String(Math.floor(now / 60));
    ring(clock, Math.min(now, Number(target)), target);
  };

  const tickAnswer = (countdown) => {
    const { left, limit } = countdown.dataset;
    const now = Math.max(0, Math.ceil(Number(left) - passed()));
    const words = countdown.querySelector("[data-seconds]");
    countdown.querySelector("[data-until]").hidden = true;
    words.hidden = false;
    words.textContent = now ? `${now} s left` : "The time is up";
    countdown.classList.toggle("live-low", now <= 10);
    ring(countdown, now, limit);
    if (SAID_AT.includes(now)) say(`${now} seconds left`);
    if (now || "over" in countdown.dataset) return;
    countdown.dataset.over = "";
    plan(SOON_MS);
  };

  const tick = () => {
    document.querySelectorAll("[data-live-clock]").forEach(tickRun);
    document.querySelectorAll("[data-countdown]").forEach(tickAnswer);
  };

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (!detail.elt.matches("[data-live-form]")) return;
    sending = true;
    turn += 1;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig, successful } = event.detail;
    // Of a form that was replaced meanwhile the end is told twice.
    if (!sending || !requestConfig.elt.matches("[data-live-form]")) return;
    sending = false;
    const leadsTo = xhr.getResponseHeader("X-Leads-To");
    if (leadsTo) location.assign(leadsTo);
    else if (successful) {
      tag = "";
      show(xhr.responseText, true);
    }
    plan();
  });

  const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

  const lettersOn = () => {
    try {
      return localStorage.getItem("letter-keys") !== "off";
    } catch {
      return true;
    }
  };

  document.addEventListener("keydown", (event) => {
    if (!lettersOn()) return;
    if (event.key.toLowerCase() !== "p" || event.defaultPrevented || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    const button = document.getElementById("live-resume") ?? document.getElementById("live-pause");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // it is no sign of an answer
    button.click();
  }, true);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hush();
    else {
      ask();
      listen();
    }
  });
  window.addEventListener("pagehide", hush);

  tick();
  setInterval(tick, 1000);
  listen();
  plan();
})();
