"""Planning: what is due to be said today goes into the outbox, for each who is to hear it.

A row is planned from the company's reminding hour on. Before it is, its buyer's duties
are reckoned again, so that none is told that was done since. What presses goes out by
itself, buyer by buyer; what is calm or late is left for the company's digest. The message
and the note that it was said stand in one transaction; the outbox refuses a second one of
its key. On hold, after a restore, nothing is planned.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from hashlib import blake2s
from itertools import pairwise
from math import ceil
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.ports import (
    Channel,
    Clock,
    Company,
    CompanyId,
    DeadlineRow,
    Member,
    Message,
    Reminder,
    Store,
    StoreUnavailable,
    UnitOfWork,
)
from bot.reminders.escalation import (
    Circle,
    Ear,
    listening,
    mail_time,
    mailed,
    not_past_the_second,
)
from bot.reminders.forecast import next_reminder_at
from bot.reminders.hold import is_on_hold, may_be_repeats
from bot.reminders.local_time import instant_of, reminding_at, today_of
from bot.reminders.quiet import Rest, Round, heard, late_since
from bot.reminders.recipients import ears_of
from bot.reminders.refreshing import buyers_of, refresh
from bot.reminders.rules import DIGEST, Rule, Saying, goes_alone, may_go, urgency
from bot.reminders.wording import Line, Wording

FURTHEST_AHEAD = timedelta(hours=14)  # no zone's day is further ahead of UTC

RECKONS_FOR = timedelta(seconds=20)  # in one tick: large books must not make it stale

MOST_TOGETHER = 20  # duties named in one digest: what fits into a message

LAST_SCAN = "last_scan"  # the note of when a tick last went through

T = TypeVar("T")

log = structlog.get_logger(__name__)

Alarm = Callable[[str, CompanyId, str], None]  # "nobody" or "failed", and about what


def log_alarm(kind: str, company: CompanyId, about: str) -> None:
    log.error("reminder_alarm", kind=kind, company=company, about=about)


class Planner:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        wording: Wording,
        alarm: Alarm = log_alarm,
        *,
        has_mail: bool = False,
    ) -> None:
        self._has_mail = has_mail
        self._store = store
        self._wording = wording
        self._clock = clock
        self._alarm = alarm
        # Begun and not ended: of which day, and who is left.
        self._to_reckon: dict[CompanyId, tuple[date, deque[str]]] = {}

    async def tick(self) -> int:
        """Plan what is due, reckon the companies whose day is new, and plan what that
        brought up. How many messages were planned.
        """
        if await self._store.write(is_on_hold):
            planned = 0
        else:
            planned = await self._plan_due()
            if await self._reckon_new_days():
                planned += await self._plan_due()
        scanned_at = self._clock.now().isoformat()
        await self._store.write(lambda uow: uow.take_note(LAST_SCAN, scanned_at))
        return planned

    def is_reckoning(self, company: CompanyId) -> bool:
        """Whether its new day is begun and not all of its buyers are reckoned."""
        return company in self._to_reckon

    async def next_reminder_at(self) -> datetime | None:
        now = self._clock.now()
        return await self._store.write(
            lambda uow: next_reminder_at(uow, now, has_mail=self._has_mail)
        )

    async def _plan_due(self) -> int:
        now = self._clock.now()
        due = await self._store.write(lambda uow: due_now(uow, now))
        by_company: dict[CompanyId, list[str]] = {}
        planned = 0
        for company, buyer in due:
            planned += await self._plan(company, partial(_of_buyer, buyer), buyer)
            by_company.setdefault(company, []).append(buyer)
        for company, buyers in by_company.items():
            planned += await self._plan(company, partial(_digest_of, buyers), "*")
        return planned

    async def _plan(
        self, company: CompanyId, plan: Callable[[Plan], int], about: str
    ) -> int:
        """One buyer's failure, as of a template, does not keep others from being told."""
        now = self._clock.now()

        def unit(uow: UnitOfWork) -> int:
            its = uow.companies.get(company)
            return plan(
                Plan(uow, its, self._wording, self._alarm, now, has_mail=self._has_mail)
            )

        try:
            return await self._store.write(unit)
        except StoreUnavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
            self._alarm("failed", company, f"{about}: {type(failure).__name__}")
            return 0

    async def _reckon_new_days(self) -> int:
        now = self._clock.now()
        until = now + RECKONS_FOR
        companies = await self._store.write(lambda uow: new_days(uow, now))
        for company in companies:
            if self._clock.now() >= until:
                break
            await self._reckon(company, now, until)
        return len(companies)

    async def _reckon(self, company: Company, now: datetime, until: datetime) -> None:
        """A unit for each buyer, so that people's questions come in between; and not for
        longer than that: what is due is planned first, then the next tick goes on here.
        """
        number, day = company.id, today_of(company, now)
        try:
            names = await self._still_to_reckon(number, day)
        except StoreUnavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - told; the other companies go on
            self._alarm("failed", number, f"*: {type(failure).__name__}")
            return
        while names:
            if self._clock.now() >= until:
                return
            await self._reckon_buyer(number, names[0], now)
            names.popleft()
        await self._store.write(
            lambda uow: uow.take_note(reckoned_key(number), day.isoformat())
        )
        del self._to_reckon[number]

    async def _still_to_reckon(self, company: CompanyId, day: date) -> deque[str]:
        since, names = self._to_reckon.get(company, (None, deque[str]()))
        if since != day:
            found = await self._store.write(lambda uow: buyers_of(uow.books(company)))
            names = deque(found)
            self._to_reckon[company] = day, names
        return names

    async def _reckon_buyer(self, company: CompanyId, buyer: str, now: datetime) -> None:
        try:
            await self._store.write(lambda uow: refresh(uow, company, buyer, now))
        except StoreUnavailable:
            raise  # the day is not done: the next tick reckons it whole
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
    local = now.astimezone(ZoneInfo(company.zone))
    return (
        has_come
        and now >= reminding_at(company, today)
        and may_go(row, local, company.remind_at)
    )


def new_days(uow: UnitOfWork, now: datetime) -> list[Company]:
    """The companies not reckoned yet on their local day."""
    return [
        company
        for company in uow.companies.all()
        if uow.note(reckoned_key(company.id)) != today_of(company, now).isoformat()
    ]


def reckoned_key(company: CompanyId) -> str:
    return f"reckoned:{company}"


def _of_buyer(buyer: str, plan: Plan) -> int:
    return plan.of_buyer(buyer)


def _digest_of(buyers: Sequence[str], plan: Plan) -> int:
    return plan.digest(buyers)


@dataclass(frozen=True, slots=True)
class Heard:
    """A row whose day has come, and what each who listens hears of it."""

    row: DeadlineRow
    ears: Sequence[Ear]
    round: Round
    goes_alone: bool

    def by_ear(self) -> list[tuple[Ear, Saying]]:
        pairs = zip(self.ears, self.round.sayings, strict=True)
        return [(ear, saying) for ear, saying in pairs if saying is not None]


@dataclass(frozen=True)
class Plan:
    """One unit of work's planning, for one company on its local day."""

    uow: UnitOfWork
    company: Company
    wording: Wording
    alarm: Alarm
    now: datetime
    has_mail: bool = False

    @property
    def today(self) -> date:
        return today_of(self.company, self.now)

    @cached_property
    def ears(self) -> list[Ear]:
        return ears_of(self.uow, self.company.id, has_mail=self.has_mail)

    def of_buyer(self, buyer: str) -> int:
        """How many messages this buyer's duties brought about by themselves."""
        refresh(self.uow, self.company.id, buyer, self.now)
        rows = self._due_rows(buyer)
        if not self.ears:
            for row in rows:
                self.alarm("nobody", self.company.id, row.obligation)
        due = [one for one in map(self._heard, rows) if one]
        return sum(self._say(one) for one in due if one.goes_alone)

    def digest(self, buyers: Sequence[str]) -> int:
        """What is calm or late of these buyers, together, for each who is to hear it."""
        found = [
            one
            for buyer in buyers
            for one in map(self._heard, self._due_rows(buyer))
            if one and not one.goes_alone
        ]
        found = [one for one in found if self._can_be_worded(one)]
        found.sort(key=lambda one: (urgency(one.row, self.today), one.row.file_by))
        for one in found:
            self._said(one)
        ears = [ear for ear in self.ears if any(ear in one.ears for one in found)]
        return sum(self._tell_together(ear, found) for ear in ears)

    def tell_others(self, reminders: Sequence[Reminder], *, by_mail: bool) -> int:
        """What did not reach one person goes to the next at once: to whoever has the calm
        rhythm, and to the second person; `by_mail`: also written to those addressed.
        """
        rows = {row.obligation: row for row in self._rows()}
        told = 0
        for reminder in reminders:
            row = rows.get(reminder.obligation)
            if row is None:
                continue
            saying = Saying(Rule(reminder.rule), reminder.due_on)
            told += sum(
                self._tell(ear, row, saying) for ear in self._others(by_mail=by_mail)
            )
            if not self.ears:
                self.alarm("nobody", self.company.id, row.obligation)
                self.uow.outbox.release_dead(self.company.id, reminder, self.now)
                self.uow.books(self.company.id).deadlines.said(
                    row.obligation, None, self.today
                )
        return told

    def _others(self, *, by_mail: bool) -> list[Ear]:
        near = [ear for ear in self.ears if ear.circle <= Circle.SECOND]
        if not by_mail or not self.has_mail:
            return near
        written = [
            Ear(ear.member, Channel.EMAIL, ear.circle)
            for ear in near
            if ear.member.person.email
        ]
        return list(dict.fromkeys([*near, *written]))

    def _rows(self) -> list[DeadlineRow]:
        return self.uow.books(self.company.id).deadlines.all()

    # --- What is due ---

    def _due_rows(self, buyer: str) -> list[DeadlineRow]:
        rows = self.uow.books(self.company.id).deadlines.of_buyer(buyer)
        return [row for row in rows if is_due(self.company, row, self.now)]

    def _heard(self, row: DeadlineRow) -> Heard | None:
        """Nobody to tell: it stays due, and is an alarm at every tick."""
        if not self.ears:
            return None
        listen = listening(row, self.today, self.ears, has_mail=self.has_mail)
        told = heard(row, self.today, [self._rest(ear.member) for ear in listen])
        if told is None:
            return None
        told = not_past_the_second(told, self.today, self.ears, self._rest)
        said = zip(listen, told.sayings, strict=True)
        alone = all(
            goes_alone(
                row, saying, self.today, is_late=self._late(row, saying, ear) is not None
            )
            for ear, saying in said
            if saying is not None
        )
        return Heard(row, listen, told, alone)

    def _rest(self, member: Member) -> Rest:
        calendar = self.uow.books(self.company.id).record().calendar
        return Rest(member.person.quiet, calendar)

    def _late(self, row: DeadlineRow, saying: Saying, ear: Ear) -> date | None:
        return late_since(saying, self.today, row, self._rest(ear.member))

    def _said(self, one: Heard) -> None:
        deadlines, after = self.uow.books(self.company.id).deadlines, one.round.row
        deadlines.said(one.row.obligation, after.said_on, after.next_on)

    # --- One by one ---

    def _say(self, one: Heard) -> int:
        added = [self._tell(ear, one.row, saying) for ear, saying in one.by_ear()]
        self._said(one)
        return sum(added) + self._write_to(one)

    def _tell(self, ear: Ear, row: DeadlineRow, saying: Saying) -> int:
        message = self._worded(ear, row, saying)
        if message is None:
            return 0
        return self._add(
            ear, message, Reminder(row.obligation, saying.rule, saying.on), row
        )

    def _worded(self, ear: Ear, row: DeadlineRow, saying: Saying) -> Message | None:
        return self.wording.reminder(
            self.company,
            self.uow.books(self.company.id).record(),
            row,
            saying.rule,
            ear.member,
            self.today,
            late_since=self._late(row, saying, ear),
            by_mail=ear.channel is Channel.EMAIL,
        )

    def _write_to(self, one: Heard) -> int:
        """By e-mail too, later this day, unless somebody sees it before."""
        if not self.has_mail:
            return 0
        members = mailed(one.row, self.today, one.ears)
        hour = mail_time(self.company.remind_at)
        at = max(self.now, instant_of(self.today, hour, self.company.zone))
        sayings = {ear.member: saying for ear, saying in one.by_ear()}
        written = 0
        for member in members:
            if (saying := sayings.get(member)) is None:
                continue
            ear = Ear(member, Channel.EMAIL, one.ears[0].circle)
            message = self._worded(ear, one.row, saying)
            if message is not None:
                key = Reminder(one.row.obligation, saying.rule, saying.on)
                written += self._add(ear, message, key, one.row, at=at)
        return written

    # --- Together ---

    def _can_be_worded(self, one: Heard) -> bool:
        try:
            return all(self._line(one, ear) is not None for ear, _ in one.by_ear())
        except Exception as failure:  # noqa: BLE001 - told; the others are said
            about = f"{one.row.buyer}: {type(failure).__name__}"
            self.alarm("failed", self.company.id, about)
            return False

    def _line(self, one: Heard, ear: Ear) -> Line | None:
        saying = dict(one.by_ear())[ear]
        text = self.wording.line(
            self.uow.books(self.company.id).record(),
            one.row,
            saying.rule,
            ear.member,
            self.today,
            late_since=self._late(one.row, saying, ear),
        )
        return None if text is None else Line(one.row, text)

    def _tell_together(self, ear: Ear, found: Sequence[Heard]) -> int:
        """One alone is told as a reminder of its own; more than fit into one message, in
        several: each duty is named.
        """
        mine = [
            (one, saying)
            for one in found
            for who, saying in one.by_ear()
            if who == ear and not self._is_told(ear, one.row, saying)
        ]
        if len(mine) <= 1:
            return sum(self._tell(ear, one.row, saying) for one, saying in mine)
        return sum(self._tell_part(ear, part) for part in _parts(mine))

    def _tell_part(self, ear: Ear, mine: Sequence[tuple[Heard, Saying]]) -> int:
        lines = [line for one, _ in mine if (line := self._line(one, ear))]
        message = self.wording.digest(
            self.company,
            lines,
            ear.member,
            self.today,
            by_mail=ear.channel is Channel.EMAIL,
        )
        mentions = [Reminder(o.row.obligation, s.rule, s.on) for o, s in mine]
        key = Reminder(DIGEST, f"{DIGEST}:{_name_of(mentions)}", self.today)
        return self._add(ear, message, key, mine[0][0].row, mentions=mentions)

    def _is_told(self, ear: Ear, row: DeadlineRow, saying: Saying) -> bool:
        key = Reminder(row.obligation, saying.rule, saying.on)
        chat = ear.member.person.chat
        return self.uow.outbox.is_told(self.company.id, key, chat, ear.channel)

    # --- Into the outbox ---

    def _add(
        self,
        ear: Ear,
        message: Message,
        key: Reminder,
        row: DeadlineRow,
        *,
        at: datetime | None = None,
        mentions: Sequence[Reminder] = (),
    ) -> int:
        """1, or 0 when it stands there already."""
        person, is_mail = ear.member.person, ear.channel is Channel.EMAIL
        if self.uow.outbox.is_told(self.company.id, key, person.chat, ear.channel):
            return 0
        since = min(one.due_on for one in mentions or (key,))
        number = self.uow.outbox.add(
            message,
            person.chat,
            at=at or self.now,
            company=self.company.id,
            reminder=key,
            zone=self.company.zone,
            local_time=mail_time(self.company.remind_at) if at else self.company.remind_at,
            urgency=urgency(row, self.today),
            channel=ear.channel,
            address=person.email if is_mail else "",
            repeat=may_be_repeats(self.uow, self.company, since),
            mentions=mentions,
        )
        return int(number is not None)


def _parts(mine: Sequence[T]) -> list[Sequence[T]]:
    """As few as can be, of about the same length."""
    count = ceil(len(mine) / MOST_TOGETHER)
    cuts = [len(mine) * part // count for part in range(count + 1)]
    return [mine[first:last] for first, last in pairwise(cuts)]


def _name_of(mentions: Sequence[Reminder]) -> str:
    """The same duties, the same digest: however often it is planned, it is sent once."""
    named = "\n".join(sorted(f"{m.obligation} {m.rule} {m.due_on}" for m in mentions))
    return blake2s(named.encode(), digest_size=8).hexdigest()
