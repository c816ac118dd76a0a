// The shared clock and the settings.
"use strict";

import { ask, byId, toast } from "./dom.js";
import { dayNumber, hourOf, longDayOf, part, say, shortDayOf } from "./words.js";

export class Desk {
  /** `acts`: move(how) gives { moved } or null; speak(lang). */
  constructor(acts) {
    this.acts = acts;
    this.panel = byId("desk");
    byId("desk-open").addEventListener("click", () => this.open());
    byId("desk-close").addEventListener("click", () => this.close());
    addEventListener("keydown", (event) => { if (event.key === "Escape" && this.isOpen()) this.close(); });
    addEventListener("pointerdown", (event) => {
      if (this.isOpen() && !this.panel.contains(event.target) && !event.target.closest("dialog")) this.close();
    });
    for (const button of document.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => this.move(button, button.dataset.move));
    }
    byId("anew").addEventListener("click", (event) => this.anew(event.currentTarget));
    this.setUpChoices();
    setInterval(() => this.show(), 15_000);
  }

  isOpen() { return this.panel.classList.contains("open"); }

  open() {
    this.panel.classList.add("open");
    this.panel.setAttribute("role", "dialog");
    this.panel.setAttribute("aria-modal", "true");
    document.querySelector(".phone").inert = true;
    byId("clock-told").textContent = "";
    byId("desk-close").focus();
  }

  close() {
    this.panel.classList.remove("open");
    this.panel.removeAttribute("role");
    this.panel.removeAttribute("aria-modal");
    document.querySelector(".phone").inert = false;
    byId("desk-open").focus();
  }

  // --- clock ---

  setClock({ now, shift }) {
    this.told = Date.parse(now);
    this.toldAt = performance.now();
    this.shift = shift * 1000;
    this.show();
  }

  now() { return new Date(this.told + performance.now() - this.toldAt); }

  show() {
    if (this.told === undefined) return;
    const now = this.now();
    const date = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    const shown = {
      weekday: part(now, "weekday", date),
      day: part(now, "day", date),
      month: `${part(now, "month", date)} ${part(now, "year", date)}`,
      short: shortDayOf(now),
      hour: hourOf(now),
      shift: this.shiftWords(now),
    };
    for (const element of document.querySelectorAll("[data-clock]")) {
      const words = shown[element.dataset.clock];
      if (element.textContent !== words) element.textContent = words;
    }
    byId("desk-open").setAttribute("aria-label", [say("desk"), longDayOf(now), shown.shift].filter(Boolean).join(", "));
  }

  /** « +12 jours »: by the days on the calendar; less than a day in hours. */
  shiftWords(now) {
    const sign = this.shift < 0 ? "−" : "+";
    const days = Math.abs(dayNumber(now) - dayNumber(new Date(now - this.shift)));
    if (days) return say(days > 1 ? "shift_days" : "shift_day", { sign, n: days });
    const hours = Math.round(Math.abs(this.shift) / 3_600_000);
    return hours ? say("shift_hours", { sign, n: hours }) : "";
  }

  async move(button, how) {
    const done = await this.busy(button, how);
    if (!done) return;
    this.setClock(done.clock);
    const told = done.moved ? say("moved", { day: longDayOf(this.now()), hour: hourOf(this.now()) }) : say("no_reminder");
    byId("clock-told").textContent = told;
    if (!this.isOpen() || !done.moved) return;
    this.close();
    toast(told);
  }

  async anew(button) {
    const sure = await ask({ title: say("anew_ask"), text: say("anew_warning"), yes: say("anew_yes"), danger: true });
    if (!sure) return;
    const done = await this.busy(button, "anew");
    if (!done) return;
    if (this.isOpen()) this.close();
    toast(say("anew_done"));
  }

  async busy(button, how) {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const done = await this.acts.move(how);
    button.disabled = false;
    button.removeAttribute("aria-busy");
    if (!done) toast(say("clock_failed"));
    return done;
  }

  // --- settings ---

  setUpChoices() {
    for (const choice of document.querySelectorAll("input[name=lang]")) {
      choice.addEventListener("change", () => this.acts.speak(choice.value));
    }
    const theme = document.documentElement.dataset.theme ?? "auto";
    for (const choice of document.querySelectorAll("input[name=theme]")) {
      choice.checked = choice.value === theme;
      choice.addEventListener("change", () => this.dress(choice.value));
    }
  }

  showLang(lang) {
    for (const choice of document.querySelectorAll("input[name=lang]")) choice.checked = choice.value === lang;
  }

  dress(theme) {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try { localStorage.setItem("vigie.theme", theme); } catch { /* private window */ }
  }
}
