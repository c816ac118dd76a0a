"""From Telegram's update to the outbox: stored first, in order, once; failures are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot.chat import routing
from bot.chat.incoming import read
from bot.chat.intake import Intake, Polling
from bot.chat.turn import Turn
from bot.ports import ChatId, StoredUpdate, StoreUnavailable, UnitOfWork
from bot.storage import SqlStore
from bot.understanding import Intent
from tests.chat.conversation import Scene, scene
from tests.fakes import FixedClock

NUMBERS = count(1)
QUESTION = "combien d'indemnité me reste-t-il ?"
INVOICE = "facture Leroc 12 000 HT à 30 jours"


def typed(text: str, person: int = 1001, lang: str = "fr") -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": "Anne"}
    author = {"id": person, "is_bot": False, "first_name": "Anne", "language_code": lang}
    message = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "text": text}
    return {"update_id": next(NUMBERS), "message": {**message, "from": author}}


async def until(holds: Callable[[], object]) -> None:
    while not holds():  # noqa: ASYNC110 - the store’s thread sets no event of ours
        await asyncio.sleep(0)


async def pending(stage: Scene) -> list[int]:
    left = await stage.store.write(lambda uow: uow.inbox.pending())
    return [update.update_id for update in left]


# --- Order, and once -------------------------------------------------------------------


class Attending:
    """In place of the reception: notes what begins and ends; waits when told to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.away = 0  # times the database will not be there
        self.gates: dict[int, asyncio.Event] = {}
        self.stored: list[bool] = []
        self.look: Callable[[int], bool] = lambda _: True

    async def __call__(self, update: StoredUpdate) -> None:
        if self.away:
            self.away -= 1
            raise StoreUnavailable("away")
        self.stored.append(self.look(update.update_id))
        self.seen.append(f"{update.update_id} begins")
        if gate := self.gates.get(update.update_id):
            await gate.wait()
        self.seen.append(f"{update.update_id} ends")


@pytest.fixture
def attending() -> Attending:
    return Attending()


async def test_an_update_is_stored_before_it_is_attended_to(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    attending.look = lambda number: (
        number
        in {update.update_id for update in store.write_now(lambda uow: uow.inbox.pending())}
    )
    await intake.receive([typed("un"), typed("deux")])
    await intake.drain()

    assert attending.stored == [True, True]


async def test_one_chat_in_order_and_different_chats_at_once(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    slow, after, other = typed("a", 1), typed("b", 1), typed("c", 2)
    gate = attending.gates[slow["update_id"]] = asyncio.Event()
    await intake.receive([slow, after, other])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    while_slow = [*attending.seen]
    gate.set()
    await intake.drain()

    one, two, three = (str(update["update_id"]) for update in (slow, after, other))
    assert while_slow == [f"{one} begins", f"{three} begins", f"{three} ends"]
    assert attending.seen[3:] == [f"{one} ends", f"{two} begins", f"{two} ends"]


async def test_the_same_update_twice_is_attended_to_once(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    update = typed("un")
    await intake.receive([update, update])
    await intake.receive([update])
    await intake.drain()

    assert attending.seen == [
        f"{update['update_id']} begins",
        f"{update['update_id']} ends",
    ]


async def test_what_cannot_be_stored_is_not_acknowledged(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    store.close()

    with pytest.raises(StoreUnavailable):
        await intake.receive([typed("un")])
    assert attending.seen == []


async def test_while_the_database_is_away_a_chat_waits_in_its_order(
    store: SqlStore, attending: Attending
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    intake = Intake(store, FixedClock(), attending, sleep)
    first, second = typed("un"), typed("deux")
    attending.away = 3
    await intake.receive([first, second])
    await until(lambda: len(attending.seen) == 4)
    await intake.drain()

    assert waits == [1.0, 2.0, 4.0]
    assert [said.split()[0] for said in attending.seen[::2]] == [
        str(first["update_id"]),
        str(second["update_id"]),
    ]


async def test_a_stop_leaves_what_cannot_be_written_to_the_next_start(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    attending.away = 10**6
    await intake.receive([typed("un")])
    await intake.drain()
    attending.away = 0

    assert await Intake(store, FixedClock(), attending).resume() == 1


async def test_an_attendance_that_breaks_does_not_stop_its_chat(
    store: SqlStore, attending: Attending
) -> None:
    intake = Intake(store, FixedClock(), attending)
    first, second = typed("un"), typed("deux")

    def look(number: int) -> bool:
        if number == first["update_id"]:
            raise ZeroDivisionError
        return True

    attending.look = look
    await intake.receive([first, second])
    await intake.drain()

    assert attending.seen == [
        f"{second['update_id']} begins",
        f"{second['update_id']} ends",
    ]


async def test_what_another_process_left_is_taken_up_without_a_restart(
    store: SqlStore, attending: Attending
) -> None:
    """A frozen process thawed, stored an update, and was killed."""
    waiting, woken = asyncio.Event(), asyncio.Event()

    async def sleep(_seconds: float) -> None:
        waiting.set()
        await woken.wait()
        woken.clear()

    intake = Intake(store, FixedClock(), attending, sleep)
    keeping = asyncio.create_task(intake.keep_resuming())
    await waiting.wait()
    update = typed("un")
    left = [StoredUpdate(update["update_id"], ChatId(1001), update)]
    await store.write(lambda uow: uow.inbox.store(left, FixedClock().now()))
    woken.set()
    await until(lambda: len(attending.seen) == 2)
    keeping.cancel()

    assert attending.seen == [
        f"{update['update_id']} begins",
        f"{update['update_id']} ends",
    ]


async def test_an_update_carried_out_elsewhere_is_not_carried_out_again() -> None:
    """A commit whose answer was lost, or a frozen process that thaws: the same update
    comes to its unit twice, and brings about one thing.
    """
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> {INVOICE}")
        before = len(await stage.invoices())
        attendance = stage.vigie.intake._attend.__self__  # type: ignore[attr-defined]  # noqa: SLF001 - to fail after it
        write = attendance._write  # noqa: SLF001 - as above
        lost: list[Any] = []

        async def write_and_lose_the_answer(*arguments: Any) -> Any:
            handed = await write(*arguments)
            if not lost:
                lost.append(handed)
                raise StoreUnavailable("the server went while it committed")
            return handed

        attendance._write = write_and_lose_the_answer  # noqa: SLF001 - as above
        await anne.presses("✓ Valider")
        await until(lambda: lost)
        await stage.vigie.intake.drain()
        told = len(stage.phone.calls("sendMessage"))
        stage.clock.clock.move_by(timedelta(minutes=2))
        await stage.settled()

        assert len(lost) == 1
        assert len(await stage.invoices()) == before + 1
        assert len(stage.phone.calls("sendMessage")) > told


async def test_polling_outlives_a_database_that_is_away() -> None:
    class Telegram:
        async def get_updates(self, **_: Any) -> list[Any]:
            return [Told()]

    class Told:
        update_id = 41

        def to_dict(self) -> Mapping[str, Any]:
            return typed(QUESTION)

    class Away:
        times = 0

        async def receive(self, _bodies: Any) -> None:
            self.times += 1
            if self.times == 1:
                raise StoreUnavailable("full")
            await asyncio.Event().wait()

    away = Away()
    polling = Polling(Telegram(), away)  # type: ignore[arg-type]
    waits: list[float] = []

    async def at_once(seconds: float) -> None:
        waits.append(seconds)

    polling.sleep = at_once
    running = asyncio.create_task(polling.run())
    await until(lambda: away.times == 2)
    running.cancel()

    assert waits == [1.0]


async def test_polling_outlives_whatever_it_is_given() -> None:
    class Telegram:
        """Something no version of the library knows."""

        times = 0

        async def get_updates(self, **_: Any) -> list[Any]:
            self.times += 1
            if self.times <= 2:
                raise KeyError("update_id")
            return await asyncio.Event().wait()  # type: ignore[return-value]

    telegram = Telegram()
    polling = Polling(telegram, None)  # type: ignore[arg-type]
    waits: list[float] = []

    async def at_once(seconds: float) -> None:
        waits.append(seconds)

    polling.sleep = at_once
    running = asyncio.create_task(polling.run())
    await until(lambda: telegram.times == 3)
    running.cancel()

    assert waits == [1.0, 2.0]


async def test_polling_confirms_only_what_is_stored() -> None:
    async with scene() as stage:
        asked: list[int | None] = []

        class Telegram:
            """Gives one update until it is confirmed."""

            async def get_updates(self, *, offset: int | None, **_: Any) -> list[Any]:
                asked.append(offset)
                return [] if offset else [Told()]

        class Told:
            update_id = 41

            def to_dict(self) -> Mapping[str, Any]:
                return {**typed(QUESTION), "update_id": 41}

        class Full:
            """A disk that is full once."""

            times = 1

            async def receive(self, bodies: Any) -> None:
                if self.times:
                    self.times -= 1
                    raise StoreUnavailable("full")
                await stage.vigie.intake.receive(bodies)

        polling = Polling(Telegram(), Full())  # type: ignore[arg-type]
        with pytest.raises(StoreUnavailable):
            await polling.step()
        await polling.step()
        await polling.step()
        await stage.settled()

        assert asked == [None, None, 42]


async def test_the_same_press_delivered_twice_writes_once() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> {INVOICE}")
        before = len(await stage.invoices())
        stage.phone.fails("duplicated", times=1, method="getUpdates")
        await stage.does(anne, "[✓ Valider]")
        await stage.settled()

        assert len(await stage.invoices()) == before + 1


# --- Failures --------------------------------------------------------------------------


def fails(turn: Turn) -> None:
    """After it has written, so that what was written must go."""
    turn.remember(topic="invoice_add", number=99)
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("lang", "question", "sorry"),
    [
        ("fr", QUESTION, "Quelque chose s’est mal passé"),
        ("en", "how much indemnity is left?", "Something went wrong"),
    ],
)
async def test_a_failure_is_apologised_for_with_a_reference(
    monkeypatch: pytest.MonkeyPatch, lang: str, question: str, sorry: str
) -> None:
    async with scene() as stage:
        monkeypatch.setitem(routing.ANSWERS, Intent.INDEMNITY_LEFT, fails)
        [said] = await stage.hears(typed(question, lang=lang))

        assert sorry in said
        assert "ZeroDivision" not in said
        assert await pending(stage) == []


async def test_a_failed_update_is_not_carried_out_after_its_apology(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scene() as stage:
        with monkeypatch.context() as broken:
            broken.setitem(routing.ANSWERS, Intent.INDEMNITY_LEFT, fails)
            await stage.hears(typed(QUESTION))

        assert await stage.vigie.intake.resume() == 0


async def test_what_a_failing_handler_wrote_is_gone_and_the_chat_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, f"> {INVOICE}")

        with monkeypatch.context() as broken:
            broken.setattr("bot.chat.handlers.invoices.refresh", fails)
            apology = await stage.does(anne, "[✓ Valider]")
        unharmed = await stage.invoices()
        answer = await stage.does(anne, f"> {QUESTION}")
        saved = await stage.does(anne, "[✓ Valider]")

        assert "Rien n’a été enregistré" in apology
        assert unharmed == before
        assert answer.startswith("510 000 €")
        assert saved.startswith("Enregistrée")


async def test_a_malformed_update_does_not_stop_its_chat() -> None:
    async with scene() as stage:
        broken = typed("un")
        broken["message"]["date"] = "yesterday"
        broken["message"]["from"] = {"id": "x"}
        said = await stage.hears(broken, typed(QUESTION))

        assert "510" in said[-1]
        assert await pending(stage) == []


async def test_a_busy_database_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scene() as stage:
        attendance = stage.vigie.intake._attend.__self__  # type: ignore[attr-defined]  # noqa: SLF001 - to fail in its place
        write = attendance._write  # noqa: SLF001 - as above
        waits: list[float] = []

        async def busy(*arguments: Any) -> Any:
            if len(waits) < 3:
                raise StoreUnavailable("locked")
            return await write(*arguments)

        async def at_once(seconds: float) -> None:
            waits.append(seconds)

        monkeypatch.setattr(attendance, "_write", busy)
        monkeypatch.setattr("bot.chat.attendance.asyncio.sleep", at_once)
        await stage.vigie.intake.receive([typed(QUESTION)])
        await stage.vigie.intake.drain()

        assert waits == [0.2, 1.0, 5.0]
        assert await pending(stage) == []


# --- Presses, and restarts -------------------------------------------------------------


async def test_every_press_is_answered() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> {INVOICE}")
        for label in ("Corriger", "Date"):
            await stage.does(anne, f"[{label}]")
            await anne.hears()

        assert len(stage.phone.calls("answerCallbackQuery")) == 2


async def test_a_press_that_cannot_be_answered_is_still_attended_to() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> {INVOICE}")
        stage.phone.fails("server_error", times=1, method="answerCallbackQuery")

        assert (await stage.does(anne, "[✓ Valider]")).startswith("Enregistrée")


async def test_a_restart_takes_up_what_was_stored_and_not_done() -> None:
    async with scene() as stage:
        await stage.hears(typed("/start"))
        update = typed(QUESTION)
        left = StoredUpdate(update["update_id"], None, update)

        def stored_by_a_process_that_died(uow: UnitOfWork) -> None:
            uow.inbox.store([left], stage.clock.now())

        await stage.store.write(stored_by_a_process_that_died)
        before = len(stage.phone.calls("sendMessage"))
        taken_up = await stage.vigie.intake.resume()
        await stage.settled()

        [answer] = stage.phone.calls("sendMessage")[before:]
        assert taken_up == 1
        assert "510" in answer.said["text"]
        assert await pending(stage) == []


async def test_replies_not_sent_before_a_crash_are_sent_after_it() -> None:
    """The reply was committed under a lease; its sender died before sending."""
    async with scene() as stage:
        await stage.hears(typed("/start"))
        before = len(stage.phone.calls("sendMessage"))
        update = typed(QUESTION)
        incoming = read(update)
        assert incoming is not None
        kept = [StoredUpdate(update["update_id"], None, update)]
        await stage.store.write(lambda uow: uow.inbox.store(kept, stage.clock.now()))
        dead = type(stage.vigie.sender.grant())("dead:1:0", stage.clock.now(), 0.0)
        await stage.store.write(
            lambda uow: stage.vigie.reception.receive(uow, incoming, dead)
        )
        stage.clock.clock.move_by(timedelta(minutes=1))
        await stage.vigie.sender.step()

        answer, *_ = stage.phone.calls("sendMessage")[before:]
        assert "510" in answer.said["text"]
