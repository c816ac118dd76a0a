// The conversation: messages in their order, days between them, what is new.
"use strict";

import { byId, icon, make } from "./dom.js";
import { formatted } from "./entities.js";
import { inlineKeys } from "./keys.js";
import { dayNumber, dayOf, hourOf, say, sizeOf } from "./words.js";

const CLOSE = 300; // seconds within which messages of one side stand together

const momentOf = (message) => new Date(message.date * 1000);
const isMine = (message) => !message.from.is_bot;

export class Conversation {
  /** `acts`: press(message_id, data), command(text). */
  constructor(acts) {
    this.acts = acts;
    this.log = byId("log");
    this.messages = new Map();
    this.pinned = [];
    this.name = "";
  }

  /** Show these messages from the beginning; `unreadFrom`: the first not yet read, or 0. */
  showAll(messages, unreadFrom) {
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.unreadFrom = unreadFrom;
    // A whole conversation is not read out; what comes after is.
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren();
    this.last = null;
    for (const message of messages) this.append(message);
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  add(message) {
    this.messages.set(message.message_id, message);
    this.append(message).classList.add("arrives");
  }

  append(message) {
    this.separate(message);
    const element = this.element(message, this.joins(message));
    this.log.append(element);
    this.last = message;
    return element;
  }

  edit(message) {
    const old = byId(`m${message.message_id}`);
    this.messages.set(message.message_id, message);
    if (this.last?.message_id === message.message_id) this.last = message;
    if (!old) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.textContent : null;
    const fresh = this.element(message, old.classList.contains("joined"));
    old.replaceWith(fresh);
    if (focused === null) return;
    // Never another button in the place of the one pressed: a second Enter would press it.
    const same = [...fresh.querySelectorAll("button, a")].find((one) => one.textContent === focused);
    (same ?? fresh).focus({ preventScroll: true });
  }

  /** The messages that are pinned above; they are marked where they stand, too. */
  setPinned(numbers) {
    this.pinned = numbers;
    for (const element of this.log.querySelectorAll("article.message")) {
      element.classList.toggle("pinned", numbers.includes(Number(element.id.slice(1))));
    }
  }

  remove(number) {
    this.messages.delete(number);
    byId(`m${number}`)?.remove();
  }

  /** Bring a message into view and mark it for a moment. */
  find(number) {
    const element = byId(`m${number}`);
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    element.classList.add("found");
    element.focus({ preventScroll: true });
    setTimeout(() => element.classList.remove("found"), 1300);
  }

  separate(message) {
    const day = dayNumber(momentOf(message));
    if (!this.last || dayNumber(momentOf(this.last)) !== day) {
      this.log.append(make("div", { class: "sep" }, dayOf(momentOf(message))));
    }
    if (message.message_id === this.unreadFrom) {
      this.log.append(make("div", { class: "sep new", id: "new" }, say("unread")));
    }
  }

  joins(message) {
    const last = this.last;
    return Boolean(last) && isMine(last) === isMine(message) && message.date - last.date < CLOSE && this.log.lastElementChild?.matches(".message");
  }

  element(message, joined) {
    const keys = inlineKeys(message, this.acts.press);
    const side = [isMine(message) ? "mine" : "theirs", joined && "joined", keys && "keyed", this.pinned.includes(message.message_id) && "pinned"].filter(Boolean).join(" ");
    const label = `${isMine(message) ? say("me") : this.name}, ${hourOf(momentOf(message))}`;
    return make("article", { class: `message ${side}`, id: `m${message.message_id}`, "aria-label": label, tabindex: "-1" }, this.bubble(message), keys);
  }

  bubble(message) {
    const words = message.text ?? message.caption ?? "";
    const entities = message.entities ?? message.caption_entities;
    // The hour stands in the last line of the words where there is room for it.
    const body = words
      ? make("div", { class: "words" }, ...formatted(words, entities, this.acts.command), metaOf(message))
      : metaOf(message);
    return make("div", { class: "bubble" }, forwardOf(message), this.answered(message), photoOf(message), fileOf(message), body);
  }

  answered(message) {
    const other = message.reply_to_message;
    if (!other) return null;
    const words = other.text ?? other.caption ?? say("document");
    return make("button", { type: "button", class: "reply", onclick: () => this.find(other.message_id) }, words);
  }
}

/** Whose words they are, where someone else's are passed on. */
function forwardOf(message) {
  const name = message.forward_origin?.sender_user_name;
  return name ? make("p", { class: "forwarded" }, say("forwarded", { name })) : null;
}

function metaOf(message) {
  const edited = message.edit_date ? make("span", {}, say("edited")) : null;
  const moment = momentOf(message);
  return make("span", { class: "meta" }, edited, make("time", { datetime: moment.toISOString() }, hourOf(moment)));
}

const addressOf = (file) => `/phone/file/${encodeURIComponent(file.file_id)}`;

function photoOf(message) {
  const photo = message.photo?.at(-1);
  if (!photo) return null;
  // The words under a picture say the same as it does: they are its text.
  const text = message.caption ?? say("photo");
  const image = make("img", { src: addressOf(photo), alt: text, width: photo.width, height: photo.height, loading: "lazy" });
  return make("button", { type: "button", class: "photo", "aria-label": `${say("photo")}: ${text}`, onclick: () => view(photo, text) }, image);
}

function view(photo, text) {
  const image = byId("viewer-img");
  image.src = addressOf(photo);
  image.alt = text;
  byId("viewer").showModal();
}

function fileOf(message) {
  const file = message.document;
  if (!file) return null;
  const name = file.file_name ?? say("document");
  const told = make("span", {}, make("b", {}, name), make("small", {}, sizeOf(file.file_size)));
  return make("a", { class: "file", href: addressOf(file), download: name, title: say("download") }, make("span", { class: "file-mark" }, icon("file")), told);
}
