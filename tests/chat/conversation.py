"""A whole Vigie in one process, talked to as on a telephone; nothing waits, nothing sleeps.

A conversation is written as it is read: `> typed`, `[pressed]`, `(next reminder)`,
`(next day)`, `(file name)`, `(forwards) text`; everything else is what Vigie said.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Bot

from bot.application import Vigie
from bot.chat.house import House
from bot.chat.intake import Polling
from bot.clock import ShiftedClock
from bot.phone.phone import Phone
from bot.phone.screen import Seen
from bot.phone.transport import BASE_FILE_URL, BASE_URL, DirectRequest
from bot.phone.visitor import Visitor
from bot.phone_clock import PhoneClock
from bot.ports import Mailer, UnitOfWork
from bot.ports.world import CompanyRegister
from bot.storage import open_store
from bot.storage.store import SqlStore
from domain.facts import Invoice
from domain.record import Situation
from tests.fakes import PaperFiles

LONGER_THAN_A_LEASE = timedelta(minutes=10)  # what is in flight is not settled
FILES = Path(__file__).parent / "files"
DASHBOARD = re.compile(r"<b>[^<]+</b> · \d")  # it has tests of its own
MORNING = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # a Sunday, 9:00 in Paris


class Standing:
    """The true time, which stands still in tests."""

    def now(self) -> datetime:
        return MORNING


@dataclass
class Scene:
    phone: Phone
    vigie: Vigie
    clock: PhoneClock
    store: SqlStore

    async def does(self, visitor: Visitor, line: str) -> str:
        """One line of a script; what Vigie said to it, as it is read."""
        return "\n".join(shown(seen) for seen in await _move(line, self, visitor))

    async def hears(self, *bodies: Mapping[str, Any]) -> list[str]:
        """Updates as Telegram sends them; the texts of what was sent because of them."""
        before = len(self.phone.calls())
        await self.vigie.intake.receive(bodies)
        await self.settled()
        calls = self.phone.calls()[before:]
        said = [call.said["text"] for call in calls if "text" in call.said]
        return [text for text in said if not DASHBOARD.match(text)]

    async def invoices(self, slug: str = "lapierre") -> list[Invoice]:
        """Those that stand."""

        def look(uow: UnitOfWork) -> list[Invoice]:
            company = uow.companies.by_slug(slug)
            assert company is not None
            situation = Situation(uow.books(company.id).record(), date.max)
            return [
                invoice
                for buyer in situation.record.buyers
                for invoice in situation.account(buyer).all(Invoice)
            ]

        return await self.store.write(look)

    async def settled(self) -> None:
        """Until everything said is answered and everything answered is sent."""
        while True:
            await self.vigie.intake.drain()
            await self.vigie.sender.idle()
            due = await self.store.write(lambda uow: uow.outbox.next_due_at())
            if due is None or due > self.clock.now() + LONGER_THAN_A_LEASE:
                return
            self.vigie.sender.wake()
            await asyncio.sleep(0)


async def at_once(seconds: float) -> None:
    """In place of a sleep."""
    del seconds
    await asyncio.sleep(0)


def no_ticks() -> None:
    """The clock stands still: Vigie looks at the deadlines when it is moved."""


@asynccontextmanager
async def scene(
    *,
    guests_of: str = "lapierre",
    is_open: bool = False,
    mailer: Mailer | None = None,
    register: CompanyRegister | None = None,
) -> AsyncIterator[Scene]:
    store = open_store("sqlite://")
    clock = PhoneClock(store, ShiftedClock(Standing()), "Europe/Paris")
    if guests_of:
        await clock.prepare(fresh=False, starts=None)
    phone = Phone(clock=clock)
    bot = Bot(
        phone.token,
        base_url=BASE_URL,
        base_file_url=BASE_FILE_URL,
        request=DirectRequest(phone.line),
        get_updates_request=DirectRequest(phone.line),
    )
    async with bot:
        house = House(
            guests_of=guests_of,
            is_open=is_open,
            feeds_at="https://vigie.example.org",
            watches=register is not None,
            has_register=register is not None,
        )
        vigie = Vigie(
            store,
            clock.clock,
            bot,
            house,
            sleep=at_once,
            reader=PaperFiles(),
            mailer=mailer,
            register=register,
        )
        clock.serves(vigie, phone.exchange)
        vigie.schedule.start = no_ticks
        await vigie.start()
        polling = asyncio.create_task(Polling(bot, vigie.intake).run())
        try:
            yield Scene(phone, vigie, clock, store)
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await vigie.stop()
            store.close()


async def replay(script: str, scene_: Scene, visitor: Visitor) -> str:
    """Do what the script's lines do; give the conversation as it came out."""
    written: list[str] = []
    for line in moves(script):
        written.append(line)
        said = await _move(line, scene_, visitor)
        written += [_shown(message) for message in said]
    return "\n\n".join(written) + "\n"


def shown(message: Seen) -> str:
    """A message with its buttons, in plain spaces."""
    buttons = "".join(f"\n⟦{label}⟧" for label in message.buttons)
    return f"{message.text}{buttons}".replace("\u00a0", " ").replace("\u202f", " ")


def moves(script: str) -> list[str]:
    """The person's own lines: typed, pressed, or the clock."""
    starts = ("> ", "[", "(")
    return [line for line in script.splitlines() if line.startswith(starts)]


async def _move(line: str, scene_: Scene, visitor: Visitor) -> list[Seen]:
    visitor.screen.take_fresh()  # a dashboard that came late is no answer
    if line.startswith("> "):
        await visitor.types(line[2:])
    elif line.startswith("["):
        await visitor.presses(_as_printed(line.strip("[]"), visitor))
    elif line == "(next reminder)":
        if not await scene_.clock.advance_to_next_reminder():
            return []
    elif line == "(next day)":
        await scene_.clock.advance_a_day()
        await scene_.settled()
        return _without_dashboard(visitor.screen.take_fresh(), visitor)
    elif line.startswith("(file "):
        name = line[6:].rstrip(")")
        await visitor.sends_file(name, (FILES / name).read_bytes())
    else:
        raise ValueError(line)
    return await _answers(scene_, visitor)


async def _answers(scene_: Scene, visitor: Visitor) -> list[Seen]:
    """What was said to the line; a dashboard alone is no answer."""
    answers: list[Seen] = []
    while not answers:
        said = await visitor.reads()
        await scene_.settled()
        answers = _without_dashboard([*said, *visitor.screen.take_fresh()], visitor)
    return answers


def _without_dashboard(said: list[Seen], visitor: Visitor) -> list[Seen]:
    """The pinned message has tests of its own."""
    return [message for message in said if message.id not in visitor.screen.pinned_ids]


def _as_printed(label: str, visitor: Visitor) -> str:
    """The button that reads so, whatever spaces the printer set."""
    labels = [label for seen in visitor.screen.seen() for label in seen.buttons]
    return next((one for one in reversed(labels) if _plain(one) == _plain(label)), label)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _shown(message: Seen) -> str:
    """Indented, with its keyboard in brackets below."""
    head = "✎ " if message.edited else ""
    lines = [f"    {line}".rstrip() for line in (head + message.text).splitlines()]
    if message.file:
        lines.insert(0, f"    ▣ {message.file}")
    lines += ["    " + " ".join(f"⟦{label}⟧" for label in row) for row in message.rows]
    return "\n".join(lines)


def data_of(message: Seen, label: str) -> Iterator[str]:
    """The callback data of the buttons with this label."""
    for row in message.body["reply_markup"]["inline_keyboard"]:
        yield from (button["callback_data"] for button in row if button["text"] == label)


def press_of(message: Seen, data: str, number: int) -> dict[str, Any]:
    """A press as Telegram tells it, by the person of the message's chat."""
    chat = message.body["chat"]
    person = {"id": chat["id"], "is_bot": False, "first_name": chat["first_name"]}
    query = {"id": f"7{number}", "from": person, "message": message.body, "data": data}
    return {"update_id": number, "callback_query": {**query, "chat_instance": "1"}}
