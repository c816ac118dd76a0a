"""`vigie export DIR`: all of a company's books, to read and to take elsewhere.

A workbook, a case file that `vigie import` reads back to the same answers, and the
deadlines as a calendar. Nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.handlers import calendars
from bot.chat.handlers.exports import case_text
from bot.commands.database import chosen, is_new, opened
from bot.commands.faults import why
from bot.documents.writing.workbooks import book, workbook
from bot.ports import Company, UnitOfWork
from bot.rendering import Words, words
from bot.services import tables
from bot.settings import load
from bot.terminal import say, warn

OWNER_ONLY = 0o600


def export(texts: Words, slug: str, folder: Path, lang: str) -> int:
    settings, now = load(), datetime.now(UTC)
    if is_new(settings):
        warn(texts.line("no_company"))
        return 2
    said = words(lang) if lang else texts
    with opened(settings) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        if company is None:
            return 2
        files = store.write_now(lambda uow: dict(_files(uow, company, said, now)))
    return _write(texts, company, folder, files)


def _files(
    uow: UnitOfWork, company: Company, said: Words, now: datetime
) -> Iterator[tuple[str, bytes]]:
    record = uow.books(company.id).record()
    situation = record.on(now.astimezone(ZoneInfo(company.zone)).date())
    stem = f"{company.slug}-{situation.today}"
    name = said.label("files", "workbook")
    tables_ = tables.of_company(situation)
    yield f"{name}-{stem}.xlsx", workbook(book(said, tables_))
    yield f"{said.label('files', 'case')}-{stem}.yaml", case_text(company, record).encode()
    yield f"vigie-{stem}.ics", calendars.book(uow, company.id, said, now)


def _write(texts: Words, company: Company, folder: Path, files: dict[str, bytes]) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).exists():
                warn(texts.line("export.exists", found=folder / name))
                return 1
        for name, content in files.items():
            path = folder / name
            path.touch(OWNER_ONLY)
            path.write_bytes(content)
            say(texts.line("export.done", name=company.name, found=path))
    except OSError as error:
        reason = why(error, texts)
        warn(texts.line("export.impossible", found=folder, reason=reason))
        return 2
    return 0
