"""`vigie run` and `vigie phone`: Vigie at work, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import logs
from bot.application import Vigie, tag_repeat
from bot.chat.house import House
from bot.chat.intake import WANTED, Polling
from bot.clock import DatabaseClock, ShiftedClock, SystemClock
from bot.commands import local_network
from bot.commands.database import open_database
from bot.connectors.bodacc import Bodacc
from bot.connectors.mail import SmtpMailer
from bot.connectors.ping import Ping
from bot.connectors.register import Register
from bot.phone.door import Door
from bot.phone.exchange import Exchange
from bot.phone.line import Line
from bot.phone.server import (
    HOST,
    NoFreePort,
    address_of,
    create_phone,
    free_sockets,
    serve,
)
from bot.phone.transport import BASE_FILE_URL, BASE_URL, DirectRequest
from bot.phone_clock import PhoneClock
from bot.ports import Role
from bot.reminders.hold import is_on_hold
from bot.rendering import Words
from bot.sample.company import SAMPLE
from bot.services import invitations
from bot.settings import Settings, load
from bot.storage import SqlStore
from bot.terminal import say, warn
from bot.web.calendar import calendar
from bot.web.health import health
from bot.web.webhook import webhook

log = structlog.get_logger(__name__)
WEB_PORT = 8443


def run(texts: Words) -> None:
    settings = load()
    if settings.token:
        _until_stopped(_telegram(settings, texts), settings)
    else:
        _until_stopped(_phone(settings, texts, PhoneWishes()), settings)


def phone(
    texts: Words, *, port: int, fresh: bool, starts: datetime | None, lan: bool
) -> None:
    settings = load()
    wishes = PhoneWishes(port=port, fresh=fresh, starts=starts, lan=lan)
    _until_stopped(_phone(settings, texts, wishes), settings)


@dataclass(frozen=True, slots=True)
class PhoneWishes:
    port: int = 8080
    fresh: bool = False
    starts: datetime | None = None  # local time of the company
    lan: bool = False  # also for phones on the local network


def _until_stopped(work: object, settings: Settings) -> None:
    logs.set_up(settings.log)
    asyncio.run(work)  # type: ignore[arg-type]


def _stop_event() -> asyncio.Event:
    """Set by Ctrl-C or a polite kill, from the first moment on."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(name, stopped.set)
    return stopped


# --- The phone ---------------------------------------------------------------------


async def _phone(settings: Settings, texts: Words, wishes: PhoneWishes) -> None:
    stopped = _stop_event()
    plugs = _plugs(wishes, texts)
    door = _door(plugs[1:], texts)
    store = open_database(settings)
    try:
        async with AsyncExitStack() as stack:
            vigie, exchange, app = await _phone_parts(
                settings, store, wishes, stack, door, address_of(plugs[0])
            )
            address = await stack.enter_async_context(serve(app, exchange, *plugs))
            await vigie.start()
            polling = asyncio.create_task(Polling(vigie.bot, vigie.intake).run())
            say(texts.line("phone_open", address=address))
            say(texts.line("phone_how"))
            await _say_hold(store, texts)
            if door:
                door.renew()
            await stopped.wait()
            say(texts.line("stopping"))
            polling.cancel()
            await vigie.stop()
    finally:
        store.close()
    say(texts.line("stopped"))


def _plugs(wishes: PhoneWishes, texts: Words) -> list[socket.socket]:
    """This machine's own first, then those on the local network."""
    near = local_network.addresses() if wishes.lan else ()
    if wishes.lan and not near:
        warn(texts.line("no_lan"))
        raise SystemExit(2)
    try:
        return free_sockets(wishes.port, (HOST, *near))
    except NoFreePort:
        warn(texts.line("no_free_port", port=wishes.port))
        raise SystemExit(2) from None


def _door(plugs: Sequence[socket.socket], texts: Words) -> Door | None:
    """By which phones of the local network come in, where there are sockets for them."""
    opened = [address_of(plug) for plug in plugs]
    names = [plug.getsockname()[0] for plug in plugs]
    show = partial(local_network.show, texts, opened)
    return Door(names, show) if plugs else None


async def _phone_parts(
    settings: Settings,
    store: SqlStore,
    wishes: PhoneWishes,
    stack: AsyncExitStack,
    door: Door | None,
    address: str,
) -> tuple[Vigie, Exchange, Starlette]:
    zone = ZoneInfo(settings.timezone)
    starts = wishes.starts.replace(tzinfo=zone) if wishes.starts else None
    shared = PhoneClock(store, ShiftedClock(SystemClock()), settings.timezone)
    await shared.prepare(fresh=wishes.fresh, starts=starts)
    exchange = Exchange(clock=shared, path=_beside(settings, "phone.sqlite3"))
    stack.callback(exchange.close)
    if shared.was_rebuilt:
        exchange.empty_chats()
    line = Line(exchange)
    bot = Bot(
        exchange.token,
        base_url=BASE_URL,
        base_file_url=BASE_FILE_URL,
        request=DirectRequest(line),
        get_updates_request=DirectRequest(line),
    )
    await stack.enter_async_context(bot)
    house = House(
        guests_of=SAMPLE,
        zone=settings.timezone,
        feeds_at=address,
        has_register=settings.company_register == "on",
    )
    # No watch here: the clock all visitors share is moved, the BODACC's is not.
    vigie = Vigie(
        store,
        shared.clock,
        bot,
        house,
        mailer=_mailer(settings),
        register=_register(settings),
    )
    shared.serves(vigie, exchange)
    others: list[BaseRoute] = [calendar(vigie.calendar), *health(vigie.checks)]
    app = create_phone(line, zone=settings.timezone, others=others, door=door)
    return vigie, exchange, app


def _beside(settings: Settings, name: str) -> Path | None:
    """Next to the database file; in memory where there is none."""
    url = settings.database_url.get_secret_value()
    path = url.removeprefix("sqlite:///")
    return Path(path).parent / name if url.startswith("sqlite:///") and path else None


async def _say_hold(store: SqlStore, texts: Words) -> None:
    if await store.write(is_on_hold):
        warn(texts.line("held"))


def _mailer(settings: Settings) -> SmtpMailer | None:
    url = settings.smtp_url.get_secret_value()
    return SmtpMailer(url, settings.mail_from, tag_repeat) if url else None


def _notices(settings: Settings) -> Bodacc | None:
    return Bodacc(settings.bodacc_url) if settings.bodacc == "on" else None


def _register(settings: Settings) -> Register | None:
    is_on = settings.company_register == "on"
    return Register(settings.company_register_url) if is_on else None


def _ping(settings: Settings) -> Ping | None:
    return Ping(settings.ping_url) if settings.ping_url else None


# --- Telegram ----------------------------------------------------------------------


async def _telegram(settings: Settings, texts: Words) -> None:
    stopped = _stop_event()
    store = open_database(settings)
    try:
        async with AsyncExitStack() as stack:
            bot = Bot(settings.token)
            if not await _greet(bot, stack, texts, stopped):
                return
            house = House(
                is_open=settings.open == "on",
                zone=settings.timezone,
                feeds_at=settings.public_url.rstrip("/"),
                watches=settings.bodacc == "on",
                has_register=settings.company_register == "on",
            )
            clock = DatabaseClock(store.time, SystemClock())
            vigie = Vigie(
                store,
                clock,
                bot,
                house,
                mailer=_mailer(settings),
                ping=_ping(settings),
                notices=_notices(settings),
                register=_register(settings),
            )
            await _owner_link(store, bot, texts)
            await vigie.start()
            await _say_hold(store, texts)
            say(texts.line("telegram_on", name=bot.username))
            was_asked = await _listen(settings, vigie, texts, stopped)
            say(texts.line("stopping"))
            await vigie.stop()
    finally:
        store.close()
    say(texts.line("stopped"))
    if not was_asked:
        raise SystemExit(2)


async def _greet(
    bot: Bot, stack: AsyncExitStack, texts: Words, stopped: asyncio.Event
) -> bool:
    """Until Telegram answers, or False when stopped before; a refused token ends it with
    a plain word.
    """
    pause = 1.0
    while not stopped.is_set():
        try:
            await stack.enter_async_context(bot)
        except InvalidToken:
            warn(texts.line("token_refused"))
            raise SystemExit(2) from None
        except TelegramError as error:
            log.warning("telegram_away", kind=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), pause)
            pause = min(pause * 2, 30.0)
        else:
            return True
    return False


async def _owner_link(store: SqlStore, bot: Bot, texts: Words) -> None:
    """With no company yet: the one-time link by which the owner brings his contract."""
    now = datetime.now(UTC)
    token = await store.write(
        lambda uow: (
            None if uow.companies.all() else invitations.invite(uow, None, Role.OWNER, now)
        )
    )
    if token is not None:
        say(texts.line("owner_link"))
        say(f"  https://t.me/{bot.username}?start={token}")


async def _listen(
    settings: Settings, vigie: Vigie, texts: Words, stopped: asyncio.Event
) -> bool:
    """By webhook where there is a public address, else by polling; until stopped. False:
    it ended by itself, which whoever started Vigie must notice.
    """
    stop = asyncio.create_task(stopped.wait())
    if settings.public_url:
        source = asyncio.create_task(_webhook(settings, vigie))
    else:
        source = asyncio.create_task(_poll(vigie))
    done, _ = await asyncio.wait({stop, source}, return_when=asyncio.FIRST_COMPLETED)
    if source in done and isinstance(failure := source.exception(), InvalidToken):
        warn(texts.line("token_refused"))
    elif source in done:
        log.error("nothing_heard", kind=type(failure).__name__)
    source.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await source
    return stop in done


async def _poll(vigie: Vigie) -> None:
    await _until_heard(vigie.bot.delete_webhook)
    await Polling(vigie.bot, vigie.intake).run()


async def _until_heard(
    call: Callable[[], Awaitable[object]],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Telegram's absence is waited out; reminders and answers go on meanwhile."""
    pause = 1.0
    while True:
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("telegram_away", kind=type(error).__name__)
            await sleep(pause)
            pause = min(pause * 2, 30.0)
        else:
            return


async def _webhook(settings: Settings, vigie: Vigie) -> None:
    secret = settings.webhook_secret.get_secret_value()
    routes = [
        webhook(secret, vigie.intake.receive),
        calendar(vigie.calendar),
        *health(vigie.checks),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes),
        host="0.0.0.0",  # noqa: S104 - Telegram comes from outside; the secret guards it
        port=WEB_PORT,
        log_level="warning",
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    tell_telegram = partial(
        vigie.bot.set_webhook,
        f"{settings.public_url.rstrip('/')}/telegram",
        secret_token=secret,
        allowed_updates=WANTED,
    )
    serving = asyncio.create_task(server.serve())
    try:
        await _until_heard(tell_telegram)
        await serving
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
