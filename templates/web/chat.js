/** The page: who speaks, the stream of the conversation, the composer. */

import { ignoreSlips, Log, Scroll } from "./log.js";
import { Outbox, ulid } from "./outbox.js";
import { sayTime, settings } from "./settings.js";

const byId = (id) => document.getElementById(id);
const text = byId("text");
const MAX_CAPTION = 300;
const CHOSEN = "sujarit-person";
const AS_LINE = location.hash === "#line"; // what people on LINE see
const drafts = new Map(); // what was half typed, by person

let people = [];
let person = null;
let source = null;
let wait = 250;
let telling = 0;
let loaded = false;

const scroll = new Scroll(byId("scroller"), byId("content"), byId("pill"));
ignoreSlips(byId("content"));
const log = new Log(byId("log"), (button) => say({ kind: "tap", text: button.label, token: button.token }));
const outbox = new Outbox(byId("outbox"), { edit: write, changed: show });

// ---- who speaks

async function load() {
  const response = await fetch("/chat/state");
  if (response.ok) return response.json();
  if (response.status === 403) throw "กรุณาเปิดที่อยู่ที่พิมพ์ไว้ในเทอร์มินัลอีกครั้ง";
  throw (await response.json().catch(() => ({}))).sentence;
}

/** Take what the server knows; true when another speaks than before. The ids of people change with a reset: then whoever has
 * the same name speaks on. When the chosen one is gone, somebody else does, and that is said. */
function take(state) {
  const { agency } = state;
  const known = new Set(people.map((one) => one.id));
  people = state.people;
  put(byId("agency"), agency.name.replace(/ ?\(ตัวอย่าง\)$/, "")); // the badge beside it says that
  byId("clock").hidden = !agency.moved;
  put(byId("clock"), `เวลาตัวอย่าง: ${sayTime(agency.now)}`);
  const wanted = person ?? JSON.parse(sessionStorage.getItem(CHOSEN) ?? "null");
  const same = people.find((one) => one.id === wanted?.id && (one.role === wanted.role || one.name === wanted.name))
    ?? people.find((one) => one.name === wanted?.name);
  const found = same ?? people.find((one) => one.role === wanted?.role) ?? people[0] ?? null;
  list();
  const changed = found?.id !== person?.id;
  if (changed && person) forget(); // made anew, here or in another window
  if (changed) become(found);
  else person = found;
  byId("person").value = found?.id;
  const joined = known.size && !changed ? people.filter((one) => !known.has(one.id)) : [];
  if (wanted && found && !same) tell(`ไม่มี ${wanted.name} ในหน่วยงานตัวอย่างแล้ว ขณะนี้คุยในฐานะ ${found.name}`);
  else if (joined.length) tell(`เลือกคุยในฐานะ ${joined.map((one) => one.name).join(", ")} ได้แล้ว`, 10);
  return changed;
}

/** The people to choose from; drawn anew only when they are others, so that an open list stays open. */
function list() {
  const lines = people.map((one) => `${one.name} · ${one.role}`);
  const options = [...byId("person").options];
  if (lines.length === options.length && people.every(({ id }, n) => options[n].value === String(id) && options[n].text === lines[n])) return;
  byId("person").replaceChildren(...people.map(({ id }, n) => new Option(lines[n], id)));
}

/** A word from the page itself, for some seconds or until the person does something. */
function tell(words, seconds = 0) {
  clearTimeout(telling);
  put(byId("told"), words);
  byId("told").hidden = !words;
  if (seconds) telling = setTimeout(tell, seconds * 1000, "");
}

/** Words that are there already stay as they are: a screen reader would say them again. */
function put(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/** Who joined meanwhile, and what the sample's clock shows now. */
async function refresh() {
  const before = people;
  if (document.hidden || !source) return;
  const state = await load().catch(() => null); // the stream tells when nobody is there
  if (state && people === before && take(state)) follow();
}

function forget() {
  outbox.clear();
  drafts.clear();
  log.clear();
  person = null;
  text.value = "";
}

function become(someone) {
  if (person) drafts.set(person.id, text.value);
  person = someone;
  loaded = false;
  log.clear();
  if (!person) return;
  sessionStorage.setItem(CHOSEN, JSON.stringify(person));
  write(drafts.get(person.id) ?? "", false);
  outbox.show(person.id);
  scroll.toEnd();
}

byId("person").addEventListener("change", (event) => {
  tell("");
  become(people.find((one) => one.id === Number(event.target.value)));
  follow();
});

// ---- the stream

/** Load who there is and follow the conversation; comes back by itself when it breaks. */
async function connect() {
  try {
    take(await load());
    follow();
  } catch (sentence) {
    later(typeof sentence === "string" ? sentence : undefined);
  }
}

function follow() {
  source?.close();
  if (!person) return later();
  const mine = (source = new EventSource(`/chat/events?person=${person.id}${AS_LINE ? "&as=line" : ""}`));
  mine.addEventListener("history", (event) => {
    if (mine !== source) return;
    const entries = JSON.parse(event.data);
    loaded = true;
    wait = 250;
    online();
    log.history(entries);
    entries.forEach((entry) => outbox.confirm(entry.id));
    scroll.news();
    show();
    outbox.kick();
  });
  mine.addEventListener("entry", (event) => {
    if (mine !== source) return;
    const entry = JSON.parse(event.data);
    if (log.add(entry)) scroll.news();
    outbox.confirm(entry.id);
    show();
  });
  mine.addEventListener("error", () => {
    if (mine === source) later();
  });
}

let timer = 0;
let notice = 0;

function later(sentence = "ขาดการเชื่อมต่อ กำลังเชื่อมต่อใหม่… หากปิดโปรแกรมไว้ กรุณาสั่ง make run อีกครั้ง") {
  source?.close();
  source = null;
  clearTimeout(timer);
  timer = setTimeout(connect, wait);
  wait = Math.min(wait * 2, 4000);
  put(byId("offline"), sentence);
  notice ||= setTimeout(() => (byId("offline").hidden = false), 1200); // a short break needs no words
}

function online() {
  clearTimeout(notice);
  notice = 0;
  if (byId("offline").hidden) return;
  byId("offline").hidden = true;
  tell("เชื่อมต่อแล้ว", 4);
}

window.addEventListener("online", () => source ?? connect());
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, 3000);

// ---- what the person does

function say(body, blob) {
  if (!person) return;
  tell("");
  outbox.put(person.id, body, blob);
  scroll.toEnd();
}

/** What the page shows of where the conversation stands. */
function show() {
  byId("empty").hidden = !loaded || byId("log").hasChildNodes() || byId("outbox").hasChildNodes();
  const photos = log.asked()?.dataset.expects === "photos";
  byId("attach").classList.toggle("wanted", photos);
  text.placeholder = photos ? "คำบรรยายภาพ (ถ้ามี) แล้วแนบภาพ" : "พิมพ์…";
}

function write(words, focus = true) {
  text.value = words;
  grow();
  if (focus) text.focus();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
  byId("send").classList.toggle("ready", Boolean(text.value.trim()));
}

/** Send files. Words in the box go with them where they cannot be an answer; else they stay to be sent by themselves. */
function attach(files) {
  const album = files.length > 1 ? ulid() : "";
  const words = text.value.trim();
  const { question, expects } = log.asked()?.dataset ?? {};
  const caption = (question === "review" || expects === "photos") && words.length <= MAX_CAPTION ? words : "";
  for (const file of files) say({ kind: "media", name: file.name || "ภาพ.png", mime: file.type, album, caption }, file);
  if (caption && files.length) write("", false);
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!person || !text.value.trim()) return text.focus();
  say({ kind: "text", text: text.value });
  write("");
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  byId("composer").requestSubmit();
});
text.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  if (!files.length || types.includes("text/plain")) return; // Word puts a picture of its words beside them
  event.preventDefault();
  attach([...files]);
});
byId("attach").addEventListener("click", () => byId("files").click());
byId("files").addEventListener("change", (event) => {
  attach([...event.target.files]);
  event.target.value = "";
});
byId("start").addEventListener("click", () => say({ kind: "text", text: "เมนู" }));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) attach([...event.dataTransfer.files]);
});

settings(load, (state, anew) => {
  if (anew) forget();
  take(state);
  follow();
});
connect();
