"""The sample company: made on first use, kept while it is used, made anew when it ages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.ports import Author, CompanyId, UnitOfWork
from bot.sample import case_study
from bot.sample.company import SAMPLE, keep_sample, rebuild_sample
from bot.services.founding import found
from bot.storage import open_store
from bot.storage.store import SqlStore
from domain.claims import indemnity_left
from domain.facts import BadNews
from domain.money import euros
from domain.spans import months_after

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PARIS = "Europe/Paris"


def kept(store: SqlStore, now: datetime) -> bool:
    return store.write_now(lambda uow: keep_sample(uow, now, PARIS))


def first_day(store: SqlStore) -> date:
    def unit(uow: UnitOfWork) -> date:
        company = uow.companies.by_slug(SAMPLE)
        assert company is not None
        return uow.books(company.id).record().policy.starts_on

    return store.write_now(unit)


def test_the_sample_is_made_once() -> None:
    store = open_store("sqlite://")

    assert kept(store, NOW)
    assert not kept(store, NOW + timedelta(days=30))
    assert first_day(store) == date(2026, 2, 1)
    store.close()


def test_510_000_euros_are_left_of_its_envelope() -> None:
    store = open_store("sqlite://")
    kept(store, NOW)

    def left(uow: UnitOfWork) -> object:
        company = uow.companies.by_slug(SAMPLE)
        assert company is not None
        return indemnity_left(uow.books(company.id).record().on(NOW.date())).value

    assert store.write_now(left) == euros("510000")
    store.close()


def test_an_untouched_sample_is_rebuilt_once_its_insurance_year_is_over() -> None:
    store = open_store("sqlite://")
    kept(store, NOW)
    last_day = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)

    assert not kept(store, last_day)
    assert kept(store, last_day + timedelta(days=1))
    assert first_day(store) == months_after(date(2027, 2, 1), -9)
    store.close()


def test_a_sample_that_somebody_used_is_kept_however_old() -> None:
    store = open_store("sqlite://")
    kept(store, NOW)

    def use(uow: UnitOfWork) -> None:
        company = uow.companies.by_slug(SAMPLE)
        assert company is not None
        fact = BadNews(on=NOW.date(), buyer="Moulin")
        uow.books(company.id).append([fact], Author(None), NOW)

    store.write_now(use)

    assert not kept(store, NOW + timedelta(days=900))
    store.close()


def test_rebuilding_never_touches_a_real_company_of_the_same_name() -> None:
    store = open_store("sqlite://")

    def found_real(uow: UnitOfWork) -> CompanyId:
        case = case_study()
        return found(
            uow,
            case.policy,
            buyers=case.buyers,
            facts=case.facts,
            author=Author(None, via="cli"),
            at=NOW,
            slug=SAMPLE,
            zone=PARIS,
        )

    real = store.write_now(found_real)
    rebuilt = store.write_now(lambda uow: rebuild_sample(uow, NOW, PARIS))

    assert rebuilt == real
    assert first_day(store) == date(2015, 3, 1)
    store.close()
