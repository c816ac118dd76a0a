"""Amounts and days as French and English software writes them.

A blank is None: not known, never nought. What is no figure raises `NotAFigure`, what is no
day `NotADay`; nothing is repaired by guessing. Amounts are exact Decimals with the sign of
the file: leading, trailing (`123-`), or in brackets (`(123)`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

BLANKS = frozenset(" \t\u00a0\u202f\u2009\u2007’'")  # between thousands
CURRENCIES = re.compile(r"€|\$|£|\b(?:EUR|USD|GBP|CHF|EUROS?)\b", re.IGNORECASE)
NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "nc", "néant", "null", "none"})
PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})+(?:(?!\1)[.,]\d+)?")
LONGEST = 40  # characters of a figure
LARGEST = Decimal(10) ** 15  # nobody is owed more: a number of another kind

EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of a workbook counted from 1900
SERIALS = range(20_000, 80_000)  # 1954 to 2119: what may be a day
SERIAL = 5  # digits
YEARS = range(1950, 2150)
LAST_MONTH = 12

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier févr fevr fev fév février february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout août aoû aou august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre décembre déc dec december",
        ),
        1,
    )
    for name in names.split()
}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SPLIT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})")
NAMED = re.compile(r"(\d{1,2})(?:er)?[-/. ]+([^\W\d_]+)\.?[-/. ,]+(\d{2}|\d{4})")
NAMED_FIRST = re.compile(r"([^\W\d_]+)\.?[-/. ]+(\d{1,2}),?[-/. ]+(\d{4})")
CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")


class NotAFigure(ValueError):
    """The text is no amount."""


class NotADay(ValueError):
    """The text is no day."""


def amount(text: str, mark: str = "") -> Decimal | None:
    """`1 234,56`, `1.234,56`, `1,234.56`, `(123)`, `123-`, `1 234,56 €`; blank: None.

    `mark` is the decimal mark where it is known (`decimal_mark` of the column). Without it
    one separator with three digits behind it (`1.234`) parts thousands.
    """
    bare = CURRENCIES.sub("", text).strip()
    if bare.casefold() in NOTHING:
        return None
    negative, digits = _sign(_joined(bare))
    if len(digits) > LONGEST or not digits.isascii():
        raise NotAFigure(text)
    value = _value(digits, mark)
    if value is None or value >= LARGEST:
        raise NotAFigure(text)
    return -value if negative and value else value


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark of a column by its figures that leave no choice; else blank."""
    marks = Counter(mark for text in texts if (mark := _sure_mark(text)))
    return marks.most_common(1)[0][0] if len(marks) == 1 else ""


def is_unclear(text: str) -> bool:
    """`1.234` or `1,234`: a thousand and more, or one and some thousandths."""
    return bool(UNCLEAR.fullmatch(_sign(_joined(CURRENCIES.sub("", text).strip()))[1]))


def _joined(bare: str) -> str:
    return "".join(letter for letter in bare if letter not in BLANKS)


def _sign(bare: str) -> tuple[bool, str]:
    if bare.startswith("(") and bare.endswith(")"):
        return True, bare[1:-1]
    bare = bare.replace("−", "-").replace("–", "-")
    for sign in "+-":
        if bare.startswith(sign):
            return sign == "-", bare[1:]
        if bare.endswith(sign):
            return sign == "-", bare[:-1]
    return False, bare


def _value(digits: str, mark: str) -> Decimal | None:
    """None: no figure."""
    if PLAIN.fullmatch(digits) and (mark or not UNCLEAR.fullmatch(digits)):
        if mark and mark not in digits and UNCLEAR.fullmatch(digits):
            return Decimal(re.sub(r"[.,]", "", digits))
        return Decimal(digits.replace(",", "."))
    if grouped := GROUPED.fullmatch(digits):
        return Decimal(digits.replace(grouped.group(1), "").replace(",", "."))
    return None


def _sure_mark(text: str) -> str:
    digits = _sign(_joined(CURRENCIES.sub("", text).strip()))[1]
    if UNCLEAR.fullmatch(digits):
        return ""
    if PLAIN.fullmatch(digits):
        return "," if "," in digits else "." if "." in digits else ""
    if grouped := GROUPED.fullmatch(digits):
        return "." if grouped.group(1) == "," else ","
    return ""


def day(text: str, *, day_first: bool = True) -> date | None:
    """`31/12/2026`, `31.12.26`, `2026-12-31`, `20261231`, `31 déc. 2026`, a day's number
    in a workbook (46022); blank: None. An hour behind it is left out.
    """
    bare = CLOCK.sub("", text.strip()).strip()
    if bare.casefold() in NOTHING or not bare.strip("0/-. "):
        return None
    if len(bare) <= LONGEST and (parts := _parts(bare, day_first=day_first)):
        try:
            return _within_reason(date(*parts))
        except ValueError:
            raise NotADay(text) from None
    if (
        bare.isascii()
        and bare.isdigit()
        and int(bare[:9]) in SERIALS
        and len(bare) == SERIAL
    ):
        return EXCEL_EPOCH + timedelta(days=int(bare))
    raise NotADay(text)


def _parts(bare: str, *, day_first: bool) -> tuple[int, int, int] | None:
    """Year, month, day."""
    if not bare.isascii() and not any(letter.isalpha() for letter in bare):
        return None
    if found := ISO.fullmatch(bare) or COMPACT.fullmatch(bare):
        year, month, day_ = map(int, found.groups())
        return year, month, day_
    if found := SPLIT.fullmatch(bare):
        first, second = int(found[1]), int(found[2])
        day_, month = (first, second) if day_first else (second, first)
        return _year(found[3]), month, day_
    if (found := NAMED.fullmatch(bare)) and (number := MONTHS.get(found[2].casefold())):
        return _year(found[3]), number, int(found[1])
    if (found := NAMED_FIRST.fullmatch(bare)) and (
        number := MONTHS.get(found[1].casefold())
    ):
        return int(found[3]), number, int(found[2])
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004 - of two digits


def _within_reason(found: date) -> date:
    if found.year not in YEARS:
        raise ValueError(found.year)
    return found


def day_order(texts: Iterable[str]) -> bool | None:
    """Whether the days of a column stand before its months; None where both are possible
    and the figures do not say. Contradictions count as not said.
    """
    pairs = [
        (int(found[1]), int(found[2]))
        for text in texts
        if (found := SPLIT.fullmatch(CLOCK.sub("", text.strip()).strip()))
    ]
    day_first = any(first > LAST_MONTH >= second for first, second in pairs)
    month_first = any(second > LAST_MONTH >= first for first, second in pairs)
    if day_first != month_first:
        return day_first
    return True if all(first == second for first, second in pairs) else None
