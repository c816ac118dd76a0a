"""The colours of pictures, light and dark.

Text stands on its ground with a contrast of at least 4.5 to 1 (a test reckons it); a
colour never speaks alone: a shape and a word stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    ground: str
    card: str
    ink: str
    quiet: str  # secondary text
    line: str
    safe: str  # insured, left, in time
    safe_soft: str
    used: str  # gone: indemnities paid, older debts
    used_soft: str
    warn: str  # soon, expected, above the limit
    warn_soft: str
    alarm: str  # missed, not insured
    alarm_soft: str


LIGHT = Palette(
    ground="#f6f1e4",
    card="#fffdf7",
    ink="#16232f",
    quiet="#4a5866",
    line="#d9d0bb",
    safe="#19653f",
    safe_soft="#d9efe3",
    used="#39597a",
    used_soft="#dbe6f1",
    warn="#8f4d04",
    warn_soft="#fbe8cf",
    alarm="#9b2226",
    alarm_soft="#f8dcdc",
)
DARK = Palette(
    ground="#0d1822",
    card="#152431",
    ink="#f1f4f6",
    quiet="#b3c0cb",
    line="#2d4152",
    safe="#6fd39f",
    safe_soft="#173a2b",
    used="#9cc3ea",
    used_soft="#1d3449",
    warn="#f3b45a",
    warn_soft="#45310f",
    alarm="#ff9a94",
    alarm_soft="#4a1f22",
)
PALETTES = {"light": LIGHT, "dark": DARK}


def contrast(one: str, other: str) -> float:
    """As WCAG reckons it: 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's own figures
