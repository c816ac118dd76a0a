// A message that arrives unseen makes itself known: badge, title, sound, notification.
"use strict";

import { byId, make } from "./dom.js";
import { say } from "./words.js";

const kept = {
  get: (name) => { try { return localStorage.getItem(`vigie.${name}`); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem(`vigie.${name}`, value); } catch { /* private window */ } },
};

export class Alerts {
  constructor() {
    this.unread = 0;
    this.title = document.title;
    this.sound = byId("sound");
    this.sound.checked = kept.get("sound") !== "off";
    this.sound.addEventListener("change", () => {
      kept.set("sound", this.sound.checked ? "on" : "off");
      if (this.sound.checked) this.ring();
    });
    byId("notify").addEventListener("click", () => this.askLeave());
    for (const act of ["pointerdown", "keydown"]) {
      addEventListener(act, () => this.wakeSound(), { once: true });
    }
  }

  /** The last message of this person's chat read in this browser. */
  readUpTo(person) { return Number(kept.get(`read.${person}`) ?? 0); }

  markRead(person, number) {
    kept.set(`read.${person}`, String(number));
    this.count(0);
  }

  count(unread) {
    this.unread = unread;
    document.title = unread ? `(${unread}) ${this.title}` : this.title;
    const badge = byId("badge");
    badge.hidden = !unread;
    badge.replaceChildren(String(unread));
    badge.setAttribute("aria-label", unread === 1 ? say("unread_one") : say("unread_many", { n: unread }));
    if (unread) navigator.setAppBadge?.(unread).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }

  /** One more that was not seen. */
  arrived(message, from, silent) {
    this.count(this.unread + 1);
    if (silent) return;
    this.ring();
    this.notify(message, from);
  }

  wakeSound() {
    const Sound = window.AudioContext;
    if (Sound && !this.audio) this.audio = new Sound();
    this.audio?.resume().catch(() => {});
  }

  /** Two soft strokes of a bell, a fifth apart. */
  ring() {
    if (!this.sound.checked || this.audio?.state !== "running") return;
    [659.26, 987.77].forEach((pitch, stroke) => this.strike(pitch, this.audio.currentTime + stroke * 0.13));
  }

  strike(pitch, at) {
    const tone = new OscillatorNode(this.audio, { type: "sine", frequency: pitch });
    const volume = new GainNode(this.audio, { gain: 0 });
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(volume).connect(this.audio.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }

  async askLeave() {
    if ("Notification" in window) await Notification.requestPermission();
    this.showLeave();
  }

  /** The button says where things stand. */
  showLeave() {
    const button = byId("notify");
    button.hidden = !("Notification" in window);
    const state = button.hidden ? "default" : Notification.permission;
    const word = { granted: "notify_on", denied: "notify_off" }[state] ?? "notify";
    button.querySelector("span").replaceChildren(make("span", {}, say(word)));
    button.disabled = state !== "default";
  }

  /** The first line must make sense alone: it is all a lock screen shows. */
  notify(message, from) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const body = (message.text ?? message.caption ?? say("document")).split("\n")[0];
    try {
      const note = new Notification(from, { body, tag: `vigie-${message.message_id}`, icon: "/static/vigie.svg" });
      note.onclick = () => { window.focus(); note.close(); };
    } catch { /* some phones let only installed apps notify: badge and sound remain */ }
  }
}
