// The page's words, and days and hours as the language writes them.
"use strict";

let all = {};
let zone = "UTC";
export let lang = document.documentElement.lang;

export async function loadWords() {
  const told = await (await fetch("/phone/words")).json();
  all = told.words;
  zone = told.zone;
}

/** A word of the page, with its blanks filled: say("unread_many", { n: 3 }). */
export function say(name, blanks = {}) {
  const word = all[lang]?.[name] ?? name;
  return word.replace(/\{(\w+)\}/g, (whole, blank) => blanks[blank] ?? whole);
}

export function speak(wanted) {
  lang = wanted in all ? wanted : "en";
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.matches("button")) element.title = say(element.dataset.label);
  }
}

const locale = () => (lang === "fr" ? "fr-FR" : "en-GB");

function parts(moment, options) {
  const format = new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options });
  return format.formatToParts(moment).map(({ type, value }) =>
    type === "day" && value === "1" ? { type, value: say("first_day") } : { type, value });
}

const joined = (moment, options) => parts(moment, options).map((part) => part.value).join("");
export const part = (moment, name, options) =>
  parts(moment, options).find(({ type }) => type === name)?.value ?? "";

export const hourOf = (moment) => joined(moment, { hour: "2-digit", minute: "2-digit" });
export const dayOf = (moment) => joined(moment, { weekday: "long", day: "numeric", month: "long" });
export const longDayOf = (moment) =>
  joined(moment, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortDayOf = (moment) => joined(moment, { day: "numeric", month: "short" });

/** The local day as a number, to count days between two moments. */
export function dayNumber(moment) {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  return Math.round(Date.parse(format.format(moment)) / 86_400_000);
}

export function sizeOf(bytes) {
  const amount = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  if (bytes < 1024) return say("bytes", { n: amount(bytes) });
  if (bytes < 1024 * 1024) return say("kilobytes", { n: amount(bytes / 1024) });
  return say("megabytes", { n: amount(bytes / 1024 / 1024) });
}
