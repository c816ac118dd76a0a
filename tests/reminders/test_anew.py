"""After a change of the policy every buyer's deadlines follow, behind the turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.ports import CompanyId, Store, UnitOfWork
from bot.reminders.anew import reckon_anew
from bot.reminders.refreshing import asked_anew, refresh_terms
from bot.storage import SqlStore
from domain.facts import Endorsement
from domain.money import Percentage
from domain.policy import DutyRule
from domain.spans import Span
from tests.reminders.conftest import Desk
from tests.storage.lapierre import BY_ANNE, invoice, policy

T = TypeVar("T")
FAILS = 4  # after the waiting companies, their buyers, and the policy itself
DUE = date(2026, 5, 31)
NINETY, SIXTY = date(2026, 8, 29), date(2026, 7, 30)


def with_debt(desk: Desk) -> CompanyId:
    company = desk.found()
    desk.tell(company, invoice("F1", DUE))
    return company


def declared_within(days: int) -> Endorsement:
    (rule,) = policy().duties.values[-1].value
    shorter: DutyRule = replace(rule, opens=Span(days=10), closes=Span(days=days))
    return Endorsement(
        on=date(2026, 7, 1), first_day=date(2026, 3, 1), terms=(("duties", (shorter,)),)
    )


def endorse(desk: Desk, company: CompanyId, endorsement: Endorsement) -> None:
    now = desk.clock.now()

    def work(uow: UnitOfWork) -> None:
        books = uow.books(company)
        before = books.record().on(now.date())
        books.append([endorsement], BY_ANNE, now)
        refresh_terms(uow, company, before, now)

    desk.do(work)


async def reckoned(desk: Desk, store: Store | None = None) -> None:
    await reckon_anew(
        store or desk.store,
        desk.clock.now(),
        lambda kind, _company, about: desk.alarms.append((kind, about)),
    )


def last_days(desk: Desk, company: CompanyId) -> list[date]:
    return [
        row.last_day for row in desk.rows(company) if row.duty == "intervention_request"
    ]


def mark(desk: Desk, company: CompanyId) -> str:
    return desk.do(lambda uow: asked_anew(uow, company))


async def test_shorter_time_to_declare_reaches_every_row(desk: Desk) -> None:
    company = with_debt(desk)
    assert last_days(desk, company) == [NINETY]

    endorse(desk, company, declared_within(60))
    assert mark(desk, company) != ""

    await reckoned(desk)
    assert last_days(desk, company) == [SIXTY]
    assert mark(desk, company) == ""


async def test_a_term_of_the_company_leaves_nothing_to_reckon(desk: Desk) -> None:
    company = with_debt(desk)
    share = ("insured_percentage", Percentage.of("80%"))
    endorse(
        desk,
        company,
        Endorsement(on=date(2026, 7, 1), first_day=date(2026, 7, 1), terms=(share,)),
    )

    assert mark(desk, company) == ""


async def test_a_change_made_meanwhile_is_reckoned_too(desk: Desk) -> None:
    company = with_debt(desk)
    endorse(desk, company, declared_within(60))
    waiting = mark(desk, company)
    endorse(desk, company, declared_within(70))
    assert mark(desk, company) != waiting

    await reckoned(desk)
    assert last_days(desk, company) == [date(2026, 8, 9)]


class Stumbling:
    """A store whose unit for one buyer fails, once."""

    def __init__(self, store: SqlStore) -> None:
        self._store, self._units = store, 0

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        self._units += 1
        if self._units == FAILS:
            raise RuntimeError
        return await self._store.write(work)


async def test_a_failure_is_told_and_tried_again(desk: Desk) -> None:
    company = with_debt(desk)
    endorse(desk, company, declared_within(60))

    await reckoned(desk, Stumbling(desk.store))
    assert desk.alarms == [("failed", "Leroc: RuntimeError")]
    assert mark(desk, company) != ""

    await reckoned(desk)
    assert mark(desk, company) == ""
    assert last_days(desk, company) == [SIXTY]
