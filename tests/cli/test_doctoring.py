"""`vigie doctor`: what holds, what is worth knowing, what is to be mended."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_all_is_well_after_an_import(lapierre: Run) -> None:
    examined = lapierre("doctor")

    assert examined.code == 0
    assert "Piste d’audit de Lapierre intacte" in examined.out
    assert "à corriger" not in examined.out


def test_json_is_one_list_of_findings(lapierre: Run) -> None:
    examined = lapierre("doctor", "--json")

    assert examined.code == 0
    assert {frozenset(one) for one in examined.document} == {
        frozenset({"check", "grade", "text"})
    }
    assert {one["grade"] for one in examined.document} <= {"ok", "worth_knowing"}


def test_without_a_database_none_is_made(vigie: Run, desk: Path) -> None:
    examined = vigie("doctor")

    assert examined.code == 0
    assert [*desk.iterdir()] == []


def test_a_database_others_can_read_is_to_be_mended(lapierre: Run, desk: Path) -> None:
    (desk / "var" / "vigie.sqlite3").chmod(0o644)

    examined = lapierre("doctor")
    as_json = lapierre("doctor", "--json")

    assert examined.code == 1
    assert "chmod 600" in examined.out
    assert "permissions_open" in {
        one["check"] for one in as_json.document if one["grade"] == "to_mend"
    }


def test_a_changed_record_is_found(lapierre: Run, desk: Path) -> None:
    with sqlite3.connect(desk / "var" / "vigie.sqlite3") as database:
        guards = database.execute("select name from sqlite_master where type = 'trigger'")
        for (guard,) in guards.fetchall():
            database.execute(f"drop trigger {guard}")
        database.execute("update facts set body = replace(body, '90000', '95000')")
    database.close()

    examined = lapierre("doctor", lang="en")

    assert examined.code == 1
    assert "Audit trail of Lapierre broken" in examined.out


def test_a_full_disk_is_to_be_mended(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(".")._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert vigie("doctor").code == 1


def test_a_half_made_configuration_is_found(vigie: Run, desk: Path) -> None:
    (desk / ".env").write_text("VIGIE_PUBLIC_URL=https://vigie.example\n")

    examined = vigie("doctor")

    assert examined.code == 2
    assert "TELEGRAM_BOT_TOKEN" in examined.err
