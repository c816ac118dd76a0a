"""Updates waiting for the bot: each stays until an offset beyond it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.phone.counting import Counts
from bot.phone.refusals import Conflict, Json
from bot.phone.shelf import Shelf

MOST_AT_ONCE = 100
LONGEST_WAIT = 50  # seconds
QUERY_LIFE = 150  # seconds Telegram keeps a button press for the bot
_BREATH = 0.05  # seconds between two empty answers to a bot that does not wait

_TERMINATED = (
    "terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Updates:
    def __init__(self, shelf: Shelf, counts: Counts, seconds: Callable[[], float]) -> None:
        self._shelf, self._counts, self._seconds = shelf, counts, seconds
        self._waiting: dict[int, Json] = shelf.all("update")
        self._born: dict[int, float] = dict.fromkeys(self._waiting, seconds())
        self._allowed: tuple[str, ...] = ()
        self._poll: asyncio.Future[None] | None = None
        self._last_was_empty = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, body: Json) -> None:
        """An update of a kind the bot did not ask for is lost, as on Telegram."""
        if self._allowed and kind not in self._allowed:
            return
        number = self._counts.next("update")
        self._waiting[number] = {"update_id": number, kind: body}
        self._born[number] = self._seconds()
        self._shelf.keep("update", number, self._waiting[number])
        self._wake()

    def allow(self, kinds: Sequence[str]) -> None:
        self._allowed = tuple(kinds)

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps only the last few."""
        numbers = list(self._waiting)
        gone = numbers[:offset] if offset < 0 else [n for n in numbers if n < offset]
        for number in gone:
            self._forget(number)

    def clear(self) -> None:
        self.confirm(max(self._waiting, default=-1) + 1)

    async def next(self, offset: int, limit: int, patience: float) -> list[Json]:
        """The oldest updates not confirmed; waits for one as long as the bot wishes."""
        self.confirm(offset)
        self._interrupt()
        if not self._fresh() and (wait := patience or self._breath()):
            await self._until_woken(wait)
        batch = list(self._fresh().values())[:limit]
        self._last_was_empty = not batch
        return batch

    def _breath(self) -> float:
        """A bot that polls without waiting must not spin on empty answers."""
        return _BREATH if self._last_was_empty else 0

    def _fresh(self) -> dict[int, Json]:
        """Presses too old to be of use are dropped, as Telegram drops them."""
        if "callback_query" in {
            kind for update in self._waiting.values() for kind in update
        }:
            oldest = self._seconds() - QUERY_LIFE
            for number, update in list(self._waiting.items()):
                if "callback_query" in update and self._born[number] < oldest:
                    self._forget(number)
        return self._waiting

    def _forget(self, number: int) -> None:
        del self._waiting[number], self._born[number]
        self._shelf.drop("update", number)

    async def _until_woken(self, patience: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def release(self) -> None:
        """Let a waiting bot go with what there is."""
        self._wake()

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _interrupt(self) -> None:
        """Only one may poll: the newcomer ends the wait of the one before."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(Conflict(_TERMINATED))
