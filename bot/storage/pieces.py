"""One company's pieces for claim files, as they came."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from sqlalchemy import bindparam, delete, select

from bot.ports import CompanyId, PersonId
from bot.ports.pieces import KeptPiece
from bot.storage.database import insert_unless_there
from bot.storage.session import Session
from bot.storage.tables import pieces

_OURS = pieces.c.company_id == bindparam("company")
KEEP = insert_unless_there(pieces, "number")
# In the order of KeptPiece's fields.
OF = (
    select(pieces.c.number, pieces.c.kind, pieces.c.name, pieces.c.size)
    .where(_OURS, pieces.c.buyer == bindparam("its_buyer"))
    .order_by(pieces.c.number)
)
CONTENT = select(pieces.c.content).where(_OURS, pieces.c.number == bindparam("its_number"))
FORGET = delete(pieces).where(_OURS, pieces.c.number == bindparam("its_number"))


class SqlPieces:
    def __init__(self, session: Session, company: CompanyId) -> None:
        self._session, self._company = session, company

    def keep(
        self, buyer: str, piece: KeptPiece, content: bytes, by: PersonId, at: datetime
    ) -> int | None:
        row = self._session.row(
            KEEP,
            company_id=self._company,
            buyer=buyer,
            kind=piece.kind,
            name=piece.name,
            size=piece.size,
            digest=blake2b(content, digest_size=16).hexdigest(),
            content=content,
            person=by,
            kept_at=at,
        )
        return int(row[0]) if row else None

    def of(self, buyer: str) -> list[KeptPiece]:
        rows = self._session.rows(OF, company=self._company, its_buyer=buyer)
        return [KeptPiece(*row) for row in rows]

    def content(self, number: int) -> bytes | None:
        row = self._session.row(CONTENT, company=self._company, its_number=number)
        return None if row is None else bytes(row[0])

    def forget(self, number: int) -> bool:
        return self._session.run(FORGET, company=self._company, its_number=number) > 0
