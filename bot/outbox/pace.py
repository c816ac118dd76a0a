"""How fast messages may go: Telegram allows about 30 a second in all, one a second to a
chat, 20 a minute to a group. Only reminders wait; an answer to a person never does, but
what it uses up is counted.
"""

from __future__ import annotations

from bot.ports import ChatId

ALL_PERIOD = 1 / 29  # what is on its way may bunch up a little
CHAT_PERIOD = 1.0
GROUP_PERIOD = 3.0  # groups have negative numbers
MOST_REMEMBERED = 10_000


class Pace:
    """Seconds are those of a monotonic clock."""

    def __init__(self) -> None:
        self._next = 0.0
        self._next_to: dict[ChatId, float] = {}

    def reserve(self, chat: ChatId, now: float) -> float:
        """Take the next free moment for this chat; how long to wait for it."""
        moment = max(now, self._next)
        self._next = moment + ALL_PERIOD
        return self._count(chat, moment, now) - now

    def count(self, chat: ChatId, now: float) -> None:
        """An answer went out without waiting."""
        self._next = max(now, self._next) + ALL_PERIOD
        self._count(chat, now, now)

    def _count(self, chat: ChatId, moment: float, now: float) -> float:
        if len(self._next_to) > MOST_REMEMBERED:
            self._next_to = {c: at for c, at in self._next_to.items() if at > now}
        moment = max(moment, self._next_to.get(chat, 0.0))
        self._next_to[chat] = moment + (CHAT_PERIOD if chat > 0 else GROUP_PERIOD)
        return moment
