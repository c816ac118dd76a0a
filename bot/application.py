"""The only place where all parts meet: store, chat, sender, reminders, phone or Telegram.

`Vigie` is one running instance. What differs between the phone, Telegram by polling and
Telegram by webhook is only where updates come from and which clock it goes by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.chat import dashboard
from bot.chat.attendance import Attendance
from bot.chat.handlers import calendars, holding
from bot.chat.house import House
from bot.chat.intake import Intake
from bot.chat.messenger import TelegramMessenger
from bot.chat.noticing import NoticeWords
from bot.chat.reception import Reception
from bot.chat.reminding import ReminderWording
from bot.connectors.ping import Ping
from bot.documents.reading.received import SealedReader
from bot.outbox import Sender
from bot.outbox.courier import Courier
from bot.ports import Clock, Delivery, Mailer, Outgoing, Store, StoreUnavailable
from bot.ports.papers import PaperReader
from bot.ports.world import CompanyRegister, Notices
from bot.reminders.anew import reckon_anew
from bot.reminders.forecast import next_reminder_at
from bot.reminders.plan import Planner, log_alarm
from bot.reminders.readiness import readiness
from bot.reminders.reconciling import put_back_in_time, reconcile_nightly
from bot.reminders.rerouting import Rerouting
from bot.reminders.schedule import Schedule
from bot.reminders.watching import Watching
from bot.rendering import LANGUAGES, words
from bot.web.health import Checks

log = structlog.get_logger(__name__)


class Vigie:
    """Everything assembled around one store, one clock and one bot."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bot: Bot,
        house: House,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        reader: PaperReader | None = None,
        mailer: Mailer | None = None,
        ping: Ping | None = None,
        notices: Notices | None = None,
        register: CompanyRegister | None = None,
    ) -> None:
        self.store, self.clock, self.bot, self.house = store, clock, bot, house
        messenger = TelegramMessenger(self.bot, tag_repeat, tag_unprinted)
        wording, has_mail = ReminderWording(), mailer is not None
        self._has_mail = has_mail
        self.sender = Sender(
            self.store,
            Courier(messenger, sleep=sleep, mailer=mailer),
            self.clock,
            on_closed=self._closed,
            alarm=alarm,
            reroute=Rerouting(wording, clock, log_alarm, has_mail=has_mail),
        )
        self.reception = Reception(self.clock, self.house)
        attendance = Attendance(
            self.store,
            self.clock,
            self.reception,
            self.bot,
            self.sender,
            reader or SealedReader(),
            register,
        )
        self.intake = Intake(self.store, self.clock, attendance.attend)
        self.planner = Planner(store, clock, wording, has_mail=has_mail)
        self.watching = Watching(
            store, clock, notices, NoticeWords(), house.zone, has_mail=has_mail
        )
        self.daily = Daily(
            self.planner, store, clock, ping, self.watching, checks=self.checks
        )
        self.schedule = Schedule(self.daily, self.sender)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what was left, then begin to send and to remind."""
        now = self.clock.now()
        await self.store.write(lambda uow: put_back_in_time(uow, now))
        await self.store.write(lambda uow: holding.tell(uow, now))
        self._sending = self._go(self.sender.run())
        await self.intake.resume()
        self._go(self.intake.keep_resuming())
        self.schedule.start()
        self._go(self._show_commands())

    async def stop(self) -> None:
        """The scan under way ends, everything received is attended to, everything in
        flight arrives.
        """
        await self.schedule.drain()
        await self.watching.stop()
        await self.daily.drain()
        await self.intake.drain()
        await self.sender.drain()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def remind_now(self) -> None:
        """One look at the deadlines, and everything due sent: after the clock moved."""
        await self.schedule.tick()
        self.sender.wake()

    async def calendar(self, token: str) -> bytes | None:
        """The calendar of this link; None when it is nobody's."""
        now = self.clock.now()
        return await self.store.write(lambda uow: calendars.behind(uow, token, now))

    async def next_reminder_at(self) -> datetime | None:
        now = self.clock.now()
        return await self.store.write(
            lambda uow: next_reminder_at(uow, now, has_mail=self._has_mail)
        )

    async def checks(self) -> Mapping[str, bool]:
        """For /readyz: is the work being done?"""
        now = self.clock.now()
        is_sending = self._sending is not None and not self._sending.done()
        found = await self.store.write(lambda uow: readiness(uow, now))
        return {"sender": is_sending and not self.sender.is_stopped, **found}

    async def _closed(self, outgoing: Outgoing, delivery: Delivery) -> None:
        log.warning("chat_closed", outgoing=outgoing.id, reason=delivery.reason)

    async def _show_commands(self) -> None:
        """The menu of commands: French by default, English for English telephones."""
        try:
            for lang in LANGUAGES:
                labels = words(lang).labels["commands"]
                menu = [BotCommand(name, text) for name, text in labels.items()]
                await self.bot.set_my_commands(menu, language_code=lang)
                if lang == "fr":
                    await self.bot.set_my_commands(menu)
        except TelegramError as error:
            log.warning("commands_not_shown", kind=type(error).__name__)

    def _go(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class Daily:
    """What a changed policy left to reckon, the planner, and on each company's new day
    its dashboards.
    """

    def __init__(
        self,
        planner: Planner,
        store: Store,
        clock: Clock,
        ping: Ping | None = None,
        watching: Watching | None = None,
        *,
        checks: Checks | None = None,
    ) -> None:
        self._planner, self._store, self._clock = planner, store, clock
        self._ping, self._watching, self._checks = ping, watching, checks
        self._night: asyncio.Task[None] | None = None

    async def tick(self) -> int:
        await reckon_anew(self._store, self._clock.now(), log_alarm)
        planned = await self._planner.tick()
        now = self._clock.now()
        await self._show_new_days(now)
        await self._store.write(lambda uow: put_back_in_time(uow, now))
        self._look_back(now)
        await self._watch()
        await self._say_alive()
        return planned

    async def _say_alive(self) -> None:
        """Only while the work is being done: a scan may be good and nothing be sent."""
        if self._ping is None:
            return
        found = await self._checks() if self._checks else {}
        if amiss := [name for name, is_well in found.items() if not is_well]:
            log.error("ping_withheld", amiss=amiss)
        else:
            self._ping.good_scan()

    async def _show_new_days(self, now: datetime) -> None:
        """One company's trouble does not keep the others', nor what comes after."""
        due = await self._store.write(lambda uow: dashboard.on_new_days(uow, now))
        for company in due:
            if self._planner.is_reckoning(company):
                continue  # what it says is not worked out yet
            try:
                await self._store.write(
                    partial(dashboard.show_on_new_day, company=company, now=now)
                )
            except StoreUnavailable:
                raise
            except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
                log_alarm("failed", company, f"dashboard: {type(failure).__name__}")

    async def _watch(self) -> None:
        """The reminders do not depend on it."""
        if self._watching is None:
            return
        try:
            await self._watching.tick()
        except StoreUnavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
            log.error("watch_failed", kind=type(failure).__name__)  # noqa: TRY400

    async def drain(self) -> None:
        """A comparison under way is broken off: the next night, or start, makes it good."""
        if self._night is not None:
            self._night.cancel()
            await asyncio.gather(self._night, return_exceptions=True)

    def _look_back(self, now: datetime) -> None:
        """Beside the scans: with large books it may take longer than they may."""
        if self._night is None or self._night.done():
            self._night = asyncio.ensure_future(self._reconcile(now))

    async def _reconcile(self, now: datetime) -> None:
        try:
            await reconcile_nightly(self._store, now, log_alarm)
        except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
            log.error("reconciliation_failed", kind=type(failure).__name__)  # noqa: TRY400


def tag_repeat(text: str) -> str:
    """Said of a message that may have arrived before; both languages say it alike."""
    return f"{words('fr').label('repeat')}\n{text}"


def tag_unprinted(text: str) -> str:
    """Said of a message whose document could not be made, in both languages."""
    return f"{text}\n\n{words('fr').label('unprinted')}\n{words('en').label('unprinted')}"


def alarm(kind: str, outgoing: Outgoing | None, delivery: Delivery | None) -> None:
    log.error(
        "alarm",
        kind=kind,
        outgoing=outgoing.id if outgoing else None,
        reason=delivery.reason if delivery else "",
    )
