"""The sender: takes messages for a while, sends them, and says what became of them.

If it dies between sending and saying so, the message is taken up again, tagged: told
twice is better than never told. What it may send it knows from leases; a lease is checked
against a clock that runs on while the machine sleeps, just before each send, so that a
process that was frozen does not send what another has sent meanwhile.

Each chat has a lane: one message in flight, and none overtakes another. A reply comes
already leased from the unit that wrote it (`grant`, then `hand`); all else is leased here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from bot.outbox.courier import SEND_LIMIT, Courier, Held
from bot.outbox.owner import is_dead, new_owner
from bot.outbox.patience import seconds_to_wait
from bot.ports import (
    Channel,
    ChatId,
    Clock,
    Delivery,
    Lease,
    Outcome,
    Outgoing,
    Store,
    StoreUnavailable,
    UnitOfWork,
)

LEASE_PERIOD = 60.0  # seconds
A_MOMENT = 0.001  # less than this is not waited for: instants are kept in microseconds
MOST_IN_FLIGHT = 30
SHORTEST_REST, LONGEST_REST = 0.25, 30.0

# "forbidden", "unreadable", "on_closed"; "sender" without a message: it goes on, failing
Alarm = Callable[[str, Outgoing | None, Delivery | None], None]
Settlement = Callable[[UnitOfWork], None]
OnClosed = Callable[[Outgoing, Delivery], Awaitable[None]]
# In the unit that writes down that a reminder never arrives: who is told instead?
Reroute = Callable[[UnitOfWork, Outgoing, Delivery], None]
Lane = tuple[Channel, ChatId]

LET_GO = Delivery(
    Outcome.NOT_SENT, retry_after=0.0, reason="an earlier message of the chat waits"
)
NEVER_ARRIVES = {Outcome.CLOSED, Outcome.UNREADABLE}
FINAL = {Outcome.SENT, Outcome.CLOSED, Outcome.UNREADABLE}


class Sender:
    def __init__(
        self,
        store: Store,
        courier: Courier,
        clock: Clock,
        *,
        on_closed: OnClosed,
        alarm: Alarm,
        reroute: Reroute | None = None,
        random: Random | None = None,
    ) -> None:
        self.owner = new_owner()
        self.is_stopped = False  # the token was refused: nothing goes out
        self._store = store
        self._courier = courier
        self._clock = clock
        self._on_closed = on_closed
        self._alarm = alarm
        self._reroute = reroute
        self._random = random or Random()  # noqa: S311 - jitter, no secret
        self._lanes: dict[Lane, deque[Held]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._waits_until: dict[Lane, float] = {}
        self._unsettled: list[tuple[int, Settlement]] = []
        self._held: set[int] = set()  # rows handed to us whose outcome is not written yet
        self._settling: set[asyncio.Future[None]] = set()
        self._must_look_again = False
        self._bell = asyncio.Event()
        self._is_draining = False

    def grant(self) -> Lease:
        """A lease for a unit about to write replies; hand them over once it is done."""
        return Lease(
            self.owner,
            self._clock.now() + timedelta(seconds=LEASE_PERIOD),
            self._courier.now() + LEASE_PERIOD - SEND_LIMIT,
        )

    def hand(self, replies: Sequence[Outgoing], lease: Lease) -> None:
        """Replies written under `lease` and committed: out they go, unless an earlier
        message of the chat waits to be tried again.
        """
        for outgoing in replies:
            self._held.add(outgoing.id)
            if self._left(outgoing) > A_MOMENT:
                self._let_go(outgoing)
            else:
                self._enter(Held(outgoing, lease.gives_up_at))

    def resume(self) -> None:
        """The token is good again."""
        self.is_stopped = False
        self.wake()

    async def step(self) -> bool:
        """Take what is due, send it, settle it; whether there was any."""
        await self._settle_again()
        taken, _ = await self._take()
        await self.idle()
        return bool(taken)

    async def idle(self) -> None:
        """Until nothing is in flight, and every outcome is written down."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._settling:
            with suppress(StoreUnavailable):
                await self._store.write(lambda _unit: None)  # which takes them along
            await asyncio.gather(*self._settling, return_exceptions=True)

    async def run(self) -> None:
        """Until drained. A database that cannot be reached is asked again in a second;
        whatever else fails is an alarm, and tried again too: a sender that has ended
        would be noticed by nobody.
        """
        with suppress(StoreUnavailable):
            await self.reclaim()
        while not self._is_draining:
            self._bell.clear()
            taken, next_due_at = await self._take_safely()
            if not taken:
                await self._rest(next_due_at)

    def wake(self) -> None:
        """Something may be due."""
        self._bell.set()

    async def drain(self, within: float = 25.0) -> None:
        """Take nothing more; let what is in flight arrive, and settle it."""
        self._is_draining = True
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.idle()
        await self._settle_again()

    # --- Taking ---

    async def reclaim(self) -> None:
        """What a process of this machine held when it died need not wait for the end of
        its leases.
        """
        now = self._clock.now()

        def reclaim(unit: UnitOfWork) -> None:
            for owner in unit.outbox.owners():
                if is_dead(owner, self.owner):
                    unit.outbox.reclaim(owner, now)

        await self._store.write(reclaim)

    async def _take(self) -> tuple[int, datetime | None]:
        """How many were taken, and when the next may be."""
        room = MOST_IN_FLIGHT - len(self._tasks)
        if self.is_stopped or room <= 0:
            return 0, None
        lease = self.grant()

        def take(unit: UnitOfWork) -> tuple[list[Outgoing], datetime | None]:
            taken = unit.outbox.lease(
                self.owner, now=self._clock.now(), until=lease.until, most=room
            )
            if taken:
                return taken, None
            unit.outbox.forsake(self.owner, self._held, self._clock.now())
            return taken, unit.outbox.next_due_at()

        taken, next_due_at = await self._store.write(take)
        self.hand(taken, lease)
        return len(taken), next_due_at

    async def _take_safely(self) -> tuple[int, datetime | None]:
        try:
            await self._settle_again()
            return await self._take()
        except StoreUnavailable:
            pass
        except Exception:  # noqa: BLE001 - told by the alarm
            self._alarm("sender", None, None)
        return 0, self._clock.now() + timedelta(seconds=1)

    async def _rest(self, next_due_at: datetime | None) -> None:
        rest = LONGEST_REST
        if next_due_at is not None:
            until_due = (next_due_at - self._clock.now()).total_seconds()
            rest = min(max(until_due, SHORTEST_REST), LONGEST_REST)
        with suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await self._bell.wait()

    # --- Sending ---

    def _enter(self, held: Held) -> None:
        name = lane_of(held.outgoing)
        lane = self._lanes.get(name)
        if lane is not None:
            lane.append(held)
            return
        self._lanes[name] = deque([held])
        task = asyncio.get_running_loop().create_task(self._clear_lane(name))
        self._tasks.add(task)
        task.add_done_callback(self._lane_is_clear)

    def _lane_is_clear(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) == MOST_IN_FLIGHT // 2:
            self.wake()  # there is room again; not at each one: taking costs, too

    async def _clear_lane(self, name: Lane) -> None:
        """One by one; behind a message that must be tried again, all others are let go."""
        lane = self._lanes[name]
        must_wait = False
        try:
            while lane:
                held = lane.popleft()
                must_wait = must_wait or self.is_stopped
                if must_wait:
                    self._let_go(held.outgoing)
                    continue
                delivery = await self._courier.carry(held)
                must_wait = delivery.outcome not in FINAL
                self._settle(held.outgoing, delivery)
                await self._tell(held.outgoing, delivery)
        finally:
            del self._lanes[name]

    async def _tell(self, outgoing: Outgoing, delivery: Delivery) -> None:
        match delivery.outcome:
            case Outcome.CLOSED:
                await self._close(outgoing, delivery)
            case Outcome.FORBIDDEN:
                self.is_stopped = True
                self._alarm("forbidden", outgoing, delivery)
            case Outcome.UNREADABLE:
                self._alarm("unreadable", outgoing, delivery)

    async def _close(self, outgoing: Outgoing, delivery: Delivery) -> None:
        try:
            await self._on_closed(outgoing, delivery)
        except Exception:  # noqa: BLE001 - the chats behind must not pay for it
            self._alarm("on_closed", outgoing, delivery)

    # --- Settling ---

    def _let_go(self, outgoing: Outgoing) -> None:
        """Until the message before it is tried again, and no sooner: what is ready at
        once would be taken at once, again and again.
        """
        left = max(self._left(outgoing), 0.0)
        self._must_look_again = True
        self._settle_as(outgoing, replace(LET_GO, retry_after=left))

    def _left(self, outgoing: Outgoing) -> float:
        """Seconds until an earlier message of its lane is tried again."""
        return self._waits_until.get(lane_of(outgoing), 0.0) - self._courier.now()

    def _settle(self, outgoing: Outgoing, delivery: Delivery) -> None:
        """In no hurry: it rides along with the next commit. What cannot be written down
        now is kept here and written later; nobody else sends it meanwhile but by the end
        of the lease, and then tagged.
        """
        lane = lane_of(outgoing)
        if delivery.outcome not in FINAL:
            wait = seconds_to_wait(outgoing, delivery, self._random)
            delivery = replace(delivery, retry_after=wait)
            until = self._courier.now() + wait
            self._waits_until[lane] = max(until, self._waits_until.get(lane, until))
            self._must_look_again = True  # when it is due is known once it is written
        self._settle_as(outgoing, delivery)

    def _settle_as(self, outgoing: Outgoing, delivery: Delivery) -> None:
        now, chat = self._clock.now(), outgoing.chat

        def settle(unit: UnitOfWork) -> None:
            is_ours = unit.outbox.settle(outgoing, self.owner, delivery, now)
            is_mail = outgoing.channel is Channel.EMAIL
            if is_ours and delivery.outcome in NEVER_ARRIVES:
                self._tell_others(unit, outgoing, delivery)
            if delivery.outcome is Outcome.CLOSED and not is_mail:
                unit.people.unreachable(chat)
            if delivery.moved_to is not None:
                unit.people.moved(chat, delivery.moved_to)

        self._write_down(outgoing.id, settle)

    def _tell_others(
        self, unit: UnitOfWork, outgoing: Outgoing, delivery: Delivery
    ) -> None:
        """Together with the outcome: a crash in between would be silence."""
        if self._reroute is None:
            return
        try:
            self._reroute(unit, outgoing, delivery)
        except Exception:  # noqa: BLE001 - the outcome must stand all the same
            self._alarm("reroute", outgoing, delivery)
        self._must_look_again = True

    def _write_down(self, number: int, settle: Settlement) -> None:
        try:
            writing = self._store.write_soon(settle)
        except StoreUnavailable:
            self._unsettled.append((number, settle))
            return
        self._settling.add(writing)
        writing.add_done_callback(partial(self._written_down, number, settle))

    def _written_down(
        self, number: int, settle: Settlement, writing: asyncio.Future[None]
    ) -> None:
        self._settling.discard(writing)
        failure = None if writing.cancelled() else writing.exception()
        if isinstance(failure, StoreUnavailable):
            self._unsettled.append((number, settle))
        else:
            self._held.discard(number)
        if failure is not None and not isinstance(failure, StoreUnavailable):
            raise failure
        if self._must_look_again and not self._settling:
            self._must_look_again = False
            self.wake()

    async def _settle_again(self) -> None:
        """What could not be written down when it happened."""
        while self._unsettled:
            number, settle = self._unsettled[0]
            await self._store.write(settle)
            self._unsettled.pop(0)
            self._held.discard(number)


def lane_of(outgoing: Outgoing) -> Lane:
    """What must not overtake each other: the messages of one chat, those of one mailbox."""
    return outgoing.channel, outgoing.chat
