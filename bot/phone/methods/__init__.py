"""The Bot API's methods, by their names in lower case, as Telegram finds them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.phone.exchange import Exchange
from bot.phone.methods import editing, presence, sending, waiting
from bot.phone.parameters import Parameters

Method = Callable[[Exchange, Parameters], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    **sending.METHODS,
    **editing.METHODS,
    **presence.METHODS,
    **waiting.METHODS,
}
