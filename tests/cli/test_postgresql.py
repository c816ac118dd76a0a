"""The commands on PostgreSQL: VIGIE_DATABASE_URL is all that differs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import CASES, Run
from tests.databases import Postgresql

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def url(
    desk: Path, postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    del desk
    made = postgresql.new_url()
    monkeypatch.setenv("VIGIE_DATABASE_URL", made)
    yield made
    postgresql.drop(made)


def test_import_ask_and_doctor(url: str, vigie: Run) -> None:
    case = CASES / "lapierre.yaml"
    imported = vigie("import", case, "--company", "lapierre", "--yes")
    asked = vigie("ask", "combien d'indemnité me reste-t-il", "--company", "lapierre")
    examined = vigie("doctor")

    assert url.startswith("postgresql+psycopg://")
    assert imported.code == 0, imported.err
    assert asked.code == 0, asked.err
    assert "€" in asked.said
    assert "PostgreSQL 1" in examined.out
    assert "SQLite" not in examined.out
    assert "Piste d’audit de Lapierre intacte" in examined.out


def test_run_opens_and_stops(url: str, desk: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT), "VIGIE_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    opened = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert "http://127.0.0.1:" in opened
    assert process.returncode == 0
