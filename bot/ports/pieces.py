"""The owner's own papers for a claim: orders, delivery notes, invoices, letters.

Kept as they came, for the claim file; never read, never shown to another company.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.names import PersonId


@dataclass(frozen=True, slots=True)
class KeptPiece:
    number: int
    kind: str
    name: str
    size: int  # bytes


class Pieces(Protocol):
    def keep(
        self, buyer: str, piece: KeptPiece, content: bytes, by: PersonId, at: datetime
    ) -> int | None:
        """Its number; None when this very file is there already, under that kind."""
        ...

    def of(self, buyer: str) -> list[KeptPiece]:
        """In the order in which they came."""
        ...

    def content(self, number: int) -> bytes | None: ...

    def forget(self, number: int) -> bool:
        """Whether there was one."""
        ...
