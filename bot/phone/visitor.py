"""A person at the phone, by script: types, presses, reads; waits on events, not on time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from bot.phone.parameters import Upload
from bot.phone.refusals import Json
from bot.phone.screen import Screen, Seen, Toast

PATIENCE = 5.0  # seconds until a test is told that nothing came


class Handset(Protocol):
    """How a visitor reaches the phone: in process, or over HTTP."""

    async def lift(self, hear: Callable[[Json], None]) -> None:
        """Begin to hear; the first event is the view."""
        ...

    async def say(self, text: str) -> int: ...

    async def press(self, message_id: int, data: str) -> str: ...

    async def send(self, upload: Upload, caption: str, *, as_photo: bool) -> int: ...

    async def fetch(self, file_id: str) -> bytes: ...

    async def speak(self, lang: str) -> None: ...

    async def hang_up(self) -> None: ...


class Visitor:
    """`screen` is what stands there now; verbs act, `reads` and `sees` wait."""

    def __init__(self, name: str, handset: Handset, *, patience: float = PATIENCE) -> None:
        self.name, self.screen = name, Screen()
        self._handset, self._patience = handset, patience
        self._lifted, self._changed = False, asyncio.Event()
        self._last_press = ""

    def _hear(self, event: Json) -> None:
        self.screen.show(event)
        self._changed.set()

    async def _lift(self) -> None:
        if not self._lifted:
            self._lifted = True
            await self._handset.lift(self._hear)

    async def hangs_up(self) -> None:
        await self._handset.hang_up()

    # --- acts -----------------------------------------------------------------------

    async def types(self, text: str) -> int:
        """Send a text; the id of the message comes back."""
        await self._lift()
        return await self._handset.say(text)

    async def presses(self, label: str) -> str:
        """Press a button by its label: the newest message that has it, else the reply
        keyboard. Gives the id of the press, the address opened or the text copied.
        """
        await self._lift()
        for message, button in self.screen.buttons(label):
            if "callback_data" in button:
                self._last_press = await self._handset.press(
                    message["message_id"], button["callback_data"]
                )
                return self._last_press
            copied = button.get("copy_text", {}).get("text", "")
            return str(button.get("url") or copied)
        if any(label in row for row in self.screen.reply_keys()):
            return str(await self.types(label))
        raise NoSuchButton(label, self)

    async def sends_file(self, name: str, content: bytes, *, caption: str = "") -> int:
        await self._lift()
        return await self._handset.send(Upload(name, content), caption, as_photo=False)

    async def sends_photo(self, name: str, content: bytes, *, caption: str = "") -> int:
        await self._lift()
        return await self._handset.send(Upload(name, content), caption, as_photo=True)

    async def speaks(self, lang: str) -> None:
        await self._lift()
        await self._handset.speak(lang)

    # --- waits ----------------------------------------------------------------------

    async def reads(self, count: int = 1) -> list[Seen]:
        """Wait until the bot has said or edited that many messages since the last
        `reads`; give them all, as they stand now.
        """
        await self._lift()
        await self.until(lambda screen: len(screen.fresh) >= count, f"{count} new messages")
        return self.screen.take_fresh()

    async def sees(self, words: str) -> Seen:
        """Wait until one of the bot's messages holds these words; the newest such, which
        then counts as read.
        """
        await self._lift()

        def found(screen: Screen) -> list[Seen]:
            return [seen for seen in screen.seen() if words in seen and not seen.mine]

        await self.until(found, f"« {words} »")
        seen = found(self.screen)[-1]
        self.screen.has_read(seen.id)
        return seen

    async def hears(self) -> Toast:
        """Wait for the bot's answer to the last press."""

        def answers(screen: Screen) -> list[Toast]:
            return [toast for toast in screen.toasts if toast.query == self._last_press]

        await self.until(answers, "an answer to the press")
        return answers(self.screen)[0]

    async def until(self, holds: Callable[[Screen], object], what: str = "this") -> None:
        """Wait until something is true of the screen."""
        await self._lift()
        try:
            async with asyncio.timeout(self._patience):
                while not holds(self.screen):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise NothingCame(what, self) from None

    async def downloads(self, seen: Seen) -> bytes:
        """The bytes of a message's picture or document."""
        sizes = [*seen.body.get("photo", []), seen.body.get("document", {})]
        file_id = next(size["file_id"] for size in sizes if size)
        return await self._handset.fetch(file_id)

    def shows(self) -> str:
        """The screen in words, for the message of a failed test."""
        lines = [
            f"{'me' if seen.mine else 'bot'} {seen.id}: {seen.text} {list(seen.buttons)}"
            for seen in self.screen.seen()[-8:]
        ]
        return "\n".join(lines) or "(an empty chat)"


class NothingCame(AssertionError):
    def __init__(self, what: str, visitor: Visitor) -> None:
        super().__init__(f"{visitor.name} waited for {what} and sees:\n{visitor.shows()}")


class NoSuchButton(AssertionError):
    def __init__(self, label: str, visitor: Visitor) -> None:
        super().__init__(f"no button « {label} »; {visitor.name} sees:\n{visitor.shows()}")
