from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.ports import (
    CompanyId,
    FactIdTaken,
    Invitation,
    Role,
    SlugTaken,
    UnitOfWork,
    UnknownCompany,
)
from bot.storage import SqlStore, open_store
from domain.facts import Buyer
from domain.record import Record
from tests.fakes import MONDAY_MORNING
from tests.storage.lapierre import (
    ANNE,
    BY_ANNE,
    company,
    fact,
    found_company,
    invoice,
    policy,
)

F1 = invoice("F1", date(2026, 6, 30))
F2 = invoice("F2", date(2026, 7, 31))
PAID = fact("payment", date(2026, 9, 1), buyer="Leroc", amount="120000", invoice="F1")


def append(store: SqlStore, number: CompanyId, *facts: object) -> list[int]:
    return store.write_now(
        lambda uow: uow.books(number).append(facts, BY_ANNE, MONDAY_MORNING)
    )


def record(store: SqlStore, number: CompanyId) -> Record:
    return store.write_now(lambda uow: uow.books(number).record())


def test_a_record_reads_as_it_was_written(store: SqlStore, lapierre: CompanyId) -> None:
    append(store, lapierre, F1, PAID)
    read = record(store, lapierre)

    assert read.policy == policy()
    assert read.buyers == {"Leroc": Buyer("Leroc")}
    assert [type(each) for each in read.facts] == [type(F1), type(PAID)]


def test_a_fact_is_named_by_its_number(store: SqlStore, lapierre: CompanyId) -> None:
    numbers = append(store, lapierre, F1, F2)

    assert [each.id for each in record(store, lapierre).facts] == [f"f{n}" for n in numbers]
    assert numbers == sorted(set(numbers))


def test_a_fact_keeps_the_id_it_came_with(store: SqlStore, lapierre: CompanyId) -> None:
    append(store, lapierre, invoice("F1", date(2026, 6, 30), id="first"))

    assert record(store, lapierre).facts[0].id == "first"
    with pytest.raises(FactIdTaken):
        append(store, lapierre, invoice("F9", date(2026, 6, 30), id="first"))


def test_numbers_whose_id_is_borne_are_passed_over(
    store: SqlStore, lapierre: CompanyId
) -> None:
    (number,) = append(store, lapierre, F1)
    taken = invoice("F7", date(2026, 6, 30), id=f"f{number + 2}")
    append(store, lapierre, taken)
    (after,) = append(store, lapierre, F2)

    assert after == number + 3
    assert store.write_now(lambda uow: uow.books(lapierre).verify_audit()) == ()


def test_the_warm_record_is_the_same_until_something_is_written(
    store: SqlStore, lapierre: CompanyId
) -> None:
    first, again = record(store, lapierre), record(store, lapierre)
    append(store, lapierre, F1)

    assert again is first
    assert len(record(store, lapierre).facts) == 1


def test_a_unit_sees_what_it_has_written(store: SqlStore, lapierre: CompanyId) -> None:
    def work(uow: UnitOfWork) -> int:
        uow.books(lapierre).record()
        uow.books(lapierre).append([F1], BY_ANNE, MONDAY_MORNING)
        return len(uow.books(lapierre).record().facts)

    assert store.write_now(work) == 1


def test_a_unit_taken_back_leaves_nothing_in_the_warm_record(
    store: SqlStore, lapierre: CompanyId
) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.books(lapierre).append([F1], BY_ANNE, MONDAY_MORNING)
        assert len(uow.books(lapierre).record().facts) == 1
        raise KeyError

    record(store, lapierre)
    with pytest.raises(KeyError):
        store.write_now(work)
    append(store, lapierre, F2)

    assert [each.number for each in record(store, lapierre).facts] == ["F2"]  # type: ignore[attr-defined]


def test_what_another_process_writes_is_seen(disk: SqlStore, url: str) -> None:
    number = disk.write_now(found_company)
    record(disk, number)
    other = open_store(url)
    append(other, number, F1)
    other.write_now(
        lambda uow: uow.books(number).add_buyer(Buyer("Moulin"), BY_ANNE, MONDAY_MORNING)
    )
    other.close()
    read = record(disk, number)

    assert len(read.facts) == 1
    assert set(read.buyers) == {"Leroc", "Moulin"}


def test_a_buyer_introduced_again_is_corrected(
    store: SqlStore, lapierre: CompanyId
) -> None:
    better = Buyer("Leroc", siren="732829320")
    store.write_now(
        lambda uow: uow.books(lapierre).add_buyer(better, BY_ANNE, MONDAY_MORNING)
    )

    assert record(store, lapierre).buyers == {"Leroc": better}
    assert store.write_now(lambda uow: uow.books(lapierre).verify_audit()) == ()


def test_an_endorsement_is_a_fact_and_leaves_the_policy(
    store: SqlStore, lapierre: CompanyId
) -> None:
    endorsed = fact(
        "endorsement",
        date(2026, 5, 1),
        **{"from": "2026-05-01", "insured_percentage": "80%"},
    )
    append(store, lapierre, endorsed)
    read = record(store, lapierre)
    situation = read.on(date(2026, 6, 1))

    assert read.policy == policy()
    assert (
        str(situation.policy.insured_percentage.on(date(2026, 6, 1)).value.value) == "0.8"
    )


def test_two_companies_never_see_each_other(store: SqlStore) -> None:
    ours = store.write_now(lambda uow: found_company(uow, "ours"))
    theirs = store.write_now(lambda uow: found_company(uow, "theirs"))
    append(store, ours, F1)
    append(store, theirs, F2, PAID)

    assert [each.kind_of_fact for each in record(store, ours).facts] == ["invoice"]
    assert len(record(store, theirs).facts) == 2


def test_a_slug_names_one_company(store: SqlStore, lapierre: CompanyId) -> None:
    assert store.write_now(lambda uow: uow.companies.by_slug("lapierre")).id == lapierre
    with pytest.raises(SlugTaken):
        store.write_now(found_company)


def test_a_company_that_is_none_is_unknown(store: SqlStore) -> None:
    with pytest.raises(UnknownCompany):
        record(store, CompanyId(99))


def test_a_unit_that_erased_a_company_knows_it_no_more(
    store: SqlStore, lapierre: CompanyId
) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.companies.get(lapierre)
        uow.companies.erase(lapierre, MONDAY_MORNING)
        uow.companies.get(lapierre)

    with pytest.raises(UnknownCompany):
        store.write_now(work)
    assert store.write_now(lambda uow: uow.companies.get(lapierre)).slug == "lapierre"


def test_an_erased_company_leaves_nothing_and_its_number_is_not_used_again(
    disk: SqlStore, url: str
) -> None:
    number = disk.write_now(found_company)
    append(disk, number, F1, PAID)
    invitation = Invitation(number, Role.READER, MONDAY_MORNING)
    disk.write_now(lambda uow: uow.people.invite(invitation, "hash"))
    disk.write_now(lambda uow: uow.companies.erase(number, MONDAY_MORNING))
    again = disk.write_now(found_company)

    assert again > number
    with pytest.raises(UnknownCompany):
        record(disk, number)
    assert left_of(url, number) == []


def left_of(url: str, number: CompanyId) -> list[str]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type='table'"
            )
            if any(
                column[1] == "company_id"
                for column in database.execute(f"PRAGMA table_info({name})")
            )
        ]
        return [
            name
            for name in tables
            if database.execute(
                f"SELECT 1 FROM {name} WHERE company_id = ?",  # noqa: S608
                (number,),
            ).fetchone()
        ]


# --- The audit trail ---


@pytest.fixture
def written(disk: SqlStore) -> CompanyId:
    number = disk.write_now(found_company)
    append(disk, number, F1, F2, PAID)
    return number


def tamper(url: str, *statements: str) -> None:
    """As someone would who has the file, and no respect for triggers."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        for table in ("facts", "audit", "policies"):
            database.execute(f"DROP TRIGGER {table}_never_change")
            database.execute(f"DROP TRIGGER {table}_stay")
        for statement in statements:
            database.execute(statement)
        database.commit()


def verified(store: SqlStore, number: CompanyId) -> tuple[int, ...]:
    return store.write_now(lambda uow: uow.books(number).verify_audit())


def test_an_untouched_trail_holds(disk: SqlStore, written: CompanyId) -> None:
    assert verified(disk, written) == ()


SLIPPED_IN = """INSERT INTO facts
    SELECT company_id, 99, 'f99', kind, "on", buyer, number, body FROM facts WHERE seq = 4
"""


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        (
            "UPDATE facts SET body = replace(body, '100000', '900000') WHERE number = 'F1'",
            4,
        ),
        ("DELETE FROM facts WHERE number = 'F2'", 5),
        ("UPDATE audit SET person = 8 WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 6", 5),
        ("UPDATE policies SET body = replace(body, '90%', '95%')", 1),
        ('UPDATE buyers SET body = \'{"siren":"732829320"}\'', 3),
        (SLIPPED_IN, 99),
    ],
)
def test_what_was_tampered_with_is_found(
    disk: SqlStore, url: str, written: CompanyId, statement: str, broken_at: int
) -> None:
    tamper(url, statement)

    assert broken_at in verified(disk, written)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("table", ["facts", "audit", "policies"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET company_id = 5"])
def test_the_database_itself_refuses_changes(url: str, table: str, act: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    with (
        closing(sqlite3.connect(path)) as database,
        pytest.raises(sqlite3.IntegrityError, match=table),
    ):
        database.execute(act.format(table))


@pytest.mark.usefixtures("written")
def test_who_wrote_because_of_which_message_is_kept(url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        rows = database.execute(
            "SELECT person, update_id, via, what FROM audit ORDER BY seq"
        ).fetchall()

    assert rows == [
        (None, None, "system", "policy"),
        (None, None, "system", "member"),
        (ANNE.id, 1, "chat", "buyer"),
        *[(ANNE.id, 1, "chat", "fact")] * 3,
    ]


def test_companies_are_listed_with_their_clock(store: SqlStore) -> None:
    store.write_now(lambda uow: found_company(uow, "a", "Indian/Reunion"))
    (found,) = store.write_now(lambda uow: uow.companies.all())

    assert (found.slug, found.zone) == ("a", company("a", "Indian/Reunion").zone)
