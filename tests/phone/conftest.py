"""A phone in process and a phone served, each with a small bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.phone.distant import NO_TLS
from bot.phone.phone import Phone
from bot.phone.server import create_phone, free_socket, serve
from bot.phone.transport import BASE_FILE_URL, BASE_URL, DirectRequest

PLAIN = {"trust_env": False, "verify": NO_TLS}


class Served(NamedTuple):
    phone: Phone
    address: str


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
async def bot(phone: Phone) -> AsyncIterator[Bot]:
    async with direct_bot(phone) as bot:
        yield bot


def direct_bot(phone: Phone) -> Bot:
    request, polls = DirectRequest(phone.line), DirectRequest(phone.line)
    return Bot(
        phone.token,
        base_url=BASE_URL,
        base_file_url=BASE_FILE_URL,
        request=request,
        get_updates_request=polls,
    )


@pytest.fixture
async def served(phone: Phone) -> AsyncIterator[Served]:
    async with serving(phone) as served:
        yield served


@asynccontextmanager
async def serving(phone: Phone) -> AsyncIterator[Served]:
    app = create_phone(phone.line)
    async with serve(app, phone.exchange, free_socket(0)) as address:
        yield Served(phone, address)


def distant_bot(served: Served, *, read_timeout: float = 5) -> Bot:
    """An unmodified bot over HTTP."""
    return Bot(
        served.phone.token,
        base_url=f"{served.address}/bot",
        base_file_url=f"{served.address}/file/bot",
        request=HTTPXRequest(read_timeout=read_timeout, httpx_kwargs=PLAIN),
        get_updates_request=HTTPXRequest(httpx_kwargs=PLAIN),
    )


@pytest.fixture
async def http_bot(served: Served) -> AsyncIterator[Bot]:
    async with distant_bot(served) as bot:
        yield bot
