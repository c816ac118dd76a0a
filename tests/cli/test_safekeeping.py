"""`vigie backup` and `vigie restore`: a copy of the whole, and back on hold."""

from __future__ import annotations

import io
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ports import ChatId, Message
from bot.reminders.hold import HOLD
from bot.reminders.plan import LAST_SCAN
from bot.storage.backup import put_back
from tests.cli.conftest import Looks, Run

LONG_AGO = "2026-01-01T00:00:00+00:00"


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


def names(looks: Looks) -> list[str]:
    return [one.slug for one in looks(lambda uow: uow.companies.all())]


def test_a_copy_is_whole_private_and_comes_back_on_hold(
    lapierre: Run, in_database: Looks, desk: Path
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    in_database(lambda uow: uow.outbox.add(Message("late answer"), ChatId(7), at=at))
    made = lapierre("backup", "copy.sqlite3")
    in_database(lambda uow: uow.companies.erase(uow.companies.by_slug("lapierre").id, at))
    empty = names(in_database)
    back = lapierre("restore", "copy.sqlite3", "--yes")

    assert (made.code, back.code) == (0, 0)
    assert stat.S_IMODE((desk / "copy.sqlite3").stat().st_mode) == 0o600
    assert empty == []
    assert names(in_database) == ["lapierre"]
    assert in_database(lambda uow: uow.note(HOLD)) is not None
    assert in_database(lambda uow: uow.outbox.next_due_at()) is None
    assert list((desk / "var").glob("vigie.sqlite3.before-*"))
    assert "vigie restore --release" in back.out


def test_released_once_and_said_so(lapierre: Run, in_database: Looks) -> None:
    lapierre("backup", "copy.sqlite3")
    lapierre("restore", "copy.sqlite3", "--yes")
    asked = lapierre("restore", "--release")
    released = lapierre("restore", "--release", "--yes")
    again = lapierre("restore", "--release", "--yes")

    assert (asked.code, released.code, again.code) == (1, 0, 1)
    assert in_database(lambda uow: uow.note(HOLD)) is None


def test_nothing_is_overwritten(lapierre: Run, desk: Path) -> None:
    (desk / "mine").write_text("mine")
    refused = lapierre("backup", "mine")

    assert refused.code == 2
    assert (desk / "mine").read_text() == "mine"
    assert "mine" in refused.err


def test_a_database_at_work_is_not_replaced(lapierre: Run, in_database: Looks) -> None:
    lapierre("backup", "copy.sqlite3")
    now = datetime.now(UTC).isoformat()
    in_database(lambda uow: uow.take_note(LAST_SCAN, now))
    at_work = lapierre("restore", "copy.sqlite3", "--yes")
    in_database(lambda uow: uow.take_note(LAST_SCAN, LONG_AGO))

    assert at_work.code == 1
    assert "arrêtez-la" in at_work.err
    assert lapierre("restore", "copy.sqlite3", "--yes").code == 0


def test_without_a_yes_nothing_is_replaced(lapierre: Run, in_database: Looks) -> None:
    lapierre("backup", "copy.sqlite3")
    asked = lapierre("restore", "copy.sqlite3")

    assert asked.code == 1
    assert in_database(lambda uow: uow.note(HOLD)) is None


def broken(path: Path, kind: str) -> None:
    match kind:
        case "text":
            path.write_text("not a database")
        case "empty":
            path.write_bytes(b"")
        case "other":
            path.unlink()
            with closing(sqlite3.connect(path)) as other:
                other.execute("CREATE TABLE mine (x)")
                other.commit()
        case "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "later":
            with closing(sqlite3.connect(path)) as later:
                later.execute("UPDATE alembic_version SET version_num = '9999'")
                later.commit()


@pytest.mark.parametrize("kind", ["text", "empty", "other", "cut", "later"])
def test_what_is_no_copy_of_ours_is_refused_and_the_record_stays(
    lapierre: Run, in_database: Looks, desk: Path, kind: str
) -> None:
    lapierre("backup", "copy.sqlite3")
    broken(desk / "copy.sqlite3", kind)
    refused = lapierre("restore", "copy.sqlite3", "--yes")

    assert refused.code == 1
    assert names(in_database) == ["lapierre"]
    assert in_database(lambda uow: uow.note(HOLD)) is None


def test_a_file_that_is_not_there(lapierre: Run) -> None:
    assert lapierre("restore", "nowhere.sqlite3", "--yes").code == 2
    assert lapierre("restore").code == 2


def test_a_database_on_a_server_has_tools_of_its_own(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_DATABASE_URL", "postgresql+psycopg://me:secret@db/vigie")
    refused = vigie("backup", "copy")

    assert refused.code == 2
    assert "pg_dump" in refused.err
    assert "secret" not in refused.err


def test_the_copy_is_prepared_before_it_takes_its_place(
    lapierre: Run, in_database: Looks, desk: Path
) -> None:
    """Killed in between, Vigie starts with the record as it was, or with one on hold."""
    lapierre("backup", "copy.sqlite3")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    in_database(lambda uow: uow.companies.erase(uow.companies.by_slug("lapierre").id, at))
    url = f"sqlite:///{desk / 'var' / 'vigie.sqlite3'}"

    def is_killed(_url: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_back(url, desk / "copy.sqlite3", at, is_killed)

    assert names(in_database) == []
    assert [one.name for one in (desk / "var").glob("*.restoring*")] == []
    assert lapierre("restore", "copy.sqlite3", "--yes").code == 0
    assert names(in_database) == ["lapierre"]
    assert in_database(lambda uow: uow.note(HOLD)) is not None
