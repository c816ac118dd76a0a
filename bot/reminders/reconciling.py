"""Every night: what the domain expects, what is planned, what was sent. A difference is an
alarm: somebody would have missed a day without noticing.

The outcome stands in a note, which /readyz and `vigie doctor` read. A unit for each buyer,
so that people's questions come in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.ports import (
    Company,
    CompanyId,
    DeadlineRow,
    Store,
    StoreUnavailable,
    UnitOfWork,
)
from bot.reminders.hold import is_on_hold
from bot.reminders.local_time import instant_of, today_of
from bot.reminders.refreshing import POLICY, buyers_of, row_of, spoken_of
from bot.reminders.rules import last_passed

RECONCILED = "reconciled"  # the note: when, and what was found
EVERY = timedelta(hours=20)
NIGHT = range(5)  # hours of UTC: before any European company's reminding hour
LATE = timedelta(days=1)
LOOKED_BACK = timedelta(days=3)
WAITING = frozenset({"ready", "leased"})

log = structlog.get_logger(__name__)

Alarm = Callable[[str, CompanyId, str], None]


class Kind(StrEnum):
    NOT_WATCHED = "not_watched"  # the domain expects it, nothing is planned
    OTHER_DAYS = "other_days"
    NOT_BOUND = "not_bound"  # planned, and the domain knows no such duty
    NOT_SAID = "not_said"  # its day has passed
    NOT_SENT = "not_sent"  # its last word counts as said, and never was in the outbox
    NOT_DELIVERED = "not_delivered"  # given up, and nobody else was told since
    NOT_COMPARED = "not_compared"  # the domain, or the books, failed: instead, the buyer


@dataclass(frozen=True, slots=True)
class Difference:
    kind: Kind
    company: str
    obligation: str


@dataclass(frozen=True, slots=True)
class Findings:
    at: datetime
    differences: tuple[Difference, ...]

    def to_text(self) -> str:
        found = [asdict(one) for one in self.differences]
        return json.dumps({"at": self.at.isoformat(), "differences": found})

    @classmethod
    def of(cls, text: str) -> Findings:
        read = json.loads(text)
        found = (
            Difference(Kind(one["kind"]), one["company"], one["obligation"])
            for one in read["differences"]
        )
        return cls(datetime.fromisoformat(read["at"]), tuple(found))


def last_findings(uow: UnitOfWork) -> Findings | None:
    text = uow.note(RECONCILED)
    return None if text is None else Findings.of(text)


async def reconcile_nightly(store: Store, now: datetime, alarm: Alarm) -> None:
    """At the first scan of a night; by day only when last night's was missed."""
    last = await store.write(last_findings)
    age = timedelta.max if last is None else abs(now - last.at)
    if age >= timedelta(days=1) or (age >= EVERY and now.hour in NIGHT):
        await reconcile(store, now, alarm)


async def reconcile(store: Store, now: datetime, alarm: Alarm) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for company in await store.write(lambda uow: uow.companies.all()):
        for name in await _buyers(store, company):
            found += await _looked(store, company, name, now)
        found += await store.write(partial(_undelivered, company=company, now=now))
        for one in found:
            if one.company == company.slug:
                alarm(one.kind.value, company.id, one.obligation)
    findings = Findings(now, tuple(found))
    await store.write(lambda uow: uow.take_note(RECONCILED, findings.to_text()))
    return findings.differences


async def _buyers(store: Store, company: Company) -> list[str]:
    """The policy's duties alone where the books cannot be read: which will be found."""
    try:
        return await store.write(partial(_names, company=company.id))
    except StoreUnavailable:
        raise
    except Exception as failure:
        log.exception("not_compared", company=company.slug, kind=type(failure).__name__)
        return [POLICY]


async def _looked(
    store: Store, company: Company, buyer: str, now: datetime
) -> list[Difference]:
    """What cannot be compared is a difference, too: it might hide one."""
    try:
        look = partial(differences, company=company, buyer=buyer, now=now)
        return await store.write(look)
    except StoreUnavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - told with the findings
        log.warning("not_compared", company=company.slug, kind=type(failure).__name__)
        return [Difference(Kind.NOT_COMPARED, company.slug, buyer or "*")]


def differences(
    uow: UnitOfWork, company: Company, buyer: str, now: datetime
) -> list[Difference]:
    """Of one buyer's duties, or of the policy's ("")."""
    books = uow.books(company.id)
    today = today_of(company, now)
    rows = {row.obligation: row for row in books.deadlines.of_buyer(buyer)}
    expected = {one.key: one for one in spoken_of(books.record().on(today), buyer)}
    found = list(_against_the_domain(rows, {k: row_of(d) for k, d in expected.items()}))
    if not is_on_hold(uow):
        found += _against_the_outbox(uow, company, rows, today)
    return [Difference(kind, company.slug, obligation) for kind, obligation in found]


def _against_the_domain(
    rows: dict[str, DeadlineRow], expected: dict[str, DeadlineRow]
) -> Iterator[tuple[Kind, str]]:
    for key, wanted in expected.items():
        row = rows.get(key)
        if row is None:
            yield Kind.NOT_WATCHED, key
        elif (row.opens_on, row.file_by, row.last_day) != (
            wanted.opens_on,
            wanted.file_by,
            wanted.last_day,
        ):
            yield Kind.OTHER_DAYS, key
    for key in rows.keys() - expected.keys():
        yield Kind.NOT_BOUND, key


def _against_the_outbox(
    uow: UnitOfWork, company: Company, rows: dict[str, DeadlineRow], today: date
) -> Iterator[tuple[Kind, str]]:
    for key, row in rows.items():
        if row.next_on is not None and row.next_on < today - LATE:
            yield Kind.NOT_SAID, key
        if row.said_on is not None and not _is_in_outbox(uow, company, row, row.said_on):
            yield Kind.NOT_SENT, key


def _is_in_outbox(
    uow: UnitOfWork, company: Company, row: DeadlineRow, said_on: date
) -> bool:
    """Whether the word last said is there: it waits, it went out since that day began, or
    it is of the rule that spoke last.
    """
    since = instant_of(said_on, time(0), company.zone)
    last = last_passed(row, said_on)
    return any(
        one.state in WAITING
        or (one.sent_at is not None and one.sent_at >= since)
        or (last is None or one.reminder.due_on >= last.on)
        for one in uow.outbox.sent_about(company.id, row.obligation)
    )


def _undelivered(uow: UnitOfWork, company: Company, now: datetime) -> list[Difference]:
    found = uow.outbox.undelivered(company.id, now - LOOKED_BACK)
    return [Difference(Kind.NOT_DELIVERED, company.slug, one) for one in found]


def _names(uow: UnitOfWork, company: CompanyId) -> list[str]:
    return buyers_of(uow.books(company))


def put_back_in_time(uow: UnitOfWork, now: datetime) -> int:
    """What waits for a wall time goes out at it, whatever became of the zone's data or of
    the company's zone since it was planned. How many moved.
    """
    moved = 0
    for company in uow.companies.all():
        for one in uow.outbox.ahead(company.id, now):
            day = one.instant.astimezone(ZoneInfo(one.zone)).date()
            instant = instant_of(day, one.at, company.zone)
            if instant != one.instant:
                uow.outbox.put_at(one.id, instant, company.zone)
                moved += 1
    return moved
