"""The words of the trade: found in a sentence, near misses too.

What the words mean stands in templates, and the figure of the policy or of the record that
belongs to each in `own_figures`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import Any

ALIASES = {"cancellation": "limit_withdrawal"}  # as the understanding calls them
MOST_AT_ONCE = 2
NEAR = 0.74  # how alike a near miss is
ALMOST = 0.88  # and from where on it is taken for the word itself
MOST_NEAR = 4
LEAST_LETTERS = 4

# --- The words -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    name: str
    says: str
    yours: str = ""  # what one's own figure is called; "": there is none
    also: tuple[str, ...] = ()
    common: bool = False  # gives way to any other word of the same sentence

    @property
    def letter(self) -> str:
        return fold(self.name)[0].upper()


@dataclass(frozen=True)
class Glossary:
    entries: Mapping[str, Entry]
    index_words: tuple[str, ...]

    @classmethod
    def of(cls, pages: Mapping[str, Any]) -> Glossary:
        entries = {
            code: Entry(
                code,
                told["name"],
                told["says"],
                told.get("yours", ""),
                tuple(told.get("also", ())),
                bool(told.get("common")),
            )
            for code, told in pages["terms"].items()
        }
        return cls(entries, tuple(pages["index"]))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        return tuple(sorted({entry.letter for entry in self.entries.values()}))

    def under(self, letter: str) -> tuple[Entry, ...]:
        found = (entry for entry in self.entries.values() if entry.letter == letter)
        return tuple(sorted(found, key=lambda entry: fold(entry.name)))

    def asks_for_index(self, sentence: str) -> bool:
        text = fold(sentence)
        return any(_in(text, fold(word)) for word in self.index_words)

    def named(self, sentence: str, code: str | None = None) -> tuple[Entry, ...]:
        """The entries that a sentence names, the longest names first; `code` is what the
        understanding saw, for names that this language's pages do not hold.
        """
        text, found = fold(sentence), dict[str, Entry]()
        for phrase, entry in self._phrases:
            shorter = _without(text, phrase)
            if shorter != text:
                text = shorter
                found.setdefault(entry.code, entry)
        rare = [entry for entry in found.values() if not entry.common]
        if not rare and code:
            seen = self.entries.get(ALIASES.get(code, code))
            rare = [seen] if seen else []
        return tuple(rare or found.values())[:MOST_AT_ONCE]

    def near(self, sentence: str) -> tuple[Entry, ...]:
        """Names that sound like something in the sentence, the likeliest first; one
        alone where it is almost said.
        """
        pieces = tuple(_pieces(fold(sentence)))
        best: dict[str, float] = {}
        for phrase, entry in self._phrases:
            likeness = max((_alike(piece, phrase) for piece in pieces), default=0.0)
            best[entry.code] = max(best.get(entry.code, 0.0), likeness)
        ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
        likely = [self.entries[code] for code, likeness in ranked if likeness >= NEAR]
        sure = [self.entries[code] for code, likeness in ranked if likeness >= ALMOST]
        return tuple(sure[:1] or likely[:MOST_NEAR])

    @cached_property
    def _phrases(self) -> tuple[tuple[str, Entry], ...]:
        every = (
            (fold(phrase), entry)
            for entry in self.entries.values()
            for phrase in (entry.name, *entry.also)
        )
        return tuple(sorted(every, key=lambda each: (-len(each[0]), each[0])))


def fold(text: str) -> str:
    """Without accents, capitals, or any mark but those inside words."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).lower()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", letters).split())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, each in singular or plural."""
    words = (rf"{re.escape(word)}(?:s|x|es)?" for word in phrase.split())
    return re.compile(rf"(?<![a-z0-9]){' '.join(words)}(?![a-z0-9])")


def _in(text: str, phrase: str) -> bool:
    return _pattern(phrase).search(text) is not None


def _without(text: str, phrase: str) -> str:
    first, _, _ = phrase.partition(" ")
    return _pattern(phrase).sub("#", text) if first in text else text


def _pieces(text: str) -> Iterable[str]:
    """Runs of one to three words, long enough to be a misspelt name."""
    words = text.split()
    for size in (1, 2, 3):
        for start in range(len(words) - size + 1):
            piece = " ".join(words[start : start + size])
            if len(piece) >= LEAST_LETTERS:
                yield piece


def _alike(piece: str, phrase: str) -> float:
    """Nobody misspells the first letter: that spares most of the comparing."""
    if piece[0] != phrase[0] or abs(len(piece) - len(phrase)) > LEAST_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, piece, phrase, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NEAR else 0.0
