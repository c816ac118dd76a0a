"""Public services on this machine: the shapes are theirs, the persons invented."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Record = dict[str, Any]


def notice(
    siren: str = "894670793",
    number: str = "A202602250042",
    *,
    on: str = "2026-11-20",
    nature: str = "Jugement d'ouverture de liquidation judiciaire",
    judged: str = "2026-11-12",
    **more: Any,
) -> Record:
    """A record as the service gives it."""
    judgment = {"famille": "Jugement d'ouverture", "nature": nature, "date": judged}
    person = {"typePersonne": "pm", "denomination": "LEROC MENUISERIE"}
    return {
        "id": number,
        "dateparution": on,
        "numeroannonce": 42,
        "typeavis": "annonce",
        "familleavis": "collective",
        "numerodepartement": "41",
        "tribunal": "Tribunal de commerce de Blois",
        "cp": "41000",
        "registre": [siren, f"{siren[:3]} {siren[3:6]} {siren[6:]}"],
        "listepersonnes": json.dumps({"personne": person}),
        "jugement": json.dumps(judgment),
        "parutionavisprecedent": None,
        **more,
    }


@dataclass
class Service:
    """Answers like the BODACC's records; `faults` come first, one a request."""

    records: list[Record] = field(default_factory=list)
    faults: list[Response] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    answer: Any = None  # in place of the records: of the company register
    address: str = ""
    _found: tuple[str, list[Record]] = ("", [])

    async def serve(self, request: Request) -> Response:
        self.asked.append(request)
        if self.faults:
            return self.faults.pop(0)
        if self.answer is not None:
            return JSONResponse(self.answer)
        return JSONResponse(self._page(request))

    def _page(self, request: Request) -> Record:
        where, query = request.query_params["where"], request.query_params
        limit, offset = int(query["limit"]), int(query["offset"])
        if limit > 100 or offset + limit > 10_000:
            raise AssertionError("past the service's limits")
        wanted = set(re.findall(r'registre like "(\d{9})"', where))
        since = re.findall(r"date'([\d-]+)'", where)[0]
        if self._found[0] != where:
            fit = [one for one in self.records if self._fits(one, wanted, since)]
            self._found = where, fit
        found = self._found[1]
        return {
            "total_count": len(found),
            "results": found[offset : offset + limit],
        }

    def _fits(self, record: Record, wanted: set[str], since: str) -> bool:
        is_due = str(record.get("dateparution", "9999")) >= since
        return is_due and any(one in str(record.get("registre")) for one in wanted)


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[Service]:
    app = Starlette(routes=[Route("/{path:path}", service.serve)])
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    with socket.create_server(("127.0.0.1", 0)) as plug:
        service.address = f"http://127.0.0.1:{plug.getsockname()[1]}"
        running = asyncio.create_task(server.serve(sockets=[plug]))
        try:
            yield service
        finally:
            server.should_exit = server.force_exit = True
            await running


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


def pages(text: str, times: int = 1) -> Sequence[Response]:
    return [Response(text, media_type="text/html") for _ in range(times)]
