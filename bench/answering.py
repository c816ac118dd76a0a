"""Updates answered per CPU-second, against python-telegram-bot's own floor.

Vigie goes the whole way: raw update → intake → understanding → SQLite on disk (WAL, FULL)
→ domain → template → outbox → `telegram.Bot.send_message`. The floor is an `Application`
whose one handler echoes a text, fed from the same raw updates. Both send through the same
recording transport, in turns, in the same process; CPU time is that of all threads. Every
run is checked: each question answered once, with the right figure.

Updates arrive as `getUpdates` brings them: a batch holds one question of each chat, and
the next batch is fetched while the last is still being answered.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from operator import truediv
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters

from bench import parts
from bench.printing import keep, line, title
from bench.recording import Recording
from bot.application import Vigie
from bot.chat.house import House
from bot.clock import ShiftedClock, SystemClock
from bot.phone_clock import PhoneClock
from bot.sample.company import SAMPLE
from bot.storage import open_store

TOKEN = "1:" + "bench" * 7
CHATS = range(1001, 1017)
ROUNDS = 12  # batches of a run; as many updates as chats in each
LONE_ROUNDS = 2
RUNS = 7

ENVELOPE = ("combien d'indemnité me reste-t-il", "510 000 €")
MIX = (
    ("quelle est ma prime", "20 000 €"),
    ("quelle serait ma prime avec 12 millions de chiffre d'affaires", "24 000 €"),
    ("Moulin est-il couvert pour 20 000 € ?", "Moulin"),
    ("que toucherais-je si Moulin ne paie pas", "Moulin"),
    ("quelles sont mes prochaines échéances", "Moulin"),
    ("fais le point", "510 000 €"),
    ("qui peut m'aider si une garantie est coupée", "médiation"),
    ("how much indemnity is left this year?", "€510,000"),
)
Question = tuple[str, str]  # what is asked, and what its answer must hold

_numbers = count(1)


class WrongAnswer(AssertionError):
    pass


@dataclass(frozen=True, slots=True)
class Running:
    vigie: Vigie
    transport: Recording

    async def settled(self) -> None:
        """Everything answered, sent, and known to be sent."""
        await self.vigie.intake.drain()
        await self.vigie.sender.idle()


def update(chat: int, text: str) -> dict[str, Any]:
    """As Telegram sends it."""
    number = next(_numbers)
    person = {"id": chat, "first_name": "Anne", "last_name": "Lapierre"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1790000000,
            "chat": person | {"type": "private"},
            "from": person | {"is_bot": False, "language_code": "fr"},
            "text": text,
        },
    }


def batches(questions: Sequence[Question], rounds: int) -> Iterator[list[dict[str, Any]]]:
    """One question of each chat at a time, the questions taken in turn."""
    for number in range(rounds):
        yield [
            update(chat, questions[(number + place) % len(questions)][0])
            for place, chat in enumerate(CHATS)
        ]


def check(sent: Sequence[tuple[int, str]], questions: Sequence[Question]) -> None:
    """Each chat has exactly its answers, in its order."""
    rounds = len(sent) // len(CHATS)
    if Counter(chat for chat, _ in sent) != dict.fromkeys(CHATS, rounds):
        raise WrongAnswer(Counter(chat for chat, _ in sent))
    for place, chat in enumerate(CHATS):
        for number, text in enumerate(text for to, text in sent if to == chat):
            expected = questions[(number + place) % len(questions)][1]
            if expected not in text.replace("\u202f", " ").replace("\u00a0", " "):
                raise WrongAnswer(f"{expected}: {text}")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    """A Vigie on the sample company, its chats already members."""
    store = open_store(f"sqlite:///{folder / 'bench.sqlite3'}")
    clock = PhoneClock(store, ShiftedClock(SystemClock()), "Europe/Paris")
    await clock.prepare(fresh=False, starts=None)
    transport = Recording()
    async with Bot(TOKEN, request=transport, get_updates_request=transport) as bot:
        vigie = Vigie(store, clock.clock, bot, House(guests_of=SAMPLE))
        await vigie.start()
        await vigie.remind_now()  # the day's dashboards, while nobody is there to get one
        here = Running(vigie, transport)
        await vigie_seconds(here, [ENVELOPE], 3)
        await vigie_seconds(here, MIX, len(MIX))
        yield here
        await vigie.stop()
    store.close()


async def vigie_seconds(here: Running, questions: Sequence[Question], rounds: int) -> float:
    """CPU seconds of one answer."""
    await here.settled()
    arriving = list(batches(questions, rounds))
    here.transport.sent.clear()
    gc.collect()
    began = process_time()
    for batch in arriving:
        await here.vigie.intake.receive(batch)
    await here.settled()
    seconds = process_time() - began
    check(here.transport.sent, questions)
    if len(here.transport.sent) != rounds * len(CHATS):
        raise WrongAnswer(len(here.transport.sent))
    return seconds / len(here.transport.sent)


async def lone_seconds(here: Running) -> float:
    """The same with nobody else about: each waits for its answer, and shares no commit."""
    await here.settled()
    arriving = [each for batch in batches([ENVELOPE], LONE_ROUNDS) for each in batch]
    here.transport.sent.clear()
    gc.collect()
    began = process_time()
    for each in arriving:
        await here.vigie.intake.receive([each])
        await here.settled()
    seconds = process_time() - began
    check(here.transport.sent, [ENVELOPE])
    return seconds / len(arriving)


@asynccontextmanager
async def echoing() -> AsyncIterator[tuple[Application, Recording]]:
    """python-telegram-bot by itself."""

    async def echo(update: Update, _context: object) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    transport = Recording()
    bot = Bot(TOKEN, request=transport, get_updates_request=transport)
    application = Application.builder().bot(bot).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        yield application, transport


async def floor_seconds(application: Application, transport: Recording) -> float:
    arriving = [each for batch in batches([ENVELOPE], ROUNDS) for each in batch]
    transport.sent.clear()
    gc.collect()
    began = process_time()
    for each in arriving:
        await application.process_update(Update.de_json(each, application.bot))
    seconds = process_time() - began
    check(transport.sent, [(ENVELOPE[0], ENVELOPE[0])])
    return seconds / len(arriving)


async def measured(folder: Path) -> dict[str, list[float]]:
    """CPU seconds of one answer in each of the runs, which take turns."""
    seconds: dict[str, list[float]] = {"floor": [], "envelope": [], "mix": [], "lone": []}
    async with running(folder) as here, echoing() as (application, transport):
        await floor_seconds(application, transport)
        for _ in range(RUNS):
            seconds["floor"].append(await floor_seconds(application, transport))
            seconds["envelope"].append(await vigie_seconds(here, [ENVELOPE], ROUNDS))
            seconds["mix"].append(await vigie_seconds(here, MIX, ROUNDS))
            seconds["lone"].append(await lone_seconds(here))
    return seconds


async def shared(folder: Path, questions: Sequence[Question]) -> dict[str, float]:
    """CPU seconds of each part, for one update."""
    async with running(folder) as here:
        with parts.metered() as meter:
            whole = await vigie_seconds(here, questions, ROUNDS)
    return meter.shares(whole, ROUNDS * len(CHATS))


def main() -> None:
    with TemporaryDirectory() as folder:
        seconds = asyncio.run(measured(Path(folder)))
        envelope = asyncio.run(shared(Path(folder), [ENVELOPE]))
        mix = asyncio.run(shared(Path(folder), MIX))
    rates = {name: 1 / median(runs) for name, runs in seconds.items()}
    ratios = {
        name: median(map(truediv, runs, seconds["floor"])) for name, runs in seconds.items()
    }
    title("updates answered per CPU-second")
    line("python-telegram-bot's own echo", f"{rates['floor']:7.0f}")
    names = {
        "envelope": f"« {ENVELOPE[0]} », {len(CHATS)} chats at once",
        "lone": "the same, one question at a time",
        "mix": f"{len(MIX)} other questions in turn, {len(CHATS)} chats at once",
    }
    for name, said in names.items():
        line(said, f"{rates[name]:7.0f}", f"ratio {ratios[name]:.2f} (≤ 5)")
    title("each part's share of one answer: µs of CPU, the envelope | other questions")
    for name, share in envelope.items():
        of_mix = mix[name]
        line(
            name,
            f"{share * 1e6:6.0f} {share / sum(envelope.values()):5.0%}",
            f"| {of_mix * 1e6:6.0f} {of_mix / sum(mix.values()):5.0%}",
        )
    figures = {"per_cpu_second": rates, "ratios": ratios}
    keep("answering", figures | {"shares": envelope, "shares_of_mix": mix})


if __name__ == "__main__":
    main()
