"""Around the unit of work: answer the press at once, fetch the file, hear of a failure.

Whatever happens, an update ends in one of two ways: it was attended to, or its person was
told that it was not. While even that cannot be written it stays pending: the intake tries
it again, and its chat waits behind it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.chat.handlers import sirens
from bot.chat.incoming import FileOffer, Incoming, LookedUp, read
from bot.chat.progress import Progress, shown
from bot.chat.reception import FileWelcome, Reception, Welcomed, WrittenInVain
from bot.ports import (
    Attachment,
    Clock,
    Lease,
    Message,
    Outgoing,
    Store,
    StoredUpdate,
    StoreUnavailable,
    UnitOfWork,
)
from bot.ports.papers import PaperReader
from bot.ports.world import CompanyRegister, WorldUnavailable
from bot.rendering import words
from domain.errors import DomainError

log = structlog.get_logger(__name__)
LARGEST_FILE = 20_000_000  # Telegram's own limit for bots
PAUSES = (0.2, 1.0, 5.0)


class Sending(Protocol):
    def grant(self) -> Lease: ...

    def hand(self, replies: Sequence[Outgoing], lease: Lease) -> None: ...


class Attendance:
    """`sender` grants the lease under which replies are written, and takes them over."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        reception: Reception,
        bot: Bot,
        sender: Sending,
        reader: PaperReader,
        register: CompanyRegister | None = None,
    ) -> None:
        self._store, self._clock, self._reception = store, clock, reception
        self._bot, self._sender, self._reader = bot, sender, reader
        self._register = register
        self._presses: set[asyncio.Task[None]] = set()

    async def attend(self, update: StoredUpdate) -> None:
        try:
            await self._attend(update)
        except StoreUnavailable:
            log.warning("update_left_pending", update=update.update_id)
            raise
        except Exception:
            reference = secrets.token_hex(3)
            log.exception("update_failed", update=update.update_id, reference=reference)
            await self._apologise(update, reference)

    async def _attend(self, update: StoredUpdate) -> None:
        incoming = read(update.body)
        if incoming is None:
            await self._done(update)
            return
        if incoming.tap_id:
            self._answer_press(incoming.tap_id)
        if incoming.offer is not None:
            incoming = await self._taken_in(incoming, incoming.offer)
        if self._register is not None and sirens.asks_register(incoming.tap):
            incoming = await self._looked_up(incoming, self._register)
        await self._in_one_unit(incoming)

    async def _in_one_unit(self, incoming: Incoming) -> None:
        """A busy database is waited for; anything else is a failure."""
        for pause in (*PAUSES, None):
            lease = self._sender.grant()
            try:
                handed = await self._write(incoming, lease)
            except StoreUnavailable:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                self._sender.hand(handed, lease)
                return

    async def _write(self, incoming: Incoming, lease: Lease) -> list[Outgoing]:
        def unit(uow: UnitOfWork, refused: DomainError | None = None) -> list[Outgoing]:
            self._reception.receive(uow, incoming, lease, refused)
            return uow.outbox.handed

        try:
            return await self._store.write(unit)
        except WrittenInVain as vain:
            refused = vain.error
        return await self._store.write(lambda uow: unit(uow, refused))

    async def _done(self, update: StoredUpdate) -> None:
        now = self._clock.now()
        await self._store.write(lambda uow: uow.inbox.done(update.update_id, now))

    async def _apologise(self, update: StoredUpdate, reference: str) -> None:
        """Given up and told in one unit: it must not be carried out after that."""
        now, lease = self._clock.now(), self._sender.grant()

        def tell(uow: UnitOfWork) -> list[Outgoing]:
            uow.inbox.failed(update.update_id, now, reference)
            is_ours = uow.inbox.done(update.update_id, now)
            if is_ours and update.chat is not None:
                spoken = words(_language(update))
                text = spoken.say("messages/sorry.html.j2", reference=reference)
                uow.outbox.add(Message(text), update.chat, at=now, lease=lease)
            return uow.outbox.handed

        self._sender.hand(await self._store.write(tell), lease)

    def _answer_press(self, tap_id: str) -> None:
        """Before any work: Telegram forgets a press within moments."""
        task = asyncio.create_task(self._answer(tap_id))
        self._presses.add(task)
        task.add_done_callback(self._presses.discard)

    async def _answer(self, tap_id: str) -> None:
        try:
            await self._bot.answer_callback_query(tap_id)
        except TelegramError as error:
            log.info("press_not_answered", kind=type(error).__name__)

    async def _taken_in(self, incoming: Incoming, offer: FileOffer) -> Incoming:
        """Fetched and read as far as the person may bring it. A stranger's file is not
        worth fetching; the door is shut without it.
        """
        welcome = await self._store.write(lambda uow: self._reception.takes(uow, incoming))
        if welcome.file is FileWelcome.NONE:
            return incoming
        fetched = await self._fetched(incoming, offer)
        if welcome.file is FileWelcome.READ and fetched.file and fetched.file.content:
            return await self._read(fetched, fetched.file, welcome)
        return fetched

    async def _read(
        self, incoming: Incoming, file: Attachment, welcome: Welcomed
    ) -> Incoming:
        """Outside the unit of work: nobody else waits for it."""
        progress = Progress(self._bot, incoming.chat, words(welcome.lang), file.name)
        async with shown(progress):
            paper = await self._reader.read(
                file.content, file.name, progress.heard, welcome.columns
            )
        return replace(incoming, file=None, paper=paper, progress=progress.message)

    async def _looked_up(self, incoming: Incoming, register: CompanyRegister) -> Incoming:
        """Outside the unit of work too; of nothing but what the press shows is sent."""
        query = await self._store.write(lambda uow: self._reception.looks_up(uow, incoming))
        if not query:
            return incoming
        try:
            found = LookedUp(query, await register.find(query))
        except WorldUnavailable as failure:
            log.warning("register_failed", kind=failure.kind)
            found = LookedUp(query, failure=failure.kind)
        return replace(incoming, looked_up=found)

    async def _fetched(self, incoming: Incoming, offer: FileOffer) -> Incoming:
        """The file's content; an empty one when it is too large or cannot be had."""
        content = b""
        if offer.size <= LARGEST_FILE:
            try:
                file = await self._bot.get_file(offer.file_id)
                content = bytes(await file.download_as_bytearray())
            except TelegramError as error:
                log.warning("file_not_fetched", kind=type(error).__name__)
        return replace(incoming, file=Attachment(offer.name, content, offer.media_type))


def _language(update: StoredUpdate) -> str:
    """As well as can be told of an update that could not be attended to."""
    try:
        incoming = read(update.body)
    except (KeyError, TypeError, ValueError):
        incoming = None
    return incoming.lang if incoming else "fr"
