"""What came in: updates kept before they are acknowledged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.ports.names import ChatId


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    update_id: int
    chat: ChatId | None  # None: an update that belongs to no chat
    body: Mapping[str, Any]  # Telegram's JSON, as it came


class Inbox(Protocol):
    def store(self, updates: Sequence[StoredUpdate], received_at: datetime) -> list[int]:
        """Keep the updates not kept before; give the ids that were new."""
        ...

    def pending(self) -> list[StoredUpdate]:
        """Updates not done, oldest first: what a restart takes up again."""
        ...

    def done(self, update_id: int, at: datetime) -> bool:
        """Mark it done, once: False when it is already, because a commit that seemed to
        fail had stood, or another process was quicker. It must not be carried out again.
        """
        ...

    def failed(self, update_id: int, at: datetime, reason: str) -> None:
        """Counted, unless done; given up (and kept) after the third time, so that one bad
        update does not stop its chat for ever.
        """
        ...
