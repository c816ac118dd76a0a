"""Column types that read the same in every database.

An instant is aware and in UTC. SQLite has no such type, so it is kept there as text of
one width, "2026-11-22T09:00:00.000000+00:00", whose order as text is the order in time.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.types import TypeEngine

# SQLite counts rows by INTEGER only; PostgreSQL's INTEGER is too small for Telegram's ids.
Number = BigInteger().with_variant(Integer, "sqlite")


class NaiveInstant(ValueError):
    """An instant without a zone means nothing."""

    def __init__(self, value: datetime) -> None:
        super().__init__(f"{value!r} has no zone")


class Instant(TypeDecorator[datetime]):
    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))  # type: ignore[arg-type]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveInstant(value)
        in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        if dialect.name != "sqlite":
            return in_utc
        return in_utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        if dialect.name == "sqlite" and isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None
