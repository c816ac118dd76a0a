"""A sentence made readable without losing where its words stand.

`clean` is what the person typed without invisible characters; `folded` is the same in
lower case without accents, *character for character*: a span found in one is a span of
the other, so that names and invoice numbers come back as they were typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Longer texts are no question to a chat: they are left unread rather than half read,
# since a figure cut in two would be a wrong figure.
LONGEST = 1000
_RAW_LONGEST = 6000

# Stands where a character was that must not be taken for part of a figure (², ½, ①).
BLOT = "\u00a4"

_LONGEST_LIGATURE = 3
_DOUBLED = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"}
_QUOTES = dict.fromkeys("’‘‛ʼ`´′＇", "'")
_DASHES = dict.fromkeys("‐‑‒–—−﹣－", "-")
_SIGNS = {"°": "°", "º": "°", "№": "n°"}
_PLAIN = {
    **_DOUBLED,
    **_QUOTES,
    **_DASHES,
    **_SIGNS,
    "\n": " ; ",
    "\r": " ; ",
    "\u2028": " ; ",
}

_SPACES = re.compile(r"\s+")
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")  # HTML pasted into a chat says nothing
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    clean: str
    folded: str
    too_long: bool = False

    def words(self) -> list[str]:
        return _WORD.findall(self.folded)


def read_sentence(text: str) -> Sentence:
    if len(text) > _RAW_LONGEST:
        return Sentence("", "", too_long=True)
    clean = _SPACES.sub(" ", _readable(_MARKUP.sub(" ", text))).strip()
    if len(clean) > LONGEST:
        return Sentence("", "", too_long=True)
    return Sentence(clean, fold(clean))


def fold(clean: str) -> str:
    """Lower case without accents, one character for one."""
    if clean.isascii():
        return clean.lower()
    return "".join(map(_folded, clean))


def _readable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if character < "\x7f" and character.isprintable():
        return character
    return _by_category(character)


def _by_category(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or category.startswith("M"):
        return ""
    if category == "No" or (category == "Nd" and not character.isascii()):
        wide = unicodedata.normalize("NFKC", character)
        return wide if wide.isascii() and category == "Nd" else BLOT
    if category[0] in "CZ" or category == "So":
        return " "
    return _composed(unicodedata.normalize("NFKC", character))


def _composed(text: str) -> str:
    """What a compatibility character stands for (℮, ﬁ, Ｅ); long ligatures are dropped."""
    return text if len(text) <= _LONGEST_LIGATURE else " "


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 and not unicodedata.combining(base) else character[:1]
