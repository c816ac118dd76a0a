"""The number of an invoice in a ledger, which has no column for it.

It is the piece (PieceRef), unless that is blank, says nothing, or stands for a month's
batch of several customers; then the entry's number, unless that too is shared. Which one
it was is told: only the piece, or a column of its own, counts as said by the file.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.documents.reading.fec.ledger import Account, Ledger, Movement, Role

NOTHING = frozenset(
    b" - -- x xx . 0 00 sans ran an ano nc n/a na neant div divers fact facture od".split()
) | {b"", b"a nouveau", b"report", b"sans piece"}
NUMBERED = frozenset({Role.INVOICE, Role.CREDIT, Role.OPENING})


class Numbers:
    """Knows which pieces and entry numbers stand for one invoice."""

    def __init__(self, ledger: Ledger) -> None:
        self._shared = _shared(ledger)
        self._shared_entries = self._entries_of_several(ledger.movements())

    def of(self, movement: Movement) -> tuple[bytes, bool]:
        """The number, blank where there is none, and whether it had to be inferred."""
        if self._is_good(movement.piece):
            return movement.piece, False
        entry = movement.entry
        if movement.role is Role.OPENING or not _says(entry):
            return b"", True
        return (b"" if entry in self._shared_entries else entry), True

    def _is_good(self, piece: bytes) -> bool:
        return piece not in self._shared and _says(piece)

    def _entries_of_several(
        self, movements: Iterable[tuple[Account, Movement]]
    ) -> set[bytes]:
        first: dict[bytes, int] = {}
        return {
            movement.entry
            for _, movement in movements
            if movement.role in NUMBERED
            and not self._is_good(movement.piece)
            and first.setdefault(movement.entry, movement.entry_place)
            != movement.entry_place
        }


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
