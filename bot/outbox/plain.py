"""What is sent when Telegram cannot read a message: the same words without markup, then
without anything around them. A buyer called "<b" must not hold up a reminder.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from bot.ports import Message

LONGEST = 4096  # UTF-16 units, counted after entities are read
TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|span|tg-[a-z]+)"
    r"(?:\s[^<>]*)?>",
    re.IGNORECASE,
)


def without_markup(message: Message) -> Message:
    words = html.unescape(TAG.sub("", message.text))
    return replace(message, text=html.escape(_cut(words), quote=False))


def words_alone(message: Message) -> Message:
    return Message(without_markup(message).text)


FALLBACKS = (without_markup, words_alone)


def _cut(words: str) -> str:
    units = words.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return words
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
