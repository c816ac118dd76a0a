"""`vigie doctor`: what holds, what is worth knowing, what is to be mended."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import doctoring
from bot.commands.doctoring import promised, sqlite_version
from bot.rendering import LANGUAGES, words
from bot.services.watch.progress import Progress
from bot.storage import SqlStore
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


@pytest.mark.parametrize(
    ("version", "key"),
    [
        ((3, 40, 1), "sqlite_wal_bug"),
        ((3, 44, 5), "sqlite_wal_bug"),
        ((3, 44, 6), "sqlite"),
        ((3, 50, 6), "sqlite_wal_bug"),
        ((3, 50, 7), "sqlite"),
        ((3, 51, 2), "sqlite_wal_bug"),
        ((3, 51, 3), "sqlite"),
        ((3, 52, 0), "sqlite"),
    ],
)
def test_the_wal_bug_is_known_by_its_versions(
    version: tuple[int, int, int], key: str
) -> None:
    assert sqlite_version(version).key == key


GOOD = {
    "server_version": "18.4",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "synchronous_standby_names": "",
    "replicas": "0",
}


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({}, ["postgresql"]),
        ({"fsync": "off"}, ["postgresql", "postgresql_unsafe"]),
        ({"full_page_writes": "off"}, ["postgresql", "postgresql_unsafe"]),
        ({"synchronous_commit": "off"}, ["postgresql", "postgresql_early"]),
        ({"replicas": "1"}, ["postgresql", "postgresql_replicas"]),
        ({"replicas": "1", "synchronous_standby_names": "b"}, ["postgresql"]),
    ],
)
def test_what_postgresql_promises_is_read(changed: dict[str, str], keys: list[str]) -> None:
    assert [finding.key for finding in promised(GOOD | changed)] == keys


def test_sqlite_set_to_lose_is_to_be_mended() -> None:
    [finding] = promised({"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1"})

    assert (finding.key, finding.grade) == ("pragmas_weak", "to_mend")


def test_both_databases_tell_how_they_are_set(store: SqlStore) -> None:
    keys = {finding.key for finding in promised(store.promises())}

    assert keys <= {"pragmas", "postgresql", "postgresql_unsafe", "pragmas_weak"}
    assert keys & {"pragmas_weak", "postgresql"}  # in memory there is no WAL


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Progress(), [("worth_knowing", "watch_new")]),
        (Progress().went_well(NOON - timedelta(hours=4), 12, 0), [("ok", "watch")]),
        (
            Progress().went_well(NOON, 12, 2),
            [("ok", "watch"), ("worth_knowing", "watch_unreadable")],
        ),
        (
            Progress().went_well(NOON - timedelta(days=2), 1, 0).failed("http 503", NOON),
            [("worth_knowing", "watch_fails")],
        ),
        (
            Progress().went_well(NOON - timedelta(days=4), 1, 0).failed("http 503", NOON),
            [("to_mend", "watch_fails")],
        ),
        (Progress().failed("timeout", NOON), [("to_mend", "watch_fails")]),
        (
            Progress().went_well(NOON - timedelta(days=4), 1, 0),
            [("worth_knowing", "watch_stale")],
        ),
    ],
)
def test_how_the_watch_is_doing(state: Progress, told: list[tuple[str, str]]) -> None:
    found = list(doctoring.watch(state, NOON))

    assert [(one.grade.value, one.key) for one in found] == told
    for lang in LANGUAGES:
        assert all(one.told(words(lang)) for one in found)
