"""What will be said, as far as is known today: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.ports import (
    Channel,
    Company,
    CompanyId,
    DeadlineRow,
    Member,
    QuietDays,
    UnitOfWork,
)
from bot.reminders.escalation import (
    Ear,
    listening,
    mail_time,
    mailed,
    not_past_the_second,
)
from bot.reminders.local_time import instant_of, reminding_at, today_of
from bot.reminders.quiet import Rest, Round, heard, late_since
from bot.reminders.recipients import ears_of
from bot.reminders.rules import EVENING, ONE_DAY, is_pressing


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
    channel: Channel = Channel.TELEGRAM

    def to_json(self) -> dict[str, str | None]:
        return {
            "at": self.at.isoformat(),
            "company": self.company.slug,
            "to": self.member.person.name if self.member else None,
            "obligation": self.row.obligation,
            "duty": self.row.duty,
            "buyer": self.row.buyer,
            "invoice": self.row.invoice,
            "channel": self.channel.value,
            "rule": self.rule,
            "file_by": self.row.file_by.isoformat(),
            "last_day": self.row.last_day.isoformat(),
            "late_since": self.late_since.isoformat() if self.late_since else None,
        }


def dry_run(
    uow: UnitOfWork, now: datetime, until: date, *, has_mail: bool = False
) -> list[Planned]:
    """Everything up to and including that local day, soonest first, then by urgency: as
    it will be if nobody sees anything and nothing is done.
    """
    planned = [
        each
        for company in uow.companies.all()
        for each in _Forecast(uow, company, now, until, has_mail=has_mail).all()
    ]
    return sorted(planned, key=lambda each: (each.at, each.row.file_by))


def next_reminder_at(
    uow: UnitOfWork, now: datetime, *, has_mail: bool = False
) -> datetime | None:
    """The instant of the next one in any company; `now` itself when one is due. One that
    stands in the outbox for later counts too.
    """
    companies = [
        company
        for company in uow.companies.all()
        if ears_of(uow, company.id, has_mail=has_mail)
    ]
    ahead = [one.instant for each in companies for one in uow.outbox.ahead(each.id, now)]
    days = uow.soonest_deadlines()
    instants = [
        _instant(company, days[company.id], now, is_urgent=_presses(uow, company, days))
        for company in companies
        if company.id in days
    ]
    return min([*instants, *ahead], default=None)


def _presses(uow: UnitOfWork, company: Company, days: dict[CompanyId, date]) -> bool:
    today = days[company.id]
    rows = uow.books(company.id).deadlines.all()
    return any(
        row.next_on is not None and row.next_on <= today and is_pressing(row, today)
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Forecast:
    uow: UnitOfWork
    company: Company
    now: datetime
    until: date
    has_mail: bool

    def all(self) -> Iterator[Planned]:
        ears = ears_of(self.uow, self.company.id, has_mail=self.has_mail)
        for row in self.uow.books(self.company.id).deadlines.all():
            if ears:
                yield from self._of(row, ears)
            else:
                yield from self._of_nobody(row)

    def _of(self, row: DeadlineRow, ears: Sequence[Ear]) -> Iterator[Planned]:
        while row.next_on is not None:
            at = self._at(row)
            day = today_of(self.company, at)
            listen = listening(row, day, ears, has_mail=self.has_mail)
            told = heard(row, day, [self._rest(ear.member) for ear in listen])
            if told is None or day > self.until:
                return
            told = not_past_the_second(told, day, ears, self._rest)
            yield from self._said(row, at, day, listen, told)
            row = told.row

    def _said(
        self,
        row: DeadlineRow,
        at: datetime,
        day: date,
        listen: Sequence[Ear],
        told: Round,
    ) -> Iterator[Planned]:
        written_to = mailed(row, day, listen) if self.has_mail else []
        hour = mail_time(self.company.remind_at)
        mail_at = max(at, instant_of(day, hour, self.company.zone))
        for ear, saying in zip(listen, told.sayings, strict=True):
            if saying is None:
                continue
            member = ear.member
            since = late_since(saying, day, row, self._rest(member))
            about = (self.company, member, row, saying.rule, since)
            yield Planned(at, *about, ear.channel)
            if member in written_to:
                yield Planned(mail_at, *about, Channel.EMAIL)

    def _of_nobody(self, row: DeadlineRow) -> Iterator[Planned]:
        calendar = self.uow.books(self.company.id).record().calendar
        nobody = [Rest(QuietDays(), calendar)]
        while row.next_on is not None:
            at = self._at(row)
            day = today_of(self.company, at)
            told = heard(row, day, nobody)
            if told is None or day > self.until:
                return
            for saying in told.sayings:
                if saying is not None:
                    since = late_since(saying, day, row, nobody[0])
                    yield Planned(at, self.company, None, row, saying.rule, since)
            row = told.row

    def _rest(self, member: Member) -> Rest:
        calendar = self.uow.books(self.company.id).record().calendar
        return Rest(member.person.quiet, calendar)

    def _at(self, row: DeadlineRow) -> datetime:
        day = row.next_on or self.until
        today = max(day, today_of(self.company, self.now))
        return _instant(self.company, day, self.now, is_urgent=is_pressing(row, today))


def _instant(company: Company, day: date, now: datetime, *, is_urgent: bool) -> datetime:
    """A day gone by is made good today, from the reminding hour on; in the evening, what
    can wait waits for the next morning.
    """
    today = max(day, today_of(company, now))
    if not is_urgent and now >= instant_of(today, EVENING, company.zone):
        return reminding_at(company, today + ONE_DAY)
    return max(reminding_at(company, today), now)
