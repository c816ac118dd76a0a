"""The scripted phone: for tests, in process or over HTTP.

    phone = Phone()
    anne = phone.visitor("Anne", lang="fr")
    await anne.types("combien me reste-t-il ?")
    [answer] = await anne.reads()
    await anne.presses("Valider")

The bot is any python-telegram-bot: `phone.request()` takes the place of its network.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.phone import acts
from bot.phone.clock import SharedClock
from bot.phone.exchange import Exchange
from bot.phone.faults import Fault, Trouble
from bot.phone.line import Call, Line
from bot.phone.parameters import Upload
from bot.phone.people import Person
from bot.phone.refusals import Json
from bot.phone.visitor import PATIENCE, Visitor

_FIRST_ID = 1001  # ids of tests are the same at every run


class Phone:
    def __init__(
        self,
        *,
        clock: SharedClock | None = None,
        path: Path | None = None,
        token: str = "",
        exchange: Exchange | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """`exchange`: script a phone that stands already (a served one, for instance)."""
        self.exchange = exchange or Exchange(
            clock=clock, path=path, token=token, first_id=_FIRST_ID
        )
        self.line = Line(self.exchange)
        self.token, self._patience = self.exchange.token, patience

    def visitor(self, name: str, lang: str = "fr") -> Visitor:
        """A new person with an empty chat."""
        person = self.exchange.meet(name, lang)
        handset = _DirectHandset(self.exchange, person)
        return Visitor(name, handset, patience=self._patience)

    def visitor_of(self, person: Person) -> Visitor:
        """A person met before, after a restart for instance."""
        return Visitor(person.name, _DirectHandset(self.exchange, person))

    def fails(self, trouble: Trouble | str, **how: Any) -> Fault:
        """Order trouble for the next calls: see `Fault` for `times`, `method`…"""
        return self.exchange.faults.order(Fault(Trouble(trouble), **how))

    def calls(self, method: str = "") -> list[Call]:
        """What the bot asked for, oldest first."""
        wanted = method.lower()
        return [call for call in self.line.calls if wanted in ("", call.method.lower())]

    def transcript(self) -> str:
        return self.exchange.journal.text()

    def close(self) -> None:
        self.exchange.close()


class _DirectHandset:
    """Reaches the exchange in the same process."""

    def __init__(self, exchange: Exchange, person: Person) -> None:
        self.exchange, self.person = exchange, person
        self._stop: Callable[[], None] | None = None

    async def lift(self, hear: Callable[[Json], None]) -> None:
        hear(self.exchange.view(self.person))
        self._stop = self.exchange.listen(self.person.id, hear)

    async def say(self, text: str) -> int:
        return int(acts.types(self.exchange, self.person, text)["message_id"])

    async def press(self, message_id: int, data: str) -> str:
        return acts.presses(self.exchange, self.person, message_id, data)

    async def send(self, upload: Upload, caption: str, *, as_photo: bool) -> int:
        sent = acts.sends(
            self.exchange, self.person, upload, as_photo=as_photo, caption=caption
        )
        return int(sent["message_id"])

    async def fetch(self, file_id: str) -> bytes:
        return self.exchange.files.content(file_id)

    async def speak(self, lang: str) -> None:
        self.exchange.speaks(self.person, lang)

    async def hang_up(self) -> None:
        if self._stop:
            self._stop()
            self._stop = None
