"""Who the bot is, whom it speaks with, and which files it may fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.phone import refusals
from bot.phone.exchange import Exchange
from bot.phone.files import DOWNLOAD_LIMIT
from bot.phone.methods.addressing import chat_of
from bot.phone.parameters import Parameters
from bot.phone.refusals import BadRequest, Json

_SCOPE, _LANG = "BotCommandScope", "language_code"
_ABILITIES = (
    *("can_join_groups", "can_read_all_group_messages", "supports_inline_queries"),
    *("can_connect_to_business", "has_main_web_app"),
)


def get_me(exchange: Exchange, _parameters: Parameters) -> Json:
    return {**exchange.profile.user, **dict.fromkeys(_ABILITIES, False)}


def get_chat(exchange: Exchange, parameters: Parameters) -> Json:
    chat = chat_of(exchange, parameters)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    told: Json = {
        **chat.person.chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            **dict.fromkeys(gifts, False),
            "gifts_from_channels": False,
        },
    }
    if chat.pinned and chat.pinned[-1] in chat.messages:
        told["pinned_message"] = chat.messages[chat.pinned[-1]]
    return told


def get_file(exchange: Exchange, parameters: Parameters) -> Json:
    record = exchange.files.of(parameters.text("file_id"))
    if record["file_size"] > DOWNLOAD_LIMIT:
        raise BadRequest(refusals.FILE_TOO_BIG)
    told = ("file_id", "file_unique_id", "file_size", "file_path")
    return {name: record[name] for name in told}


def set_commands(exchange: Exchange, parameters: Parameters) -> bool:
    commands = parameters.json("commands", "commands")
    scope = parameters.json("scope", _SCOPE)
    exchange.profile.set_commands(scope, parameters.text(_LANG), commands)
    return _show(exchange)


def delete_commands(exchange: Exchange, parameters: Parameters) -> bool:
    scope = parameters.json("scope", _SCOPE)
    exchange.profile.delete_commands(scope, parameters.text(_LANG))
    return _show(exchange)


def get_commands(exchange: Exchange, parameters: Parameters) -> list[Json]:
    scope = parameters.json("scope", _SCOPE)
    return exchange.profile.commands(scope, parameters.text(_LANG))


def _setter(what: str) -> Callable[[Exchange, Parameters], bool]:
    def set_word(exchange: Exchange, parameters: Parameters) -> bool:
        exchange.profile.say(what, parameters.text(_LANG), parameters.text(what))
        return _show(exchange)

    return set_word


def _getter(what: str) -> Callable[[Exchange, Parameters], Json]:
    def get_word(exchange: Exchange, parameters: Parameters) -> Json:
        return {what: exchange.profile.said(what, parameters.text(_LANG))}

    return get_word


def _show(exchange: Exchange) -> bool:
    for person in exchange.people.values():
        exchange.tell(person.id, exchange.commands_event(person))
    return True


def _agree(_exchange: Exchange, _parameters: Parameters) -> bool:
    """Taken note of; the page shows nothing of it."""
    return True


METHODS: dict[str, Callable[[Exchange, Parameters], Any]] = {
    "getme": get_me,
    "getchat": get_chat,
    "getfile": get_file,
    "setmycommands": set_commands,
    "deletemycommands": delete_commands,
    "getmycommands": get_commands,
    "setmyname": _setter("name"),
    "getmyname": _getter("name"),
    "setmydescription": _setter("description"),
    "getmydescription": _getter("description"),
    "setmyshortdescription": _setter("short_description"),
    "getmyshortdescription": _getter("short_description"),
    "setchatmenubutton": _agree,
    "setmessagereaction": _agree,
    "logout": _agree,
    "close": _agree,
}
