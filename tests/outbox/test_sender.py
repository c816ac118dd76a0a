from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from random import Random

import pytest

from bot.outbox import Sender
from bot.outbox.courier import SEND_LIMIT, Courier
from bot.outbox.owner import is_dead, machine, new_owner
from bot.outbox.sender import LEASE_PERIOD
from bot.ports import (
    ChatId,
    Delivery,
    Lease,
    Message,
    Outcome,
    Outgoing,
    Person,
    PersonId,
    Reminder,
    StoreUnavailable,
    UnitOfWork,
)
from bot.storage import SqlStore
from tests.fakes import FixedClock, RecordingMessenger
from tests.storage.lapierre import found_company

ANNE, BEN = ChatId(7), ChatId(8)
LATER = {"days": 1}
NOT_SENT = Delivery(Outcome.NOT_SENT, reason="connect error")
UNKNOWN = Delivery(Outcome.UNKNOWN, reason="502")


class Desk:
    """One process: a sender on the shared store, and what it told."""

    def __init__(self, store: SqlStore, clock: FixedClock, messenger: object) -> None:
        self.alarms: list[str] = []
        self.closed: list[ChatId] = []
        self.store, self.clock = store, clock
        self.sender = Sender(
            store,
            Courier(messenger, clock.monotonic, clock.sleep),
            clock,
            on_closed=self._on_closed,
            alarm=lambda kind, *_: self.alarms.append(kind),
            random=Random(1),  # noqa: S311 - repeatable
        )

    async def _on_closed(self, outgoing: Outgoing, _delivery: Delivery) -> None:
        self.closed.append(outgoing.chat)

    def put(self, text: str, chat: ChatId = ANNE) -> None:
        now = self.clock.now()
        self.store.write_now(lambda uow: uow.outbox.add(Message(text), chat, at=now))

    def reply(self, *texts: str, chat: ChatId = ANNE) -> tuple[list[Outgoing], Lease]:
        """As a handler does: written and leased in one unit."""
        lease, now = self.sender.grant(), self.clock.now()

        def unit(uow: UnitOfWork) -> list[Outgoing]:
            for text in texts:
                uow.outbox.add(Message(text), chat, at=now, lease=lease)
            return uow.outbox.handed

        return self.store.write_now(unit), lease

    async def steps(self) -> None:
        while await self.sender.step():
            pass


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def messenger(clock: FixedClock) -> RecordingMessenger:
    return RecordingMessenger(clock)


@pytest.fixture
def desk(store: SqlStore, clock: FixedClock, messenger: RecordingMessenger) -> Desk:
    return Desk(store, clock, messenger)


def states(store: SqlStore) -> list[str]:
    def read(uow: object) -> list[str]:
        uow._session._cursor.execute("SELECT state FROM outbox ORDER BY id")  # type: ignore[attr-defined]  # noqa: SLF001
        return [state for (state,) in uow._session._cursor.fetchall()]  # type: ignore[attr-defined]  # noqa: SLF001

    return store.write_now(read)


async def test_a_step_sends_what_is_due(desk: Desk, messenger: RecordingMessenger) -> None:
    desk.put("a")
    steps = [await desk.sender.step(), await desk.sender.step()]

    assert steps == [True, False]
    assert messenger.texts == ["a"]
    assert states(desk.store) == ["sent"]


async def test_a_handed_reply_goes_without_a_lease_of_its_own(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    desk.sender.hand(*desk.reply("a1", "a2"))
    await desk.sender.idle()

    assert messenger.texts == ["a1", "a2"]
    assert states(desk.store) == ["sent", "sent"]


async def test_not_sent_is_tried_again_untagged(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, NOT_SENT)
    desk.put("a")
    await desk.steps()
    clock.move(**LATER)
    await desk.steps()

    assert [sent.repeat for sent in messenger.sent] == [False, False]
    assert states(desk.store) == ["sent"]


async def test_unknown_is_tried_again_tagged(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, UNKNOWN)
    desk.put("a")
    await desk.steps()
    clock.move(**LATER)
    await desk.steps()

    assert [sent.repeat for sent in messenger.sent] == [False, True]


async def test_the_wish_of_telegram_holds_up_that_chat_alone(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, Delivery(Outcome.NOT_SENT, retry_after=30.0))
    for text, chat in (("a1", ANNE), ("a2", ANNE), ("b1", BEN)):
        desk.put(text, chat)
    await desk.steps()
    clock.move(seconds=29)
    await desk.steps()
    before = list(messenger.texts)
    clock.move(seconds=2.1)
    await desk.steps()

    assert before == ["a1", "b1"]
    assert messenger.texts == ["a1", "b1", "a1", "a2"]


async def test_a_reply_does_not_overtake_one_that_waits(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, NOT_SENT)
    desk.sender.hand(*desk.reply("a1", "a2"))
    await desk.sender.idle()
    desk.sender.hand(*desk.reply("a3"))
    await desk.sender.idle()
    clock.move(seconds=4)
    await desk.steps()

    assert messenger.texts == ["a1", "a1", "a2", "a3"]
    assert [sent.repeat for sent in messenger.sent] == [False] * 4


async def test_a_closed_chat_is_told_and_the_person_is_unreachable(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    anne = Person(PersonId(7), ANNE, "Anne", "fr")
    desk.store.write_now(lambda uow: uow.people.meet(anne))
    messenger.will(ANNE, Delivery(Outcome.CLOSED, reason="bot was blocked"))
    desk.put("a")
    await desk.steps()

    assert desk.closed == [ANNE]
    assert states(desk.store) == ["dead"]
    assert reachable(desk.store) == 0


def reachable(store: SqlStore) -> int:
    def read(uow: object) -> int:
        uow._session._cursor.execute("SELECT reachable FROM people")  # type: ignore[attr-defined]  # noqa: SLF001
        return uow._session._cursor.fetchone()[0]  # type: ignore[attr-defined]  # noqa: SLF001

    return store.write_now(read)


async def test_a_refused_token_stops_everything_and_keeps_the_rows(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, Delivery(Outcome.FORBIDDEN, reason="401"))
    desk.put("a")
    await desk.steps()
    desk.put("b", BEN)
    await desk.steps()
    stopped = (desk.sender.is_stopped, desk.alarms, list(messenger.texts))
    desk.sender.resume()
    await desk.steps()

    assert stopped == (True, ["forbidden"], ["a"])
    assert messenger.texts == ["a", "a", "b"]
    assert states(desk.store) == ["sent", "sent"]


async def test_what_nobody_can_read_is_an_alarm(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, *[Delivery(Outcome.UNREADABLE, reason="entities")] * 3)
    desk.put("a")
    await desk.steps()

    assert desk.alarms == ["unreadable"]
    assert states(desk.store) == ["dead"]


async def test_a_group_that_moved_is_followed(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, Delivery(Outcome.NOT_SENT, moved_to=ChatId(-100)))
    desk.put("a")
    await desk.steps()

    assert [sent.chat for sent in messenger.sent] == [ANNE, -100]


async def test_a_process_that_died_in_flight_leaves_a_tagged_repeat(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    class Dies:
        async def send(self, *_args: object, **_more: object) -> Delivery:
            raise asyncio.CancelledError

    dead = Desk(desk.store, clock, Dies())
    desk.put("a")
    await dead.sender.step()
    await desk.steps()
    clock.move(seconds=60)
    await desk.steps()

    assert [(sent.text, sent.repeat) for sent in messenger.sent] == [("a", True)]


async def test_a_process_that_was_frozen_does_not_send_on_a_lost_lease(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    frozen = Desk(desk.store, clock, messenger)
    handed, lease = frozen.reply("a")
    clock.move(seconds=61)
    await desk.steps()
    frozen.sender.hand(handed, lease)
    await frozen.sender.idle()

    assert [(sent.text, sent.repeat) for sent in messenger.sent] == [("a", True)]
    assert states(desk.store) == ["sent"]


async def test_frozen_but_not_overtaken_it_goes_later_untagged(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    handed, lease = desk.reply("a")
    clock.move(seconds=45)
    desk.sender.hand(handed, lease)
    await desk.sender.idle()
    before = list(messenger.sent)
    await desk.steps()

    assert before == []
    assert [(sent.text, sent.repeat) for sent in messenger.sent] == [("a", False)]


async def test_a_clock_moved_while_in_flight_doubles_nothing(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    desk.put("a")
    messenger.during = lambda: clock.move(**LATER)
    await desk.sender.step()
    messenger.during = lambda: None
    await desk.steps()

    assert messenger.texts == ["a"]


async def test_an_outcome_that_cannot_be_written_is_written_later(
    desk: Desk, messenger: RecordingMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("a")

    def full(_work: object) -> asyncio.Future[None]:
        writing = asyncio.get_running_loop().create_future()
        writing.set_exception(StoreUnavailable("disk full"))
        return writing

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "write_soon", full)
        await desk.sender.step()
    before = states(desk.store)
    await desk.sender.step()

    assert (before, states(desk.store)) == (["leased"], ["sent"])
    assert messenger.texts == ["a"]


async def test_a_listener_that_fails_does_not_stop_the_lane(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    async def fails(*_args: object) -> None:
        raise KeyError

    desk.sender._on_closed = fails  # noqa: SLF001
    messenger.will(ANNE, Delivery(Outcome.CLOSED))
    desk.sender.hand(*desk.reply("a1", "a2"))
    await desk.sender.idle()

    assert desk.alarms == ["on_closed"]
    assert states(desk.store) == ["dead", "sent"]


async def first_sent(messenger: RecordingMessenger) -> None:
    sent = asyncio.Event()
    messenger.during = sent.set
    await asyncio.wait_for(sent.wait(), 5)


async def test_running_it_sends_when_woken_and_drains(
    desk: Desk, messenger: RecordingMessenger
) -> None:
    running = asyncio.ensure_future(desk.sender.run())
    await asyncio.sleep(0)
    desk.put("a")
    desk.sender.wake()
    await first_sent(messenger)
    desk.sender.hand(*desk.reply("b", chat=BEN))
    await desk.sender.drain()
    await asyncio.wait_for(running, 5)

    assert messenger.texts == ["a", "b"]
    assert states(desk.store) == ["sent", "sent"]


@pytest.mark.parametrize(
    ("trouble", "alarms"),
    [(StoreUnavailable("locked"), []), (KeyError("a fault of ours"), ["sender"])],
)
async def test_running_goes_on_whatever_the_trouble(
    desk: Desk,
    messenger: RecordingMessenger,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    alarms: list[str],
) -> None:
    async def reclaims_nothing() -> None:
        pass

    async def away(_work: object) -> None:
        raise trouble

    monkeypatch.setattr(desk.sender, "reclaim", reclaims_nothing)

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "write", away)
        running = asyncio.ensure_future(desk.sender.run())
        await asyncio.sleep(0)
    desk.put("a")
    desk.sender.wake()
    await first_sent(messenger)
    await desk.sender.drain()
    await asyncio.wait_for(running, 5)

    assert desk.alarms == alarms
    assert messenger.texts == ["a"]


@pytest.fixture
def dead_process() -> str:
    asks = [sys.executable, "-c", "import os; print(os.getpid())"]
    ran = subprocess.run(asks, capture_output=True, text=True, check=True)  # noqa: S603
    return ran.stdout.strip()


async def test_what_a_dead_process_of_this_machine_held_need_not_wait(
    desk: Desk, messenger: RecordingMessenger, dead_process: str
) -> None:
    gone = Desk(desk.store, desk.clock, messenger)
    gone.sender.owner = f"{machine()}:{dead_process}:abcd"
    gone.reply("a")
    elsewhere = Desk(desk.store, desk.clock, messenger)
    elsewhere.sender.owner = "elsewhere/1:1:abcd"
    elsewhere.reply("b", chat=BEN)
    await desk.sender.reclaim()
    await desk.steps()

    assert [(sent.text, sent.repeat) for sent in messenger.sent] == [("a", True)]


def test_who_is_dead() -> None:
    me = new_owner()
    other_name = f"{machine()}:{os.getpid()}:abcd"  # a number used again after a restart

    assert not is_dead(me, alive=me)
    assert is_dead(other_name, alive=me)
    assert not is_dead(f"{machine()}:{os.getppid()}:abcd", alive=me)
    assert not is_dead("two", alive=me)


def test_a_lease_outlives_three_sends() -> None:
    assert 3 * SEND_LIMIT < LEASE_PERIOD
    assert timedelta(seconds=LEASE_PERIOD) <= timedelta(minutes=1)


async def test_a_reply_whose_commit_seemed_to_fail_is_sent_after_its_lease(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    """The commit stood and its answer was lost: the row is ours, and we do not know."""
    desk.reply("41")
    clock.move(seconds=LEASE_PERIOD + 1)
    await desk.steps()
    await desk.steps()

    assert [(sent.text, sent.repeat) for sent in messenger.sent] == [("41", True)]


async def test_a_message_in_flight_is_not_taken_for_forsaken(
    desk: Desk, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    """Settled late, because the database is away, long after its lease."""
    handed, lease = desk.reply("41")
    desk.sender.hand(handed, lease)
    clock.move(seconds=LEASE_PERIOD + 1)
    await desk.steps()
    await desk.steps()

    assert [sent.repeat for sent in messenger.sent] == [False]


async def test_what_is_let_go_is_not_taken_again_at_once(
    desk: Desk, store: SqlStore, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    """Found by the simulation: the message they waited for was withdrawn, and those
    behind it were taken and let go without end.
    """
    company = store.write_now(found_company)
    now = clock.now()
    reminder = Reminder("filing:F1", "d1", now.date())

    def remind(uow: UnitOfWork) -> None:
        uow.outbox.add(Message("1"), ANNE, at=now, company=company, reminder=reminder)

    store.write_now(remind)
    messenger.will(ANNE, UNKNOWN)
    await desk.steps()
    store.write_now(lambda uow: uow.outbox.withdraw(company, "filing:F1", now))
    desk.put("2")
    taken = [await desk.sender.step() for _ in range(3)]
    clock.move(minutes=10)
    await desk.steps()

    assert taken == [True, False, False]
    assert messenger.texts == ["1", "2"]
