// Keyboards: the one under a message and the one under the writer.
"use strict";

import { ask, icon, make, toast } from "./dom.js";
import { say } from "./words.js";

const PATIENCE = 30_000; // after that a press without an answer is let go

/** The keyboard under a message; `press(message_id, data)` gives the id of the press. */
export function inlineKeys(message, press) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const lines = rows.map((row) => make("div", { class: "row" }, ...row.map((key) => inlineKey(message, key, press))));
  return make("div", { class: "inline" }, ...lines);
}

function inlineKey(message, key, press) {
  if (key.url) return addressKey(key);
  const button = make("button", { type: "button", class: "key", "data-style": key.style }, key.text);
  if (key.copy_text) {
    button.append(icon("copy", "icon corner"));
    button.setAttribute("aria-label", `${key.text}, ${say("copy")}`);
    button.addEventListener("click", () => copy(key.copy_text.text));
  } else {
    button.addEventListener("click", () => pressed(button, message, key, press));
  }
  return button;
}

function addressKey(key) {
  const button = make("button", { type: "button", class: "key", "data-style": key.style, "aria-label": `${key.text}, ${say("opens_page")}` }, key.text, icon("out", "icon corner"));
  button.addEventListener("click", () => window.open(key.url, "_blank", "noopener,noreferrer"));
  return button;
}

async function copy(text) {
  // On the local network, without TLS, a browser lends no clipboard: then it is shown.
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied", { text }));
  } catch {
    await ask({ text, yes: say("ok"), cancel: false });
  }
}

const waiting = new Map(); // press → its button

async function pressed(button, message, key, press) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const query = await press(message.message_id, key.callback_data);
  if (!query) return release(button);
  if (early.delete(query)) return release(button);
  waiting.set(query, button);
  setTimeout(() => {
    if (waiting.delete(query)) { release(button); toast(say("no_answer")); }
  }, PATIENCE);
}

const early = new Set(); // answered before the page knew the press's id
const release = (button) => button.removeAttribute("aria-busy");

/** The bot has answered a press: its button may be pressed again. */
export function answered(query) {
  const button = waiting.get(query);
  if (!button) { early.add(query); return; }
  waiting.delete(query);
  release(button);
}

/** The reply keyboard's rows; `choose(text)` sends a label. */
export function replyRows(keyboard, choose) {
  return keyboard.map((row) => make("div", { class: "row" }, ...row.map((key) =>
    make("button", { type: "button", class: "key", "data-style": key.style, onclick: () => choose(key.text) }, key.text))));
}
