/** What the person did and the server has not told back yet: sent one by one in order, kept and repeated until stored. */

import { drawMine, el } from "./draw.js";

export const MAX_FILE = 20 * 1024 * 1024;
const KEPT = "sujarit-outbox";
const WAITS = [500, 1000, 2000, 4000, 8000];

/** A ULID: the store knows a repeated message by it. */
export function ulid(now = Date.now()) {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let time = "";
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = letters[rest % 32] + time;
  return time + Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte % 32]).join("");
}

/** The answer of a POST; throws what was answered instead, `again` telling whether to repeat. */
export async function post(url, body) {
  let response;
  try {
    response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(120_000) });
  } catch {
    throw { again: true, wait: 0 };
  }
  if (response.ok) return response.json();
  if (response.status === 403) throw { again: true, wait: 0, sentence: "กรุณาเปิดที่อยู่ที่พิมพ์ไว้ในเทอร์มินัลอีกครั้ง" };
  const again = [502, 503, 504].includes(response.status);
  const { sentence } = await response.json().catch(() => ({}));
  const final = response.status < 500; // the same again would be refused again
  throw { again, final, wait: Number(response.headers.get("Retry-After")) * 1000 || 0, sentence: sentence || "ส่งไม่สำเร็จ กรุณาลองใหม่" };
}

export class Outbox {
  /** `edit(text)` gives a refused text back to the composer; `changed()` tells that something was drawn. */
  constructor(list, { edit, changed }) {
    Object.assign(this, { list, edit, changed, items: [], tries: 0, sending: false });
    try {
      this.items = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    } catch { /* nothing was kept */ }
  }

  /** Send a body of kind text, tap or media (with its `blob`) for a person. */
  put(person, body, blob = null) {
    const url = blob && body.mime.startsWith("image/") ? URL.createObjectURL(blob) : "";
    this.items.push({ id: ulid(), person, body, blob, url, state: "sending" });
    this.show(person);
    this.keep();
    this.pump();
  }

  /** The server told this entry back. */
  confirm(entryId) {
    this.remove(this.items.find((item) => `m:${item.id}` === entryId));
  }

  /** Forget everything: the people it was meant for are gone. */
  clear() {
    while (this.items.length) this.remove(this.items[0]);
  }

  /** Show what waits for this person. */
  show(person) {
    this.person = person;
    const nodes = this.items.filter((item) => item.person === person).map((item) => (item.node ??= this.draw(item)));
    this.list.replaceChildren(...nodes);
    this.changed();
  }

  /** Try again now: the connection is back. */
  kick() {
    this.wake?.();
    this.pump();
  }

  async pump() {
    if (this.sending) return;
    this.sending = true;
    for (let item; (item = this.items.find(({ state }) => state === "sending" || state === "again")); ) {
      try {
        await this.deliver(item);
        this.tries = 0;
        this.mark(item, "sent");
      } catch (refusal) {
        if (!this.items.includes(item)) continue;
        item.final = refusal.final;
        this.mark(item, refusal.again ? "again" : "failed", refusal.sentence);
        if (refusal.again) await this.pause(refusal.wait);
      }
    }
    this.sending = false;
  }

  deliver({ id, person, body, blob }) {
    if (body.kind === "text") return post("/chat/send", JSON.stringify({ person, id, text: body.text }));
    if (body.kind === "tap") return post("/chat/send", JSON.stringify({ person, id, token: body.token, label: body.text }));
    const query = new URLSearchParams({ person, id, album: body.album, name: body.name, mime: body.mime, caption: body.caption, size: blob.size });
    return post(`/chat/upload?${query}`, blob.size > MAX_FILE ? null : blob);
  }

  pause(wait) {
    const longest = Math.max(wait, WAITS[Math.min(this.tries++, WAITS.length - 1)]);
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, longest);
    });
  }

  mark(item, state, sentence = "") {
    item.state = state;
    item.sentence = sentence;
    const old = item.node;
    if (old) old.replaceWith((item.node = this.draw(item)));
    this.keep();
    this.changed();
  }

  remove(item) {
    if (!item) return;
    this.items = this.items.filter((other) => other !== item);
    item.node?.remove();
    if (item.url) setTimeout(() => URL.revokeObjectURL(item.url), 5000);
    this.keep();
    this.changed();
  }

  /** Texts and taps survive a reload of the page. */
  keep() {
    const kept = this.items.filter(({ blob, state }) => !blob && state !== "failed");
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept.map(({ id, person, body }) => ({ id, person, body, state: "again" }))));
    } catch { /* full or forbidden: they are still sent from here */ }
  }

  draw(item) {
    const words = { sending: "กำลังส่ง…", again: "กำลังส่งใหม่…", sent: "ส่งแล้ว", failed: item.sentence }[item.state];
    const node = el("article", { class: `entry mine fresh is-${item.body.kind} ${item.state}`, "data-id": `m:${item.id}` });
    node.append(...drawMine(item.body, item.url).filter(Boolean), el("p", { class: "state", role: item.state === "failed" ? "alert" : "" }, words));
    if (item.state === "failed") node.append(this.mend(item));
    return node;
  }

  mend(item) {
    const button = (label, act) => {
      const node = el("button", { type: "button", class: "button small" }, label);
      node.addEventListener("click", act);
      return node;
    };
    const back = () => {
      this.remove(item);
      this.edit(item.body.text);
    };
    const retry = () => {
      this.mark(item, "sending");
      this.pump();
    };
    return el("div", { class: "mend" },
      item.final ? "" : button("ส่งใหม่", retry),
      item.body.kind === "text" ? button("แก้ไข", back) : button("ลบ", () => this.remove(item)));
  }
}
