"""« Joindre une pièce » : the owner's own papers, kept with the buyer's claim file.

A press names the kind; the files that come in the next quarter of an hour are kept under
it, whatever they are: nothing is read from them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.handlers import failures
from bot.chat.handlers.claim_files import buyer_of
from bot.chat.handlers.reminders import its_books
from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Turn
from bot.ports import Attachment, CompanyId, Dialogue, Keyboard
from bot.ports.pieces import KeptPiece
from bot.services.claim_file import OWN, PIECES

TOPIC = "piece"
OPEN_FOR = timedelta(minutes=15)
LARGEST = 10_000_000  # bytes of one piece
MOST_BYTES, MOST_PIECES = 20_000_000, 60  # of a buyer: Telegram takes archives of 50 MB
LONGEST_NAME = 80
SENT_IN = tuple(kind for kind in PIECES if kind not in OWN)


def is_awaited(dialogue: Dialogue, now: datetime) -> bool:
    """A file that comes now is a piece."""
    if dialogue.topic != TOPIC:
        return False
    return now - datetime.fromisoformat(dialogue.draft["at"]) <= OPEN_FOR


def ask_kind(turn: Turn, arguments: list[str]) -> None:
    """A press on « Joindre une pièce »."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    buyer = buyer_of(books, arguments[1]) if books else None
    if books is None or not turn.may_write():
        return
    if buyer is None:
        failures.stale(turn)
        return
    kept = turn.uow.pieces(books.company().id).of(buyer)
    turn.say("piece_kind", _kinds(turn, books.company().id, buyer), buyer=buyer, kept=kept)


def await_file(turn: Turn, arguments: list[str]) -> None:
    """A press on a kind: the next files are pieces of it."""
    company, kind, key = CompanyId(int(arguments[0])), arguments[1], arguments[2]
    books = its_books(turn, company)
    if books is None or not turn.may_write():
        return
    buyer = buyer_of(books, key)
    if buyer is None or kind not in SENT_IN:
        failures.stale(turn)
        return
    draft = {"company": str(company), "kind": kind, "buyer": key}
    turn.open_topic(TOPIC, {**draft, "at": turn.now.isoformat()})
    turn.say("piece_wanted", buyer=buyer, kind=kind, most=LARGEST // 1_000_000)


def came(turn: Turn, file: Attachment) -> None:
    """A file while a piece is awaited."""
    draft = turn.dialogue.draft
    company = CompanyId(int(draft["company"]))
    books = its_books(turn, company)
    if books is None or not turn.may_write():
        return
    buyer = buyer_of(books, draft["buyer"])
    if buyer is None:
        turn.close_topic()
        failures.stale(turn)
        return
    refused = _refusal(turn, company, buyer, file)
    if refused:
        turn.say("piece_refused", reason=refused, name=file.name, most=LARGEST // 1_000_000)
        return
    piece = KeptPiece(0, draft["kind"], _name(file.name), len(file.content))
    kept = turn.uow.pieces(company)
    number = kept.keep(buyer, piece, file.content, turn.incoming.person, turn.now)
    drop = () if number is None else turn.keys.button("undo", "drop", company, number)
    turn.say(
        "piece_kept",
        (
            *(((drop,),) if drop else ()),
            (turn.keys.button("as_zip", "give", company, "zip", key_of(buyer)),),
            (turn.keys.button("add_piece", "piece", company, key_of(buyer)),),
        ),
        buyer=buyer,
        piece=piece,
        again=number is None,
        count=len(kept.of(buyer)),
    )


def drop(turn: Turn, arguments: list[str]) -> None:
    """« Annuler » under a piece."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None or not turn.may_write():
        return
    if turn.uow.pieces(books.company().id).forget(int(arguments[1])):
        turn.say("piece_dropped")
    else:
        failures.stale(turn)


def _kinds(turn: Turn, company: CompanyId, buyer: str) -> Keyboard:
    def named(kind: str) -> str:
        text = turn.words.label("pieces", kind)
        return f"{text[:1].upper()}{text[1:]}"

    key = key_of(buyer)
    return rows(
        turn.keys.named(named(kind), "join", company, kind, key) for kind in SENT_IN
    )


def _refusal(turn: Turn, company: CompanyId, buyer: str, file: Attachment) -> str:
    """A key of piece_refused.html; "" when it can be kept."""
    if not file.content or len(file.content) > LARGEST:
        return "too_large"
    kept = turn.uow.pieces(company).of(buyer)
    whole = sum(piece.size for piece in kept) + len(file.content)
    return "too_many" if whole > MOST_BYTES or len(kept) >= MOST_PIECES else ""


def _name(name: str) -> str:
    """Of the file, without any folder; its ending is kept."""
    alone = name.replace("\\", "/").rpartition("/")[2].strip(". ") or "x"
    stem, dot, ending = alone.rpartition(".")
    short = (stem or alone)[: LONGEST_NAME - 10]
    return f"{short}{dot}{ending[:9]}" if stem else short
