"""What survives a restart of the phone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.phone.counting import seconds_since_2020
from bot.phone.exchange import Exchange
from bot.phone.phone import Phone
from tests.phone.conftest import direct_bot

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="ok")]])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "phone.sqlite3"


def bot_of(phone: Phone) -> Bot:
    return direct_bot(phone)


async def test_chats_files_and_updates_survive(path: Path) -> None:
    before = Phone(path=path)
    anne = before.visitor("Anne")
    await anne.types("un")
    await anne.sends_file("a.txt", b"abc")
    bot = bot_of(before)
    [first, _] = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    sent = await bot.send_message(1001, "reste", reply_markup=KEYS)
    await sent.pin()
    await bot.send_message(1001, "?", reply_markup=ReplyKeyboardMarkup([["oui"]]))
    await bot.set_my_commands([("reste", "ce qui reste")])
    await anne.presses("Valider")
    before.close()

    after = Phone(path=path)
    again = after.visitor_of(after.exchange.people[1001])
    await again.reads()
    assert [seen.text for seen in again.screen.seen()] == ["un", "", "reste", "?"]
    assert await again.downloads(again.screen.seen()[1]) == b"abc"
    pinned = again.screen.pinned()
    assert pinned is not None
    assert pinned.text == "reste"
    assert again.screen.reply_keys() == [["oui"]]
    assert [command["command"] for command in again.screen.commands] == ["reste"]
    updates = await bot_of(after).get_updates()
    assert [update.update_id for update in updates] == [1002, 1003]
    query = updates[1].callback_query
    assert query is not None
    assert await bot_of(after).answer_callback_query(query.id)
    after.close()


async def test_no_id_comes_back_after_a_restart_or_anew(path: Path) -> None:
    before = Phone(path=path)
    anne = before.visitor("Anne")
    await anne.types("un")
    [update] = await bot_of(before).get_updates()
    await bot_of(before).get_updates(offset=update.update_id + 1, timeout=0)
    before.close()

    after = Phone(path=path)
    again = after.visitor_of(after.exchange.people[1001])
    assert await again.types("deux") == 1002
    [second] = await bot_of(after).get_updates()
    assert second.update_id == update.update_id + 1
    after.exchange.empty_chats()
    assert await again.types("trois") == 1003
    [third] = await bot_of(after).get_updates()
    assert third.update_id == second.update_id + 1
    assert after.visitor("Bob").name == "Bob"
    assert max(after.exchange.people) == 1002
    after.close()


async def test_emptied_chats_stay_empty(path: Path) -> None:
    before = Phone(path=path)
    await before.visitor("Anne").types("un")
    before.exchange.empty_chats()
    before.close()

    after = Phone(path=path)
    assert after.exchange.chats[1001].messages == {}
    assert len(after.exchange.updates) == 0
    after.close()


def test_a_fresh_phone_counts_from_where_no_other_has_been() -> None:
    before = seconds_since_2020()
    exchange = Exchange()

    assert exchange.counts.next("update") >= before


async def test_what_was_refused_leaves_nothing_behind(path: Path) -> None:
    phone = Phone(path=path)
    phone.visitor("Anne")
    bot = bot_of(phone)

    with pytest.raises(BadRequest):
        await bot.send_document(1001, b"x", filename="x.txt", caption="a" * 1025)
    phone.close()
    with sqlite3.connect(path) as base:
        assert base.execute("SELECT count(*) FROM contents").fetchone() == (0,)
    base.close()


_WRITES_AND_DIES = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.phone.phone import Phone

async def main():
    phone = Phone(path=Path(sys.argv[1]))
    anne = phone.visitor("Anne")
    for number in range(50):
        await anne.types(f"message {number}")
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_a_killed_process_loses_nothing(path: Path) -> None:
    died = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", _WRITES_AND_DIES, str(path)],
        check=False,
        cwd=os.getcwd(),  # noqa: PTH109
    )

    assert died.returncode == -signal.SIGKILL
    phone = Phone(path=path)
    assert len(phone.exchange.updates) == 50
    assert len(phone.exchange.chats[1001].messages) == 50
    phone.close()
