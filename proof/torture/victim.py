"""The process that is killed: Vigie as `vigie run` assembles it, on the local Bot API.

Only the waits are shorter than in earnest (what may have arrived waits 2 s for evidence
instead of 300), and the words are such that each message can be told from all others.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from telegram import Bot
from telegram.request import HTTPXRequest

from bot import application
from bot.chat.house import House
from bot.chat.intake import Polling
from bot.clock import DatabaseClock, SystemClock
from bot.outbox import patience
from bot.storage import open_store
from proof.simulation.process import Hears, Words
from proof.simulation.story import silence

READY = "ready"


async def run(address: str, token: str, database: str) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    store = open_store(database)
    bot = Bot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=HTTPXRequest(connection_pool_size=40, read_timeout=4),
        get_updates_request=HTTPXRequest(),
    )
    await _greet(bot)
    vigie = application.Vigie(store, DatabaseClock(store.time, SystemClock()), bot, House())
    await vigie.start()
    polling = asyncio.create_task(Polling(vigie.bot, vigie.intake).run())
    print(READY, flush=True)
    await stopped.wait()
    polling.cancel()
    await vigie.stop()
    store.close()


async def _greet(bot: Bot) -> None:
    while True:
        try:
            await bot.initialize()
        except Exception:  # noqa: BLE001 - the line is bad on purpose
            await asyncio.sleep(0.2)
        else:
            return


def main() -> None:
    silence()
    vars(application)["Reception"] = Hears
    vars(application)["ReminderWording"] = Words
    patience.EVIDENCE_WAIT, patience.FIRST_WAIT = 2.0, 0.2
    asyncio.run(run(*sys.argv[1:4]))


if __name__ == "__main__":
    main()
