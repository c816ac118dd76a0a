"""Days and periods as people say them.

A day without a year may be the one gone by or the one to come: both are kept (`past`,
`future`), and what the sentence is about decides: past for what happened, future for
what falls due.
"""
# ruff: noqa: E501, ISC004, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.calendar_words import (
    DAY_WORD,
    MONTH,
    WEEKDAY,
    WEEKDAYS,
    day_number,
    month_number,
)
from bot.understanding.late import late
from bot.understanding.numerals import BELOW_HUNDRED, SAID_BELOW_HUNDRED
from bot.understanding.spans import Kind, Lattice, Span
from domain.spans import last_of_month, months_after

Range = tuple[date, date]
WEEK = 7
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class When:
    """A day (first = last) or a period, read backwards and forwards."""

    past: Range
    future: Range
    current: bool = False  # this year, this month: said of the present, adds little

    @classmethod
    def on(cls, day: date) -> When:
        return cls((day, day), (day, day))

    @classmethod
    def between(cls, first: date, last: date, *, current: bool = False) -> When:
        return cls((first, last), (first, last), current)

    @property
    def is_certain(self) -> bool:
        return self.past == self.future

    def near(self, today: date) -> date:
        """The one closer to `today`."""
        past, future = self.past[0], self.future[0]
        return past if today - past <= future - today else future


Reader = Callable[[re.Match[str], date], When | None]

DAY = rf"(?:(?:[12][0-9]|3[01]|0?[1-9])(?:er|st|nd|rd|th|eme)?|{DAY_WORD})"
YEAR = r"(?:20[0-4][0-9])"
SMALL = rf"(?:[0-9]{{1,3}}|{SAID_BELOW_HUNDRED}|a|an)"
UNIT = r"(?:jours?|jrs?|j|days?|semaines?|sem|weeks?|mois|months?|ans?|annees?|years?)"
_NO_SUM = r"(?! ?(?:€|eur|k\b|%|mille|[.,]?[0-9]))"


def counted(written: str) -> int:
    if written.isdigit():
        return int(written)
    return 1 if written in ("a", "an") else BELOW_HUNDRED.get(written.replace("-", " "), 0)


def shifted(day: date, number: int, unit: str) -> date | None:
    """`number` units after `day` (before it when negative); None beyond the calendar."""
    try:
        if unit.startswith(("j", "d")):
            return day + timedelta(days=number)
        if unit.startswith(("s", "w")):
            return day + timedelta(days=WEEK * number)
        return months_after(day, number * (1 if unit.startswith("m") else 12))
    except (ValueError, OverflowError):
        return None


# --- A day of a month ------------------------------------------------------------------


def _day_month(match: re.Match[str], today: date) -> When | None:
    month = month_number(match["month"])
    return dated(day_number(match["day"]), month, match["year"], today)


def _slashed(match: re.Match[str], today: date) -> When | None:
    return dated(int(match["d"]), int(match["m"]), match["year"], today)


def dated(day: int, month: int, year: str | None, today: date) -> When | None:
    if year:
        exact = _made(int(year) + (2000 if len(year) <= 2 else 0), month, day)
        return When.on(exact) if exact else None
    past = _nearest(today, range(0, -5, -1), month, day, today.__ge__)
    future = _nearest(today, range(5), month, day, today.__le__)
    return When((past, past), (future, future)) if past and future else None


def _nearest(
    today: date, years: range, month: int, day: int, fits: Callable[[date], bool]
) -> date | None:
    candidates = (_made(today.year + step, month, day) for step in years)
    return next((found for found in candidates if found and fits(found)), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: re.Match[str], _: date) -> When | None:
    made = _made(int(match["year"]), int(match["m"]), int(match["d"]))
    return When.on(made) if made else None


def _day_only(match: re.Match[str], today: date) -> When | None:
    number = day_number(match["day"])
    months = [months_after(today.replace(day=1), step) for step in (0, -1, -2, 1, 2)]
    days = [_made(month.year, month.month, number) for month in months]
    past = next((day for day in days if day and day <= today), None)
    future = next((day for day in (days[0], *days[3:]) if day and day >= today), None)
    return When((past, past), (future, future)) if past and future else None


# --- Relative to today -------------------------------------------------------------------

_NAMED = {
    "hier": -1,
    "yesterday": -1,
    "avant": -2,
    "before": -2,
    "demain": 1,
    "2m1": 1,
    "dem1": 1,
    "tomorrow": 1,
    "apres": 2,
    "after": 2,
}


def _named(match: re.Match[str], today: date) -> When:
    said = match.group()
    word = next((word for word in said.replace("-", " ").split() if word in _NAMED), "")
    return When.on(today + timedelta(days=_NAMED.get(word, 0)))


def _ago(match: re.Match[str], today: date) -> When | None:
    day = shifted(today, -counted(match["n"]), match["unit"])
    return When.on(day) if day else None


def _ahead(match: re.Match[str], today: date) -> When | None:
    day = shifted(today, counted(match["n"]), match["unit"])
    return When.on(day) if day else None


def _coming(match: re.Match[str], today: date) -> When | None:
    day = shifted(today, counted(match["n"]), match["unit"])
    return When.between(today, day) if day else None


def _gone(match: re.Match[str], today: date) -> When | None:
    day = shifted(today, -counted(match["n"]), match["unit"])
    return When.between(day, today) if day else None


def _weekday(match: re.Match[str], today: date) -> When:
    number = WEEKDAYS[match["weekday"]]
    back = (today.weekday() - number) % WEEK or WEEK
    ahead = (number - today.weekday()) % WEEK or WEEK
    past, future = today - timedelta(days=back), today + timedelta(days=ahead)
    match match["side"] or match["side2"] or "":
        case "dernier" | "last" | "passe":
            return When.on(past)
        case "prochain" | "next" | "qui vient":
            return When.on(future)
        case _:
            return When((past, past), (future, future))


_EDGES = {"debut": 1, "early": 1, "start of": 1, "beginning of": 1, "mi": 15, "mid": 15}


def _edge_of_month(match: re.Match[str], today: date) -> When | None:
    """As in fin avril, début mai, mi-mars, end of June 2026."""
    month, year = month_number(match["month"]), match["year"]
    return _edge(match["edge"], dated(1, month, year, today), today)


def _edge(edge: str, firsts: When | None, today: date) -> When | None:
    if firsts is None:
        return None
    first_past, first_future = firsts.past[0], firsts.future[0]
    past, future = _edge_day(edge, first_past), _edge_day(edge, first_future)
    if firsts.is_certain:
        return When.on(past)
    if _edge_day(edge, this := first_past) >= today:  # the month we are in
        future = _edge_day(edge, this)
    if past > today:
        past = _edge_day(edge, months_after(first_past, -DECEMBER))
    return When((past, past), (future, future))


def _edge_day(edge: str, first: date) -> date:
    number = _EDGES.get(edge.strip(" -").replace("the ", ""), 0)
    return first.replace(day=number) if number else last_of_month(first)


def _edge_of_this(match: re.Match[str], today: date) -> When:
    side = (match["side"] or match["side2"] or "").strip()
    first = months_after(today.replace(day=1), SIDES.get(side, 0))
    return When.on(_edge_day(match["edge"], first))


def _edge_of_year(match: re.Match[str], today: date) -> When:
    year = int(match["year"] or today.year)
    starts = match["edge"].startswith(("debut", "start", "beg", "early"))
    return When.on(date(year, 1, 1) if starts else date(year, DECEMBER, 31))


SIDES = {"dernier": -1, "derniere": -1, "last": -1, "passe": -1, "passee": -1}
SIDES |= {
    "past": -1,
    "ecoule": -1,
    "ecoulee": -1,
    "previous": -1,
    "precedent": -1,
    "precedente": -1,
}
SIDES |= {"prochain": 1, "prochaine": 1, "next": 1, "suivant": 1, "qui vient": 1}

_EDGE = r"(?P<edge>fin|debut|mi|mid|early|(?:the )?(?:start|beginning|end) of|end)"
SIDE = r"(?:ecoule|dernier|prochain|passe|precedent|suivant|qui vient)e?"

_PATTERNS: tuple[tuple[str, Reader], ...] = (
    (rf"(?P<year>{YEAR})[-/](?P<m>[01][0-9])[-/](?P<d>[0-3][0-9])(?![0-9])", _iso),
    (
        r"(?P<d>[0-3]?[0-9])(?P<s>[/.-])(?P<m>[01]?[0-9])(?P=s)(?P<year>20[0-9]{2}|[2-4][0-9])(?![0-9/])",
        _slashed,
    ),
    (r"(?P<d>[0-3]?[0-9])/(?P<m>[01]?[0-9])(?P<year>)(?![0-9/])", _slashed),
    (
        r"(?<=(?:le|du|au|on) )(?P<d>[0-3]?[0-9])[-.](?P<m>[01][0-9])(?P<year>)(?![0-9/.,-])(?! ?(?:€|k|eur))",
        _slashed,
    ),
    (
        rf"(?:(?:{WEEKDAY}),? )?(?:the )?(?P<day>{DAY}) (?:of )?(?P<month>[a-z]{{3,9}})\b\.?"
        rf"(?:,? (?P<year>{YEAR}|[2-4][0-9](?! ?(?:jours|j\b|days|mois|k|€|eur|[0-9]))))?",
        _day_month,
    ),
    (
        rf"(?P<month>{MONTH})\.? (?:the )?(?P<day>{DAY})(?![0-9.,]|[ ][0-9]{{3}})"
        rf"(?! ?(?:€|k\b|eur))(?:,? (?P<year>{YEAR}))?",
        _day_month,
    ),
    (
        rf"{_EDGE}(?: du mois)?[ -](?:de |d'|du mois d[e'] ?|of )?(?P<month>{MONTH})\b(?: (?P<year>{YEAR}))?",
        _edge_of_month,
    ),
    (
        rf"{_EDGE} (?:du|de ce|ce|of (?:the|this)|(?:the|this)|of )?"
        rf" ?(?P<side>last |next )?(?:month|mois(?! de))(?: (?P<side2>{SIDE}))?",
        _edge_of_this,
    ),
    (
        rf"{_EDGE} (?:de l'|d'|of (?:the )?|(?:the|this) |cette )?(?:annee|year|(?P<year>{YEAR}))",
        _edge_of_year,
    ),
    (
        r"(?:avant[ -]?hier|hier|aujourd'?hui|ajd|auj|today|(?:the )?day before yesterday|yesterday"
        r"|(?:the )?day after tomorrow|apres[ -]?demain|demain|dem1|2m1|tomorrow|ce jour|ce matin"
        r"|cet aprem|cet apres-midi|this morning|this afternoon|tout a l'heure|just now)"
        r"(?: (?:matin|soir|morning|evening|night|aprem))?",
        _named,
    ),
    (
        rf"(?:il y a|ya|y a|voila|ca fait) (?:de |environ |presque )?(?P<n>{SMALL}) ?(?P<unit>{UNIT})",
        _ago,
    ),
    (rf"(?P<n>{SMALL}) ?(?P<unit>{UNIT}) (?:ago|back|plus tot)", _ago),
    (
        rf"(?:dans|sur|over|in|within|for|pour|d'ici)? ?(?:les|the)? ?(?:next|coming) (?P<n>{SMALL}) ?(?P<unit>{UNIT})",
        _coming,
    ),
    (
        rf"(?:(?:dans|sur|pour) )?les (?P<n>{SMALL}) prochaine?s (?P<unit>{UNIT})",
        _coming,
    ),
    (
        rf"(?:dans|sur|sous|d'ici) les (?P<n>{SMALL}) (?P<unit>{UNIT})(?: (?:a venir|qui viennent|prochaine?s))?",
        _coming,
    ),
    (rf"(?:les|ces|the|over the)? ?(?:last|past) (?P<n>{SMALL}) ?(?P<unit>{UNIT})", _gone),
    (
        rf"(?:(?:sur|depuis|ces) )?(?:les )?(?P<n>{SMALL}) derniere?s (?P<unit>{UNIT})",
        _gone,
    ),
    (
        rf"(?:dans|d'ici(?: a)?|sous|in) (?:about |environ )?(?P<n>{SMALL}) ?(?P<unit>{UNIT})(?! de retard)",
        _ahead,
    ),
    (
        rf"(?:(?P<side2>last|next|on|this) )?(?P<weekday>{WEEKDAY})(?: (?P<side>dernier|prochain|passe|qui vient))?",
        _weekday,
    ),
    (
        rf"(?<![a-z])(?:le|du|au|the|on the|un) (?P<day>{DAY})(?![a-z0-9/]|-[0-9]){_NO_SUM}"
        r"(?! (?:factures?|clients?|impayes?|acheteurs?|jours|mois|ans|semaines|k\b|m\b|fois|invoices?|"
        r"buyers?|customers?|autres?|derniere?s|prochaine?s|plus|premiere?s|pour ?cents?|pour mille|days?|months?|weeks?|time))",
        _day_only,
    ),
)


_FRAME = r"(?<![a-z0-9\u00a4]){}(?![a-z0-9\u00a4])"
_READERS = tuple((late(_FRAME.format(f"(?:{p})")), read) for p, read in _PATTERNS)


def own_days(lattice: Lattice, today: date) -> None:
    for pattern, read in _READERS:
        for match in pattern.finditer(lattice.text):
            _own(lattice, match, read, today)


def _own(lattice: Lattice, match: re.Match[str], read: Reader, today: date) -> None:
    when = read(match, today)
    if when is None and not _looks_like_a_date(match):
        return
    kind = Kind.DAY if when is None or when.past[0] == when.past[1] else Kind.PERIOD
    doubt = "impossible_date" if when is None else ""
    lattice.own(Span(match.start(), match.end(), kind, when, doubt))


def _looks_like_a_date(match: re.Match[str]) -> bool:
    """31/02 or 30 février is a date that does not exist; "12 clients" is no date at all."""
    groups = match.groupdict()
    if "month" in groups:
        return month_number(groups["month"]) != 0
    return "d" in groups
