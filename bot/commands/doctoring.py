"""`vigie doctor`: the installation examined, and what to do about what is wrong."""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.commands.database import is_new, opened
from bot.commands.safekeeping import BACKED_UP
from bot.documents.reading import ocr
from bot.facts import facts
from bot.ports import UnitOfWork
from bot.reminders.hold import is_on_hold
from bot.reminders.reconciling import last_findings
from bot.rendering import Words
from bot.services.watch.progress import Progress, progress
from bot.settings import Settings, load
from bot.terminal import say

WAL_BUG_MENDED_IN = (3, 51, 3)
WAL_BUG_MENDED_TOO = {(3, 50): 7, (3, 44): 6}  # the older lines it was carried back to
LEAST_FREE_MB = 200
STALE_AFTER = timedelta(days=365)
WATCH_STALE_AFTER = timedelta(days=3)


class Grade(StrEnum):
    OK = "ok"
    WORTH_KNOWING = "worth_knowing"
    TO_MEND = "to_mend"


@dataclass(frozen=True, slots=True)
class Finding:
    grade: Grade
    key: str
    found: str = ""
    name: str = ""

    def told(self, texts: Words) -> str:
        return texts.line(f"checks.{self.key}", found=self.found, name=self.name)


def doctor(texts: Words, *, as_json: bool) -> int:
    """Exit code: 1 when something is to be mended."""
    settings = load()
    findings = list(_examine(settings))
    if as_json:
        say(json.dumps([_document(one, texts) for one in findings], ensure_ascii=False))
    else:
        for one in findings:
            say(f"{texts.line(one.grade):>14}  {one.told(texts)}")
    return 1 if any(one.grade is Grade.TO_MEND for one in findings) else 0


def _document(finding: Finding, texts: Words) -> dict[str, str]:
    return {"check": finding.key, "grade": finding.grade, "text": finding.told(texts)}


def _examine(settings: Settings) -> Iterator[Finding]:
    yield Finding(Grade.OK, "python", platform.python_version())
    yield Finding(Grade.OK, "configuration")
    yield Finding(Grade.OK, "zone", settings.timezone)
    yield _token(settings)
    if settings.database_url.get_secret_value().startswith("sqlite"):
        yield sqlite_version(sqlite3.sqlite_version_info)
    yield _disk()
    yield _ocr()
    yield _help_facts()
    yield Finding(Grade.OK, f"register_{settings.company_register or 'off'}")
    if not is_new(settings):
        yield from _database(settings)


def _token(settings: Settings) -> Finding:
    if settings.token:
        return Finding(Grade.OK, "token")
    return Finding(Grade.WORTH_KNOWING, "no_token")


def sqlite_version(version: tuple[int, int, int]) -> Finding:
    """The WAL-reset bug: two connections that checkpoint at once may damage the file."""
    found = ".".join(map(str, version))
    least = WAL_BUG_MENDED_TOO.get(version[:2])
    if version >= WAL_BUG_MENDED_IN or (least is not None and version[2] >= least):
        return Finding(Grade.OK, "sqlite", found)
    return Finding(Grade.WORTH_KNOWING, "sqlite_wal_bug", found)


def promised(said: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what the database has acknowledged outlives a power cut."""
    if "journal_mode" in said:
        is_kept = said == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
        weak = ", ".join(f"{name}={value}" for name, value in said.items())
        yield (
            Finding(Grade.OK, "pragmas")
            if is_kept
            else Finding(Grade.TO_MEND, "pragmas_weak", weak)
        )
        return
    yield Finding(Grade.OK, "postgresql", said.get("server_version", ""))
    off = [n for n in ("fsync", "full_page_writes") if said.get(n) == "off"]
    if off:
        yield Finding(Grade.TO_MEND, "postgresql_unsafe", ", ".join(off))
    if said.get("synchronous_commit") == "off":
        yield Finding(Grade.WORTH_KNOWING, "postgresql_early")
    if said.get("replicas", "0") != "0" and not said.get("synchronous_standby_names"):
        yield Finding(Grade.WORTH_KNOWING, "postgresql_replicas", said["replicas"])


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free // 1_000_000
    grade = Grade.OK if free >= LEAST_FREE_MB else Grade.TO_MEND
    return Finding(grade, "disk", str(free))


def _ocr() -> Finding:
    if not ocr.installed():
        return Finding(Grade.WORTH_KNOWING, "no_ocr")
    return Finding(Grade.OK, "ocr", ", ".join(ocr.languages()))


def _database(settings: Settings) -> Iterator[Finding]:
    with opened(settings) as store:
        yield Finding(Grade.OK, "database")
        yield from promised(store.promises())
        yield from _permissions(settings)
        yield from store.write_now(lambda uow: list(_companies(uow)))
        if settings.bodacc == "on":
            yield from watch(store.write_now(progress), datetime.now(UTC))
        else:
            yield Finding(Grade.OK, "watch_off")


def _help_facts() -> Finding:
    """Who can help changes: what was not looked up for a year is to be doubted."""
    checked_on = date.fromisoformat(facts("help")["checked_on"])
    is_stale = datetime.now(UTC).date() - checked_on > STALE_AFTER
    key = "help_facts_stale" if is_stale else "help_facts"
    grade = Grade.WORTH_KNOWING if is_stale else Grade.OK
    return Finding(grade, key, checked_on.isoformat())


def watch(state: Progress, now: datetime) -> Iterator[Finding]:
    """How the last passes over the BODACC went; what fails for days is to be mended."""
    if state.failures:
        since = now - (state.good or datetime.min.replace(tzinfo=UTC))
        grade = Grade.TO_MEND if since > WATCH_STALE_AFTER else Grade.WORTH_KNOWING
        yield Finding(grade, "watch_fails", state.failure, state.good_at or "—")
    elif state.good is None:
        yield Finding(Grade.WORTH_KNOWING, "watch_new")
    elif now - state.good > WATCH_STALE_AFTER:
        yield Finding(Grade.WORTH_KNOWING, "watch_stale", state.good_at)
    else:
        yield Finding(Grade.OK, "watch", state.good_at, str(state.asked))
    if state.unreadable:
        yield Finding(Grade.WORTH_KNOWING, "watch_unreadable", str(state.unreadable))


def _permissions(settings: Settings) -> Iterator[Finding]:
    path = settings.database_url.get_secret_value().removeprefix("sqlite:///")
    if not Path(path).is_file():
        return
    others = Path(path).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    if others:
        yield Finding(Grade.TO_MEND, "permissions_open", path)
    else:
        yield Finding(Grade.OK, "permissions")


def _companies(uow: UnitOfWork) -> Iterator[Finding]:
    companies = uow.companies.all()
    yield Finding(Grade.OK, "companies", str(len(companies)))
    for company in companies:
        broken = uow.books(company.id).verify_audit()
        if broken:
            numbers = ", ".join(map(str, broken[:5]))
            yield Finding(Grade.TO_MEND, "audit_broken", numbers, company.name)
        else:
            yield Finding(Grade.OK, "audit", name=company.name)
    yield from _safety_nets(uow)
    scanned = uow.note("last_scan")
    if scanned:
        yield Finding(Grade.OK, "last_scan", _moment(datetime.fromisoformat(scanned)))
    else:
        yield Finding(Grade.WORTH_KNOWING, "no_scan")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _safety_nets(uow: UnitOfWork) -> Iterator[Finding]:
    """A hold, what the last night found, the last copy, who cannot be reached."""
    if is_on_hold(uow):
        yield Finding(Grade.TO_MEND, "on_hold")
    found = last_findings(uow)
    if found is not None and found.differences:
        named = ", ".join(f"{one.kind} {one.obligation}" for one in found.differences[:5])
        yield Finding(Grade.TO_MEND, "differences", named)
    elif found is not None:
        yield Finding(Grade.OK, "reconciled", _moment(found.at))
    copied = uow.note(BACKED_UP)
    if copied:
        yield Finding(Grade.OK, "backed_up", _moment(datetime.fromisoformat(copied)))
    else:
        yield Finding(Grade.WORTH_KNOWING, "never_backed_up")
    for company in uow.companies.all():
        for member in uow.people.members(company.id):
            if not member.person.reachable:
                name = member.person.name or str(member.person.id)
                yield Finding(Grade.WORTH_KNOWING, "unreachable", name, company.name)
