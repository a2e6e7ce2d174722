/** The conversation on the screen: entries in their order, one message drawn in place of another, and the scroll. */

import { drawEntry, el } from "./draw.js";

const day = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { timeZone: "Asia/Bangkok", day: "numeric", month: "long", year: "numeric" });

export class Log {
  /** `tap(button)` is called for a tapped button. */
  constructor(list, tap) {
    this.list = list;
    this.tap = tap;
    this.clear();
  }

  /** Forget all that is drawn. */
  clear() {
    this.ids = new Set();
    this.lastId = "";
    this.last = null; // the last message of the bot: {node, replace}
    this.typed = false; // whether the person wrote since then
    this.day = "";
    this.list.replaceChildren();
  }

  /** Draw the whole conversation; what stands there already stays when only its end is missing. */
  history(entries) {
    const place = entries.findIndex((entry) => entry.id === this.lastId);
    const grows = place >= 0 && entries.every((entry, index) => this.ids.has(entry.id) === index <= place);
    this.list.ariaBusy = "true";
    if (!grows) this.clear();
    for (const entry of entries) this.add(entry, false);
    this.list.ariaBusy = null;
  }

  /** Draw one entry; false when it stands there already. A `fresh` tap waits a moment for its answer, see chat.css. */
  add(entry, fresh = true) {
    if (this.ids.has(entry.id)) return false;
    this.ids.add(entry.id);
    this.lastId = entry.id;
    const node = drawEntry(entry, this.tap);
    if (entry.mine) {
      this.typed ||= entry.body.kind === "text";
      if (fresh) node.classList.add("fresh");
    } else {
      const replace = entry.body.replace ?? "";
      const focused = replace && this.last?.replace === replace && !this.typed && this.takeAway();
      this.list.querySelectorAll(".fresh").forEach((waiting) => waiting.classList.remove("fresh"));
      this.last = { node, replace };
      this.typed = false;
      if (focused) queueMicrotask(() => refocus(node, focused));
    }
    this.startDay(entry);
    this.list.append(node);
    return true;
  }

  /** Take away the message that is drawn anew, and the taps that led to it; the label of its focused button, if any. */
  takeAway() {
    const { node } = this.last;
    const focused = node.contains(document.activeElement) ? document.activeElement.textContent : "";
    while (node.nextElementSibling?.matches(".mine.is-tap")) node.nextElementSibling.remove();
    node.remove();
    return focused;
  }

  /** The message that waits for an answer, or offers something. */
  asked() {
    return [...this.list.querySelectorAll(".bot:is([data-question], :has(.buttons))")].at(-1);
  }

  startDay(entry) {
    const date = day.format(new Date(entry.at));
    if (date !== this.day) this.list.append(el("p", { class: "day" }, date));
    this.day = date;
  }
}

function refocus(node, label) {
  const buttons = [...node.querySelectorAll("button, a")];
  (buttons.find((button) => button.textContent === label) ?? buttons[0])?.focus({ preventScroll: true });
}

const SLIP = 400; // ms: nobody has read by then what took the place of what was tapped
const FINGER = 32; // px: how far apart two taps of one finger on one spot land

/** A quick second tap on one spot is a slip, whatever button the answer to the first has brought there: it does nothing. */
export function ignoreSlips(area) {
  let last = { time: -SLIP, x: 0, y: 0 };
  area.addEventListener("click", (event) => {
    if (!event.detail) return; // a key; focus does not move under it unseen
    const tap = { time: event.timeStamp, x: event.clientX, y: event.clientY };
    const slip = tap.time - last.time < SLIP && Math.hypot(tap.x - last.x, tap.y - last.y) < FINGER;
    last = tap;
    if (!slip) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}

/** Keeps the end in sight unless the reader has scrolled up; then a pill tells of news. */
export class Scroll {
  constructor(scroller, content, pill) {
    this.scroller = scroller;
    this.pill = pill;
    this.stuck = true;
    let top = 0; // only a move up is the reader's: what grows below leaves the place as it is
    scroller.addEventListener("scroll", () => {
      const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
      if (atEnd) this.stuck = pill.hidden = true;
      else if (scroller.scrollTop < top) this.stuck = false;
      top = scroller.scrollTop;
    }, { passive: true });
    const sizes = new ResizeObserver(() => this.stuck && this.jump());
    sizes.observe(content);
    sizes.observe(scroller);
    pill.addEventListener("click", () => this.toEnd());
  }

  /** Something new was drawn. */
  news() {
    if (this.stuck) this.jump();
    else this.pill.hidden = false;
  }

  /** Go to the end and stay there. */
  toEnd() {
    this.stuck = true;
    this.pill.hidden = true;
    this.jump();
  }

  jump() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }
}
