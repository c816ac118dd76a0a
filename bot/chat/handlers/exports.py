"""The whole company to take away: a workbook to read, a case file to read back."""

from __future__ import annotations

from bot.cases import write_case
from bot.cases.files import Case
from bot.chat.handlers import failures
from bot.chat.turn import Turn
from bot.documents.writing import press
from bot.documents.writing.workbooks import book
from bot.ports import Attachment, Company
from bot.services import tables
from domain.facts import Buyer
from domain.record import Record

MOST_CELLS = 150_000  # some five seconds to write; a send may take nineteen
CASE_TYPE = "application/yaml"


def export(turn: Turn, arguments: list[str]) -> None:
    """A press on « Tous mes comptes »."""
    kind = EXPORTS.get(arguments[0])
    if kind is None:
        failures.stale(turn)
    else:
        kind(turn)


def workbook(turn: Turn) -> None:
    found = tables.of_company(turn.situation)
    if tables.cells(found) > MOST_CELLS:
        turn.say("export_too_large")
        return
    said = book(turn.words, found)
    name = f"{turn.words.label('files', 'workbook')}-{turn.company.slug}-{turn.today}.xlsx"
    attached = Attachment(name, press.packed(said), press.XLSX)
    turn.attach(attached, "export_workbook")


def case(turn: Turn) -> None:
    name = f"{turn.words.label('files', 'case')}-{turn.company.slug}-{turn.today}.yaml"
    content = case_text(turn.company, turn.record).encode()
    turn.attach(Attachment(name, content, CASE_TYPE), "export_case")


def case_text(company: Company, record: Record) -> str:
    """Everything recorded, in the words of case files; what `vigie import` reads back."""
    buyers = tuple(record.buyers.get(name) or Buyer(name) for name in record.names)
    return write_case(Case(company.name, record.policy, buyers, record.facts))


EXPORTS = {"xlsx": workbook, "case": case}
