// The page comes to life: events in, acts out.
"use strict";

import { Alerts } from "./alerts.js";
import { Desk } from "./desk.js";
import { ask, byId, make, toast } from "./dom.js";
import { answered } from "./keys.js";
import { Conversation } from "./messages.js";
import { lang, loadWords, say, speak } from "./words.js";
import { Writer } from "./writer.js";

const TYPING = 5500; // a chat action lasts five seconds
const NEAR = 90; // pixels from the end that still count as being there

class Phone {
  constructor() {
    this.scroll = byId("scroll");
    this.alerts = new Alerts();
    this.talk = new Conversation({ press: (number, data) => this.press(number, data), command: (text) => this.say(text) });
    this.writer = new Writer({ say: (text) => this.say(text), send: (...file) => this.send(...file) });
    this.desk = new Desk({ move: (how) => this.post(how, {}), speak: (wanted) => this.speak(wanted) });
    this.bot = { name: "Vigie", description: "", commands: [] };
    this.pinned = [];
    byId("down").addEventListener("click", () => this.toEnd("smooth"));
    byId("pin").addEventListener("click", () => this.talk.find(this.pinned.at(-1)));
    byId("start").addEventListener("click", () => this.say(this.startWords()));
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    document.addEventListener("visibilitychange", () => this.scrolled());
    addEventListener("focus", () => this.scrolled());
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.scroll);
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(byId("log"));
    this.atEnd = true;
    this.top = 0;
  }

  // --- acts ---

  async post(act, said) {
    try {
      const body = said instanceof FormData ? said : JSON.stringify(said);
      const headers = said instanceof FormData ? {} : { "content-type": "application/json" };
      const answer = await fetch(`/phone/${act}`, { method: "POST", body, headers });
      if (answer.status === 401) location.reload();
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async say(text) {
    if (text.length > 4096) { toast(say("refused_long")); return false; }
    const sent = await this.post("say", { text });
    if (!sent) toast(say("failed"));
    return Boolean(sent);
  }

  async send(file, asPhoto, caption) {
    const form = new FormData();
    form.append("file", file);
    form.append("as", asPhoto ? "photo" : "document");
    form.append("caption", caption);
    const sent = await this.post("file", form);
    if (!sent) toast(say("failed"));
    return Boolean(sent);
  }

  async press(message_id, data) {
    const pressed = await this.post("press", { message_id, data });
    if (!pressed) toast(say("failed"));
    return pressed?.query;
  }

  async speak(wanted) {
    await this.post("lang", { lang: wanted });
    this.setLang(wanted);
    this.talk.showAll([...this.talk.messages.values()], 0);
    this.showStart();
  }

  /** A link with ?start=… opens the phone with a token, as t.me links do. */
  startWords() {
    const token = new URLSearchParams(location.search).get("start") ?? "";
    return token ? `/start ${token}` : "/start";
  }

  // --- events ---

  listen() {
    const source = new EventSource("/phone/events");
    source.onopen = () => this.status();
    source.onerror = () => { this.status("connecting"); if (source.readyState === EventSource.CLOSED) this.shutOut(); };
    source.onmessage = ({ data }) => this.hear(JSON.parse(data));
  }

  /** The phone was restarted and asks a guest of the local network for a new code. */
  async shutOut() {
    const answer = await fetch("/phone/words").catch(() => null);
    if (answer?.status === 401) location.reload();
  }

  hear(event) {
    switch (event.event) {
      case "view": return this.view(event);
      case "message": return this.message(event);
      case "edited": return this.edited(event.message);
      case "deleted": return this.talk.remove(event.message_id), this.showPin();
      case "aside": return this.aside(event);
      case "answered": return this.answered(event);
      case "action": return this.typing();
      case "bot": return this.setBot(event);
      case "clock": return this.desk.setClock(event);
    }
  }

  view(event) {
    // Back after a lost connection: one who reads above stays there.
    const reading = this.person === event.person.id && !this.atEnd ? this.scroll.scrollTop : null;
    this.person = event.person.id;
    this.setLang(event.person.language_code);
    this.desk.setClock(event.clock);
    this.setBot(event);
    const read = this.alerts.readUpTo(this.person);
    const unread = event.messages.filter((message) => message.from.is_bot && message.message_id > read);
    this.talk.showAll(event.messages, unread.length && read ? unread[0].message_id : 0);
    this.aside(event);
    this.showStart();
    this.status();
    if (byId("new") && unread.length) {
      this.alerts.count(unread.length);
      byId("new").scrollIntoView({ block: "start" });
      this.atEnd = false;
      this.scrolled();
    } else if (reading !== null) {
      this.scroll.scrollTop = reading;
    } else {
      this.toEnd();
    }
    document.documentElement.dataset.ready = "yes";
  }

  message({ message, silent }) {
    const wasAtEnd = this.atEnd, mine = !message.from.is_bot;
    this.talk.add(message);
    this.showStart();
    if (!mine) this.status();
    if (mine || (wasAtEnd && !document.hidden)) this.toEnd();
    if (!mine && (document.hidden || !document.hasFocus() || !wasAtEnd)) this.alerts.arrived(message, this.bot.name, silent);
    else this.scrolled();
  }

  /** Who stands at the end stays there, however long a card has become. */
  edited(message) {
    const wasAtEnd = this.atEnd;
    this.talk.edit(message);
    this.showPin();
    if (wasAtEnd) this.toEnd();
  }

  aside({ keyboard, pinned }) {
    this.pinned = pinned;
    this.talk.setPinned(pinned);
    this.writer.setKeyboard(keyboard);
    this.showPin();
  }

  async answered({ query, text, alert, url }) {
    answered(query);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    if (text && alert) await ask({ text, yes: say("ok"), cancel: false });
    else if (text) toast(text);
  }

  setBot(event) {
    this.bot = event;
    this.talk.name = event.name;
    byId("name").textContent = event.name;
    this.writer.setCommands(event.commands);
  }

  setLang(wanted) {
    speak(wanted);
    this.desk.showLang(lang);
    this.desk.show();
    this.alerts.showLeave();
    this.status();
    this.writer.setKeyboard(this.writer.keyboard);
  }

  // --- what stands around the conversation ---

  status(state = "online") {
    const place = byId("status");
    clearTimeout(this.typingEnds);
    byId("dots").hidden = state !== "typing";
    place.dataset.state = state;
    if (place.textContent !== say(state)) place.textContent = say(state);
  }

  typing() {
    this.status("typing");
    if (this.atEnd) this.toEnd();
    this.typingEnds = setTimeout(() => this.status(), TYPING);
  }

  showPin() {
    const message = this.talk.messages.get(this.pinned.at(-1));
    byId("pin").hidden = !message;
    if (message) byId("pin-text").textContent = (message.text ?? message.caption ?? "").split("\n")[0];
  }

  showStart() {
    const empty = this.talk.messages.size === 0;
    byId("start").hidden = !empty;
    byId("writer").hidden = empty;
    document.querySelector(".hello")?.remove();
    if (!empty) return;
    const words = this.bot.description || say("empty");
    byId("log").append(make("div", { class: "hello" }, make("img", { src: "/static/vigie.svg", alt: "" }), make("h2", {}, say("empty_title")), make("p", {}, words)));
  }

  toEnd(behavior = "instant") {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
    this.scrolled();
  }

  /** Where one stands: at the end everything is read. Only a person moving up leaves the
   *  end; a keyboard or a picture that takes room does not. */
  scrolled() {
    const top = this.scroll.scrollTop;
    const left = this.scroll.scrollHeight - top - this.scroll.clientHeight;
    if (left < NEAR) this.atEnd = true;
    else if (top < this.top - 1) this.atEnd = false;
    this.top = top;
    byId("down").hidden = this.atEnd;
    if (!this.atEnd || document.hidden || !document.hasFocus() || !this.person) return;
    const last = [...this.talk.messages.keys()].at(-1) ?? 0;
    this.alerts.markRead(this.person, last);
  }
}

await loadWords();
new Phone().listen();
