"""The number of an invoice in a ledger, which has no column for it.

It is the piece (PieceRef), unless that is blank, says nothing, or stands for a month's
batch of several customers; then the entry's number, unless that too is shared. Which one
it was is told: only the piece, or a column of its own, counts as said by the file.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.documents.reading.fec.ledger import Ledger, Movement, Role

NOTHING = frozenset(
    b" - -- x xx . 0 00 sans ran an ano nc n/a na neant div divers fact facture od".split()
) | {b"", b"a nouveau", b"report", b"sans piece"}
NUMBERED = frozenset({Role.INVOICE, Role.CREDIT, Role.OPENING})


def number(ledger: Ledger) -> None:
    """Every movement's `piece` becomes the number of its invoice; blank: none."""
    shared = _shared(ledger)
    unusable = [
        movement
        for account in ledger.accounts.values()
        for movement in account.movements
        if movement.piece in shared or movement.piece.lower() in NOTHING
    ]
    entries = _entries_of_several(unusable)
    for movement in unusable:
        entry = movement.entry
        usable = movement.role is not Role.OPENING and entry.lower() not in NOTHING
        movement.piece = entry if usable and entry not in entries else b""
        movement.inferred = True


def _shared(ledger: Ledger) -> set[bytes]:
    """Pieces under which several customers were invoiced."""
    first: dict[bytes, bytes] = {}
    return {
        movement.piece
        for account in ledger.accounts.values()
        for movement in account.movements
        if movement.role in NUMBERED
        and first.setdefault(movement.piece, account.number) != account.number
    }


def _entries_of_several(unusable: Iterable[Movement]) -> set[bytes]:
    """Numbers of entries that are needed, and are those of several entries."""
    first: dict[bytes, int] = {}
    return {
        movement.entry
        for movement in unusable
        if movement.role in NUMBERED
        and first.setdefault(movement.entry, movement.entry_place) != movement.entry_place
    }


def parts_of(ledger: Ledger) -> dict[int, list[Movement]]:
    """Lines of one entry under one number are one invoice, due in parts (a retention is
    such a part): by the id of each line, all of them.
    """
    found: dict[object, list[Movement]] = {}
    for account, movement in ledger.movements():
        if movement.together and movement.role in NUMBERED and movement.piece:
            key = (
                (movement.role, account.number, movement.piece, movement.piece_on)
                if movement.role == Role.OPENING
                else (movement.role, account.number, movement.piece, movement.entry_place)
            )
            found.setdefault(key, []).append(movement)
    several = [parts for parts in found.values() if len(parts) > 1]
    return {id(movement): parts for parts in several for movement in parts}


def taken_back(ledger: Ledger) -> set[tuple[bytes, bytes]]:
    """Numbers under which a customer has an invoice and a credit note."""
    credits_ = {
        (account.number, movement.piece)
        for account, movement in ledger.movements()
        if movement.role == Role.CREDIT and movement.piece and not movement.inferred
    }
    if not credits_:
        return set()
    return {
        (account.number, movement.piece)
        for account, movement in ledger.movements()
        if movement.role == Role.INVOICE and (account.number, movement.piece) in credits_
    }
