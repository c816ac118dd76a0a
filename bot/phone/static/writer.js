// What one writes with: the text, the commands menu, the reply keyboard, files.
"use strict";

import { byId, icon, make } from "./dom.js";
import { replyRows } from "./keys.js";
import { say, sizeOf } from "./words.js";

const LIMIT = 4096;

export class Writer {
  /** `acts`: say(text), send(file, asPhoto, caption); both give whether it went. */
  constructor(acts) {
    this.acts = acts;
    this.commands = [];
    this.keyboard = {};
    this.text = byId("text");
    this.menu = byId("menu");
    byId("writer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("blur", () => setTimeout(() => this.closeMenu(), 150));
    byId("slash").addEventListener("click", () => this.slash());
    byId("clip").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => this.attach(event.target.files[0]));
    byId("keys-toggle").addEventListener("click", () => this.showKeys(byId("keys").hidden));
    addEventListener("paste", (event) => this.attach(event.clipboardData?.files[0]));
    this.catchDrops(document.querySelector(".phone"));
    this.changed();
  }

  // --- text ---

  changed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 150)}px`;
    this.text.style.overflowY = this.text.scrollHeight > 150 ? "auto" : "hidden";
    byId("send").disabled = !this.text.value.trim() && !this.file;
    const typed = this.text.value;
    if (/^\/\w*$/.test(typed)) this.openMenu(typed.slice(1).toLowerCase());
    else this.closeMenu();
  }

  async submit() {
    const words = this.text.value.trim();
    if (!words && !this.file) return;
    const file = this.file, asPhoto = this.asPhoto?.checked ?? false;
    this.put("");
    this.detach();
    const went = file ? await this.acts.send(file, asPhoto, words) : await this.acts.say(words);
    if (!went) { this.put(words); if (file) this.attach(file); }
  }

  put(words) { this.text.value = words; this.changed(); }

  key(event) {
    if (event.isComposing) return;
    const choices = this.menu.hidden ? [] : [...this.menu.children];
    const at = choices.findIndex((choice) => choice.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && choices.length) { event.preventDefault(); this.closeMenu(); }
    else if (choices.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(choices[(at + step + choices.length) % choices.length]);
    } else if (choices.length && event.key === "Tab" && at >= 0) {
      event.preventDefault();
      this.put(`${choices[at].dataset.command} `);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (at >= 0) this.take(choices[at]); else this.submit();
    }
  }

  tooLong() { return this.text.value.trim().length > LIMIT; }

  // --- commands ---

  setCommands(commands) {
    this.commands = commands;
    byId("slash").hidden = !commands.length;
  }

  slash() {
    const open = this.menu.hidden;
    this.text.focus();
    if (open) { if (!this.text.value) this.put("/"); else this.openMenu(""); }
    else { if (this.text.value === "/") this.put(""); this.closeMenu(); }
  }

  openMenu(begins) {
    const fitting = this.commands.filter(({ command }) => command.startsWith(begins));
    this.menu.replaceChildren(...fitting.map((one, n) => this.choice(one, n)));
    this.expand(fitting.length > 0);
    if (fitting.length) this.choose(this.menu.firstElementChild);
  }

  choice({ command, description }, n) {
    const item = make("li", { role: "option", id: `c${n}`, "aria-selected": "false", "data-command": `/${command}` }, make("b", {}, `/${command}`), make("span", {}, description));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => this.take(item));
    return item;
  }

  choose(item) {
    for (const other of this.menu.children) other.setAttribute("aria-selected", String(other === item));
    this.text.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  take(item) {
    this.put("");
    this.closeMenu();
    this.acts.say(item.dataset.command);
  }

  closeMenu() {
    this.expand(false);
    this.text.removeAttribute("aria-activedescendant");
  }

  expand(open) {
    this.menu.hidden = !open;
    this.text.setAttribute("aria-expanded", String(open));
    byId("slash").setAttribute("aria-expanded", String(open));
  }

  // --- reply keyboard ---

  setKeyboard(keyboard) {
    this.keyboard = keyboard;
    const rows = keyboard.keyboard ?? [];
    byId("keys").replaceChildren(...replyRows(rows, (text) => this.acts.say(text)));
    byId("keys-toggle").hidden = !rows.length;
    this.text.placeholder = keyboard.input_field_placeholder || say("placeholder");
    this.showKeys(rows.length > 0);
    if (keyboard.force_reply) this.text.focus();
  }

  showKeys(shown) {
    byId("keys").hidden = !shown;
    const toggle = byId("keys-toggle");
    toggle.setAttribute("aria-expanded", String(shown));
    toggle.setAttribute("aria-label", say(shown ? "keyboard_hide" : "keyboard"));
  }

  // --- files ---

  attach(file) {
    byId("file").value = "";
    if (!file) return;
    this.file = file;
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
    this.asPhoto = make("input", { type: "checkbox", checked: true });
    const mark = isPicture ? make("img", { src: URL.createObjectURL(file), alt: "" }) : make("span", { class: "file-mark" }, icon("file"));
    byId("attached").replaceChildren(
      mark,
      make("span", { class: "name" }, file.name, make("small", {}, sizeOf(file.size))),
      isPicture ? make("label", {}, this.asPhoto, say("as_photo")) : "",
      make("button", { type: "button", class: "round", "aria-label": say("remove_file"), onclick: () => { this.detach(); this.text.focus(); } }, icon("close")),
    );
    if (!isPicture) this.asPhoto = null;
    byId("attached").hidden = false;
    this.changed();
    this.text.focus();
  }

  detach() {
    this.file = this.asPhoto = null;
    byId("attached").hidden = true;
    byId("attached").replaceChildren();
    this.changed();
  }

  catchDrops(place) {
    let depth = 0;
    const over = (step) => {
      depth = Math.max(0, depth + step);
      place.dataset.drop = say("drop");
      place.classList.toggle("dropping", depth > 0);
    };
    place.addEventListener("dragenter", () => over(1));
    place.addEventListener("dragleave", () => over(-1));
    place.addEventListener("dragover", (event) => event.preventDefault());
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      over(-depth);
      this.attach(event.dataTransfer.files[0]);
    });
  }
}
