"""Unmodified python-telegram-bot over HTTP, on a phone that is really served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.phone.distant import DistantPhone
from bot.phone.faults import Trouble
from tests.phone.conftest import PLAIN, Served, distant_bot
from tests.phone.pictures import png

Context = ContextTypes.DEFAULT_TYPE
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="ok")]])


async def greet(update: Update, _context: Context) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Bonjour</b>", reply_markup=KEYS)


async def echo(update: Update, _context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "(fichier)")


async def confirm(update: Update, _context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("C'est fait")
    await update.callback_query.edit_message_text("Validé")


@pytest.fixture
async def polling(served: Served) -> AsyncIterator[Served]:
    """A small bot that polls."""
    application: Any = (
        Application.builder()
        .token(served.phone.token)
        .base_url(f"{served.address}/bot")
        .base_file_url(f"{served.address}/file/bot")
        .build()
    )
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.add_handler(CallbackQueryHandler(confirm))
    async with application:
        await application.start()
        await application.updater.start_polling()
        yield served
        await application.updater.stop()
        await application.stop()


@pytest.mark.parametrize("way", ["in process", "over HTTP"])
async def test_a_dialogue(polling: Served, way: str) -> None:
    distant = DistantPhone(polling.address)
    phone = distant if way == "over HTTP" else polling.phone
    anne = phone.visitor("Anne", lang="fr")

    await anne.types("/start")
    [greeting] = await anne.reads()
    assert (greeting.text, greeting.rows) == ("Bonjour", (("Valider",),))
    await anne.presses("Valider")
    assert (await anne.hears()).text == "C'est fait"
    assert (await anne.sees("Validé")).edited
    await anne.sends_file("a.txt", b"abc")
    assert (await anne.reads())[0].text == "(fichier)"
    await anne.types("merci")
    assert (await anne.reads())[0].text == "merci"
    await anne.hangs_up()


async def test_visitors_have_separate_chats(polling: Served) -> None:
    anne, bob = (DistantPhone(polling.address).visitor(name) for name in ("Anne", "Bob"))
    await anne.types("je suis Anne")
    await bob.types("je suis Bob")

    assert [seen.text for seen in await anne.reads()] == ["je suis Anne"]
    assert [seen.text for seen in await bob.reads()] == ["je suis Bob"]
    await anne.hangs_up()
    await bob.hangs_up()


async def test_who_leaves_is_no_longer_told(served: Served) -> None:
    anne = DistantPhone(served.address).visitor("Anne")
    await anne.types("bonjour")
    [person] = served.phone.exchange.people
    listeners = served.phone.exchange._listeners[person]  # noqa: SLF001
    assert len(listeners) == 1

    await anne.hangs_up()
    while listeners:  # noqa: ASYNC110  # the server has no event for it
        await asyncio.sleep(0)


async def test_the_errors_are_ptbs_own(http_bot: Bot, served: Served) -> None:
    served.phone.visitor("Anne")

    with pytest.raises(BadRequest, match="Chat not found"):
        await http_bot.send_message(1, "bonjour")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await http_bot.send_message(1001, "")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="a" * 65)]])
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await http_bot.send_message(1001, "x", reply_markup=keys)


async def test_a_wrong_token_is_refused(served: Served) -> None:
    stranger = Bot("1:other", base_url=f"{served.address}/bot")

    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_files_over_http(http_bot: Bot, served: Served) -> None:
    anne = DistantPhone(served.address).visitor("Anne")
    await anne.types("bonjour")
    [update] = await http_bot.get_updates()
    assert update.effective_chat is not None
    photo = png(30, 20)

    sent = await http_bot.send_photo(update.effective_chat.id, photo, caption="51 %")
    [seen] = await anne.reads()
    assert (seen.file, seen.text) == ("photo", "51 %")
    assert await anne.downloads(seen) == photo
    file = await http_bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == photo
    await anne.hangs_up()


async def test_a_poll_really_waits_and_ends_with_the_first_update(
    http_bot: Bot, served: Served
) -> None:
    anne = served.phone.visitor("Anne")
    poll = asyncio.create_task(http_bot.get_updates(timeout=30))
    await until_polled(served)
    assert not poll.done()

    await anne.types("bonjour")
    assert len(await poll) == 1


async def test_only_one_may_poll(http_bot: Bot, served: Served) -> None:
    first = asyncio.create_task(http_bot.get_updates(timeout=30))
    await until_polled(served)
    async with distant_bot(served) as second:
        later = asyncio.create_task(second.get_updates(timeout=30))

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await served.phone.visitor("Anne").types("bonjour")
        assert len(await later) == 1


async def until_polled(served: Served) -> None:
    """Once the bot waits at the other end; the phone has no event for that."""
    while served.phone.exchange.updates._poll is None:  # noqa: ASYNC110, SLF001
        await asyncio.sleep(0)


async def test_a_bot_that_does_not_wait_is_held_back(http_bot: Bot) -> None:
    began = asyncio.get_running_loop().time()
    for _ in range(4):
        await http_bot.get_updates(timeout=0)

    assert asyncio.get_running_loop().time() - began > 0.12


async def test_too_many_requests(
    http_bot: Bot, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # PTB warns of its older form
    anne = served.phone.visitor("Anne")
    served.phone.fails("too_many", retry_after=7, contains="reste")

    await http_bot.send_message(1001, "autre chose")
    with pytest.raises(RetryAfter) as refused:
        await http_bot.send_message(1001, "il reste")
    assert refused.value.retry_after == timedelta(seconds=7)
    await http_bot.send_message(1001, "il reste")
    assert [seen.text for seen in await anne.reads()] == ["autre chose", "il reste"]


@pytest.mark.parametrize(
    ("trouble", "arrives"),
    [
        ("server_error", False),
        ("server_error_after", True),
        ("reset", False),
        ("reset_after", True),
    ],
)
async def test_trouble_before_and_after_delivery(
    http_bot: Bot, served: Served, trouble: str, *, arrives: bool
) -> None:
    anne = served.phone.visitor("Anne")
    served.phone.fails(trouble, method="sendMessage")

    with pytest.raises(NetworkError) as failed:
        await http_bot.send_message(1001, "bonjour")
    assert not isinstance(failed.value, BadRequest | TimedOut)
    await anne.types("et ?")
    assert [seen.text for seen in anne.screen.seen() if not seen.mine] == (
        ["bonjour"] if arrives else []
    )


async def test_a_timeout_after_delivery(served: Served) -> None:
    anne = served.phone.visitor("Anne")
    served.phone.fails(Trouble.TIMEOUT_AFTER, method="sendMessage")
    async with distant_bot(served, read_timeout=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(1001, "bonjour")

    assert (await anne.reads())[0].text == "bonjour"


async def test_a_slow_answer_still_comes(http_bot: Bot, served: Served) -> None:
    served.phone.visitor("Anne")
    served.phone.fails("slow", seconds=0.05)
    began = asyncio.get_running_loop().time()

    await http_bot.send_message(1001, "bonjour")
    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_duplicated_and_reordered_updates(http_bot: Bot, served: Served) -> None:
    anne = served.phone.visitor("Anne")
    await anne.types("un")
    await anne.types("deux")
    served.phone.fails("duplicated")
    served.phone.fails("reordered")

    texts = [[u.message.text for u in await http_bot.get_updates()] for _ in range(3)]
    assert texts == [["un", "un", "deux", "deux"], ["deux", "un"], ["un", "deux"]]


async def test_forms_query_strings_and_json_are_all_read(served: Served) -> None:
    served.phone.visitor("Anne")
    url = f"{served.address}/bot{served.phone.token}/sendMessage"
    said = {"chat_id": 1001, "text": "bonjour"}
    async with httpx.AsyncClient(**PLAIN) as client:
        answers = [
            await client.get(url, params=said),
            await client.post(url, data={key: str(value) for key, value in said.items()}),
            await client.post(url, json=said),
        ]
        garbled = await client.post(
            url, content=b"{", headers={"content-type": "application/json"}
        )

    assert [answer.json()["result"]["text"] for answer in answers] == ["bonjour"] * 3
    assert garbled.json()["error_code"] == 400


async def test_a_webhook_is_sent_each_update_until_it_takes_it(served: Served) -> None:
    taken: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
    answers = iter([500, 200, 200])

    async def post(_url: str, _update: dict[str, Any], headers: dict[str, str]) -> int:
        code = next(answers)
        await taken.put((headers["X-Telegram-Bot-Api-Secret-Token"], code))
        return code

    hook = served.phone.exchange.webhook
    hook.post, hook._pause = post, 0.001  # noqa: SLF001
    hook.point_to("http://127.0.0.1:1/telegram", "geheim")
    anne = served.phone.visitor("Anne")
    await anne.types("un")
    await anne.types("deux")

    assert [await taken.get() for _ in range(3)] == [
        ("geheim", 500),
        ("geheim", 200),
        ("geheim", 200),
    ]
