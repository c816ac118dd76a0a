"""Months, weekdays and the days of a month, as they are written in both languages."""
# ruff: noqa: SIM905, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.understanding.numerals import BELOW_HUNDRED

_MONTHS = (
    "janvier january jan janv",
    "fevrier february fev feb fevr",
    "mars march mar",
    "avril april avr apr",
    "mai may",
    "juin june jun",
    "juillet july jul juil",
    "aout august aug",
    "septembre september sept sep",
    "octobre october oct",
    "novembre november nov",
    "decembre december dec",
)
MONTHS: dict[str, int] = {
    word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()
}
_LONG_MONTHS = tuple(word for word in MONTHS if len(word) >= 4)

# One slip away from a month, and words of their own.
_NO_MONTHS = frozenset(
    "mais main marc mare marks mark avec aucun jours junior sent".split()
)

_WEEKDAYS = (
    "lundi monday",
    "mardi tuesday",
    "mercredi wednesday",
    "jeudi thursday",
    "vendredi friday",
    "samedi saturday",
    "dimanche sunday",
)
WEEKDAYS: dict[str, int] = {
    word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()
}

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TWENTIES = "first second third fourth fifth sixth seventh eighth ninth".split()

DAY_WORDS: dict[str, int] = {
    **{saying: day for saying, day in BELOW_HUNDRED.items() if 1 <= day <= 31},
    **{word: day for day, word in enumerate(_ORDINALS, 1)},
    **{f"twenty {word}": 20 + day for day, word in enumerate(_TWENTIES, 1)},
    "premier": 1,
    "thirtieth": 30,
    "thirty first": 31,
}

# Longest first, so that "vingt cinq" is not read as "vingt".
DAY_WORD = "|".join(
    word.replace(" ", "[ -]") for word in sorted(DAY_WORDS, key=len, reverse=True)
)
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAYS)


def day_number(written: str) -> int:
    """1 to 31, or 0 when it is no day."""
    spoken = DAY_WORDS.get(written.replace("-", " "))
    if spoken is not None:
        return spoken
    digits = written.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0


@lru_cache(maxsize=512)
def month_number(word: str) -> int:
    """The month, also behind one slip of the finger ("mras", "fevier"); 0 when none."""
    exact = MONTHS.get(word.rstrip("."))
    if exact is not None:
        return exact
    if len(word) < 4 or word in _NO_MONTHS:
        return 0
    near = {MONTHS[name] for name in _LONG_MONTHS if OSA.distance(word, name) <= 1}
    return near.pop() if len(near) == 1 else 0
