"""Lengths of time, working days and insurance years.

Days are calendar days, weekends and holidays included; the first counted day is the day
after the event. A month later is the same day number, or the last day of a shorter month.
"45 days end of month" = event + 45 days, then the last day of that month;
"end of month 45 days" = last day of the event's month, then + 45 days (CONTRACT §0).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.errors import NotATerm

ONE_DAY = timedelta(days=1)
SATURDAY = 5
IN_EVERY_MONTH = 28


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day number `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Span:
    """A number of months, then a number of days."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        start = months_after(day, self.months) if self.months else day
        return start + timedelta(days=self.days)

    def before(self, day: date) -> date:
        return months_after(day, -self.months) - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an invoice falls due, counted from its date.

    `end_of_month`: none, "after" the span (45 days end of month) or "before" it (end of
    month 45 days); `then_on` is a day of the month after that (end of month the 10th).
    """

    span: Span = field(default_factory=Span)
    end_of_month: str = ""  # "", "after" or "before"
    then_on: int = 0

    def due_on(self, issued_on: date) -> date:
        match self.end_of_month:
            case "after":
                due = last_of_month(self.span.after(issued_on))
            case "before":
                due = self.span.after(last_of_month(issued_on))
            case _:
                due = self.span.after(issued_on)
        return due if not self.then_on else _next_day_numbered(due, self.then_on)

    def __str__(self) -> str:
        """As a case file writes it: "3 months end of month"."""
        return _written(self)

    @classmethod
    def of(cls, text: str) -> PaymentTerms:
        """Such as "45 days", "45 days end of month", "end of month 45 days", "3 months end
        of month", "30 days end of month the 10", "cash"; raises `NotATerm`.
        """
        return _read(text)


_SPAN = r"(?P<number>\d{1,3}) (?P<unit>day|month)s?"
_TERMS = re.compile(
    rf"(?P<before>end of month )?(?:{_SPAN})(?P<after> end of month)?"
    r"(?: the (?P<then>\d{1,2}))?"
    r"|(?P<only>end of month)|(?P<cash>cash|0 days)"
)


def _read(text: str) -> PaymentTerms:
    found = _TERMS.fullmatch(" ".join(text.split()).lower())
    if found is None or (found["before"] and found["after"]):
        raise NotATerm(text)
    if found["cash"]:
        return PaymentTerms()
    if found["only"]:
        return PaymentTerms(end_of_month="after")
    number = int(found["number"])
    span = Span(days=number) if found["unit"] == "day" else Span(months=number)
    side = "before" if found["before"] else "after" if found["after"] else ""
    return PaymentTerms(span, side, int(found["then"] or 0))


def _written(terms: PaymentTerms) -> str:
    if terms == PaymentTerms():
        return "cash"
    span = terms.span
    length = (
        f"{span.months} months" if span.months else f"{span.days} days" if span.days else ""
    )
    parts = {
        "": (length,),
        "after": (length, "end of month"),
        "before": ("end of month", length),
    }[terms.end_of_month]
    then = f"the {terms.then_on}" if terms.then_on else ""
    return " ".join(part for part in (*parts, then) if part)


def _next_day_numbered(day: date, number: int) -> date:
    """The first `number`-th of a month strictly after `day`'s month end is reached."""
    following = months_after(last_of_month(day).replace(day=1), 1)
    return following.replace(day=min(number, last_of_month(following).day))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which offices are closed: weekends and these holidays."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def working_day_on_or_before(self, day: date) -> date:
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def working_day_on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; the day itself is not counted."""
        for _ in range(count):
            day = self.working_day_on_or_after(day + ONE_DAY)
        return day


@dataclass(frozen=True, slots=True, order=True)
class InsuranceYear:
    """From `first_day` to `last_day`, both included; numbered from 1."""

    first_day: date
    last_day: date
    number: int

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @classmethod
    def numbered(cls, starts_on: date, number: int) -> InsuranceYear:
        first = months_after(starts_on, 12 * (number - 1))
        return cls(first, months_after(starts_on, 12 * number) - ONE_DAY, number)

    @classmethod
    def of(cls, starts_on: date, day: date) -> InsuranceYear:
        """The year that holds `day`; days before the first year belong to the first."""
        number = max(1, day.year - starts_on.year)
        year = cls.numbered(starts_on, number)
        return cls.numbered(starts_on, number + 1) if day > year.last_day else year
