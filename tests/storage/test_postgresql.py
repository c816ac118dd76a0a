"""What is PostgreSQL's alone: several writers, a server that goes, a promise overruled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.clock import DatabaseClock
from bot.ports import StoreUnavailable, UnitOfWork
from bot.storage import SqlStore, migrate, open_store
from bot.storage.database import open_engine
from bot.storage.tables import metadata
from tests.databases import Postgresql
from tests.fakes import MONDAY_MORNING, FixedClock
from tests.storage.lapierre import BY_ANNE, found_company, invoice


@pytest.fixture
def url(postgresql: Postgresql) -> Iterator[str]:
    made = postgresql.new_url()
    yield made
    postgresql.drop(made)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_store(url)
    yield opened
    opened.close()


def sql(store: SqlStore, statement: str) -> None:
    store.write_now(lambda uow: uow._session.raw(statement))  # noqa: SLF001 - under the port


def count_up(uow: UnitOfWork) -> None:
    uow.take_note("count", str(int(uow.note("count") or 0) + 1))


def test_the_migrations_lead_to_the_tables_as_they_are_written(url: str) -> None:
    migrate(url)
    with open_engine(url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_no_update_is_lost_between_two_writers(store: SqlStore, url: str) -> None:
    stores = [store, open_store(url)]

    def work(one: SqlStore) -> None:
        for _ in range(50):
            one.write_now(count_up)

    threads = [threading.Thread(target=work, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stores[1].close()

    assert store.write_now(lambda uow: uow.note("count")) == "100"


def test_two_writers_of_one_company_both_stand_in_its_trail(
    store: SqlStore, url: str
) -> None:
    company = store.write_now(found_company)
    other = open_store(url)

    def work(one: SqlStore, name: str) -> None:
        for number in range(10):
            one.write_now(
                lambda uow, number=number: uow.books(company).append(
                    [invoice(f"{name}{number}", datetime(2026, 6, 1, tzinfo=UTC).date())],
                    BY_ANNE,
                    datetime(2026, 6, 1, tzinfo=UTC),
                )
            )

    threads = [
        threading.Thread(target=work, args=(one, name))
        for one, name in ((store, "A"), (other, "B"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    facts, breaks = store.write_now(
        lambda uow: (
            len(uow.books(company).record().facts),
            uow.books(company).verify_audit(),
        )
    )

    assert (facts, breaks) == (20, ())


def test_a_server_that_hangs_up_is_unavailable_once_and_called_again(
    store: SqlStore,
) -> None:
    with pytest.raises(StoreUnavailable):
        sql(store, "SELECT pg_terminate_backend(pg_backend_pid())")
    store.write_now(lambda uow: uow.take_note("a", "b"))

    assert store.write_now(lambda uow: uow.note("a")) == "b"


def test_a_writer_that_froze_holds_up_nobody_for_long(store: SqlStore, url: str) -> None:
    """The server ends its transaction; thawed, it hears that nothing of it stands."""
    frozen, begun, thaw = open_store(url), threading.Event(), threading.Event()
    said: list[BaseException] = []

    def freeze(uow: Any) -> None:
        uow._session.raw("SET LOCAL idle_in_transaction_session_timeout = '50ms'")  # noqa: SLF001 - sooner
        uow.take_note("frozen", "yes")
        begun.set()
        thaw.wait(10)

    def live() -> None:
        try:
            frozen.write_now(freeze)
        except StoreUnavailable as failure:
            said.append(failure)

    thread = threading.Thread(target=live)
    thread.start()
    begun.wait(10)
    store.write_now(lambda uow: uow.take_note("awake", "yes"))
    thaw.set()
    thread.join()
    frozen.close()

    assert len(said) == 1
    assert store.write_now(lambda uow: (uow.note("awake"), uow.note("frozen"))) == (
        "yes",
        None,
    )


def test_a_server_that_acknowledges_too_early_is_overruled(
    store: SqlStore, url: str
) -> None:
    database = url.rpartition("/")[2].partition("?")[0]
    sql(store, f"ALTER DATABASE {database} SET synchronous_commit = off")
    with open_engine(url).connect() as connection:
        found = connection.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert found == "on"


def test_leases_are_measured_on_the_databases_time(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.note("a"))
    shown = store.time()

    assert shown is not None
    assert abs(shown - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET body = '{}'",
        "UPDATE audit SET digest = ''",
        "DELETE FROM facts",
        "UPDATE policies SET body = '{}'",
        "TRUNCATE audit",
    ],
)
def test_what_only_grows_is_guarded(store: SqlStore, statement: str) -> None:
    company = store.write_now(found_company)
    day = datetime(2026, 6, 1, tzinfo=UTC)
    store.write_now(
        lambda uow: uow.books(company).append([invoice("F1", day.date())], BY_ANNE, day)
    )

    with pytest.raises(Exception, match=r"never changed|go only with their company"):
        sql(store, statement)
    assert store.write_now(lambda uow: uow.books(company).verify_audit()) == ()


def test_a_company_goes_whole(store: SqlStore) -> None:
    company = store.write_now(found_company)
    day = datetime(2026, 6, 1, tzinfo=UTC)
    store.write_now(
        lambda uow: uow.books(company).append([invoice("F1", day.date())], BY_ANNE, day)
    )
    store.write_now(lambda uow: uow.companies.erase(company, day))

    assert store.write_now(lambda uow: uow.companies.all()) == []


def test_the_clock_is_the_databases_once_it_has_shown_it() -> None:
    shown: list[datetime] = []
    clock = DatabaseClock(lambda: shown[-1] if shown else None, FixedClock())
    before = clock.now()
    shown.append(datetime(2027, 1, 1, tzinfo=UTC))

    assert (before, clock.now()) == (MONDAY_MORNING, datetime(2027, 1, 1, tzinfo=UTC))
