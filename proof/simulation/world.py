"""The world outside Vigie: Telegram's servers, and people who write to the bot.

Telegram keeps an update until it is confirmed, delivers or not, and says so or not.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any

from telegram.error import NetworkError

from bot.ports import ChatId, Delivery, Message, Outcome
from bot.storage.messages import message_to_text
from proof.simulation.database import Disk

PEOPLE = (7, 8, 9)
LONG = 1000.0  # seconds: no answer that anybody waits for

# What becomes of a send, and how often, in trouble.
FATES = {
    "sent": 60,
    "slow": 8,
    "refused": 4,  # the connection could not be made
    "too_many": 4,  # 429
    "broken_before": 5,  # a reset, a 502: undelivered, and nobody can tell
    "broken_after": 8,  # the same, delivered
    "silent": 4,  # delivered, and no answer ever comes
    "died_before": 3,
    "died_after": 4,
}


class Update:
    """As python-telegram-bot gives it."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.update_id: int = body["update_id"]
        self._body = body

    def to_dict(self) -> Mapping[str, Any]:
        return self._body


class World:
    def __init__(self, random: Random, disk: Disk) -> None:
        self.random, self.disk = random, disk
        self.is_calm = False
        self.said: list[str] = []  # what people wrote, in their order
        self.delivered: defaultdict[str, list[bool]] = defaultdict(list)  # tagged or not
        self.chats: defaultdict[int, list[str]] = defaultdict(list)
        self.after_known: list[str] = []  # sent again though its outcome was written down
        self.happened: Counter[str] = Counter()
        self._waiting: dict[int, Mapping[str, Any]] = {}
        self._rang = asyncio.Event()

    def happens(self, what: str, one_in: int) -> bool:
        """Never once it is calm."""
        if self.is_calm or self.random.randrange(one_in):
            return False
        self.happened[what] += 1
        return True

    # --- Updates ---

    def types(self, person: int, text: str) -> None:
        number = 1000 + len(self.said)
        self.said.append(text)
        user = {"id": person, "first_name": "Anne", "is_bot": False, "language_code": "fr"}
        message = {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": person, "type": "private"},
            "from": user,
            "text": text,
        }
        self._waiting[number] = {"update_id": number, "message": message}
        self._rang.set()

    @property
    def all_confirmed(self) -> bool:
        return not self._waiting

    async def batch(self, offset: int | None) -> list[Update]:
        """To who polls: nothing is forgotten before the next poll confirms it."""
        for number in [n for n in self._waiting if n < (offset or 0)]:
            del self._waiting[number]
        if not self._waiting:
            self._rang.clear()
            try:
                async with asyncio.timeout(25):
                    await self._rang.wait()
            except TimeoutError:
                return []
        if self.happens("poll_failed", 6):
            raise NetworkError("reset")
        updates = [Update(body) for body in self._waiting.values()]
        if self.happens("duplicated", 6):
            updates = [update for update in updates for _ in range(2)]
        if self.happens("reordered", 6):
            updates.reverse()
        return updates

    def to_post(self) -> list[Mapping[str, Any]]:
        """By webhook: several at once, in any order, each until it is acknowledged."""
        waiting = list(self._waiting.values())
        self.random.shuffle(waiting)
        return waiting

    def acknowledged(self, number: int) -> None:
        if not self.happens("duplicated", 8):
            self._waiting.pop(number, None)

    # --- Sending ---

    def fate(self) -> str:
        if self.is_calm:
            return "sent"
        [fate] = self.random.choices(tuple(FATES), tuple(FATES.values()))
        self.happened[fate] += 1
        return fate

    def deliver(self, chat: ChatId, message: Message, *, repeat: bool) -> Delivery:
        text = message.text
        rows = self.disk.look(
            "SELECT state FROM outbox WHERE chat = ? AND body = ?",
            chat,
            message_to_text(message),
        )
        if rows and rows[0][0] in {"sent", "dead", "withdrawn"} and self.delivered[text]:
            self.after_known.append(text)
        self.delivered[text].append(repeat)
        if len(self.delivered[text]) == 1:
            self.chats[chat].append(text)
        return Delivery(Outcome.SENT, message_id=len(self.delivered))
