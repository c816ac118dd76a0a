"""The files as a power cut leaves them, opened and examined."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.ports import CompanyId, UnitOfWork
from bot.storage import open_store
from domain.facts import Invoice
from proof.power.recording import (
    NAME,
    Acknowledged,
    Event,
    Flushed,
    Recorded,
    Truncated,
    Written,
)

SECTOR = 512  # bytes; written whole or not at all


@dataclass(slots=True)
class Outcome:
    cuts: int = 0
    lost: int = 0  # acknowledged, and gone
    half_there: int = 0  # a unit of which only a part stands
    corrupt: int = 0  # cuts after which SQLite or the audit trail finds fault
    found: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.half_there or self.corrupt)


def replay(recorded: Recorded, cuts: int, seed: int = 1) -> Outcome:
    random, outcome = Random(seed), Outcome()
    for _ in range(cuts):
        cut = random.randrange(len(recorded.events) + 1)
        with tempfile.TemporaryDirectory() as folder:
            _rebuild(Path(folder), recorded, cut, random)
            _examine(Path(folder), recorded.events[:cut], cut, outcome)
    return outcome


def _rebuild(folder: Path, recorded: Recorded, cut: int, random: Random) -> None:
    files: dict[str, bytearray] = {NAME: bytearray(recorded.first)}
    waiting: dict[str, list[Event]] = {}
    for event in recorded.events[:cut]:
        match event:
            case Flushed(file):
                for one in waiting.pop(file, []):
                    _apply(files.setdefault(file, bytearray()), one)
            case Written(file) | Truncated(file):
                waiting.setdefault(file, []).append(event)
    mercy = random.choice((0.0, 0.3, 0.7, 1.0))
    for file, events in waiting.items():
        for one in events:
            _apply_torn(files.setdefault(file, bytearray()), one, mercy, random)
    for file, content in files.items():
        if file and not file.endswith("-shm"):
            (folder / file).write_bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    match event:
        case Written(_, offset, data):
            _put(content, offset, data)
        case Truncated(_, size):
            del content[size:]


def _apply_torn(content: bytearray, event: Event, mercy: float, random: Random) -> None:
    """Each sector of what was not flushed may stand or not, whatever the order."""
    match event:
        case Written(_, offset, data):
            at = 0
            while at < len(data):
                end = min(len(data), at + SECTOR - (offset + at) % SECTOR)
                if random.random() < mercy:
                    _put(content, offset + at, data[at:end])
                at = end
        case Truncated() if random.random() < mercy:
            _apply(content, event)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _examine(folder: Path, events: Sequence[Event], cut: int, outcome: Outcome) -> None:
    outcome.cuts += 1
    acknowledged = {one.number for one in events if isinstance(one, Acknowledged)}
    try:
        with sqlite3.connect(folder / NAME) as database:
            [said] = database.execute("PRAGMA integrity_check(1)").fetchone()
        database.close()
        updates, facts, answers, breaks = _what_stands(folder)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the record is broken
        outcome.corrupt += 1
        outcome.found.append(f"cut {cut}: {failure}")
        return
    if said != "ok" or breaks:
        outcome.corrupt += 1
        outcome.found.append(f"cut {cut}: {said} {breaks}")
    lost = acknowledged - (updates & facts & answers)
    outcome.lost += len(lost)
    outcome.half_there += len((updates | facts | answers) - (updates & facts & answers))
    if lost:
        outcome.found.append(f"cut {cut}: lost {sorted(lost)[:3]}…")


def _what_stands(folder: Path) -> tuple[set[int], set[int], set[int], tuple[int, ...]]:
    """As Vigie finds it when it starts again."""
    store = open_store(f"sqlite:///{folder / NAME}")
    try:
        return store.write_now(_look)
    finally:
        store.close()


def _look(uow: UnitOfWork) -> tuple[set[int], set[int], set[int], tuple[int, ...]]:
    books = uow.books(CompanyId(1))
    session = uow._session  # type: ignore[attr-defined]  # noqa: SLF001 - what is stored, not what is due
    session.raw("SELECT update_id FROM inbox WHERE state = 'done'")
    updates = {number - 1 for (number,) in session._cursor.fetchall()}  # noqa: SLF001 - as above
    session.raw("SELECT body FROM outbox")
    answers = {
        int(body.rpartition("kept ")[2].partition('"')[0])
        for (body,) in session._cursor.fetchall()  # noqa: SLF001 - as above
    }
    facts = {
        int(each.number.removeprefix("F"))
        for each in books.record().facts
        if isinstance(each, Invoice)
    }
    return updates, facts, answers, books.verify_audit()
