"""Stretches of a year: its first months, the months up to a day, the year to date.

They are owned before single days are looked for: in "the nine months to 30 September" and
"l'exercice clos le 31 décembre" the day only ends the stretch.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understanding.calendar_words import MONTH, day_number, month_number
from bot.understanding.dates import DAY, SMALL, YEAR, When, counted, dated
from bot.understanding.late import late
from bot.understanding.spans import Kind, Lattice, Span
from domain.spans import last_of_month, months_after

A_YEAR = 12
_F = r"(?<![a-z0-9\u00a4]){}(?![a-z0-9\u00a4])"

_TO_DATE = late(
    _F.format(
        r"(?:(?:the |this )?year[ -]to[ -]date|ytd|(?:cumul\w* )?(?:a|jusqu'a) (?:ce jour|aujourd'?hui|date)(?= |:|$)|(?:en )?cumul annuel|so far this year|(?:this year )?so far"
        r"|since (?:the )?(?:start|beginning) of (?:the |this )?year (?:to|until) (?:today|date|now))"
    )
)
_FIRST_MONTHS = late(
    _F.format(
        rf"(?:(?:les|des|ces|the|sur les|our|nos) )?(?:(?P<n>{SMALL}) premiers|premiers (?P<n2>{SMALL})|first (?P<n3>{SMALL})) (?:mois|months)"
        rf"(?: (?:de |of |in )?(?:l'annee |l'exercice |the year |this year )?(?P<year>{YEAR})?)?"
    )
)
_END = rf"(?:(?:the )?(?P<day>{DAY}) (?:of )?)?(?:(?P<edge>fin|end of|end) )?(?:de |d')?(?P<month>{MONTH})\.?(?: (?P<year>{YEAR}))?"
_MONTHS_TO = late(
    _F.format(
        rf"(?:(?:les|des|the|our|nos) )?(?P<n>{SMALL}) (?:mois|months) (?:a|au|to|up to|ending|ended|until|jusqu'a|jusqu'au|clos le|arretes? au|through|to the) (?:the )?{_END}"
    )
)
_YEAR_ENDING = late(
    _F.format(
        rf"(?:(?:the |our |the financial |l')?(?:fiscal |financial )?(?:year|exercice|annee|fy))(?: social)? (?:ending|ended|to|end|clos|close|cloture|cloturee?|clos[e]?|arretee?|finissant|se terminant|qui finit|termine)(?: on| le| au| a| in| en| fin)* (?:the )?{_END}"
    )
)


_DAYS_OF_ONE_MONTH = late(
    _F.format(
        rf"(?:(?:du|from|de|entre|between) (?:le |the )?)?(?P<first>{DAY}) ?(?:au|to|et|and|a|until|jusqu'au|through|-) ?(?:le |the )?(?P<day>{DAY}) (?:of )?(?P<month>{MONTH})(?: (?P<year>{YEAR}))?"
    )
)


def own_stretches(lattice: Lattice, today: date) -> None:
    for match in _DAYS_OF_ONE_MONTH.finditer(lattice.text):
        _own_days_of_one_month(lattice, match, today)
    for match in _TO_DATE.finditer(lattice.text):
        _own(lattice, match, (today.replace(month=1, day=1), today), current=True)
    for match in _FIRST_MONTHS.finditer(lattice.text):
        _own(lattice, match, _first_months(match, today))
    for match in _MONTHS_TO.finditer(lattice.text):
        _own(lattice, match, _up_to(match, counted(match["n"]), today))
    for match in _YEAR_ENDING.finditer(lattice.text):
        _own(lattice, match, _up_to(match, A_YEAR, today))


def _own_days_of_one_month(lattice: Lattice, match: re.Match[str], today: date) -> None:
    """As in "du 3 au 17 mai": both are of May."""
    month, year = month_number(match["month"]), match["year"]
    first = dated(day_number(match["first"]), month, year, today)
    last = dated(day_number(match["day"]), month, year, today)
    if first is None or last is None or first.past[0] > last.past[0]:
        return
    when = When(
        (first.past[0], last.past[0]),
        (first.future[0], max(last.future[0], first.future[0])),
    )
    lattice.own(Span(match.start(), match.end(), Kind.PERIOD, when))


def _own(
    lattice: Lattice,
    match: re.Match[str],
    days: tuple[date, date] | None,
    *,
    current: bool = False,
) -> None:
    if days is not None:
        when = When.between(*days, current=current)
        lattice.own(Span(match.start(), match.end(), Kind.PERIOD, when))


def _first_months(match: re.Match[str], today: date) -> tuple[date, date] | None:
    number = counted(match["n"] or match["n2"] or match["n3"])
    if not 0 < number <= A_YEAR:
        return None
    first = date(int(match["year"] or today.year), 1, 1)
    return first, months_after(first, number) - timedelta(days=1)


def _up_to(match: re.Match[str], months: int, today: date) -> tuple[date, date] | None:
    """The months that end with the month named; the last one gone by, without a year."""
    month = month_number(match["month"])
    if not 0 < months <= A_YEAR or not month:
        return None
    last = last_of_month(date(int(match["year"] or today.year), month, 1))
    if last > today and not match["year"]:
        last = last_of_month(last.replace(day=1, year=last.year - 1))
    first = months_after(last.replace(day=1), 1 - months)
    return first, last
