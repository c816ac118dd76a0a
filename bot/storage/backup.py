"""A copy of the whole record in one file, and back.

SQLite only: `VACUUM INTO` copies what is committed while Vigie goes on writing. A server
has tools of its own for that (pg_dump, pg_restore), and they are better.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.storage.database import PRIVATE_FILE
from bot.storage.migrating import HEAD

HEADER = b"SQLite format 3\x00"
BESIDE = ("", "-wal", "-shm")  # a database of SQLite is up to three files


class BackupRefused(Exception):
    """`key` is a text of terminal.backup in labels.yaml."""

    def __init__(self, key: str, found: str = "") -> None:
        super().__init__(f"{key} {found}".strip())
        self.key, self.found = key, found


def path_of(url: str) -> Path:
    """Raises `BackupRefused` for a server's database, and for one in memory."""
    if not url.startswith("sqlite:///"):
        raise BackupRefused("not_sqlite")
    return Path(url.removeprefix("sqlite:///"))


def back_up(url: str, to: Path) -> int:
    """A copy that nobody else can read; how many bytes. Never over another file."""
    source = path_of(url)
    if not source.is_file():
        raise BackupRefused("no_database", str(source))
    if to.exists():
        raise BackupRefused("exists", str(to))
    half = to.with_name(f"{to.name}.half")
    with suppress(FileNotFoundError):
        half.unlink()
    try:
        os.close(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_EXCL, PRIVATE_FILE))
        with closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        ) as it:
            it.execute("VACUUM INTO ?", (str(half),))
        check(half)
        _to_disk(half)
        half.rename(to)
    except (OSError, sqlite3.Error) as failure:
        with suppress(FileNotFoundError):
            half.unlink()
        raise BackupRefused("failed", str(failure)) from failure
    return to.stat().st_size


def check(path: Path) -> str:
    """The revision of its tables. Raises `BackupRefused` for what is no whole record."""
    if not path.is_file():
        raise BackupRefused("no_file", str(path))
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            raise BackupRefused("no_backup", str(path))
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as it:
            (sound,) = it.execute("PRAGMA integrity_check(1)").fetchone()
            found = it.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as failure:
        raise BackupRefused("no_backup", str(path)) from failure
    if sound != "ok":
        raise BackupRefused("damaged", str(path))
    if found is None or found[0] > HEAD:
        raise BackupRefused("later_version", str(found[0] if found else ""))
    return str(found[0])


def put_back(
    url: str, source: Path, at: datetime, prepare: Callable[[str], None]
) -> Path | None:
    """The record is now the backup's. Where the one before went; None: there was none.

    `prepare` has the URL of the copy before it takes its place: whoever starts Vigie as
    soon as it is there finds it prepared.
    """
    target = path_of(url)
    check(source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restoring")
    _clear(fresh)
    try:
        os.close(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, PRIVATE_FILE))
        shutil.copyfile(source, fresh)
        prepare(f"sqlite:///{fresh}")
        _fold_in(fresh)
        _to_disk(fresh)
        aside = _put_aside(target, at)
        fresh.rename(target)
        _to_disk(target.parent)
    except (OSError, sqlite3.Error) as failure:
        raise BackupRefused("failed", str(failure)) from failure
    finally:
        _clear(fresh)
    return aside


def _clear(path: Path) -> None:
    for end in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").unlink()


def _fold_in(path: Path) -> None:
    """All of it in the one file that is moved: nothing is left in the log beside it."""
    with closing(sqlite3.connect(path)) as it:
        it.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put_aside(target: Path, at: datetime) -> Path | None:
    if not target.exists():
        return None
    aside = target.with_name(f"{target.name}.before-{at:%Y%m%d-%H%M%S}")
    for end in BESIDE:
        part = Path(f"{target}{end}")
        if part.exists():
            part.rename(f"{aside}{end}")
    return aside


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
