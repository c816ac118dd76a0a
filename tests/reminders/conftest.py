"""A desk for reminders: a real store, a clock that stands, words that tell their rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest

from bot.ports import (
    Channel,
    ChatId,
    Company,
    CompanyId,
    DeadlineRow,
    Delivery,
    Member,
    Message,
    Outcome,
    Person,
    PersonId,
    Role,
    UnitOfWork,
)
from bot.reminders.plan import Planner
from bot.reminders.refreshing import refresh
from bot.reminders.wording import Line
from bot.storage import SqlStore
from domain.facts import Fact
from domain.record import Record
from tests.fakes import FixedClock
from tests.storage.lapierre import BY_ANNE, found_company

T = TypeVar("T")


class Words:
    """« Anne d3 F1 », and since when it is late; « Anne: d7 F1, d15 F2 » in a digest."""

    def __init__(self) -> None:
        self.breaks_for = ""

    def reminder(
        self,
        _company: Company,
        _record: Record,
        row: DeadlineRow,
        rule: str,
        member: Member,
        _today: date,
        *,
        late_since: date | None = None,
        by_mail: bool = False,
    ) -> Message | None:
        by = " by mail" if by_mail else ""
        return Message(f"{member.person.name} {self._line(row, rule, late_since)}{by}")

    def line(
        self,
        _record: Record,
        row: DeadlineRow,
        rule: str,
        _member: Member,
        _today: date,
        *,
        late_since: date | None = None,
    ) -> str | None:
        return self._line(row, rule, late_since)

    def digest(
        self,
        _company: Company,
        lines: Sequence[Line],
        member: Member,
        _today: date,
        *,
        by_mail: bool = False,
    ) -> Message:
        by = " by mail" if by_mail else ""
        told = ", ".join(line.text for line in lines)
        return Message(f"{member.person.name}: {told}{by}")

    def lost(
        self, _company: Company, lost: Member, channel: Channel, member: Member
    ) -> Message:
        return Message(f"{member.person.name}: {lost.person.name} lost by {channel}")

    def _line(self, row: DeadlineRow, rule: str, late_since: date | None) -> str:
        if row.buyer == self.breaks_for:
            raise KeyError(row.buyer)
        late = f" since {late_since}" if late_since else ""
        return f"{rule} {row.invoice or row.duty}{late}"


class Desk:
    def __init__(self, store: SqlStore, now: datetime, *, has_mail: bool = False) -> None:
        self.store = store
        self.clock = FixedClock(now)
        self.words = Words()
        self.alarms: list[tuple[str, str]] = []
        self.planner = Planner(
            store,
            self.clock,
            self.words,
            alarm=self.sound,
            has_mail=has_mail,
        )

    def sound(self, kind: str, _company: CompanyId, about: str) -> None:
        self.alarms.append((kind, about))

    def do(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.store.write_now(work)

    def found(self, slug: str = "lapierre", zone: str = "Europe/Paris") -> CompanyId:
        now = self.clock.now()
        return self.do(lambda uow: found_company(uow, slug, zone, now))

    def tell(self, company: CompanyId, *facts: Fact, buyer: str | None = "Leroc") -> None:
        """As a service does: the facts, and the deadlines that follow."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            uow.books(company).append(facts, BY_ANNE, now)
            refresh(uow, company, buyer, now)

        self.do(work)

    def welcome(
        self, company: CompanyId, name: str, number: int, role: Role, email: str = ""
    ) -> None:
        person = Person(PersonId(number), ChatId(number), name, "fr", email=email)
        now = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            uow.people.meet(person)
            uow.people.join(person.id, company, role, now)

        self.do(work)

    def rows(self, company: CompanyId) -> list[DeadlineRow]:
        """But for the debt's own prescription, which each open invoice has."""
        found = self.do(lambda uow: uow.books(company).deadlines.all())
        return [row for row in found if row.duty != "prescription"]

    def outgoing(self) -> list[str]:
        """Everything ready now, sent."""
        texts: list[str] = []
        while taken := self.do(self._send_all):
            texts += taken
        return texts

    def _send_all(self, uow: UnitOfWork) -> list[str]:
        now = self.clock.now()
        taken = uow.outbox.lease("desk", now=now, until=now, most=99)
        for outgoing in taken:
            uow.outbox.settle(outgoing, "desk", Delivery(Outcome.SENT), now)
        return [outgoing.message.text for outgoing in taken]

    async def ticked(self) -> list[str]:
        await self.planner.tick()
        return self.outgoing()


def morning(day: str) -> datetime:
    """08:00 UTC: past nine in Paris, in summer and in winter."""
    return datetime.fromisoformat(day).replace(hour=8, tzinfo=UTC)


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    return Desk(store, morning("2026-07-01"))
