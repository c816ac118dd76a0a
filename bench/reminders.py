"""What must not grow, nor be refused, nor wait: planning, sending, and keeping updates.

Planning: a thousand reminders due today, with ten thousand and with a million open
invoices in the database (rows made directly, by copying one firm). Each company was
reckoned today already; what a new day's reckoning takes is told apart.
Sending: five thousand reminders on a clock that jumps, to a Telegram that counts, against
the 30 a second it permits. Keeping: 200 updates a second on SQLite on this disk.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Table, text
from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters

from bench.printing import keep, line, title
from bench.recording import Recording
from bot.chat.intake import Intake
from bot.clock import SystemClock
from bot.outbox import Sender
from bot.outbox.courier import Courier
from bot.ports import ChatId, CompanyId, Delivery, Message, Outcome, StoredUpdate
from bot.reminders.plan import Planner, reckoned_key
from bot.storage import open_store, tables
from bot.storage.books import WarmBooks
from bot.storage.database import open_engine
from proof import firm
from proof.simulation.database import Disk
from proof.simulation.process import Words
from proof.simulation.time import HastyClock, HastyLoop

MORNING = datetime(2026, 9, 1, 8, tzinfo=UTC)
FEW, MANY = 10_000, 1_000_000
FIRMS, BUYERS, DUE = 10, 100, 1000  # a firm has a thousand invoices, of ten a buyer
RUNS = 3
REMINDERS, PERMITTED, AT_ONCE = 5000, 30, 5
UPDATES, RATE = 2500, 250  # offered; at least 200 must be kept up with

_numbers = count(1)


class Standing:
    def now(self) -> datetime:
        return MORNING


# --- Planning ----------------------------------------------------------------------------


def build(url: str, invoices: int) -> None:
    """Ten firms in whose books a hundred duties each are due; the others wait."""
    store = open_store(url)
    for number in range(FIRMS):
        store.write_now(lambda uow, number=number: _found(uow, f"firm{number}"))
    store.close()
    engine = open_engine(url)
    each = FEW // FIRMS
    with engine.begin() as connection:
        for copy in range(FIRMS + 1, invoices // each + 1):
            for statement in COPIES:
                connection.execute(text(statement), {"copy": copy, "slug": f"copy{copy}"})
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _found(uow: Any, slug: str) -> None:
    """Of each buyer's ten invoices one must be declared by tomorrow."""
    company = firm.found(uow, MORNING, slug)
    today = MORNING.date()
    for buyer in range(BUYERS):
        owed = {f"{buyer}n{n}": today + timedelta(days=n) for n in range(1, 10)}
        owed[f"{buyer}n0"] = today - timedelta(days=89)
        firm.owe(uow, company, f"B{buyer}", owed, MORNING)
    uow.take_note(reckoned_key(company), today.isoformat())


# The first firm once more, its duties a year ahead.
def _copied(table: Table, where: str = "company_id = 1", **instead: str) -> str:
    """Each column as it is, but for those said otherwise."""
    names = [f'"{c.name}"' for c in table.c if instead.get(c.name, "as it is")]
    values = [instead.get(name.strip('"'), name) for name in names]
    return (
        f"INSERT INTO {table.name} ({', '.join(names)})"  # noqa: S608 - our own tables
        f" SELECT {', '.join(values)} FROM {table.name} WHERE {where}"
    )


NEXT_YEAR = {
    name: f"date({name}, '+1 year')"
    for name in ("opens_on", "file_by", "last_day", "next_on")
}
COPIES = (
    _copied(tables.companies, "id = 1", id=":copy", slug=":slug", name=":slug"),
    *(
        _copied(table, company_id=":copy")
        for table in (tables.policies, tables.buyers, tables.facts, tables.members)
    ),
    _copied(tables.deadlines, company_id=":copy", number="", said_on="NULL", **NEXT_YEAR),
    _copied(tables.notes, "key = 'reckoned:1'", key="'reckoned:' || :copy"),
)


def planning_seconds(invoices: int) -> float:
    """CPU of one tick that plans the day, the books of its firms being read already."""
    found = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        build(f"sqlite:///{path}", invoices)
        store = open_store(f"sqlite:///{path}")
        for number in range(1, FIRMS + 1):
            store.write_now(lambda uow, n=number: uow.books(CompanyId(n)).record())
        for _ in range(RUNS):
            began = process_time()
            planned = asyncio.run(Planner(store, Standing(), Words()).tick())
            found.append(process_time() - began)
            if planned != DUE:
                raise WrongCount(planned)
            store.write_now(_unsay)
        store.close()
    return median(found)


def _unsay(uow: Any) -> None:
    """As it was before the tick."""
    uow._session.raw("DELETE FROM outbox")  # noqa: SLF001 - the bench turns time back
    uow._session.raw(  # noqa: SLF001 - as above
        "UPDATE deadlines SET said_on = NULL, next_on = '2026-09-01' WHERE said_on NOT NULL"
    )


class WrongCount(AssertionError):
    pass


def planning() -> dict[str, float]:
    few, many = planning_seconds(FEW), planning_seconds(MANY)
    line(f"planning {DUE} reminders, {FEW} open invoices", f"{few:.2f} s CPU")
    line(f"the same with {MANY}", f"{many:.2f} s CPU")
    line("ratio (at most 1.3)", f"{many / few:.2f}")
    return {"few": few, "many": many, "ratio": many / few}


# --- Sending -----------------------------------------------------------------------------


class Counting:
    """Telegram, as it counts: a bucket that leaks 30 a second and holds five more, for
    what was on its way at once; one a second to a chat; beyond that, 429.
    """

    def __init__(self, loop: HastyLoop) -> None:
        self.sent: list[float] = []
        self.refused = 0
        self._loop, self._random = loop, Random(1)  # noqa: S311 - repeatable
        self._level, self._at = 0.0, 0.0
        self._last: dict[int, float] = {}

    async def send(self, chat: ChatId, _message: Message, **_how: object) -> Delivery:
        await asyncio.sleep(self._random.uniform(0.03, 0.15))
        now = self._loop.time()
        self._level = max(self._level - (now - self._at) * PERMITTED, 0.0)
        self._at = now
        if self._level > AT_ONCE or now - self._last.get(chat, -9.0) < 1:
            self.refused += 1
            return Delivery(Outcome.NOT_SENT, retry_after=1.0)
        self._level += 1
        self._last[chat] = now
        self.sent.append(now)
        return Delivery(Outcome.SENT, message_id=len(self.sent))


class Shelf:
    """The port over SQLite in memory, on the loop's own thread: a clock can jump."""

    def __init__(self, disk: Disk) -> None:
        self._disk, self._warm = disk, WarmBooks()

    async def write(self, work: Callable[[Any], Any]) -> Any:
        await asyncio.sleep(0)
        return self._disk.run(work, self._warm)

    def write_soon(self, work: Callable[[Any], Any]) -> asyncio.Future[Any]:
        future = asyncio.get_running_loop().create_future()
        future.set_result(self._disk.run(work, self._warm))
        return future

    def write_now(self, work: Callable[[Any], Any]) -> Any:
        return self._disk.run(work, self._warm)

    def close(self) -> None: ...


def sending() -> dict[str, float]:
    loop = HastyLoop()
    telegram, clock = Counting(loop), HastyClock(loop, MORNING)
    shelf = Shelf(Disk())
    for number in range(REMINDERS):
        shelf.write_now(
            lambda uow, n=number: uow.outbox.add(
                Message(f"{n}"), ChatId(1 + n), at=MORNING, urgency=1 + n % 6
            )
        )
    sender = Sender(
        shelf,
        _AsReminders(telegram, clock.monotonic),
        clock,
        on_closed=_nothing,
        alarm=lambda *_: None,
        random=Random(1),  # noqa: S311 - repeatable
    )

    async def run() -> None:
        sending = loop.create_task(sender.run())
        while len(telegram.sent) < REMINDERS:  # noqa: ASYNC110 - the clock jumps
            await asyncio.sleep(1)
        await sender.drain()
        await sending

    loop.run_until_complete(run())
    loop.close()
    took = telegram.sent[-1] - telegram.sent[0]
    share = REMINDERS / took / PERMITTED
    line(f"{REMINDERS} reminders (clock simulated)", f"{took:.0f} s")
    line("of the permitted rate (at least 95 %)", f"{share:.1%}")
    line("429 of our own making", f"{telegram.refused}")
    return {"seconds": took, "share": share, "refused": telegram.refused}


class _AsReminders(Courier):
    """Everything waits for its turn, as reminders do."""

    async def _keep_pace(self, outgoing: Any) -> None:
        wait = self._pace.reserve(outgoing.chat, self.now())
        if wait > 0:
            await asyncio.sleep(wait)


async def _nothing(*_args: object) -> None: ...


# --- Keeping -----------------------------------------------------------------------------


def update() -> dict[str, Any]:
    number = next(_numbers)
    who = {"id": 1000 + number % 50, "first_name": "Anne"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": who | {"type": "private"},
            "from": who | {"is_bot": False},
            "text": "combien d'indemnité me reste-t-il ?",
        },
    }


async def paced(receive: Callable[[Mapping[str, Any]], Any]) -> list[float]:
    """Seconds until each was acknowledged; they come at their own rate, come what may."""
    taken: list[float] = []

    async def one(body: Mapping[str, Any]) -> None:
        began = perf_counter()
        await receive(body)
        taken.append(perf_counter() - began)

    began, tasks = perf_counter(), []
    for number in range(UPDATES):
        due = began + number / RATE
        await asyncio.sleep(max(due - perf_counter(), 0))
        tasks.append(asyncio.create_task(one(update())))
    await asyncio.gather(*tasks)
    return [*taken, perf_counter() - began]


async def ours(folder: Path) -> list[float]:
    store = open_store(f"sqlite:///{folder / 'intake.sqlite3'}")
    clock = SystemClock()

    async def attend(stored: StoredUpdate) -> None:
        await store.write(lambda uow: uow.inbox.done(stored.update_id, clock.now()))

    intake = Intake(store, clock, attend)
    found = await paced(lambda body: intake.receive([body]))
    await intake.drain()
    left = await store.write(lambda uow: uow.inbox.pending())
    store.close()
    if left:
        raise WrongCount(len(left))
    return found


async def theirs() -> list[float]:
    """python-telegram-bot's own: a queue in memory, which a kill empties."""
    bot = Bot("1:" + "bench" * 7, request=Recording(), get_updates_request=Recording())
    application = Application.builder().bot(bot).updater(None).build()
    seen: Counter[int] = Counter()

    async def see(told: Update, _context: Any) -> None:
        seen[told.update_id] += 1

    application.add_handler(MessageHandler(filters.TEXT, see))
    async with application:
        await application.start()
        found = await paced(
            lambda body: application.update_queue.put(Update.de_json(dict(body), bot))
        )
        await application.update_queue.join()
        await application.stop()
    if len(seen) != UPDATES:
        raise WrongCount(len(seen))
    return found


def keeping() -> dict[str, float]:
    with TemporaryDirectory() as folder:
        kept = asyncio.run(ours(Path(folder)))
    lost = asyncio.run(theirs())
    found: dict[str, float] = {}
    for name, times in (("Vigie, on the disk", kept), ("PTB, in memory", lost)):
        *each, seconds = times
        rate, slowest = UPDATES / seconds, quantiles(each, n=100)[98] * 1000
        line(f"{name}: updates a second", f"{rate:.0f}")
        line(f"{name}: acknowledged within, p99", f"{slowest:.1f} ms")
        found |= {f"{name} rate": rate, f"{name} p99": slowest}
    return found


def main() -> None:
    title("Reminders and intake")
    keep(
        "reminders",
        {"keeping": keeping(), "sending": sending(), "planning": planning()},
    )


if __name__ == "__main__":
    main()
