"""What a page must hold for everyone: sizes, names, contrasts, order, words of pictures."""

from __future__ import annotations

from typing import Any

# Everything to touch is 44 pixels each way; a word in a sentence is exempt (WCAG 2.5.8).
TARGETS = """() => [...document.querySelectorAll("button, label, textarea, a.file, li")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .filter((e) => !e.matches(".command, .spoiler, .reply"))
  .map((e) => [e.id || e.className || e.textContent, e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)"""
NAMELESS = """() => [...document.querySelectorAll("button, textarea, input:not([hidden])")]
  .filter((e) => e.checkVisibility())
  .filter((e) => !(e.ariaLabel || e.textContent || e.labels?.[0]?.textContent))
  .map((e) => e.outerHTML)"""
# The pairs of the palette, whether they are on the screen or not.
CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d");
  const light = (name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(--${name})`;
    paint.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((c) =>
      (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const pairs = ["ink card", "ink paper", "ink-soft card", "ink-soft bar",
    "ink-soft paper", "mine-ink mine", "mine-soft mine", "key-ink key", "key-ink bar",
    "link card", "shift shift-back", "badge-ink badge", "bad key", "good key"];
  return pairs.map((pair) => {
    const [a, b] = pair.split(" ").map(light);
    return [pair, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)];
  }).filter(([, ratio]) => ratio < 4.5);
}"""
# Every text that shows, on the colours that really lie under it.
TEXT_CONTRAST = """() => {
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const lay = (colour) => { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); };
  const over = (element) => {
    const layers = ["#fff"];
    for (let e = element; e; e = e.parentElement)
      layers.splice(1, 0, getComputedStyle(e).backgroundColor);
    layers.forEach(lay);
  };
  const light = () => {
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((c) =>
      (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const low = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, style = getComputedStyle(e);
    const words = walk.currentNode.data.trim();
    if (!words || !e.checkVisibility({ visibilityProperty: true })) continue;
    // What lies on a gradient is left to the eye, and to the palette's own check.
    if (e.closest(".bar, .skip, .sep, :disabled, noscript")) continue;
    over(e);
    const back = light();
    lay(style.color);
    const front = light();
    const ratio = (Math.max(front, back) + .05) / (Math.min(front, back) + .05);
    if (ratio < 4.5) low.add(`${e.className || e.tagName}: ${ratio.toFixed(2)} ${words}`);
  }
  return [...low];
}"""
WORDLESS_PICTURES = """() => [...document.querySelectorAll("img")]
  .filter((e) => e.checkVisibility())
  .filter((e) => !e.hasAttribute("alt") || (e.closest(".photo") && !e.alt.trim()))
  .map((e) => e.outerHTML)"""
# An emoji may begin a label, never stand within it, and never be the whole of it.
STRAY_EMOJI = """() => [...document.querySelectorAll("#log .key, #keys .key")]
  .map((e) => e.textContent.trim())
  .filter((text) => !/\\p{L}|\\d/u.test(text)
    || /(?<!^)\\p{Emoji_Presentation}/u.test(text))"""
# Top to bottom, as it is read.
DISORDER = """() => {
  const places = [...document.querySelectorAll("#log .key, #log .photo, #log .unfold")]
    .filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().top);
  return places.some((top, n) => n && top < places[n - 1] - 1) ? places : [];
}"""
SAID = """() => {
  const log = document.querySelector("#log");
  const its = ["role", "aria-live", "aria-relevant"].map((name) => log.getAttribute(name));
  return [...its,
    document.querySelector("#status").getAttribute("role"), document.documentElement.lang,
    [...document.querySelectorAll("article.message")].every((e) => e.ariaLabel)];
}"""


async def check(page: Any, lang: str) -> None:
    """Whatever stands on the page now."""
    for script in (
        TARGETS,
        NAMELESS,
        CONTRAST,
        TEXT_CONTRAST,
        WORDLESS_PICTURES,
        STRAY_EMOJI,
        DISORDER,
    ):
        assert await page.evaluate(script) == []
    said = ["log", "polite", "additions", "status", lang, True]
    assert await page.evaluate(SAID) == said
