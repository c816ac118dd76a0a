"""The phone without a network: for python-telegram-bot in the same process.

`DirectRequest` takes the place of PTB's HTTPXRequest. The call goes through the same line
as over HTTP, and faults become the exceptions PTB would make of them.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.phone.faults import LineBroken, LineSilent
from bot.phone.line import Line
from bot.phone.parameters import Parameters, Upload
from bot.phone.refusals import Refused

HOST = "http://phone.invalid"  # never resolved: nothing goes over a network
Timeout = DefaultValue[float] | float | DefaultValue[None] | None
BASE_URL, BASE_FILE_URL = f"{HOST}/bot", f"{HOST}/file/bot"


class DirectRequest(BaseRequest):
    """Give it to `ApplicationBuilder.request` and `.get_updates_request`."""

    __slots__ = ("_line",)

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  # GET and POST are answered alike
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        path = unquote(urlsplit(url).path).lstrip("/")
        if path.startswith("file/bot"):
            return self._download(path.removeprefix("file/bot"))
        token, _, name = path.removeprefix("bot").partition("/")
        try:
            code, body = await self._line.call(token, name, _parameters(request_data))
        except LineBroken:
            cause = httpx.ReadError("connection reset by the phone")
            raise NetworkError(f"httpx.ReadError: {cause}") from cause
        except LineSilent:
            raise TimedOut from httpx.ReadTimeout("the phone stays silent")
        return code, json.dumps(body).encode()

    def _download(self, path: str) -> tuple[int, bytes]:
        token, _, file_path = path.partition("/")
        try:
            return 200, self._line.content(token, file_path)
        except Refused as refused:
            return refused.code, json.dumps(refused.answer()).encode()


def _parameters(request_data: RequestData | None) -> Parameters:
    if request_data is None:
        return Parameters()
    if not request_data.contains_files:
        return Parameters(request_data.parameters)
    files = {name: _upload(field) for name, field in request_data.multipart_data.items()}
    return Parameters(request_data.parameters, files)


def _upload(field: Any) -> Upload:
    """PTB's (name, bytes or open file, media type)."""
    name, content, media_type = field
    return Upload(
        name, content if isinstance(content, bytes) else content.read(), media_type
    )
