"""Progress of long work, in one message that is edited: nothing for what is quick.

The message is later turned into the answer itself. That it cannot be sent is no failure:
the work goes on, and the answer comes as a message of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.ports import ChatId
from bot.rendering import Words
from bot.services.papers.names import clean

log = structlog.get_logger(__name__)
UNSEEN = 1.5  # seconds: quicker work needs no bar
BETWEEN = 2.0  # seconds between two edits: Telegram allows about one a second
CELLS = 10


def bar(percent: int) -> str:
    full = percent * CELLS // 100
    return "▰" * full + "▱" * (CELLS - full)


class Progress:
    """What is known of the work; `message` is the one that shows it, once there is one."""

    def __init__(self, bot: Bot, chat: ChatId, words: Words, name: str) -> None:
        self._bot, self._chat, self._words, self._name = bot, chat, words, clean(name)
        self.percent = 0
        self.message: int | None = None

    def heard(self, percent: int) -> None:
        self.percent = max(self.percent, min(percent, 100))

    async def show(self, unseen: float = UNSEEN, between: float = BETWEEN) -> None:
        """Until it is cancelled."""
        await asyncio.sleep(unseen)
        shown = -1
        while True:
            if self.percent != shown:
                shown = self.percent
                await self._tell()
            await asyncio.sleep(between)

    async def _tell(self) -> None:
        text = self._words.say(
            "messages/paper_progress.html.j2",
            name=self._name,
            bar=bar(self.percent),
            percent=self.percent,
        )
        try:
            if self.message is None:
                sent = await self._bot.send_message(
                    self._chat, text, parse_mode=ParseMode.HTML, disable_notification=True
                )
                self.message = sent.message_id
            else:
                await self._bot.edit_message_text(
                    text, self._chat, self.message, parse_mode=ParseMode.HTML
                )
        except TelegramError as error:
            log.info("progress_not_shown", kind=type(error).__name__)


@asynccontextmanager
async def shown(
    progress: Progress, unseen: float = UNSEEN, between: float = BETWEEN
) -> AsyncIterator[Progress]:
    """Shows it while the work is under way."""
    task = asyncio.create_task(progress.show(unseen, between))
    try:
        yield progress
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
