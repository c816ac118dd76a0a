// Telegram's entities as elements: offsets count UTF-16 units, as JavaScript's strings do.
"use strict";

import { icon, make } from "./dom.js";
import { say } from "./words.js";

const SAFE = /^(https?|mailto|tel):/i;
const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** The text as nodes; `command` is called with a command that is tapped. */
export function formatted(text, entities, command) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, sorted, 0, text.length, command);
}

/** What stands between two offsets: plain text, and entities with what is inside them. */
function span(text, entities, begin, end, command) {
  const nodes = [];
  let at = begin;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inside = span(text, entities.slice(i + 1), entity.offset, stop, command);
    nodes.push(element(entity, inside, text.slice(entity.offset, stop), command));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function element(entity, inside, words, command) {
  if (PLAIN[entity.type]) return make(PLAIN[entity.type], {}, ...inside);
  switch (entity.type) {
    case "pre": return make("pre", { tabindex: "0" }, make("code", {}, ...inside));
    case "text_link": return link(entity.url, inside);
    case "url": return link(/^https?:/i.test(words) ? words : `http://${words}`, inside);
    case "email": return link(`mailto:${words}`, inside);
    case "bot_command":
      return make("button", { type: "button", class: "command", onclick: () => command(words) }, ...inside);
    case "spoiler": return spoiler(inside);
    case "blockquote": return make("blockquote", {}, ...inside);
    case "expandable_blockquote": return fold(inside);
    default: return make("span", {}, ...inside);
  }
}

function link(url, inside) {
  if (!SAFE.test(url)) return make("span", {}, ...inside);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function spoiler(inside) {
  const cover = make("button", { type: "button", class: "spoiler", "aria-pressed": "false", "aria-label": say("spoiler") }, ...inside);
  cover.addEventListener("click", () => {
    cover.setAttribute("aria-pressed", "true");
    cover.removeAttribute("aria-label");
  });
  return cover;
}

/** A quotation that unfolds; a short one simply stands open. */
function fold(inside) {
  const quote = make("div", { class: "inside" }, ...inside);
  const words = make("span", {}, say("unfold"));
  const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false" }, icon("down"), words);
  const box = make("blockquote", { class: "fold" }, quote, button);
  button.addEventListener("click", () => {
    const open = box.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    words.textContent = say(open ? "fold" : "unfold");
  });
  requestAnimationFrame(() => {
    const short = quote.scrollHeight <= quote.clientHeight + 4;
    box.classList.toggle("short", short);
    button.hidden = short;
  });
  return box;
}
