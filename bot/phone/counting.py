"""Numbers that only ever grow: ids of updates, messages, people, files and presses.

A bot remembers the ids it has seen, so they must not come back, not even when the phone's
file was deleted while the bot's was kept. A fresh count therefore begins at the seconds
since 2020: no one chats faster than one message a second for ever.
"""

from __future__ import annotations

import time

from bot.phone.shelf import Shelf

_KIND = "count"
_NAMES = ("update", "person", "message", "file", "query")
_SINCE = 1_577_836_800  # 2020-01-01


def seconds_since_2020() -> int:
    return int(time.time()) - _SINCE


class Counts:
    def __init__(self, shelf: Shelf, first: int) -> None:
        self._shelf = shelf
        kept = shelf.all(_KIND)
        self._last: dict[str, int] = {
            name: kept.get(number, first - 1) for number, name in enumerate(_NAMES)
        }

    def next(self, name: str) -> int:
        self._last[name] += 1
        self._shelf.keep(_KIND, _NAMES.index(name), self._last[name])
        return self._last[name]
