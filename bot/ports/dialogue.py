"""The dialogue: what a chat was in the middle of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.ports.names import ChatId


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a chat was in the middle of: a draft and the question asked last."""

    topic: str = ""  # "invoice_add", "duty_done", "welcome"…; "" when nothing is open
    draft: Mapping[str, str] = field(default_factory=dict)  # as a case file would say it
    asked: str = ""  # the slot asked for
    card: int | None = None  # the message that shows the draft
    number: int = 0  # of this draft, in this chat: old buttons carry old numbers
    misses: int = 0  # misunderstandings in a row


class Dialogues(Protocol):
    def of(self, chat: ChatId) -> Dialogue: ...

    def save(self, chat: ChatId, dialogue: Dialogue, at: datetime) -> None: ...
