"""The port Messenger over Telegram: one message out, one outcome back.

The order of the exceptions matters: BadRequest and TimedOut are NetworkErrors too. What
certainly did not arrive is told from what may have arrived (notes on Telegram, §3).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import httpx
import structlog
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
)
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.documents.writing.press import Unprintable, printed
from bot.ports import Attachment, Button, ChatId, Delivery, Keyboard, Message, Outcome

log = structlog.get_logger(__name__)
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
GONE = re.compile(
    r"chat not found|user is deactivated|PEER_ID_INVALID|kicked", re.IGNORECASE
)
UNCHANGED = re.compile(r"message is not modified", re.IGNORECASE)
CANNOT_EDIT = re.compile(r"message to edit not found|can't be edited", re.IGNORECASE)
PRINT_LIMIT = 14.0  # seconds: what takes longer would be tried again and again
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramMessenger:
    """Sends through an unmodified `telegram.Bot`.

    `tag_repeat` words a message that may have arrived before, `tag_unprinted` one whose
    document could not be made.
    """

    def __init__(
        self,
        bot: Bot,
        tag_repeat: Callable[[str], str],
        tag_unprinted: Callable[[str], str] = str,
    ) -> None:
        self._bot = bot
        self._tag_repeat, self._tag_unprinted = tag_repeat, tag_unprinted

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        text = self._tag_repeat(message.text) if repeat else message.text
        delivery = await _outcome(lambda: self._dispatch(chat, message, text))
        if message.pin and delivery.message_id is not None:
            await _outcome(lambda: self._pin(chat, delivery.message_id or 0))
        return delivery

    async def _dispatch(self, chat: ChatId, message: Message, text: str) -> int | None:
        markup = _markup(message.keyboard)
        if message.attachment is not None:
            return await self._attach(chat, message.attachment, text, markup)
        if message.edits is not None:
            return await self._edit(chat, message.edits, text, markup)
        sent = await self._bot.send_message(
            chat,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def _attach(
        self,
        chat: ChatId,
        attachment: Attachment,
        text: str,
        markup: InlineKeyboardMarkup | None,
    ) -> int:
        """What waits as data is printed here, in a thread; what cannot be printed is said
        in its place.
        """
        sent: TelegramMessage
        try:
            async with asyncio.timeout(PRINT_LIMIT):
                content = await asyncio.to_thread(
                    printed, attachment.media_type, attachment.content
                )
        except (Unprintable, TimeoutError) as failure:
            log.exception("unprintable", name=attachment.name, reason=str(failure))
            sent = await self._bot.send_message(
                chat, self._tag_unprinted(text), parse_mode=ParseMode.HTML
            )
            return sent.message_id
        file = InputFile(content, filename=attachment.name)
        if attachment.is_photo:
            sent = await self._bot.send_photo(
                chat, file, caption=text, parse_mode=ParseMode.HTML, reply_markup=markup
            )
        else:
            sent = await self._bot.send_document(
                chat, file, caption=text, parse_mode=ParseMode.HTML, reply_markup=markup
            )
        return sent.message_id

    async def _edit(
        self,
        chat: ChatId,
        edited: int,
        text: str,
        markup: InlineKeyboardMarkup | None,
    ) -> int:
        """An edit that changes nothing is done; one that cannot be made is sent anew."""
        try:
            await self._bot.edit_message_text(
                text,
                chat,
                edited,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as refusal:
            if UNCHANGED.search(refusal.message):
                return edited
            if not CANNOT_EDIT.search(refusal.message):
                raise
            sent = await self._bot.send_message(
                chat, text, parse_mode=ParseMode.HTML, reply_markup=markup
            )
            return sent.message_id
        return edited

    async def _pin(self, chat: ChatId, message_id: int) -> int:
        await self._bot.pin_chat_message(chat, message_id, disable_notification=True)
        return message_id


async def _outcome(send: Callable[[], Awaitable[int | None]]) -> Delivery:
    try:
        return Delivery(Outcome.SENT, message_id=await send())
    except RetryAfter as wait:
        return Delivery(Outcome.NOT_SENT, retry_after=_seconds(wait), reason="429")
    except ChatMigrated as moved:
        return Delivery(
            Outcome.NOT_SENT, moved_to=ChatId(moved.new_chat_id), reason="moved"
        )
    except TelegramError as error:
        return _failure(error)


def _failure(error: TelegramError) -> Delivery:
    match error:
        case InvalidToken():
            return Delivery(Outcome.FORBIDDEN, reason="token refused")
        case Forbidden():
            return Delivery(Outcome.CLOSED, reason=error.message)
        case BadRequest() if GONE.search(error.message):
            return Delivery(Outcome.CLOSED, reason=error.message)
        case BadRequest():
            return Delivery(Outcome.UNREADABLE, reason=error.message)
        case TimedOut() | NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
            return Delivery(Outcome.NOT_SENT, reason=type(error.__cause__).__name__)
        case _:
            return Delivery(Outcome.UNKNOWN, reason=type(error).__name__)


def _seconds(wait: RetryAfter) -> float:
    """PTB is moving from seconds to timedelta; both are understood."""
    asked = wait._retry_after  # noqa: SLF001 - the public form warns of its own change
    return asked.total_seconds()


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.label, callback_data=button.tap)
