"""`vigie backup`, `vigie restore`: a copy of the record, and back, on hold.

What was sent since the copy was made, the copy does not know: so that nothing is sent
twice, a restored Vigie sends no reminder before `vigie restore --release` (or the owner's
button). Then what is due goes out, tagged.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.commands.database import is_new, opened
from bot.ports import Store, UnitOfWork
from bot.reminders.forecast import dry_run
from bot.reminders.hold import is_on_hold, put_on_hold, release
from bot.reminders.plan import LAST_SCAN
from bot.rendering import Words
from bot.settings import Settings, load
from bot.storage import open_store
from bot.storage.backup import BackupRefused, back_up, put_back
from bot.terminal import say, warn

RUNS_IF_YOUNGER = timedelta(seconds=90)  # the last scan: a Vigie is at work on it
BACKED_UP = "backed_up"


def backup(texts: Words, to: Path) -> int:
    settings, now = load(), datetime.now(UTC)
    try:
        size = back_up(_url(settings), to)
    except BackupRefused as refusal:
        return _refused(texts, refusal)
    with opened(settings) as store:
        store.write_now(lambda uow: uow.take_note(BACKED_UP, now.isoformat()))
    say(texts.line("backup.done", found=to, size=max(1, size // 1000)))
    return 0


def restore(
    texts: Words, source: Path | None, *, to_release: bool, to_hold: bool, yes: bool
) -> int:
    settings = load()
    if to_hold:
        return _put_on_hold(texts, settings)
    if to_release:
        return _release(texts, settings, yes=yes)
    if source is None:
        warn(texts.line("backup.which"))
        return 2
    return _restore(texts, settings, source, yes=yes)


def _restore(texts: Words, settings: Settings, source: Path, *, yes: bool) -> int:
    if _runs(settings):
        return _refused(texts, BackupRefused("runs"))
    if not is_new(settings) and not _agreed(texts, "backup.replace", yes=yes):
        return 1
    now = datetime.now(UTC)
    try:
        aside = put_back(_url(settings), source, now, partial(_put_on_hold_at, now))
    except BackupRefused as refusal:
        return _refused(texts, refusal)
    if aside is not None:
        say(texts.line("backup.aside", found=aside))
    say(texts.line("backup.restored", found=source))
    say(texts.line("backup.on_hold"))
    return 0


def _put_on_hold_at(now: datetime, url: str) -> None:
    with closing(open_store(url)) as store:
        store.write_now(lambda uow: _hold(uow, now))


def _hold(uow: UnitOfWork, now: datetime) -> None:
    put_on_hold(uow, now)
    uow.outbox.forget_replies(now)


def _put_on_hold(texts: Words, settings: Settings) -> int:
    """For a server's database that pg_restore has put back."""
    now = datetime.now(UTC)
    with opened(settings) as store:
        store.write_now(lambda uow: _hold(uow, now))
    say(texts.line("backup.on_hold"))
    return 0


def _release(texts: Words, settings: Settings, *, yes: bool) -> int:
    if is_new(settings):
        warn(texts.line("backup.not_held"))
        return 1
    with opened(settings) as store:
        if not store.write_now(is_on_hold):
            warn(texts.line("backup.not_held"))
            return 1
        now = datetime.now(UTC)
        _say_what_waits(store, texts, now.date())
        if not _agreed(texts, "backup.release_ask", yes=yes):
            return 1
        store.write_now(lambda uow: release(uow, now))
    say(texts.line("backup.released"))
    return 0


def _say_what_waits(store: Store, texts: Words, today: date) -> None:
    now = datetime.now(UTC)
    planned = store.write_now(lambda uow: dry_run(uow, now, today))
    say(texts.line("backup.waiting", count=len(planned)))
    for one in planned[:20]:
        about = " · ".join(part for part in (one.row.buyer, one.row.invoice) if part)
        duty = texts.label("duties", one.row.duty)
        say(f"  {one.company.name} : {duty} {about}".rstrip())


def _runs(settings: Settings) -> bool:
    if is_new(settings):
        return False
    try:
        with opened(settings) as store:
            scanned = store.write_now(lambda uow: uow.note(LAST_SCAN))
    except Exception:  # noqa: BLE001 - damaged: that is why it is restored
        return False
    if scanned is None:
        return False
    age = datetime.now(UTC) - datetime.fromisoformat(scanned)
    return timedelta(0) <= age < RUNS_IF_YOUNGER


def _agreed(texts: Words, question: str, *, yes: bool) -> bool:
    if yes:
        return True
    words = texts.line("yes_words").split()
    try:
        answer = input(f"{texts.line(question)} ({words[0]}/n) ")
    except EOFError:
        warn(texts.line("needs_yes"))
        return False
    return answer.strip().lower() in words


def _url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


def _refused(texts: Words, refusal: BackupRefused) -> int:
    warn(texts.line(f"backup.{refusal.key}", found=refusal.found))
    return 2 if refusal.key in {"not_sqlite", "no_file", "exists"} else 1
