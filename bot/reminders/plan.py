"""Planning: what is due to be said today goes into the outbox, for each member.

A row is planned from the company's reminding hour on. Before it is, its buyer's duties
are reckoned again, so that none is told that was done since. The message and the note
that it was said stand in one transaction; the outbox refuses a second one of its key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.ports import (
    Clock,
    Company,
    CompanyId,
    DeadlineRow,
    Member,
    Reminder,
    Store,
    UnitOfWork,
)
from bot.reminders.forecast import next_reminder_at
from bot.reminders.local_time import reminding_at, today_of
from bot.reminders.quiet import heard, late_since
from bot.reminders.recipients import recipients
from bot.reminders.refreshing import buyers_of, refresh
from bot.reminders.rules import Saying, urgency
from bot.reminders.wording import Wording

FURTHEST_AHEAD = timedelta(hours=14)  # no zone's day is further ahead of UTC

LAST_SCAN = "last_scan"  # the note of when a tick last went through

log = structlog.get_logger(__name__)

Alarm = Callable[[str, CompanyId, str], None]  # "nobody" or "failed", and about what


def log_alarm(kind: str, company: CompanyId, about: str) -> None:
    log.error("reminder_alarm", kind=kind, company=company, about=about)


class Planner:
    def __init__(
        self, store: Store, clock: Clock, wording: Wording, alarm: Alarm = log_alarm
    ) -> None:
        self._store = store
        self._wording = wording
        self._clock = clock
        self._alarm = alarm

    async def tick(self) -> int:
        """Plan what is due, reckon the companies whose day is new, and plan what that
        brought up. How many messages were planned.
        """
        planned = await self._plan_due()
        if await self._reckon_new_days():
            planned += await self._plan_due()
        scanned_at = self._clock.now().isoformat()
        await self._store.write(lambda uow: uow.take_note(LAST_SCAN, scanned_at))
        return planned

    async def next_reminder_at(self) -> datetime | None:
        now = self._clock.now()
        return await self._store.write(lambda uow: next_reminder_at(uow, now))

    async def _plan_due(self) -> int:
        now = self._clock.now()
        due = await self._store.write(lambda uow: due_now(uow, now))
        planned = 0
        for company, buyer in due:
            planned += await self._plan(company, buyer)
        return planned

    async def _plan(self, company: CompanyId, buyer: str) -> int:
        """One buyer's failure, as of a template, does not keep others from being told."""
        now = self._clock.now()
        try:
            return await self._store.write(
                lambda uow: Plan(
                    uow, uow.companies.get(company), self._wording, self._alarm, now
                ).of_buyer(buyer)
            )
        except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
            self._alarm("failed", company, f"{buyer}: {type(failure).__name__}")
            return 0

    async def _reckon_new_days(self) -> int:
        now = self._clock.now()
        companies = await self._store.write(lambda uow: new_days(uow, now))
        for company in companies:
            await self._reckon(company, now)
        return len(companies)

    async def _reckon(self, company: Company, now: datetime) -> None:
        """A unit for each buyer, so that people's questions come in between."""
        number, day = company.id, today_of(company, now)
        names = await self._store.write(lambda uow: buyers_of(uow.books(number)))
        for name in names:
            await self._reckon_buyer(number, name, now)
        await self._store.write(
            lambda uow: uow.take_note(reckoned_key(number), day.isoformat())
        )

    async def _reckon_buyer(self, company: CompanyId, buyer: str, now: datetime) -> None:
        try:
            await self._store.write(lambda uow: refresh(uow, company, buyer, now))
        except Exception as failure:  # noqa: BLE001 - told; the other buyers go on
            self._alarm("failed", company, f"{buyer}: {type(failure).__name__}")


def due_now(uow: UnitOfWork, now: datetime) -> list[tuple[CompanyId, str]]:
    """The buyers of whom something is to be said now, each once, by company."""
    latest = (now + FURTHEST_AHEAD).date()
    companies: dict[CompanyId, Company] = {}
    found: dict[tuple[CompanyId, str], None] = {}
    for number, row in uow.due_deadlines(latest):
        company = companies.get(number)
        if company is None:
            company = companies[number] = uow.companies.get(number)
        if is_due(company, row, now):
            found[number, row.buyer] = None
    return list(found)


def is_due(company: Company, row: DeadlineRow, now: datetime) -> bool:
    today = today_of(company, now)
    has_come = row.next_on is not None and row.next_on <= today
    return has_come and now >= reminding_at(company, today)


def new_days(uow: UnitOfWork, now: datetime) -> list[Company]:
    """The companies not reckoned yet on their local day."""
    return [
        company
        for company in uow.companies.all()
        if uow.note(reckoned_key(company.id)) != today_of(company, now).isoformat()
    ]


def reckoned_key(company: CompanyId) -> str:
    return f"reckoned:{company}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One unit of work's planning, for one company on its local day."""

    uow: UnitOfWork
    company: Company
    wording: Wording
    alarm: Alarm
    now: datetime

    @property
    def today(self) -> date:
        return today_of(self.company, self.now)

    def of_buyer(self, buyer: str) -> int:
        """How many messages this buyer's duties brought about."""
        refresh(self.uow, self.company.id, buyer, self.now)
        members = recipients(self.uow, self.company.id)
        books = self.uow.books(self.company.id)
        due = [r for r in books.deadlines.of_buyer(buyer) if self._is_due(r)]
        return sum(self._say(row, members) for row in due)

    def _is_due(self, row: DeadlineRow) -> bool:
        return is_due(self.company, row, self.now)

    def _say(self, row: DeadlineRow, members: Sequence[Member]) -> int:
        """Nobody to tell: it stays due, and is an alarm at every tick."""
        told = heard(row, self.today, [member.person.quiet for member in members])
        if told is None:
            return 0
        if not members:
            self.alarm("nobody", self.company.id, row.obligation)
            return 0
        added = [
            self._add(row, saying, member)
            for member, saying in zip(members, told.sayings, strict=True)
            if saying is not None
        ]
        deadlines, after = self.uow.books(self.company.id).deadlines, told.row
        deadlines.said(row.obligation, after.said_on, after.next_on)
        return len([number for number in added if number is not None])

    def _add(self, row: DeadlineRow, saying: Saying, member: Member) -> int | None:
        message = self.wording.reminder(
            self.company,
            self.uow.books(self.company.id).record(),
            row,
            saying.rule,
            member,
            self.today,
            late_since=late_since(saying, self.today, row, member.person.quiet),
        )
        if message is None:
            return None
        return self.uow.outbox.add(
            message,
            member.person.chat,
            at=self.now,
            company=self.company.id,
            reminder=Reminder(row.obligation, saying.rule, saying.on),
            zone=self.company.zone,
            urgency=urgency(row, self.today),
        )
