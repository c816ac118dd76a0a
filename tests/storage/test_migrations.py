from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from bot.storage import migrate, open_store
from bot.storage.database import open_engine
from bot.storage.migrating import HEAD
from bot.storage.migrations.upgrade import configuration
from bot.storage.tables import metadata


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_the_migrations_lead_to_the_tables_as_they_are_written(url: str) -> None:
    migrate(url)
    with open_engine(url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_the_head_is_the_newest_step() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_alembic_is_not_imported_when_there_is_nothing_to_do(url: str) -> None:
    migrate(url)
    code = (
        f"import sys; from bot.storage import open_store; open_store({url!r}).close();"
        "print('alembic' in sys.modules)"
    )
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "False"


def test_two_who_open_a_new_database_at_once_both_find_its_tables(url: str) -> None:
    stores = []
    threads = [
        threading.Thread(target=lambda: stores.append(open_store(url))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(stores) == 2
    for store in stores:
        store.write_now(lambda uow: uow.companies.all())
        store.close()


def test_a_database_of_a_later_version_is_left_alone(url: str) -> None:
    migrate(url)
    with closing(sqlite3.connect(path_of(url))) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    with pytest.raises(CommandError, match="9999"):
        open_store(url)


def test_the_record_is_private(url: str) -> None:
    store = open_store(url)
    store.write_now(lambda uow: uow.take_note("a", "b"))
    path = path_of(url)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    store.close()

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    assert f"{path.name}-wal" in modes


def test_sqlite_is_set_to_lose_nothing(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
