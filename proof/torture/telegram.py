"""The phone's Bot API, failing at random, and everything people got from it."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from bot.application import tag_repeat
from bot.phone import acts
from bot.phone.exchange import Exchange
from bot.phone.faults import POLL, Fault, Trouble
from bot.phone.line import Line
from bot.phone.parameters import Parameters
from bot.phone.people import Person
from bot.phone.refusals import Json
from bot.phone.server import create_phone, free_socket, serve

OFTEN = 0.15
TROUBLES = (
    Trouble.TOO_MANY,
    Trouble.SERVER_ERROR,
    Trouble.SERVER_ERROR_AFTER,
    Trouble.RESET,
    Trouble.RESET_AFTER,
    Trouble.TIMEOUT_AFTER,
)
OF_POLLS = (Trouble.DUPLICATED, Trouble.REORDERED)
TAG = tag_repeat("").strip()


class Dice:
    """In place of the exchange's orders for trouble: one call in seven fails, and all do
    while there is an outage.
    """

    def __init__(self, random: Random) -> None:
        self.struck: Counter[str] = Counter()
        self.is_calm = False
        self._random = random
        self._outage_until = 0.0

    def begin_outage(self, seconds: float) -> None:
        self._outage_until = time.monotonic() + seconds
        self.struck["outage"] += 1

    def striking(self, method: str, _parameters: Parameters) -> Fault | None:
        if self.is_calm:
            return None
        if time.monotonic() < self._outage_until:
            return Fault(Trouble.RESET)
        if method == POLL or self._random.random() > OFTEN:
            return None
        return self._drawn(TROUBLES)

    def disturbing(self) -> Fault | None:
        if self.is_calm or self._random.random() > OFTEN:
            return None
        return self._drawn(OF_POLLS)

    def _drawn(self, troubles: tuple[Trouble, ...]) -> Fault:
        trouble = self._random.choice(troubles)
        self.struck[trouble] += 1
        return Fault(trouble)


class Telegram:
    def __init__(self, random: Random, people: int) -> None:
        self.exchange = Exchange()
        self.dice = Dice(random)
        self.exchange.faults = self.dice  # type: ignore[assignment]
        self.people = [self.exchange.meet(f"P{n}", "fr") for n in range(people)]
        self.got: defaultdict[str, list[bool]] = defaultdict(list)  # by text: tagged or not
        for person in self.people:
            self.exchange.listen(person.id, self._hear)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        app = create_phone(Line(self.exchange))
        async with serve(app, self.exchange, free_socket(18_080)) as address:
            yield address
        self.exchange.close()

    def types(self, person: Person, text: str) -> None:
        acts.types(self.exchange, person, text)

    def _hear(self, event: Json) -> None:
        if event["event"] != "message" or not event["message"]["from"]["is_bot"]:
            return
        text: str = event["message"]["text"]
        is_tagged = text.startswith(TAG)
        self.got[text.removeprefix(TAG).strip()].append(is_tagged)
