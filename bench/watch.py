"""A pass over 5,000 buyers, against a local server with the service's own limits."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from socket import create_server
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.printing import keep, line, title
from bot.chat.noticing import NoticeWords
from bot.connectors.bodacc import APART, Bodacc
from bot.ports import Author, ChatId, Company, CompanyId, Person, PersonId, Role
from bot.ports import UnitOfWork as Unit
from bot.reminders.watching import Watching
from bot.sample import sample_case
from bot.storage import open_store
from domain.facts import Buyer

BUYERS = 5_000
EVERY = 100  # one buyer in a hundred has a notice
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ANNE = Person(PersonId(7), ChatId(7), "Anne", "fr")


class Standing:
    def now(self) -> datetime:
        return NOON


class Server:
    """Refuses what the service would: pages too long, URLs too long."""

    def __init__(self) -> None:
        self.requests = 0
        self.longest = 0

    async def serve(self, request: Request) -> Response:
        self.requests += 1
        self.longest = max(self.longest, len(str(request.url)))
        query = request.query_params
        if int(query["limit"]) > 100 or int(query["offset"]) + int(query["limit"]) > 10_000:
            return Response(status_code=400)
        sirens = query["where"].split('"')[3::2]
        found = [record(one) for one in sirens if int(one) % EVERY == 0]
        return JSONResponse({"total_count": len(found), "results": found})


def record(siren: str) -> dict[str, Any]:
    judgment = {
        "famille": "Jugement d'ouverture",
        "nature": "Jugement d'ouverture de liquidation judiciaire",
        "date": "2026-11-12",
    }
    return {
        "id": f"A{siren}",
        "dateparution": "2026-11-20",
        "typeavis": "annonce",
        "registre": [siren],
        "jugement": json.dumps(judgment),
    }


def main() -> None:
    title(f"watch: a pass over {BUYERS} buyers")
    asyncio.run(_pass())


async def _pass() -> None:
    store, server, pauses = open_store("sqlite://"), Server(), [0.0]

    async def no_sleep(seconds: float) -> None:
        pauses[0] += seconds

    store.write_now(_found)
    config = uvicorn.Config(
        Starlette(routes=[Route("/{path:path}", server.serve)]),
        log_level="error",
        lifespan="off",
    )
    serving = uvicorn.Server(config)
    serving.capture_signals = _no_signals  # type: ignore[method-assign]
    with create_server(("127.0.0.1", 0)) as plug:
        task = asyncio.create_task(serving.serve(sockets=[plug]))
        address = f"http://127.0.0.1:{plug.getsockname()[1]}"
        source = Bodacc(address, apart=0, sleep=no_sleep)
        watching = Watching(store, Standing(), source, NoticeWords(), "Europe/Paris")
        started = time.perf_counter()
        await watching.tick()
        await watching.idle()
        took = time.perf_counter() - started
        serving.should_exit = serving.force_exit = True
        await task
    kept = store.write_now(lambda uow: len(uow.watchbook(CompanyId(1)).open()))
    store.close()
    line("requests", f"{server.requests}")
    line("longest URL, characters", f"{server.longest}")
    line("notices kept", f"{kept}")
    line("the pass without its pauses, s", f"{took:.2f}")
    line("with half a second between requests, s", f"{took + APART * server.requests:.0f}")
    keep("watch", {"requests": server.requests, "seconds": took, "kept": kept})


def _found(uow: Unit) -> None:
    company = Company(CompanyId(0), "many", "Many", "Europe/Paris")
    number = uow.companies.found(company, sample_case(date(2026, 11, 23)).policy, NOON)
    uow.people.meet(ANNE)
    uow.people.join(ANNE.id, number, Role.OWNER, NOON)
    author = Author(None, via="cli")
    for each in range(BUYERS):
        buyer = Buyer(f"Buyer {each}", siren=str(100_000_000 + each))
        uow.books(number).add_buyer(buyer, author, NOON)


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


if __name__ == "__main__":
    main()
