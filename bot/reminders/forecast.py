"""What will be said, as far as is known today: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.ports import Company, DeadlineRow, Member, QuietDays, UnitOfWork
from bot.reminders.local_time import reminding_at, today_of
from bot.reminders.quiet import Round, heard, late_since
from bot.reminders.recipients import recipients


@dataclass(frozen=True, slots=True)
class Planned:
    """One message to one member; `late_since`: the day it should have been said.
    `member` None: the company has nobody to tell, and it will not be said.
    """

    at: datetime
    company: Company
    member: Member | None
    row: DeadlineRow
    rule: str
    late_since: date | None

    def to_json(self) -> dict[str, str | None]:
        return {
            "at": self.at.isoformat(),
            "company": self.company.slug,
            "to": self.member.person.name if self.member else None,
            "obligation": self.row.obligation,
            "duty": self.row.duty,
            "buyer": self.row.buyer,
            "invoice": self.row.invoice,
            "rule": self.rule,
            "file_by": self.row.file_by.isoformat(),
            "last_day": self.row.last_day.isoformat(),
            "late_since": self.late_since.isoformat() if self.late_since else None,
        }


def dry_run(uow: UnitOfWork, now: datetime, until: date) -> list[Planned]:
    """Everything up to and including that local day, soonest first, then by urgency."""
    planned = [
        each for company in uow.companies.all() for each in _of(uow, company, now, until)
    ]
    return sorted(planned, key=lambda each: (each.at, each.row.file_by))


def next_reminder_at(uow: UnitOfWork, now: datetime) -> datetime | None:
    """The instant of the next one in any company; `now` itself when one is due."""
    days = uow.soonest_deadlines()
    instants = [
        _instant(uow.companies.get(number), day, now)
        for number, day in days.items()
        if recipients(uow, number)
    ]
    return min(instants, default=None)


def _of(uow: UnitOfWork, company: Company, now: datetime, until: date) -> Iterator[Planned]:
    members: list[Member | None] = [*recipients(uow, company.id)] or [None]
    people = [member.person.quiet if member else QuietDays() for member in members]
    for row in uow.books(company.id).deadlines.all():
        for at, day, told in _occasions(company, row, people, now, until):
            for member, quiet, saying in zip(members, people, told.sayings, strict=True):
                if saying is not None:
                    since = late_since(saying, day, row, quiet)
                    yield Planned(at, company, member, row, saying.rule, since)


def _occasions(
    company: Company,
    row: DeadlineRow,
    people: Sequence[QuietDays],
    now: datetime,
    until: date,
) -> Iterator[tuple[datetime, date, Round]]:
    """When something goes out, on which day, and what it is for each."""
    while row.next_on is not None:
        at = _instant(company, row.next_on, now)
        day = today_of(company, at)
        told = heard(row, day, people)
        if told is None or day > until:
            return
        yield at, day, told
        row = told.row


def _instant(company: Company, day: date, now: datetime) -> datetime:
    """A day gone by is made good today, from the reminding hour on."""
    today = max(day, today_of(company, now))
    return max(reminding_at(company, today), now)
