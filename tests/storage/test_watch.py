"""Notices are kept once, each for its own company, and read back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.ports import CompanyId, UnitOfWork
from bot.ports.watch import Settled
from bot.ports.world import Nature, Notice
from bot.storage import SqlStore
from domain.policy import InsolvencyKind
from tests.storage.lapierre import found_company

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TODAY = date(2026, 11, 23)
NOTICE = Notice(
    id="A202602250042",
    siren="894670793",
    published_on=date(2026, 11, 20),
    nature=Nature.OPENING,
    kind=InsolvencyKind.LIQUIDATION,
    judgment_on=date(2026, 11, 12),
    said="Jugement d'ouverture de liquidation judiciaire",
    name="LEROC MENUISERIE",
    court="Tribunal de commerce de Blois",
)


def other(uow: UnitOfWork) -> CompanyId:
    return found_company(uow, "other")


def test_a_notice_is_kept_once_and_read_back_as_it_was(store: SqlStore) -> None:
    company = store.write_now(found_company)

    def keep(uow: UnitOfWork) -> int | None:
        return uow.watchbook(company).keep("Leroc", NOTICE, TODAY, Settled.NO)

    number = store.write_now(keep)
    assert number is not None
    assert store.write_now(keep) is None
    kept = store.write_now(lambda uow: uow.watchbook(company).numbered(number))
    assert kept is not None
    assert kept.notice == NOTICE
    assert (kept.buyer, kept.settled, kept.noticed_on) == ("Leroc", Settled.NO, TODAY)


def test_what_is_settled_is_not_open_any_more(store: SqlStore) -> None:
    company = store.write_now(found_company)

    def unit(uow: UnitOfWork) -> tuple[int, int]:
        book = uow.watchbook(company)
        number = book.keep("Leroc", NOTICE, TODAY, Settled.NO)
        before = len(book.open())
        book.settle(number or 0, Settled.SEEN, NOW)
        return before, len(book.open())

    assert store.write_now(unit) == (1, 0)


def test_another_companys_notice_is_nobodys(store: SqlStore) -> None:
    ours, theirs = store.write_now(found_company), store.write_now(other)
    number = store.write_now(
        lambda uow: uow.watchbook(ours).keep("Leroc", NOTICE, TODAY, Settled.NO)
    )

    assert store.write_now(lambda uow: uow.watchbook(theirs).numbered(number)) is None
    assert store.write_now(lambda uow: uow.watchbook(theirs).open()) == []


def test_how_far_a_siren_was_looked_up(store: SqlStore) -> None:
    company = store.write_now(found_company)

    def unit(uow: UnitOfWork) -> dict[str, date]:
        book = uow.watchbook(company)
        book.looked_up(["894670793", "356000000"], date(2026, 11, 22))
        book.looked_up(["894670793"], TODAY)
        return book.through()

    assert store.write_now(unit) == {
        "894670793": TODAY,
        "356000000": date(2026, 11, 22),
    }


def test_a_notice_without_day_or_kind_is_kept_as_such(store: SqlStore) -> None:
    company = store.write_now(found_company)
    bare = Notice("B1", "894670793", TODAY, Nature.UNKNOWN, None, None, "Autre avis")
    number = store.write_now(
        lambda uow: uow.watchbook(company).keep("Leroc", bare, TODAY, Settled.NO)
    )
    kept = store.write_now(lambda uow: uow.watchbook(company).numbered(number or 0))

    assert kept is not None
    assert kept.notice == bare
