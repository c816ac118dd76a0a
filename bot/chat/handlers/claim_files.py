"""The claim file to send on: as PDF, as a workbook, or with everything in one archive.

Worded in the turn, printed when it is sent: a restart loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.chat.handlers import failures, recipients
from bot.chat.handlers.reminders import its_books
from bot.chat.keyboards import key_of
from bot.chat.turn import Turn
from bot.documents.writing import press
from bot.documents.writing.sheets import Sheet, sheet
from bot.documents.writing.workbooks import book
from bot.ports import Attachment, Books, CompanyId
from bot.ports.pieces import KeptPiece
from bot.rendering import Words
from bot.services import evidence, tables
from bot.services.claim_file import ClaimFile, claim_file
from bot.services.evidence import Evidence
from bot.services.founding import slug_of
from domain.record import Situation

LONGEST = 40  # of a buyer in a name of a file
FORMS = {"pdf": press.PDF, "xlsx": press.XLSX, "zip": press.ARCHIVE}


def give(turn: Turn, arguments: list[str]) -> None:
    """A press on « PDF », « Tableur », « Tout (zip) »."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    form = arguments[1]
    if books is None:
        return
    buyer = buyer_of(books, arguments[2])
    if form not in FORMS or buyer is None:
        failures.stale(turn)
        return
    company, situation = books.company(), books.record().on(turn.today)
    kept = turn.uow.pieces(company.id).of(buyer)
    file = claim_file(situation, buyer, _by_kind(kept))
    told = evidence.about_buyer(turn.uow, company.id, buyer)
    shown = evidence.told_in(told, ZoneInfo(company.zone))
    name = (
        f"{turn.words.label('files', 'claim_file')}-{slug_of(buyer)[:LONGEST]}-{turn.today}"
    )
    paper = sheet_of(turn.words, situation, file, shown)
    pieces = dict(_pieces(turn, company.id, kept)) if form == "zip" else {}
    content = _content(turn.words, form, name, paper, file, pieces)
    attached = Attachment(f"{name}.{form}", content, FORMS[form])
    turn.attach(attached, "claim_file_sent", file=file, form=form)


def sheet_of(words: Words, situation: Situation, file: ClaimFile, shown: Evidence) -> Sheet:
    return sheet(
        words,
        "documents/claim_file.html.j2",
        author=situation.policy.policyholder,
        file=file,
        policy=situation.policy,
        contacts=recipients.contacts(words, situation.policy),
        evidence=shown,
        today=situation.today,
        with_vat=situation.policy.covers_vat.on(situation.today).value,
    )


def _by_kind(kept: list[KeptPiece]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for piece in kept:
        found[piece.kind] = (*found.get(piece.kind, ()), piece.name)
    return found


def _pieces(
    turn: Turn, company: CompanyId, kept: list[KeptPiece]
) -> Iterator[tuple[str, bytes]]:
    """By their names in the archive: a folder for each kind, no name twice."""
    for piece in kept:
        content = turn.uow.pieces(company).content(piece.number)
        folder = slug_of(turn.words.label("pieces", piece.kind))
        if content is not None:
            yield f"{folder}/{piece.number}-{piece.name}", content


def _content(
    words: Words,
    form: str,
    name: str,
    paper: Sheet,
    file: ClaimFile,
    pieces: Mapping[str, bytes],
) -> bytes:
    if form == "pdf":
        return press.packed(paper.as_json())
    workbook = book(words, tables.of_claim(file))
    if form == "xlsx":
        return press.packed(workbook)
    return press.archive({f"{name}.pdf": paper.as_json(), f"{name}.xlsx": workbook}, pieces)


def buyer_of(books: Books, key: str) -> str | None:
    return next((name for name in books.record().names if key_of(name) == key), None)
