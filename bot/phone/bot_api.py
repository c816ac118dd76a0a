"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from __future__ import annotations

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.phone.faults import LineBroken, LineSilent
from bot.phone.line import Line
from bot.phone.parameters import Parameters, Upload
from bot.phone.refusals import BadRequest, Refused
from bot.phone.server_line import break_connection


def routes(line: Line) -> list[Route]:
    async def call(request: Request) -> Response:
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            code, body = await line.call(token, method, await parameters_of(request))
        except BadRequest as refused:
            return JSONResponse(refused.answer(), refused.code)
        except ClientDisconnect:
            return Response(status_code=400)  # its process died as it spoke; none hears
        except LineBroken:
            return break_connection(request)
        except LineSilent:
            await _until_left(request)
            return Response(status_code=504)
        return JSONResponse(body, code)

    async def download(request: Request) -> Response:
        token, path = request.path_params["token"], request.path_params["path"]
        try:
            content = line.content(token, path)
        except Refused as refused:
            return JSONResponse(refused.answer(), refused.code)
        return Response(content, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download),
    ]


async def parameters_of(request: Request) -> Parameters:
    """From the query string, and a form, JSON or multipart body."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return Parameters(values | _json_object(await request.body()))
    if not kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return Parameters(values)
    files = {}
    async with request.form(max_files=100) as form:
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                files[name] = await received(part)
            else:
                values[name] = part
    return Parameters(values, files)


async def received(part: UploadFile) -> Upload:
    media_type = part.content_type or "application/octet-stream"
    return Upload(part.filename or "file", await part.read(), media_type)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body or b"{}")
    except ValueError:
        raise BadRequest("can't parse request body as JSON") from None
    if not isinstance(said, dict):
        raise BadRequest("object expected as request body")
    return said


async def _until_left(request: Request) -> None:
    """Say nothing until the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
