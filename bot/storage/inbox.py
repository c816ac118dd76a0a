"""The inbox: each update is kept before it is acknowledged, and marked in the same
transaction as what it brought about. A unique row tells a duplicate, never the order of
the numbers: they arrive out of order, and after a week of silence begin anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, literal_column, select, update

from bot.ports import ChatId, StoredUpdate
from bot.storage.database import insert_unless_there
from bot.storage.session import Session
from bot.storage.tables import inbox
from bot.storage.words import from_words, to_words

MOST_ATTEMPTS = 3

KEEP = insert_unless_there(inbox, "update_id")
PENDING = (
    select(inbox.c.update_id, inbox.c.chat, inbox.c.body)
    .where(inbox.c.state == literal_column("'new'"))
    .order_by(inbox.c.received_at, inbox.c.update_id)
)
_STILL_NEW = and_(
    inbox.c.update_id == bindparam("its_id"), inbox.c.state == literal_column("'new'")
)
DONE = update(inbox).where(_STILL_NEW).values(state="done", done_at=bindparam("at"))
FAILED = (
    update(inbox)
    .where(_STILL_NEW)
    .values(
        attempts=inbox.c.attempts + 1,
        reason=bindparam("why"),
        done_at=bindparam("at"),
        state=case((inbox.c.attempts + 1 >= MOST_ATTEMPTS, "given_up"), else_="new"),
    )
)
FORGET = delete(inbox).where(
    inbox.c.received_at < bindparam("before"), inbox.c.state != literal_column("'new'")
)


class SqlInbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    def store(self, updates: Sequence[StoredUpdate], received_at: datetime) -> list[int]:
        return [
            received.update_id
            for received in updates
            if self._is_new(received, received_at)
        ]

    def pending(self) -> list[StoredUpdate]:
        return [
            StoredUpdate(
                number, ChatId(chat) if chat is not None else None, from_words(body)
            )
            for number, chat, body in self._session.rows(PENDING)
        ]

    def done(self, update_id: int, at: datetime) -> bool:
        return self._session.run(DONE, its_id=update_id, at=at) == 1

    def failed(self, update_id: int, at: datetime, reason: str) -> None:
        self._session.run(FAILED, its_id=update_id, at=at, why=reason)

    def forget(self, before: datetime) -> int:
        """Raw updates hold what people wrote: they are not kept for ever."""
        return self._session.run(FORGET, before=before)

    def _is_new(self, received: StoredUpdate, received_at: datetime) -> bool:
        kept = self._session.row(
            KEEP,
            update_id=received.update_id,
            chat=received.chat,
            body=to_words(received.body),
            received_at=received_at,
            state="new",
            attempts=0,
        )
        return kept is not None
