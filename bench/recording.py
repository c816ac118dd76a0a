"""A transport that answers at once and keeps what was sent: no network, no telephone."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from telegram.request import BaseRequest, RequestData

ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"V","username":"VBot"}}'
YES = b'{"ok":true,"result":true}'
SENT = (
    '{"ok":true,"result":{"message_id":%d,"date":1790000000,'
    '"chat":{"id":%d,"type":"private","first_name":"Anne"},"text":%s}}'
)


class Recording(BaseRequest):
    """`sent`: chat and text of every message, in the order they came."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []
        self._numbers = count(1)

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_more_timeouts: Any,
    ) -> tuple[int, bytes]:
        del method
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, ME
        if name != "sendMessage" or request_data is None:
            return 200, YES
        said = request_data.parameters
        chat, text = int(said["chat_id"]), str(said["text"])
        self.sent.append((chat, text))
        return 200, (SENT % (next(self._numbers), chat, json.dumps(text))).encode()
