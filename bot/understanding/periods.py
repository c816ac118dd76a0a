"""Weeks, months, quarters, half-years and years; and two days that bound a period."""
# ruff: noqa: E501, ISC004, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.calendar_words import MONTH, month_number
from bot.understanding.dates import DECEMBER, SIDE, SIDES, WEEK, YEAR, Range, Reader, When
from bot.understanding.late import late
from bot.understanding.spans import Kind, Lattice, Span
from domain.spans import last_of_month, months_after

_RANKS = {
    **dict.fromkeys(("1", "1er", "premier", "first", "1st", "i"), 1),
    **dict.fromkeys(("2", "2e", "2eme", "deuxieme", "second", "2nd"), 2),
    **dict.fromkeys(("3", "3e", "3eme", "troisieme", "third", "3rd"), 3),
    **dict.fromkeys(("4", "4e", "4eme", "quatrieme", "fourth", "4th"), 4),
}
_RANK = "|".join(sorted((rank for rank in _RANKS if rank != "i"), key=len, reverse=True))
_QUARTER_MONTHS, _HALF_MONTHS = 3, 6


def _block(first: date, months: int) -> Range:
    return first, last_of_month(months_after(first, months - 1))


def _yearly(number: int, months: int, year: str | None, today: date) -> When:
    """The `number`-th block of `months` of a year; without a year, past and to come."""
    month = months * (number - 1) + 1
    if year:
        exact = _block(date(_century(year), month, 1), months)
        return When.between(*exact)
    this = date(today.year, month, 1)
    past = this if this <= today else this.replace(year=today.year - 1)
    ends = _block(this, months)[1]
    future = this if ends >= today else this.replace(year=today.year + 1)
    return When(_block(past, months), _block(future, months))


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _year_said(match: re.Match[str], today: date) -> str | None:
    """The year written, or that of "last year"."""
    if match.groupdict().get("last"):
        return str(today.year - 1)
    return str(match["year"]) if match["year"] else None


def _month(match: re.Match[str], today: date) -> When:
    return _yearly(month_number(match["month"]), 1, match["year"], today)


def _last_month(match: re.Match[str], today: date) -> When:
    number = month_number(match["month"] or match["month2"])
    found = _yearly(number, 1, None, today).past
    return When.between(*found)


def _numbered_month(match: re.Match[str], today: date) -> When:
    return _yearly(int(match["month"]), 1, match["year"], today)


def _quarter(match: re.Match[str], today: date) -> When:
    rank = match.groupdict().get("rank")
    number = _RANKS[rank] if rank else 12 // _QUARTER_MONTHS  # "the last quarter of 2025"
    return _yearly(number, _QUARTER_MONTHS, _year_said(match, today), today)


def _half(match: re.Match[str], today: date) -> When:
    rank = match.groupdict().get("rank")
    number = min(_RANKS[rank], 2) if rank else 2
    return _yearly(number, _HALF_MONTHS, _year_said(match, today), today)


def _year(match: re.Match[str], _: date) -> When:
    year = _century(match["year"])
    return When.between(date(year, 1, 1), date(year, DECEMBER, 31))


def _two_years(match: re.Match[str], _: date) -> When:
    return When.between(
        date(int(match["year"]), 1, 1), date(_century(match["to"]), DECEMBER, 31)
    )


_LENGTHS = {"mois": 1, "month": 1, "trimestre": 3, "quarter": 3, "semestre": 6}
_LENGTHS |= {"half": 6, "annee": 12, "an": 12, "year": 12, "exercice": 12}


def _relative(match: re.Match[str], today: date) -> When:
    side = SIDES.get(match["side"] or match["side2"] or "", 0)
    unit = match["unit"]
    if unit in ("semaine", "week"):
        monday = today - timedelta(days=today.weekday() - WEEK * side)
        return When.between(monday, monday + timedelta(days=WEEK - 1), current=not side)
    months = _LENGTHS[unit]
    first = date(today.year, months * ((today.month - 1) // months) + 1, 1)
    return When.between(
        *_block(months_after(first, months * side), months), current=not side
    )


_FULL = "|".join(
    sorted((m for m in MONTH.split("|") if len(m) >= 4), key=len, reverse=True)
)
_MONTH_CUE = r"(?:en|in|de|depuis|since|pour|for|of|du mois de|mois de|from|sur|mois d'|d'|for the month of|a partir de)"

_LAST_YEAR = r"(?P<last>(?:last|previous) year|l'an(?:nee)? (?:dernier|derniere|passe|passee)|l'an passe)"
_OF_YEAR = rf"(?:[ /'-]?(?P<year>{YEAR}|2[0-9](?![0-9]))| (?:de |of )?{_LAST_YEAR})?"
_YEAR_AFTER = rf"(?: (?:de |of |en |in )?(?P<year>{YEAR})| (?:de |of )?{_LAST_YEAR})"

_PATTERNS: tuple[tuple[str, Reader], ...] = (
    (rf"(?P<year>{YEAR})[ /-]?(?:q|t)(?P<rank>[1-4])", _quarter),
    (rf"(?P<rank>[1-4]) ?(?:q|t)[ -]?(?P<year>{YEAR}|2[0-9](?![0-9]))", _quarter),
    (rf"(?:q|t)(?P<rank>[1-4]){_OF_YEAR}", _quarter),
    (
        rf"(?P<rank>{_RANK}) (?:trim(?:estre)?|quarter){_YEAR_AFTER}?",
        _quarter,
    ),
    (rf"(?:dernier|last|final) (?:trim(?:estre)?|quarter){_YEAR_AFTER}", _quarter),
    (rf"(?P<year>{YEAR})[ /-]?(?:s|h)(?P<rank>[12])", _half),
    (rf"(?:s|h)(?P<rank>[12]){_OF_YEAR}", _half),
    (rf"(?P<rank>{_RANK}) (?:semestre|half){_YEAR_AFTER}?", _half),
    (rf"(?:dernier|last) (?:semestre|half){_YEAR_AFTER}", _half),
    (
        r"(?:(?:ce|cette|cet|this|the|la|le|l'|du|au|en|de la|de l'|d')? ?)"
        rf"(?P<side>last|next|past|previous|this|current|prochaine?|derniere?)? ?"
        r"(?P<unit>semaine|week|mois|month|trimestre|quarter|semestre|annee|an|year|exercice)"
        rf"(?:-ci)?(?: (?P<side2>{SIDE}|en cours))?",
        _relative,
    ),
    (rf"(?P<year>{YEAR})(?:-|/| et | and )(?P<to>{YEAR}|2[0-9])(?![0-9])", _two_years),
    (rf"(?P<month>{_FULL}) (?:de |of )?(?P<year>{YEAR})", _month),
    (
        rf"(?:en|in|de|depuis|since|for|of|over|throughout|during|courant|calendar|civile|tout|toute|all|whole|pour|sur|annee|year|exercice|fy|campagne|l'an|ca|bilan|turnover|sales|revenue|chiffre d'affaires|ventes|prime|premium|fiscal|since)"
        rf" ?(?P<year>{YEAR})(?! ?(?:€|eur|k\b|ht\b|ttc\b)|[-/_.,]?[0-9])",
        _year,
    ),
    (rf"(?<=^)(?P<year>{YEAR})(?=$)", _year),
    (
        r"(?:fy|exercice|campagne|saison) ?'?(?P<year>2[0-9])(?! ?(?:€|eur|k\b|%|[0-9]))",
        _year,
    ),
    (
        r"(?P<year>20[0-4][0-9]) ?(?:as a whole|in full|entier|entiere|en entier|tout entier)",
        _year,
    ),
    (
        rf"(?P<year>{YEAR})(?= (?:premium|sales|turnover|takings|figures|revenues?|losses)(?![a-z]))",
        _year,
    ),
    (rf"(?P<month>{MONTH})\.? (?:dernier|passe)|last (?P<month2>{MONTH})", _last_month),
    (r"(?<![0-9]/)(?P<month>0[1-9]|1[0-2])/(?P<year>20[0-4][0-9])(?!/)", _numbered_month),
    (
        rf"(?:our|the|my|for|this|total) (?P<year>{YEAR})(?= (?:takings|sales|turnover|figures|revenues?|premium|losses|claims|results?|numbers|ca|volume))",
        _year,
    ),
)
# Words that must say "this" or "last" before "year", or it is not a period at all.
_NEEDS = late(
    r"\bce(?:t|tte)?\b|this|last|next|past|previous|current|prochain|dernier|passe|precedent"
    r"|suivant|qui vient|en cours|-ci|ecoule"
)
_BARE_MONTH = late(
    rf"(?<![a-z0-9])(?:{_MONTH_CUE} ?)(?P<month>{MONTH})(?P<year>)(?![a-z0-9])"
)
# "CA juillet 240k": months that are no other word may stand alone.
_UNMISTAKABLE = "|".join(
    month
    for month in MONTH.split("|")
    if len(month) > 3 and month not in ("mars", "march", "sept", "june")
)
# "sales Oct 240k", "CA mars : 210 000": a month between a word for sales and a figure.
_SALES_MONTH = late(
    rf"(?<![a-z0-9])(?:ca|c\.a\.?|sales|turnover|ventes|vente|revenue|revenues|recettes|takings|affaires|declare|declarer|declaration|volume|month|mois|activite) (?:du |de |d'|for )?"
    rf"(?P<month>{MONTH})(?P<year>)\.?(?= ?(?:[:,=(€-]|[0-9]|$|\x00|HT))"
)
_MONTH_ALONE = late(rf"(?<![a-z0-9])(?P<month>{_UNMISTAKABLE}|june)(?P<year>)(?![a-z0-9])")
_FRAME = r"(?<![a-z0-9\u00a4]){}(?![a-z0-9\u00a4])"
_READERS = tuple(
    (late(_FRAME.format(f"(?:{pattern})")), read) for pattern, read in _PATTERNS
)


# "de janvier à mars", "Jan-Mar": beside another month, a month is one, whatever its name.
_MONTH_TO_MONTH = late(
    rf"(?<![a-z0-9])(?P<first>{MONTH})(?: ?[-/&+] ?| (?:et|and|a|to|until|till|through|jusqu'a|jusqu'en) )"
    rf"(?P<last>{MONTH})(?![a-z0-9])"
)
_RANKED = (_quarter, _half)


def own_ranked(lattice: Lattice, today: date) -> None:
    """Quarters and half-years, before a day is looked for: "the third quarter" is no 3rd."""
    for pattern, read in _READERS:
        if read in _RANKED:
            for match in pattern.finditer(lattice.text):
                _own(lattice, match.start(), match.end(), read(match, today))


def _own_months_in_a_row(lattice: Lattice, today: date) -> None:
    for match in _MONTH_TO_MONTH.finditer(lattice.text):
        for which in ("first", "last"):
            when = _yearly(month_number(match[which]), 1, None, today)
            _own(lattice, match.start(which), match.end(which), when)


def own_periods(lattice: Lattice, today: date) -> None:
    _own_months_in_a_row(lattice, today)
    for pattern, read in _READERS:
        for match in pattern.finditer(lattice.text):
            if read is _relative and not _NEEDS.search(match.group()):
                continue
            _own(lattice, match.start(), match.end(), read(match, today))
    for pattern in (_BARE_MONTH, _SALES_MONTH, _MONTH_ALONE):
        for match in pattern.finditer(lattice.text):
            _own(lattice, match.start("month"), match.end("month"), _month(match, today))


def _own(lattice: Lattice, start: int, end: int, when: When | None) -> None:
    text = lattice.text[start:end]
    start += len(text) - len(text.lstrip())
    lattice.own(Span(start, end, Kind.PERIOD, when))


# "du 1er janvier au 31 mars", "between 1 and 31 March", "de mars à juin"
_FROM = late(
    r"(?:\bdu|\bde|\bfrom|\bentre(?: le)?|\bbetween|\bdepuis(?: le)?|\bbetween the) ?$"
)
_TO = late(r" ?(?:au|a|to|until|till|et(?: le)?|and|jusqu'au|jusqu'a|-|through|\+|&|/) ?")
_AND = late(r" ?(?:et|and|\+|&|/) ?")


def bounded(lattice: Lattice) -> None:
    """Two neighbouring days or months that say from … to … become one period."""
    spans = lattice.of(Kind.DAY, Kind.PERIOD)
    for first, last in pairwise(spans):
        between = lattice.sentence.folded[first.end : last.start]
        if (
            first.value
            and last.value
            and _TO.fullmatch(between)
            and _from_before(lattice, first)
            and not _apart(lattice, first, last)
        ):
            lattice.spans.remove(first)
            lattice.spans.remove(last)
            lattice.own(
                Span(first.start, last.end, Kind.PERIOD, _joined(first.value, last.value))
            )
            return


def _from_before(lattice: Lattice, first: Span) -> bool:
    if first.kind is Kind.PERIOD:  # January to March, janvier - mars
        return True
    if _FROM.search(lattice.before(first)):
        return True
    return lattice.sentence.folded[first.start :].startswith(("du ", "de ", "from "))


def _apart(lattice: Lattice, first: Span, last: Span) -> bool:
    """As in "janvier et mars": two periods that do not touch are not one."""
    between = lattice.sentence.folded[first.end : last.start]
    if not _AND.fullmatch(between) or _FROM.search(lattice.before(first)):
        return False
    return bool(last.value.past[0] != first.value.past[1] + timedelta(days=1))


def _joined(first: When, last: When) -> When:
    start, end = first.past[0], last.past[1]
    if start > end:  # "de novembre à février": the last one is in the next year
        start = start.replace(day=min(start.day, 28), year=start.year - 1)
    return When.between(start, end)
