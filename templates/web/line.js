/** Draws LINE's message objects nearly as its app does, to look at what people there see: open the page with #line. */

import { el } from "./draw.js";

const FONT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29 };
const GAP = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const WIDTH = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 500 };
const px = (value, table = GAP) => (value in table ? `${table[value]}px` : value);

/** What stands in the chat, then the quick replies of the last object. */
export function drawOnLine(objects, tap) {
  const quick = objects.at(-1)?.quickReply?.items ?? [];
  return [...objects.map((object) => DRAWN[object.type](object, tap)), quick.length ? quickReplies(quick, tap) : null];
}

const DRAWN = {
  text: (message) => el("div", { class: "bubble" }, message.text),
  image: (message) => el("div", { class: "picture" }, el("img", { src: message.previewImageUrl, alt: "ภาพ" })),
  flex: (message, tap) => {
    const node = container(message.contents, tap);
    node.title = message.altText;
    return node;
  },
  template: ({ template, altText }, tap) => {
    const actions = template.actions.map((action) => acting(el("button", { type: "button" }, action.label), action, tap));
    return el("div", { class: `line-template ${template.type}`, title: altText }, el("p", {}, template.text), el("div", {}, ...actions));
  },
};

function container(contents, tap) {
  if (contents.type === "carousel") return el("div", { class: "line-carousel", tabindex: "0" }, ...contents.contents.map((one) => container(one, tap)));
  const blocks = ["header", "body", "footer"].filter((name) => contents[name]).map((name) => {
    const block = component(contents[name], tap);
    block.classList.add(`line-${name}`);
    return block;
  });
  const bubble = el("div", { class: "line-bubble" }, ...blocks);
  bubble.style.width = px(contents.size ?? "mega", WIDTH);
  return bubble;
}

function component(part, tap, inside = "vertical") {
  if (part.type === "box") return box(part, tap, inside);
  const node = el("div", { class: `line-${part.type}` });
  if (part.type === "text") words(node, part);
  if (part.type === "filler") node.style.flex = part.flex ?? 1;
  if (inside === "horizontal" && part.type === "text") node.style.flex = part.flex ?? 1;
  return node;
}

function words(node, part) {
  const { style } = node;
  node.append(...(part.contents?.map(({ text, color }) => {
    const span = el("span", {}, text);
    span.style.color = color ?? "";
    return span;
  }) ?? [part.text]));
  style.fontSize = px(part.size ?? "md", FONT);
  style.color = part.color ?? "";
  style.fontWeight = part.weight === "bold" ? 700 : 400;
  style.textAlign = part.align ?? "start";
  if (!part.wrap) node.classList.add("one-line");
}

function box(part, tap, inside) {
  const tapped = part.action;
  const node = el(tapped ? "button" : "div", { class: "line-box", type: tapped && "button" });
  const { style } = node;
  style.flexDirection = part.layout === "vertical" ? "column" : "row";
  style.gap = px(part.spacing ?? "none");
  if (part.paddingAll) style.padding = px(part.paddingAll);
  if (part.paddingStart) style.paddingInlineStart = px(part.paddingStart);
  if (part.paddingEnd) style.paddingInlineEnd = px(part.paddingEnd);
  style.background = part.backgroundColor ?? "";
  style.borderRadius = px(part.cornerRadius ?? "none");
  style.width = part.width ?? "";
  style.justifyContent = part.justifyContent ?? "";
  style.flex = part.flex ? `${part.flex} 1 0` : part.flex === 0 || inside === "vertical" ? "none" : "1 1 0";
  node.append(...part.contents.map((child) => component(child, tap, part.layout)));
  return tapped ? acting(node, tapped, tap) : node;
}

function quickReplies(items, tap) {
  return el("div", { class: "line-quick" }, ...items.map(({ action }) => {
    if (action.type !== "datetimepicker") return acting(el("button", { type: "button" }, action.label), action, tap);
    const day = el("input", { type: "date", "aria-label": action.label });
    day.addEventListener("change", () => day.value && tap({ label: day.value, token: `${action.data}${day.value}` }));
    return el("label", {}, action.label, day);
  }));
}

function acting(node, action, tap) {
  node.addEventListener("click", () => {
    if (action.type === "postback") tap({ label: action.displayText ?? action.label, token: action.data });
    if (action.type === "uri") window.open(action.uri, "_blank", "noopener");
    if (action.type === "clipboard") navigator.clipboard?.writeText(action.clipboardText);
  });
  return node;
}
