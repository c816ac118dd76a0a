"""Two senders that are deliberately wrong: a simulation that does not catch them proves
nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot.outbox import Sender
from bot.outbox.courier import Held
from bot.ports import Delivery, Lease, Outcome, Outgoing, StoreUnavailable, UnitOfWork

PERIOD = 1.0


class TakenBack(Exception):
    """Looked, and took nothing."""


class _Simple(Sender):
    """One by one, and none is handed over: what a unit wrote is taken when it is due."""

    async def run(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                await self._round()
            await asyncio.sleep(PERIOD)

    def grant(self) -> Lease:
        """Over at once, in nobody's name."""
        return Lease("nobody", self._clock.now(), 0.0)

    def hand(self, _replies: object, _lease: Lease) -> None: ...

    async def _round(self) -> None:
        raise NotImplementedError

    def _leased(self, uow: UnitOfWork) -> list[Outgoing]:
        now = self._clock.now()
        until = now + timedelta(minutes=1)
        return uow.outbox.lease(self.owner, now=now, until=until, most=9)

    async def _carry(self, outgoing: Outgoing) -> Delivery:
        return await self._courier.carry(Held(outgoing, self._courier.now() + 30))


class MarksBeforeSending(_Simple):
    """« Sent » is committed first: a crash in between loses the message."""

    async def _round(self) -> None:
        def mark(uow: UnitOfWork) -> list[Outgoing]:
            taken = self._leased(uow)
            for outgoing in taken:
                sent = Delivery(Outcome.SENT, message_id=1)
                uow.outbox.settle(outgoing, self.owner, sent, self._clock.now())
            return taken

        for outgoing in await self._store.write(mark):
            await self._carry(outgoing)


class SendsBeforeLeasing(_Simple):
    """The lease is taken with the outcome: a crash in between doubles it, untagged."""

    async def _round(self) -> None:
        for outgoing in await self._seen():
            delivery = await self._carry(outgoing)
            await self._store.write(partial(self._mark, delivery=delivery))

    async def _seen(self) -> list[Outgoing]:
        found: list[Outgoing] = []

        def look(uow: UnitOfWork) -> None:
            found.extend(self._leased(uow))
            raise TakenBack

        with suppress(TakenBack):
            await self._store.write(look)
        return found[:1]

    def _mark(self, uow: UnitOfWork, delivery: Delivery) -> None:
        for outgoing in self._leased(uow)[:1]:
            uow.outbox.settle(outgoing, self.owner, delivery, self._clock.now())
