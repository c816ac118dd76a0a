"""What people and companies chose: it stays, and touches nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.ports import ChatId, CompanyId, Person, PersonId, QuietDays
from bot.storage import SqlStore
from tests.fakes import MONDAY_MORNING
from tests.storage.lapierre import ANNE

BEN = Person(PersonId(8), ChatId(8), "Ben", "en")


def test_a_chosen_theme_outlives_the_next_message(store: SqlStore) -> None:
    for each in (ANNE, BEN):
        store.write_now(lambda uow, each=each: uow.people.meet(each))
    store.write_now(lambda uow: uow.people.sees_in(BEN.id, "dark"))
    met = [
        store.write_now(lambda uow, each=each: uow.people.meet(each))
        for each in (ANNE, BEN)
    ]

    assert met == [ANNE, replace(BEN, theme="dark")]


def test_the_hour_of_reminders_is_the_company_s_and_stands_in_the_trail(
    store: SqlStore, lapierre: CompanyId
) -> None:
    store.write_now(
        lambda uow: uow.companies.remind_at(lapierre, time(7, 30), MONDAY_MORNING)
    )
    company = store.write_now(lambda uow: uow.companies.get(lapierre))

    assert company.remind_at == time(7, 30)
    assert store.write_now(lambda uow: uow.books(lapierre).verify_audit()) == ()


def test_quiet_days_outlive_the_next_message(store: SqlStore) -> None:
    quiet = QuietDays(frozenset({5}), ((date(2026, 12, 24), date(2027, 1, 2)),))
    for each in (ANNE, BEN):
        store.write_now(lambda uow, each=each: uow.people.meet(each))
    store.write_now(lambda uow: uow.people.rests_on(BEN.id, quiet))

    assert store.write_now(lambda uow: uow.people.meet(BEN)) == replace(BEN, quiet=quiet)
    assert store.write_now(lambda uow: uow.people.meet(ANNE)) == ANNE
