"""Bringing the tables up to date when the store is opened.

Reading the revision takes a millisecond, importing alembic 150: so it is imported only
when there is something to do.
"""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import Connection, inspect, text

from bot.storage.database import open_engine

HEAD = "0008"  # the newest file in migrations/versions; a test compares


def migrate(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        bring_up_to_date(connection)
    engine.dispose()


def bring_up_to_date(connection: Connection) -> None:
    """One transaction, so that two who start at once do not both create the tables."""
    with connection.begin():
        if revision(connection) != HEAD:
            import_module("bot.storage.migrations.upgrade").upgrade(connection)


def revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return found
