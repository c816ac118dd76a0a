"""PostgreSQL: one writer among all processes, on the database's own time.

Each transaction takes the same advisory lock first, so that units stand in a row as on
SQLite: what a unit read still holds when it commits. The lock goes with the transaction,
and the server ends one that idles (its process may be frozen), so nobody waits for ever.
The same statement tells the database's time: leases of two machines are measured on it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.storage.tables import mean_the_same_in_postgresql

WRITING = 0x56494749  # the name of the lock: "VIGI"
BEGIN = f"SELECT pg_advisory_xact_lock({WRITING}), clock_timestamp()"
SETTINGS = (
    ("TimeZone", "UTC"),
    ("lock_timeout", "5s"),  # as long as SQLite's busy_timeout
    ("idle_in_transaction_session_timeout", "10s"),
)
REACHED_WITHIN = {  # libpq's words; a server that is gone is noticed
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database's clock showed, and ours, which only counts seconds."""

    shown: datetime
    counted: float

    def now(self) -> datetime:
        return self.shown + timedelta(seconds=seconds() - self.counted)


def seconds() -> float:
    """Monotonic, and counts the time in which the machine was suspended (Linux)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def open_postgresql(url: URL) -> Engine:
    mean_the_same_in_postgresql()
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args=REACHED_WITHIN,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _wait_in_row)
    return engine


def begin(dbapi_connection: Any) -> Reading:
    """Wait for our turn; the driver starts the transaction by itself."""
    [(_, shown)] = dbapi_connection.execute(BEGIN).fetchall()
    return Reading(shown, seconds())


def is_gone(dbapi_connection: Any) -> bool:
    """The server stopped, or ended our session."""
    return bool(dbapi_connection.closed)


def _set_up(dbapi_connection: Any, _record: object) -> None:
    """A server that is set to acknowledge before the disk has it is overruled."""
    with dbapi_connection.cursor() as cursor:
        for name, value in SETTINGS:
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        [promise] = cursor.execute("SHOW synchronous_commit").fetchone()
        if promise == "off":
            cursor.execute("SET synchronous_commit TO on")
    dbapi_connection.commit()


def _wait_in_row(connection: Connection) -> None:
    connection.exec_driver_sql(BEGIN)
