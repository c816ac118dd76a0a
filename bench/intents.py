"""How long each intent takes, alone and whole, in a company with 10 000 invoices.

From the raw update to the message sent: intake, understanding, SQLite on disk (WAL, FULL),
domain, template, outbox, `telegram.Bot`. One message at a time, as one owner writes.
What records is told twice: the sentence up to its card, and the card's « ✓ » up to what
was recorded, with the deadlines worked out anew and the dashboard edited; each entry is
then taken back. A term that touches every buyer leaves them to the next tick: that tick
is measured too, and the longest anybody's question could have to wait for a unit of it.
Pictures stand apart. What is asked is checked to be that intent, and a
« ✓ » to have recorded something.

p50 and p99 are of the time on the wall; beside them those of CPU time, all threads: they
tell how much of the wall was another process's doing.
"""

from __future__ import annotations

import asyncio
import gc
import math
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, thread_time
from typing import Any
from unittest.mock import patch

from telegram import Bot
from telegram.request import RequestData

from bench.printing import keep, line, title
from bench.recording import SENT, Recording
from bot.application import Vigie
from bot.chat.house import House
from bot.ports import Author, UnitOfWork
from bot.reminders.refreshing import refresh
from bot.sample import sample_case
from bot.services import founding
from bot.storage import open_store
from bot.storage.session import Session
from bot.storage.writer import Task, Writer
from bot.understanding import BuyerIndex, Context, understand
from domain.facts import Buyer, Decision, Fact, Invoice, LimitDecision, Payment
from domain.money import Money

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
INVOICES, DAYS = 10_000, 260  # within the insurance year
LONGEST, DRAWN = 25.0, 200.0  # ms, p99
TIMES, FEWER = 100, 25  # of what reads; of what records or draws, where p99 is the slowest
ANNE = 1001
FIRST = "Alma Bréval Corbin Dastel Estève Faron Gaillac Hutin Ivry Jolimont"
LAST = "Frères Industrie Matériaux Distribution Services Textile Agro Bois Métal Optique"
NAMES = [f"{first} {last}" for first, last in product(FIRST.split(), LAST.split())][:96]

READS = {
    "indemnity_left": "combien d'indemnité me reste-t-il",
    "premium": "quelle est ma prime",
    "premium_simulation": "quelle serait ma prime avec 12 millions de chiffre d'affaires",
    "buyer_cover": "Alma Textile est-il couvert pour 20 000 € ?",
    "buyer_account": "combien me doit Corbin Agro",
    "indemnity_estimate": "que toucherais-je si Moulin ne paie pas",
    "overdue_list": "qui est en retard",
    "deadlines": "quelles sont mes prochaines échéances",
    "claim_status": "où en est le dossier Leroc",
    "claim_open": "je veux déclarer Moulin en impayé",
    "claims_experience": "quel est mon rapport sinistres sur primes",
    "loss_payee": "qui touche l'indemnité ?",
    "recourse": "qui peut m'aider si une garantie est coupée",
    "glossary": "que veut dire quotité garantie",
    "documents": "exporte mes factures",
    "summary": "fais le point",
    "settings": "réglages",
    "help": "aide",
    "none": "le petit chat est mort",
}
WRITES = {
    "invoice_add": "facture Estève Bois 12 000 HT à 30 jours",
    "credit_note_add": "avoir de 300 € HT sur la facture F204",
    "payment_add": "Moulin a payé 12 000 € hier",
    "indemnity_received": "l'assureur m'a versé 43 200 € pour Moulin",
    "recovery_received": "j'ai récupéré 20 000 sur Leroc",
    "invoice_extend": "prolonger l'échéance de la facture F240 au 31 janvier",
    "invoice_dispute": "Vasseur conteste la facture F240",
    "limit_request": "demander un agrément de 48 000 € pour Moulin",
    "limit_decision": "l'assureur a réduit Garnier à 30 000",
    "mediation_requested": "j'ai saisi le médiateur pour Garnier",
    "insolvency_report": "Vasseur est en liquidation judiciaire depuis hier",
    "turnover_declare": "déclarer 2,4 M€ de CA du 1er juillet au 30 septembre",
    "settings (a term)": "ma quotité passe à 85 %",
    "settings (every buyer)": "le délai de carence du contrat est de 4 mois",
}
PICTURES = ("envelope", "timeline", "ages", "exposure")
NOT_RECORDED = ("Rien n", "Cette carte")

NEWCOMERS = [
    "Kerval",
    "Lormont",
    "Quibel",
    "Zamora",
    "Ormesson",
    "Pujols",
    "Tressan",
    "Xaintray",
    "Uzerche",
]
BEHIND = "settings (every buyer), behind"

_numbers = count(1)


class Unexpected(AssertionError):
    pass


class Standing:
    def now(self) -> datetime:
        return NOW


class Wire(Recording):
    """Also keeps the buttons last shown, and takes pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[dict[str, Any]] = []
        self.said: list[str] = []
        self.pictures = 0

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if name.startswith(("send", "edit")) and request_data is not None:
            told = request_data.parameters
            self.said.append(str(told.get("text", told.get("caption", ""))))
            rows = (told.get("reply_markup") or {}).get("inline_keyboard", [])
            self.keys += [key for row in rows for key in row]
        if name in ("sendPhoto", "sendDocument", "sendMediaGroup"):
            self.pictures += 1
            return 200, (SENT % (next(_numbers), ANNE, '""')).encode()
        return await super().do_request(url, method, request_data, *timeouts, **more)


def facts() -> Iterator[Fact]:
    """Paid a month and a half later, one in fifty not at all."""
    first = TODAY - timedelta(days=DAYS)
    for name in NAMES:
        yield LimitDecision(
            on=first, buyer=name, decision=Decision.GRANTED, amount=Money(Decimal(60_000))
        )
    for number in range(INVOICES):
        day = first + timedelta(days=number * DAYS // INVOICES)
        buyer, net = NAMES[number * 7 % len(NAMES)], Decimal(100 + number % 900)
        yield Invoice(
            on=day,
            buyer=buyer,
            number=f"N{number:05}",
            net=Money(net),
            vat=Money(net / 5),
            delivered_on=day,
            due_on=day + timedelta(days=45),
        )
        paid_on = day + timedelta(days=40 + number % 9)
        if number % 50 and paid_on <= TODAY:
            yield Payment(
                on=paid_on, buyer=buyer, amount=Money(net * 6 / 5), invoice=f"N{number:05}"
            )


def found(uow: UnitOfWork) -> None:
    """The sample company, grown large."""
    case = sample_case(TODAY)
    company = founding.found(
        uow,
        case.policy,
        buyers=[*case.buyers, *map(Buyer, NAMES)],
        facts=[*case.facts, *facts()],
        author=Author(None, via="cli"),
        at=NOW,
        slug="many",
        zone="Europe/Paris",
    )
    refresh(uow, company, None, NOW)


@dataclass(frozen=True, slots=True)
class Here:
    vigie: Vigie
    wire: Wire

    async def told(self, update: dict[str, Any]) -> tuple[float, float]:
        """Milliseconds on the wall and of CPU until everything is said."""
        self.wire.said.clear()
        self.wire.keys.clear()
        began, used = perf_counter(), process_time()
        await self.vigie.intake.receive([update])
        await self.vigie.intake.drain()
        await self.vigie.sender.idle()
        took = perf_counter() - began, process_time() - used
        return took[0] * 1000, took[1] * 1000

    async def hears(self, text: str) -> tuple[float, float]:
        return await self.told(_update(text=text))

    async def feels(self, data: str) -> tuple[float, float]:
        return await self.told(_press(data))

    def button(self, label: str) -> str:
        for key in self.wire.keys:
            if key["text"].startswith(label):
                return str(key["callback_data"])
        raise Unexpected(f"no « {label} » in {self.wire.said}")


_CHAT = {"id": ANNE, "first_name": "Anne", "type": "private"}
_FROM = {"id": ANNE, "first_name": "Anne", "is_bot": False, "language_code": "fr"}


def _update(**said: Any) -> dict[str, Any]:
    number = next(_numbers)
    message = {"message_id": number, "date": 1790000000, "chat": _CHAT, "from": _FROM}
    return {"update_id": number, "message": message | said}


def _press(data: str) -> dict[str, Any]:
    number = next(_numbers)
    message = {"message_id": number, "date": 1790000000, "chat": _CHAT, "text": "x"}
    query = {"id": str(number), "from": _FROM, "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": query | {"message": message}}


async def _at_once(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


@asynccontextmanager
async def running(folder: Path) -> Any:
    store = open_store(f"sqlite:///{folder / 'intents.sqlite3'}")
    await store.write(found)
    wire = Wire()
    async with Bot("1:" + "bench" * 7, request=wire, get_updates_request=wire) as bot:
        vigie = Vigie(store, Standing(), bot, House(guests_of="many"), sleep=_at_once)
        await vigie.start()
        await vigie.remind_now()  # the new day reckoned before anything is measured
        yield Here(vigie, wire)
        await vigie.stop()
    store.close()


def check_intents() -> None:
    """Each sentence is understood as the intent under whose name it stands."""
    index = BuyerIndex([*NAMES, "Leroc", "Moulin", "Garnier", "Vasseur"])
    for name, text in (READS | WRITES).items():
        reading = understand(text, Context(TODAY, index, "fr"))
        if reading.intent != name.split()[0] and name != "none":
            raise Unexpected(f"« {text} » is understood as {reading.intent}")


Sample = tuple[float, float]  # milliseconds on the wall, and of CPU


async def measured(folder: Path) -> AsyncIterator[tuple[str, list[Sample]]]:
    async with running(folder) as here:
        for name, text in READS.items():
            await here.hears(text)
            gc.collect()
            yield name, [await here.hears(text) for _ in range(TIMES)]
            await here.hears("annule")  # what it may have left open
        for name, text in WRITES.items():
            cards, recorded = await _written(here, text)
            yield name, cards
            yield f"{name}, ✓", recorded
        yield "invoice_add (new buyer), ✓", await _welcomed(here)
        yield "undo", await _undone(here)
        for name in PICTURES:
            yield f"picture {name}", await _drawn(here, name)
        yield BEHIND, await _behind(here)


async def _written(here: Here, text: str) -> tuple[list[Sample], list[Sample]]:
    cards, recorded = [], []
    gc.collect()
    for _ in range(FEWER + 1):
        cards.append(await here.hears(text))
        recorded.append(await here.feels(here.button("✓")))
        if any(said.startswith(NOT_RECORDED) for said in here.wire.said):
            raise Unexpected(f"{text}: {here.wire.said}")
        await here.feels(here.button("Annuler la saisie"))
    return cards[1:], recorded[1:]


async def _welcomed(here: Here) -> list[Sample]:
    """The first invoice of a buyer nobody knew."""
    recorded = []
    for name in NEWCOMERS:
        await here.hears(f"facture {name} 12 000 HT à 30 jours")
        if any(key["text"] == "Nouveau client" for key in here.wire.keys):
            await here.feels(here.button("Nouveau client"))
        recorded.append(await here.feels(here.button("✓")))
        if any(said.startswith(NOT_RECORDED) for said in here.wire.said):
            raise Unexpected(f"{name}: {here.wire.said}")
        await here.feels(here.button("Annuler la saisie"))
    return recorded


async def _undone(here: Here) -> list[Sample]:
    taken = []
    for _ in range(FEWER):
        await here.hears(WRITES["payment_add"])
        await here.feels(here.button("✓"))
        taken.append(await here.hears("annule la dernière saisie"))
    return taken


async def _behind(here: Here) -> list[Sample]:
    """Every unit of the ticks that follow such a term and its being taken back."""
    units: list[Sample] = []
    for _ in range(3):
        await here.hears(WRITES["settings (every buyer)"])
        await here.feels(here.button("✓"))
        undo = here.button("Annuler la saisie")
        with _each_unit_timed(units):
            await here.vigie.remind_now()
        await here.feels(undo)
        with _each_unit_timed(units):
            await here.vigie.remind_now()
        await here.vigie.sender.idle()
    return units


@contextmanager
def _each_unit_timed(units: list[Sample]) -> Iterator[None]:
    """What a question that comes meanwhile waits for."""
    run = Writer._run_alone  # noqa: SLF001 - where a unit begins and ends

    def timed(writer: Writer, task: Task, session: Session) -> None:
        began, used = perf_counter(), thread_time()
        run(writer, task, session)
        took = perf_counter() - began, thread_time() - used
        units.append((took[0] * 1000, took[1] * 1000))

    with patch.object(Writer, "_run_alone", timed):
        yield


async def _drawn(here: Here, name: str) -> list[Sample]:
    await here.feels(f"pic:{name}")
    before = here.wire.pictures
    shown = [await here.feels(f"pic:{name}") for _ in range(FEWER)]
    if here.wire.pictures == before:
        raise Unexpected(f"no picture {name}: {here.wire.said}")
    return shown


def p99(figures: Sequence[float]) -> float:
    ordered = sorted(figures)
    return ordered[math.ceil(len(ordered) * 0.99) - 1]


async def _told(folder: Path) -> dict[str, dict[str, float]]:
    figures = {}
    async for name, both in measured(folder):
        wall, cpu = [each[0] for each in both], [each[1] for each in both]
        aim = DRAWN if name.startswith("picture") else LONGEST
        late = f"over {aim:.0f}" if p99(wall) > aim else ""
        columns = (
            f"{median(wall):7.1f} {p99(wall):7.1f} |{median(cpu):7.1f} {p99(cpu):7.1f}"
        )
        line(name, columns, late)
        figures[name] = {
            "p50": median(wall),
            "p99": p99(wall),
            "cpu_p50": median(cpu),
            "cpu_p99": p99(cpu),
        }
    return figures


def main() -> None:
    check_intents()
    title(
        f"each intent's whole path, ms, with {INVOICES} invoices: p50, p99 | CPU p50, p99"
    )
    with TemporaryDirectory() as folder:
        keep("intents", asyncio.run(_told(Path(folder))))


if __name__ == "__main__":
    main()
