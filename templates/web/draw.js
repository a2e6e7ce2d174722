/** Draws one entry of the conversation. Words become text nodes only; nothing that was said ever becomes markup. */

import { drawOnLine } from "./line.js";
import { view } from "./viewer.js";

const PRESSED = 600; // ms in which a tapped button shows it, and is not tapped again

/** An element with properties (`class`, `data-…` and other attributes by name) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== "" && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const clock = new Intl.DateTimeFormat("th-TH-u-nu-latn", { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit" });

/** One entry as an article. `tap(button)` is called when one of its buttons is tapped. */
export function drawEntry(entry, tap) {
  const body = entry.body;
  const parts = entry.mine ? drawMine(body) : entry.line ? drawOnLine(entry.line, tap) : drawBot(body, tap);
  const node = el("article", { class: `entry ${entry.mine ? "mine" : "bot"} is-${body.kind}`, "data-id": entry.id, "data-question": body.question, "data-expects": body.expects });
  node.append(el("span", { class: "hidden" }, entry.mine ? "คุณ: " : "สุจริต: "), ...parts.filter(Boolean));
  node.append(el("time", { datetime: entry.at }, clock.format(new Date(entry.at))));
  return node;
}

/** What the person did. `url` is the picture of an upload that is still on its way. */
export function drawMine(body, url) {
  if (body.kind === "media") return [drawMedia(body, url), bubbleOf(body.caption)];
  const long = (body.text ?? "").length > 1200;
  const bubble = el("div", { class: long ? "bubble folded" : "bubble" }, body.text ?? "");
  return long ? [bubble, unfold(bubble)] : [bubble];
}

function unfold(bubble) {
  const button = el("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "แสดงทั้งหมด");
  button.addEventListener("click", () => {
    const folded = bubble.classList.toggle("folded");
    button.textContent = folded ? "แสดงทั้งหมด" : "ย่อ";
    button.setAttribute("aria-expanded", String(!folded));
  });
  return button;
}

function drawMedia(body, url) {
  const link = body.file ? fileUrl(body.file) : "";
  const name = body.name || "ไฟล์";
  if ((body.mime ?? "").startsWith("image/") && (url || link)) return picture(url || link, body.caption || name, link, name);
  return fileCard({ name, link, note: body.problem ? "ไม่ได้เก็บไฟล์นี้" : "" });
}

const DRAWN = {
  text: (body) => [bubbleOf(body.text)],
  choices: (body) => [bubbleOf(body.text), thumbnails(body.pictures)],
  card: drawCard,
  picture: (body) => [picture(fileUrl(body.file), body.caption || "ภาพ", fileUrl(body.file), "ภาพ"), bubbleOf(body.caption)],
  file: (body) => [bubbleOf(body.caption), fileCard({ name: body.name, link: fileUrl(body.file), note: size(body.size) })],
  progress: (body) => [el("div", { class: "bubble" }, body.text, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")))],
};

function drawBot(body, tap) {
  const draw = DRAWN[body.kind] ?? DRAWN.text;
  return [...draw(once(body)), body.buttons?.length ? drawButtons(body.buttons, tap) : null];
}

/** Without the lines that its buttons say in full. */
function once(body) {
  const full = new Set((body.buttons ?? []).map((button) => button.full).filter(Boolean));
  return full.size && body.text ? { ...body, text: body.text.split("\n").filter((line) => !full.has(line)).join("\n") } : body;
}

function bubbleOf(text) {
  return text ? el("div", { class: "bubble" }, text) : null;
}

function drawCard(body) {
  const head = el("header", {}, el("h3", {}, body.title ?? ""), body.state ? el("span", { class: "badge" }, body.state) : null);
  const lines = (body.lines ?? []).map(drawLine);
  return [
    el("div", { class: "card" }, head,
      lines.length ? el("div", { class: "lines" }, ...lines) : null,
      thumbnails(body.pictures)),
  ];
}

/** A line "name: value" shows its name quieter, one of a numbered list does not; the words stay as they are. */
function drawLine(line) {
  const [, name, value] = /^(?!\s*\d+\.)([^:\n]{1,40}:) ([^]+)$/.exec(line) ?? [];
  return name ? el("p", {}, el("span", { class: "key" }, name), " ", value) : el("p", {}, line);
}

const isShort = (words) => words.replace(/\p{M}/gu, "").length <= 16; // fits half a phone's width

/** What stands between spaces, held together where it is short: browsers break Thai inside words ("เจ้า|หน้าที่"). */
function unbroken(label) {
  return label.split(/(?<= )/).flatMap((part) => {
    const words = part.trimEnd();
    return isShort(words) ? [el("span", { class: "unbroken" }, words), part.slice(words.length)] : [part];
  });
}

function drawButtons(buttons, tap) {
  const group = el("div", { class: "buttons", role: "group", "aria-label": "ตัวเลือก" });
  for (const button of buttons) {
    const label = button.full || button.label;
    const node = el("button", { type: "button", class: `button ${button.style ?? ""} ${isShort(label) ? "" : "wide"}`, "data-token": button.token }, ...unbroken(label));
    node.addEventListener("click", () => {
      if (node.ariaDisabled === "true") return;
      node.ariaDisabled = "true";
      setTimeout(() => (node.ariaDisabled = null), PRESSED);
      tap(button);
    });
    group.append(node);
  }
  return group;
}

/** What was sent so far, small and numbered as the words name it; what is no picture leaves its number out. */
function thumbnails(ids) {
  const shown = (ids ?? []).map((id, index) => id && el("li", { "data-number": index + 1 },
    frame(fileUrl(id), `ลำดับ ${index + 1}`))).filter(Boolean);
  return shown.length ? el("ol", { class: "thumbnails" }, ...shown) : null;
}

/** A picture; what the browser cannot draw (HEIC) becomes a file. */
function picture(source, words, link, name) {
  const shown = frame(source, words);
  shown.firstChild.addEventListener("error", () => shown.replaceWith(fileCard({ name, link, note: "" })));
  return shown;
}

/** A picture that is shown large when it is tapped. */
function frame(source, words) {
  const shown = el("button", { type: "button", class: "picture" }, el("img", { src: source, alt: words }));
  shown.addEventListener("click", () => view(source, words));
  return shown;
}

function fileCard({ name, link, note }) {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1].toUpperCase() ?? "ไฟล์";
  const words = el("span", { class: "words" }, el("span", { class: "name" }, ...name.split(/(?<=_)/).flatMap((part) => [part, el("wbr")])), note || link ? el("span", { class: "note" }, [note, link ? "ดาวน์โหลด" : ""].filter(Boolean).join(" · ")) : null);
  const type = el("span", { class: `type ${ending.toLowerCase()}`, "aria-hidden": "true" }, ending);
  return link ? el("a", { class: "file", href: link, download: name }, type, words) : el("div", { class: "file" }, type, words);
}

function fileUrl(id) {
  return `/chat/file/${encodeURIComponent(id)}`;
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
