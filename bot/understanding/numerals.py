"""Numbers as people write and say them, in French and English.

"12 500,50", "12.500,50", "12,500.50", "12k5", "dix mille", "un million et demi", "septante",
"half a million". A number that can be read in two ways has no value (`value is None`):
a question is better than a figure that nobody meant.
"""
# ruff: noqa: E501, SIM905, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.understanding.late import late
from bot.understanding.sentence import BLOT

THOUSAND, MILLION, BILLION = Decimal(1000), Decimal(1_000_000), Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Number:
    """`exact`: written in a way that already says "a sum" (grouped, scaled, with cents)."""

    start: int
    end: int
    value: Decimal | None
    text: str
    exact: bool = False
    spelt: bool = False

    @property
    def is_count(self) -> bool:
        return self.value is not None and self.value == self.value.to_integral_value()


# --- Words ---------------------------------------------------------------------------

_FR_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dix-sept dix-huit dix-neuf"
).split()
_FR_TENS = {
    20: ("vingt",),
    30: ("trente",),
    40: ("quarante",),
    50: ("cinquante",),
    60: ("soixante",),
    70: ("septante",),
    80: ("huitante", "octante"),
    90: ("nonante",),
}
_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _french() -> Iterator[tuple[str, int]]:
    for number, word in enumerate(_FR_UNITS):
        yield word.replace("-", " "), number
    yield "une", 1
    for ten, words in _FR_TENS.items():
        for word in words:
            yield word, ten
            yield from _french_after(word, ten, 9)
    yield from _french_after("soixante", 60, 19)
    for eighty in ("quatre vingt", "quatre vingts"):
        yield eighty, 80
        yield from _french_after(eighty, 80, 19)


def _french_after(word: str, ten: int, last: int) -> Iterator[tuple[str, int]]:
    for unit in range(1, last + 1):
        said = _FR_UNITS[unit].replace("-", " ")
        yield f"{word} {said}", ten + unit
        yield f"{word} et {said}", ten + unit


def _english() -> Iterator[tuple[str, int]]:
    for number, word in enumerate(_EN_UNITS):
        yield word, number
    for index, ten in enumerate(_EN_TENS):
        yield ten, 20 + 10 * index
        for unit in range(1, 10):
            yield f"{ten} {_EN_UNITS[unit]}", 20 + 10 * index + unit


BELOW_HUNDRED: dict[str, int] = {**dict(_english()), **dict(_french())}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _said_below_hundred() -> str:
    """An expression for the words of `BELOW_HUNDRED`, the longest that fits tried first.

    Built as people count, tens and units: the 388 side by side took 5 ms to compile, in
    each of two dozen expressions.
    """
    units = [word.replace("-", " ") for word in _FR_UNITS]
    tens = [word for ten, words in _FR_TENS.items() if ten != 60 for word in words]
    alone = [*_EN_UNITS, *_EN_TENS, *units, "une", *tens, "soixante", "quatre vingts?"]
    return "|".join(
        (
            rf"(?:{_any(_EN_TENS)}) (?:{_any(_EN_UNITS[1:10])})",
            rf"(?:{_any(tens)}) (?:et )?(?:{_any(units[1:10])})",
            rf"(?:soixante|quatre vingts?) (?:et )?(?:{_any(units[1:])})",
            _any(set(alone)),
        )
    )


SAID_BELOW_HUNDRED = rf"(?:{_said_below_hundred()})"
_HUNDREDS = frozenset(("cent", "cents", "hundred", "hundreds"))
_SCALES = {
    **dict.fromkeys(("mille", "milles", "mil", "thousand", "thousands", "grand"), THOUSAND),
    **dict.fromkeys(("k", "keur", "keuro", "keuros", "kilo"), THOUSAND),
    **dict.fromkeys(("million", "millions", "mio", "mln", "mn", "meur", "meuros"), MILLION),
    **dict.fromkeys(("milliard", "milliards", "billion", "billions", "md", "mds"), BILLION),
}
_HALVES = frozenset(("demi", "demie", "half"))
_LINKS = frozenset(("et", "and", "-", "de", "d", "a"))
_COUNT_WORDS = frozenset(word for said in BELOW_HUNDRED for word in said.split()) - {"et"}
_LONGEST_SAYING = 4  # quatre vingt dix neuf

# --- Figures ---------------------------------------------------------------------------

_GROUPED = r"[0-9]{1,3}(?P<sep>[ .,'])[0-9]{3}(?:(?P=sep)[0-9]{3})*(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
_PLAIN = r"[0-9]+(?:[.,][0-9]+(?![0-9]))?"
_FIGURE = rf"(?:{_GROUPED})|(?:{_PLAIN})"
_ATOM = late(
    rf"(?P<figure>{_FIGURE})|(?P<word>[a-z]+)|(?P<link>[-' ])|(?P<other>.)", re.DOTALL
)
_FIGURE_ALONE = late(_FIGURE)

# 12k5, 1m2: what follows the letter is the tenths (or the three digits) of the scale.
_SPLIT_SCALE = late(r"(?P<whole>[0-9]{1,3})(?P<scale>[km])(?P<rest>[0-9]{1,3})(?![0-9a-z])")

# Where a figure may begin: not inside a code (F12, 2026-118, 1/2), not after a blot.
_BEGINS = late(r"(?<![0-9a-z\u00a4#/_])(?<![0-9]-)(?:-(?=[0-9]))?(?=[0-9])")
_GLUED_CODE = late(r"[0-9]+(?:[a-z_]{1,4}[0-9]|[/_-][0-9a-z])")
_SCALE_AFTER = late(
    r" ?(?P<scale>k|m|mds?|mn|mio|mln|milles?|millions?|milliards?|thousand|grand|billions?)"
    r"(?=$|[^a-z0-9\u00a4]|e(?:ur|uros?)?\b)"
)


def decimal_of(written: str, *, scaled: bool = False) -> Decimal | None:
    """The value of a figure; None when its separator can be read in two ways."""
    compact = written.replace(" ", "").replace("'", "")
    marks = [character for character in compact if character in ".,"]
    if not marks:
        return Decimal(compact)
    if len(set(marks)) == 2 or (" " in written or "'" in written):
        return _with_decimal_mark(compact, marks[-1])
    return _one_kind_of_mark(compact, marks, scaled=scaled)


def _with_decimal_mark(compact: str, mark: str) -> Decimal:
    whole, _, cents = compact.rpartition(mark)
    return Decimal(f"{whole.replace('.', '').replace(',', '')}.{cents}")


def _one_kind_of_mark(compact: str, marks: list[str], *, scaled: bool) -> Decimal | None:
    head, _, tail = compact.rpartition(marks[-1])
    if len(marks) > 1:
        return Decimal(compact.replace(marks[0], ""))
    if len(tail) == 3 and head != "0":
        # 1,250 is 1 250; but "1,250 M" is a million and a quarter to some.
        return None if scaled else Decimal(head + tail)
    return Decimal(f"{head}.{tail}")


@lru_cache(maxsize=256)
def _scale(word: str) -> Decimal | None:
    return {"m": MILLION}.get(word) or _SCALES.get(word)


# --- Both together -----------------------------------------------------------------------


@dataclass(slots=True)
class _Sum:
    """A number being said: whole scales so far, and what was said since the last one."""

    total: Decimal = Decimal(0)
    current: Decimal | None = None
    last_scale: Decimal | None = None
    doubtful: bool = False
    atoms: int = 0

    def small(self, value: Decimal) -> bool:
        if self.current is not None and (self.current % 100 or value >= 100):
            return False
        self.current = (self.current or Decimal(0)) + value
        return True

    def hundred(self) -> bool:
        if self.current is not None and not 1 <= self.current <= 19:
            return False
        self.current = (self.current or Decimal(1)) * 100
        return True

    def scale(self, factor: Decimal) -> bool:
        if self.last_scale is not None and factor >= self.last_scale:
            return False
        if self.current is None and self.last_scale is not None:
            return False
        self.total += (Decimal(1) if self.current is None else self.current) * factor
        self.current, self.last_scale = None, factor
        return True

    def value(self) -> Decimal | None:
        if self.doubtful or self._trails_off():
            return None
        return self.total + (self.current or 0)

    def _trails_off(self) -> bool:
        """As in "douze mille cinq", "2 millions 5": 12 005 or 12 500? 2 000 005 or 2.5 M?"""
        if self.last_scale is None or self.current is None:
            return False
        return self.current < 10 or (self.last_scale > THOUSAND and self.current < THOUSAND)


def numbers(text: str) -> list[Number]:
    """Every number of a folded text, the longest reading of each."""
    found: list[Number] = []
    position = 0
    for start in _starts(text):
        if start < position:
            continue
        number = _number_at(text, start)
        if number is not None:
            found.append(number)
            position = number.end
    return found


_WORD_START = late(r"(?<![a-z0-9'])[a-z]+")


def _starts(text: str) -> list[int]:
    figures = [match.start() for match in _BEGINS.finditer(text)]
    words = [
        match.start()
        for match in _WORD_START.finditer(text)
        if match.group() in _COUNT_WORDS or match.group() in _SPOKEN_STARTS
    ]
    return sorted({*figures, *words})


_SPOKEN_STARTS = _HUNDREDS | _HALVES | {"mille", "mil", "a"}


def _number_at(text: str, start: int) -> Number | None:
    if text[start] in "-0123456789":
        return _figure_at(text, start)
    return _spoken_at(text, start)


def _figure_at(text: str, start: int) -> Number | None:
    sign = 1 if text[start] == "-" else 0
    split = _SPLIT_SCALE.match(text, start + sign)
    if split is not None:
        return _negative(_split_scale(split), sign, text)
    if _GLUED_CODE.match(text, start + sign):
        return None
    figure = _FIGURE_ALONE.match(text, start + sign)
    if figure is None:
        return None
    return _negative(_scaled_figure(text, figure), sign, text)


def _negative(number: Number | None, sign: int, text: str) -> Number | None:
    if number is None or not sign:
        return number
    value = None if number.value is None else -number.value
    start = number.start - 1
    return Number(start, number.end, value, text[start : number.end], number.exact)


def _split_scale(match: re.Match[str]) -> Number:
    factor = THOUSAND if match["scale"] == "k" else MILLION
    value = Decimal(f"{match['whole']}.{match['rest']}") * factor
    return Number(match.start(), match.end(), value, match.group(), exact=True)


def _scaled_figure(text: str, figure: re.Match[str]) -> Number | None:
    scale = _SCALE_AFTER.match(text, figure.end())
    if scale is None:
        return _unscaled(text, figure)
    value = decimal_of(figure.group(), scaled=True)
    factor = _scale(scale["scale"])
    if factor is None:
        return None
    said = _Sum()
    said.doubtful = value is None or (
        scale["scale"] == "m" and _perhaps_months(text, scale)
    )
    said.current = value or Decimal(0)
    said.scale(factor)
    end = scale.end()
    if scale["scale"] not in ("k", "m"):
        end = _continue(text, end, said)
    return Number(figure.start(), end, said.value(), text[figure.start() : end], exact=True)


_MILLIONS_MEANT = late(r" ?(?:€|eur|euros?\b|e\b|d'euros?|de ca\b|of turnover|ht\b|ttc\b)")


def _perhaps_months(text: str, scale: re.Match[str]) -> bool:
    """As in "3m" alone may be three months or metres; "3 m€", "12.5m" and "5 M de ca" are not."""
    if _MILLIONS_MEANT.match(text, scale.end()):
        return False
    before = text[max(0, scale.start() - 3) : scale.start()]
    return "." not in before and "," not in before and len(before.strip()) < 2


# "100.50.20", "12 500 500 50": more figures go on where the number should have ended.
_GOES_ON = late(r"[.,][0-9]|(?<=[0-9]) [0-9]")


def _unscaled(text: str, figure: re.Match[str]) -> Number | None:
    if text[figure.end() : figure.end() + 1] == BLOT:
        return None
    written = figure.group()
    grouped = figure["sep"] is not None
    cents = not grouped and any(mark in written for mark in ".,")
    value = decimal_of(written)
    follows = _GOES_ON.match(text, figure.end())
    if follows is not None and (grouped or follows.group()[0] in ".,"):
        value = None
    return Number(figure.start(), figure.end(), value, written, exact=grouped or cents)


def _spoken_at(text: str, start: int) -> Number | None:
    said = _Sum()
    end = _continue(text, start, said)
    if said.atoms == 0:
        return None
    value = said.value()
    exact = said.last_scale is not None and said.total > THOUSAND
    return Number(start, end, value, text[start:end], exact=exact, spelt=True)


_WORDS_AHEAD = late(r"[a-z]+|[0-9]+(?![0-9.,]|[a-z])")


def _continue(text: str, position: int, said: _Sum) -> int:
    """Take words (and figures after a scale) into `said`; gives where the number ends."""
    end = position
    position = _skip_link(text, position)
    while True:
        taken = _take_saying(text, position, said)
        if taken == position:
            return end
        end = taken
        position = _skip_link(text, end)


def _skip_link(text: str, position: int) -> int:
    match = _LINK.match(text, position)
    return position if match is None else match.end()


_LINK = late(r"(?:[ -]{1,2})(?:(?:et|and)[ -])?(?:(?:a|un|une)[ -](?=half|demi))?")


def _take_saying(text: str, position: int, said: _Sum) -> int:
    words = _ahead(text, position)
    if not words:
        return position
    for count in range(min(_LONGEST_SAYING, len(words)), 0, -1):
        saying = " ".join(word for word, _ in words[:count])
        if saying in BELOW_HUNDRED:
            return _taken(said, words[count - 1][1], position, BELOW_HUNDRED[saying])
    return _take_big(words[0], text, position, said)


def _taken(said: _Sum, end: int, position: int, value: int) -> int:
    if not said.small(Decimal(value)):
        return position
    said.atoms += 1
    return end


def _take_big(first: tuple[str, int], text: str, position: int, said: _Sum) -> int:
    word, end = first
    if word in _HALVES:
        return _take_half(said, text, position, end)
    if word.isdigit():
        return _take_figure(said, text, position)
    if word == "a":
        following = _ahead(text, end + 1)[:1]
        fits = (
            said.atoms == 0
            and following
            and following[0][0] in ("hundred", "thousand", "million")
        )
        return end + 1 if fits and _noted(said) else position
    if word in _HUNDREDS:
        return end if said.hundred() and _noted(said) else position
    factor = _SCALES.get(word)
    if factor is None or (word in ("k", "kilo") and said.atoms == 0):
        return position
    return end if said.scale(factor) and _noted(said) else position


def _noted(said: _Sum) -> bool:
    said.atoms += 1
    return True


def _take_half(said: _Sum, text: str, position: int, end: int) -> int:
    if said.last_scale is not None:  # un million et demi
        return end if _halved(said, said.total + said.last_scale / 2) else position
    match = _HALF_SCALE.match(text, end)
    if match is None:
        return position
    # one and a half million; un demi million, half a million
    whole = said.current if _AND.search(text, 0, position) else None
    factor = _scale(match["scale"]) or Decimal(1)
    _halved(said, ((whole or Decimal(0)) + Decimal("0.5")) * factor)
    return match.end()


def _halved(said: _Sum, total: Decimal) -> bool:
    said.total, said.current, said.last_scale = total, None, Decimal(1)
    return _noted(said)


_HALF_SCALE = late(r"[ -](?:(?:a|de) )?(?P<scale>million|milliard|billion)\b")
_AND = late(r"\b(?:and|et) (?:a |un |une )?$")


def _take_figure(said: _Sum, text: str, position: int) -> int:
    """A figure goes on with a spoken scale: 10 mille 500, 1 million 200 mille."""
    figure = _FIGURE_ALONE.match(text, position)
    if said.last_scale is None or said.current is not None or figure is None:
        return position
    value = decimal_of(figure.group())
    if value is None or value >= said.last_scale:
        return position
    said.current = value
    said.atoms += 1
    return figure.end()


def _ahead(text: str, position: int) -> list[tuple[str, int]]:
    """The next words and where each ends; hyphens and single spaces only in between."""
    found: list[tuple[str, int]] = []
    while len(found) < _LONGEST_SAYING:
        match = _WORDS_AHEAD.match(text, position)
        if match is None:
            break
        found.append((match.group(), match.end()))
        position = match.end()
        if text[position : position + 1] not in (" ", "-"):
            break
        position += 1
    return found
