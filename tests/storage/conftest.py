"""A store in memory or on the disk, and a company in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import CompanyId
from bot.storage import SqlStore, open_store
from tests.storage.lapierre import found_company


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'vigie.sqlite3'}"


@pytest.fixture
def disk(url: str) -> Iterator[SqlStore]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def lapierre(store: SqlStore) -> CompanyId:
    return store.write_now(found_company)
