"""Sentence templates: `(a|b)` is one of both, `[opt]` may be left out, `{slot}` is a value.

A template is written as people speak; expanding it gives a few sentences, chosen always in
the same way, so that the same files give the same weights on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import yaml

SENTENCES = Path(__file__).with_name("sentences")
LANGUAGES = ("fr", "en")
TRAINING_BOOK = (
    "Leroc",
    "Dupont SARL",
    "Martin SA",
    "Boulangerie Petit",
    "Transports Girard",
    "Menuiserie Lambert",
    "Garage Perrin",
    "Acme Ltd",
    "Northwind Trading",
    "Etablissements Chevalier",
)

VALUES: dict[str, tuple[str, ...]] = {
    "buyer": (
        "Leroc",
        "dupont",
        "martin sa",
        "Boulangerie Petit",
        "transports girard",
        "lambert",
        "perrin",
        "Acme",
        "northwind",
        "chevalier",
        "Zorglub",
        "Kowalczyk",
    ),
    "money": (
        "12 500 €",
        "18k",
        "100 000 euros",
        "7500€",
        "1,5 M€",
        "dix mille euros",
        "45 000 HT",
        "3 200,50 €",
        "25k€",
        "60000 euros",
        "8 400 TTC",
        "200 k€",
    ),
    "date": (
        "15/03",
        "10 mars",
        "hier",
        "1er avril",
        "lundi dernier",
        "12/11/2026",
        "le 3 mai 2026",
    ),
    "period": ("2025", "mars 2026", "T1", "T3 2026", "octobre 2026"),
    "terms": ("60 jours", "45 jours fin de mois", "30j", "3 mois fin de mois", "comptant"),
    "pct": ("0,25 %", "85 %", "90%", "0.22%", "80 pour cent"),
    "invoice": ("F-2026-118", "118", "F12", "2026-045", "FA204"),
    "days": ("30 jours", "60 jours", "deux semaines", "15 jours"),
    "number": ("7500", "12000", "118"),
}
_ENGLISH = {
    "money": (
        "€12,500",
        "18k",
        "100,000 euros",
        "7500€",
        "1.5 million",
        "ten thousand euros",
        "45,000 net",
        "3,200.50 €",
        "€25k",
        "60000 euros",
        "8,400 incl VAT",
        "200k€",
    ),
    "date": ("15/03", "10 March", "yesterday", "1st of April", "last Monday", "3 May 2026"),
    "period": ("2025", "March 2026", "Q1", "Q3 2026", "October 2026"),
    "terms": ("60 days", "45 days end of month", "net 30", "3 months end of month", "cash"),
    "pct": ("0.25%", "85%", "90 percent", "0.22 %", "80%"),
    "days": ("30 days", "60 days", "two weeks", "15 days"),
}

_ALTERNATIVES = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Template:
    intent: str
    lang: str
    text: str


def read_templates(folder: Path = SENTENCES) -> list[Template]:
    return [template for lang in LANGUAGES for template in _of_language(folder, lang)]


def _of_language(folder: Path, lang: str) -> Iterator[Template]:
    for path in sorted((folder / lang).glob("*.yaml")):
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        for line in document["phrases"].splitlines():
            if line.strip():
                yield Template(path.stem, lang, line.strip())


class Dice:
    """Throws that come out the same everywhere (a linear congruential generator)."""

    def __init__(self, seed: str) -> None:
        self._state = crc32(seed.encode())

    def below(self, limit: int) -> int:
        self._state = (self._state * 1103515245 + 12345) % 2**31
        return (self._state >> 8) % limit


def expand(template: Template, most: int) -> list[str]:
    """At most `most` different sentences."""
    if not _ALTERNATIVES.search(template.text):
        most = 1  # slots are masked anyway
    dice = Dice(f"{template.lang}{template.intent}{template.text}")
    drawn = (_drawn(template, dice) for _ in range(most * 2))
    return list(dict.fromkeys(drawn))[:most]


def _drawn(template: Template, dice: Dice) -> str:
    text = template.text
    while (found := _ALTERNATIVES.search(text)) is not None:
        options = (
            found[1].split("|") if found[1] is not None else [*found[2].split("|"), ""]
        )
        chosen = options[dice.below(len(options))]
        text = f"{text[: found.start()]}{chosen}{text[found.end() :]}"
    filled = _SLOT.sub(lambda match: _value(match[1], template.lang, dice), text)
    return _SPACES.sub(" ", filled).strip()


def _value(slot: str, lang: str, dice: Dice) -> str:
    values = _ENGLISH.get(slot, VALUES[slot]) if lang == "en" else VALUES[slot]
    return values[dice.below(len(values))]


def words_written(template: Template) -> set[str]:
    """Words that stand in the template itself, not in the values of its slots."""
    bare = _SLOT.sub(" ", template.text)
    return set(re.findall(r"\w+", bare))
