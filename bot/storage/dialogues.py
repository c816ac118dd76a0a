"""What each chat was in the middle of."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.ports import ChatId, Dialogue
from bot.storage.database import insert_or_replace
from bot.storage.session import Session
from bot.storage.tables import dialogues
from bot.storage.words import from_words, to_words

OF = select(dialogues.c.body).where(dialogues.c.chat == bindparam("its_chat"))
SAVE = insert_or_replace(dialogues)


class SqlDialogues:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[ChatId, Dialogue] = {}

    def of(self, chat: ChatId) -> Dialogue:
        found = self._session.row(OF, its_chat=chat)
        dialogue = Dialogue() if found is None else Dialogue(**from_words(found[0]))
        self._read[chat] = dialogue
        return dialogue

    def save(self, chat: ChatId, dialogue: Dialogue, at: datetime) -> None:
        """Writes only what has changed: most questions open no dialogue."""
        if self._read.get(chat) == dialogue:
            return
        self._session.run(
            SAVE,
            chat=chat,
            body=to_words(_said(dialogue)),
            saved_at=at,
        )
        self._read[chat] = dialogue

    def close(self, chat: ChatId, at: datetime) -> None:
        """Nothing is open any more; the number stays, so that old buttons stay old."""
        self.save(chat, Dialogue(number=self.of(chat).number), at)


def _said(dialogue: Dialogue) -> dict[str, object]:
    return asdict(dialogue) | {"draft": dict(dialogue.draft)}
