"""Carries one message: in time or not at all, at a pace Telegram allows, and in plainer
words when it is refused for its markup.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.outbox.pace import Pace
from bot.outbox.plain import FALLBACKS
from bot.ports import Channel, Delivery, Mailer, Message, Messenger, Outcome, Outgoing

SEND_LIMIT = 19.0  # seconds, of one send in all: less than a third of the lease

TOO_LATE = Delivery(
    Outcome.NOT_SENT, retry_after=0.0, reason="the lease was over before the send began"
)
NO_MAIL = Delivery(Outcome.CLOSED, reason="no e-mail is set up")
NO_ANSWER = Delivery(Outcome.UNKNOWN, reason="no answer in time")


def seconds_awake_or_asleep() -> float:
    """Monotonic, and counts the time in which the machine was suspended (Linux)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is ours to send, as long as the send begins before `gives_up_at`."""

    outgoing: Outgoing
    gives_up_at: float


class Courier:
    def __init__(
        self,
        messenger: Messenger,
        monotonic: Callable[[], float] = seconds_awake_or_asleep,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        send_limit: float = SEND_LIMIT,
        mailer: Mailer | None = None,
    ) -> None:
        self.now = monotonic
        self._messenger = messenger
        self._mailer = mailer
        self._sleep = sleep
        self._send_limit = send_limit
        self._pace = Pace()

    async def carry(self, held: Held) -> Delivery:
        await self._keep_pace(held.outgoing)
        message = held.outgoing.message
        delivery = await self._send(held, message)
        for in_plainer_words in FALLBACKS:
            if delivery.outcome is not Outcome.UNREADABLE:
                break
            delivery = await self._send(held, in_plainer_words(message))
        return delivery

    async def _keep_pace(self, outgoing: Outgoing) -> None:
        if outgoing.channel is Channel.EMAIL:
            return
        if outgoing.reminder is None:
            self._pace.count(outgoing.chat, self.now())
            return
        wait = self._pace.reserve(outgoing.chat, self.now())
        if wait > 0:
            await self._sleep(wait)

    async def _send(self, held: Held, message: Message) -> Delivery:
        if self.now() > held.gives_up_at:
            return TOO_LATE
        outgoing = held.outgoing
        try:
            async with asyncio.timeout(self._send_limit):
                return await self._hand_over(outgoing, message)
        except TimeoutError:
            return NO_ANSWER
        except Exception as failure:  # noqa: BLE001 - the messenger broke its promise
            return Delivery(Outcome.UNKNOWN, reason=f"broken: {type(failure).__name__}")

    async def _hand_over(self, outgoing: Outgoing, message: Message) -> Delivery:
        if outgoing.channel is Channel.TELEGRAM:
            return await self._messenger.send(
                outgoing.chat, message, repeat=outgoing.repeat
            )
        if self._mailer is None:
            return NO_MAIL
        return await self._mailer.write(
            outgoing.address, message, reference=str(outgoing.id), repeat=outgoing.repeat
        )
