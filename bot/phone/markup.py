"""Keyboards under messages: checked as Telegram checks them."""

from __future__ import annotations

import re
from typing import Any

from bot.phone import refusals
from bot.phone.refusals import BadRequest, Json

DATA_LIMIT = 64  # bytes
ROW_LIMIT, BUTTON_LIMIT = 8, 100
COPY_LIMIT = 256
_OPENS = re.compile(
    r"(https?|tg|ton|tonsite)://\S+|[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE
)
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def checked(markup: Any) -> Json:
    """The markup as it will be kept; {} for none."""
    if not markup:
        return {}
    if not isinstance(markup, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "InlineKeyboardButton")
        kept = [[_inline_button(button) for button in row] for row in rows]
        return {"inline_keyboard": kept} if kept else {}
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "KeyboardButton")
        return {**markup, "keyboard": [[_reply_button(b) for b in row] for row in rows]}
    return markup


def _rows(rows: Any, of: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest(
            f"can't parse reply keyboard markup: expected an Array of Array of {of}"
        )
    filled = [row for row in rows if row]
    # Telegram folds or refuses too many; here a bot learns of it at once.
    if sum(map(len, filled)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in filled):
        raise BadRequest("reply markup is too long")
    return filled


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsed('Field "text" must be of type String')
    if not button["text"]:
        raise BadRequest("inline keyboard button text must be non-empty")
    action = next((name for name in _ACTIONS if button.get(name) not in (None, "")), "")
    match action:
        case "":
            raise _unparsed("Text buttons are unallowed in the inline keyboard")
        case "callback_data":
            _check_data(button["callback_data"])
        case "url":
            _check_address(button["url"])
        case "copy_text":
            _check_copy(button["copy_text"])
    return button


def _unparsed(why: str) -> BadRequest:
    return BadRequest(f"can't parse inline keyboard button: {why}")


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or len(data.encode()) > DATA_LIMIT:
        raise BadRequest(refusals.BUTTON_DATA_INVALID)


def _check_address(url: Any) -> None:
    if not isinstance(url, str) or not _OPENS.fullmatch(url):
        odd = "://" in str(url) or ":" in str(url)
        why = "Unsupported URL protocol" if odd else "Wrong HTTP URL"
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: {why}")


def _check_copy(copy: Any) -> None:
    text = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= COPY_LIMIT:
        raise BadRequest("BUTTON_COPY_TEXT_INVALID")


def _reply_button(button: Any) -> Json:
    button = {"text": button} if isinstance(button, str) else button
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise BadRequest("can't parse keyboard button: KeyboardButton must be an Object")
    if not button["text"]:
        raise BadRequest("keyboard button text must be non-empty")
    return button
