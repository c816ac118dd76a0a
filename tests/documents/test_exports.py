"""All of a company, taken away: typed in a workbook, the same again from a case file."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from papers import DAY, HOSTILE, case, cells, situation

from bot.cases import ask, load_case
from bot.cases.check import record_of
from bot.cases.files import Case
from bot.chat.handlers import calendars
from bot.chat.handlers.exports import case_text
from bot.documents.writing.workbooks import book, workbook
from bot.ports import Author, CompanyId, UnitOfWork
from bot.reminders.refreshing import refresh
from bot.rendering import words
from bot.services import founding, tables
from bot.storage import open_store
from domain.record import Record

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BY = Author(None, via="cli")
FILES = sorted((Path(__file__).parents[1] / "domain" / "cases").glob("**/*.yaml"))


def founded(uow: UnitOfWork, told: Case) -> CompanyId:
    return founding.found(
        uow,
        told.policy,
        buyers=told.buyers,
        facts=told.facts,
        author=BY,
        at=NOW,
        zone="Europe/Paris",
    )


def exported(told: Case) -> tuple[Record, str]:
    """As the store keeps it, and as it is written out."""
    store = open_store("sqlite://")
    try:

        def write(uow: UnitOfWork) -> tuple[Record, str]:
            books = uow.books(founded(uow, told))
            return books.record(), case_text(books.company(), books.record())

        return store.write_now(write)
    finally:
        store.close()


def answer(record: Record, on: date, question: str, **given: Any) -> object:
    return ask(record.on(on), question, given).told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_company_comes_back_with_every_answer_it_had(path: Path) -> None:
    told = load_case(path.read_text("utf-8"), path.name)
    again = record_of(load_case(exported(told)[1], "again"))

    before = record_of(told)
    for asked in told.expectations:
        was = ask(before.on(asked.on), asked.ask, asked.arguments)
        now = ask(again.on(asked.on), asked.ask, asked.arguments)
        assert now.told == was.told, asked


@pytest.mark.parametrize(
    "on", [date(2026, 7, 31), date(2026, 10, 5), DAY, date(2027, 3, 1)]
)
def test_the_buyer_of_many_traps_comes_back_on_any_day(on: date) -> None:
    before, text = exported(case())
    again = record_of(load_case(text, "again"))

    assert list(again.buyers) == [HOSTILE]
    assert answer(again, on, "indemnity_left") == answer(before, on, "indemnity_left")
    assert answer(again, on, "deadlines", buyer=HOSTILE) == answer(
        before, on, "deadlines", buyer=HOSTILE
    )
    for number in ("=F1", "F2", "F3"):
        assert answer(again, on, "insured_part", invoice=number) == answer(
            before, on, "insured_part", invoice=number
        )


def test_the_workbook_of_the_company_is_typed() -> None:
    found = cells(workbook(book(words("fr"), tables.of_company(situation()))))

    assert list(found) == [
        "Clients",
        "Factures",
        "Paiements",
        "Avoirs et reports",
        "Agréments",
        "Sinistres",
        "Délais",
    ]
    assert found["Clients"][1][:3] == [HOSTILE, "732829320", "FR"]
    assert found["Clients"][1][5:] == ["résilié", 0, 60000]
    first = found["Factures"][1]
    assert first[:2] == [HOSTILE, "=F1"]
    assert first[2] == datetime(2026, 6, 1)  # noqa: DTZ001 - a day, as openpyxl reads it
    assert first[6:] == [30000, 6000, 36000, 30000]
    assert found["Délais"][1][0] == "demande d’intervention"


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    made = workbook(book(words("en"), tables.of_company(situation())))
    with ZipFile(BytesIO(made)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        for name in sheets:
            assert b"<f>" not in archive.read(name)
        assert b"quotePrefix" in archive.read("xl/styles.xml")


def test_the_calendar_names_the_buyer_as_written() -> None:
    import icalendar  # noqa: PLC0415 - as slow here as in the program

    store = open_store("sqlite://")

    def make(uow: UnitOfWork) -> bytes:
        company = founded(uow, case())
        refresh(uow, company, HOSTILE, NOW)
        return calendars.book(uow, company, words("fr"), NOW)

    made = store.write_now(make)
    store.close()
    read: Any = icalendar.Calendar.from_ical(made)
    titles = [f"{event['summary']} {event['description']}" for event in read.walk("VEVENT")]
    assert titles
    assert any(HOSTILE in title for title in titles)
