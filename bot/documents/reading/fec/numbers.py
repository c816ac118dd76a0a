"""The number of an invoice in a ledger, which has no column for it.

It is the piece (PieceRef), unless that is blank, says nothing, or stands for a month's
batch of several customers; then the entry's number, unless that too is shared. Which one
it was is told: only the piece, or a column of its own, counts as said by the file.
"""

from __future__ import annotations

from bot.documents.reading.fec.ledger import Ledger, Role

NOTHING = frozenset(
    b" - -- x xx . 0 00 sans ran an ano nc n/a na neant div divers fact facture od".split()
) | {b"", b"a nouveau", b"report", b"sans piece"}
NUMBERED = frozenset({Role.INVOICE, Role.CREDIT, Role.OPENING})


def number(ledger: Ledger) -> None:
    """Every movement's `piece` becomes the number of its invoice; blank: none."""
    shared = _shared(ledger)
    entries = _entries_of_several(ledger, shared)
    for _, movement in ledger.movements():
        if movement.piece in shared or not _says(movement.piece):
            entry = movement.entry
            usable = movement.role is not Role.OPENING and _says(entry)
            movement.piece = entry if usable and entry not in entries else b""
            movement.inferred = True


def _says(text: bytes) -> bool:
    return text.lower() not in NOTHING


def _shared(ledger: Ledger) -> set[bytes]:
    """Pieces under which several customers were invoiced."""
    first: dict[bytes, bytes] = {}
    return {
        movement.piece
        for account, movement in ledger.movements()
        if movement.role in NUMBERED
        and first.setdefault(movement.piece, account.number) != account.number
    }


def _entries_of_several(ledger: Ledger, shared: set[bytes]) -> set[bytes]:
    """Numbers of entries that are needed, and are those of several entries."""
    first: dict[bytes, int] = {}
    return {
        movement.entry
        for _, movement in ledger.movements()
        if movement.role in NUMBERED
        and (movement.piece in shared or not _says(movement.piece))
        and first.setdefault(movement.entry, movement.entry_place) != movement.entry_place
    }
