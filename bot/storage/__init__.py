"""The record on disk: the only room that knows SQL."""

from __future__ import annotations

from bot.storage.migrating import migrate
from bot.storage.store import SqlStore, SqlUnitOfWork, open_store

__all__ = ["SqlStore", "SqlUnitOfWork", "migrate", "open_store"]
