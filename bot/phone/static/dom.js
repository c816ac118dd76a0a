// Elements, made and found.
"use strict";

export const byId = (id) => document.getElementById(id);

/** An element with properties ("class", "data-…", "aria-…" and handlers) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** An icon of the sprite in the page. */
export function icon(name, className = "icon") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

let hiding = 0;

/** A few words that pass by; read out politely. */
export function toast(text) {
  const place = byId("toast");
  clearTimeout(hiding);
  place.textContent = text;
  hiding = setTimeout(() => { place.textContent = ""; }, Math.max(3200, text.length * 70));
}

/** A box that wants an answer; true when the main button was chosen. */
export function ask({ title = "", text = "", yes, cancel = true, danger = false }) {
  const box = byId("box");
  byId("box-title").textContent = title;
  byId("box-text").textContent = text;
  byId("box-no").hidden = !cancel;
  const main = byId("box-yes");
  main.textContent = yes;
  main.classList.toggle("danger", danger);
  box.returnValue = "";
  box.showModal();
  (cancel ? byId("box-no") : main).focus();
  return new Promise((resolve) => {
    box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true });
  });
}
