"""What the bot asks and what it is told, by unmodified python-telegram-bot in process."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.phone.clock import HandClock
from bot.phone.parameters import Parameters
from bot.phone.phone import Phone
from bot.phone.transport import BASE_URL, DirectRequest
from bot.phone.updates import QUERY_LIFE
from bot.phone.visitor import NoSuchButton
from tests.phone.pictures import png

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="ok")]])


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.is_bot, me.first_name) == (True, "Vigie")


async def test_another_token_is_unauthorized(phone: Phone) -> None:
    stranger = Bot("1:other", base_url=BASE_URL, request=DirectRequest(phone.line))

    with pytest.raises(InvalidToken):
        await stranger.get_me()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramError, match=r"Endpoint 'flyToTheMoon' not found"):
        await bot.do_api_request("flyToTheMoon")


async def test_what_a_person_types_comes_as_an_update(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne", lang="fr")
    await anne.types("/start abc")

    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start abc"
    assert update.message.entities[0].type == "bot_command"
    assert update.effective_user is not None
    assert update.effective_user.language_code == "fr"
    assert update.effective_user.is_bot is False


async def test_an_update_stays_until_an_offset_beyond_it_arrives(
    bot: Bot, phone: Phone
) -> None:
    anne = phone.visitor("Anne")
    await anne.types("un")
    await anne.types("deux")

    first, second = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates()] == [
        first.update_id,
        second.update_id,
    ]
    assert await bot.get_updates(offset=first.update_id + 1) == (second,)
    assert await bot.get_updates(offset=second.update_id + 1, timeout=0) == ()
    assert len(phone.exchange.updates) == 0


async def test_limit_and_negative_offset(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    for word in ("un", "deux", "trois"):
        await anne.types(word)

    assert [u.message.text for u in await bot.get_updates(limit=2)] == ["un", "deux"]
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["trois"]


async def test_kinds_not_asked_for_are_not_kept(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await anne.types("perdu")

    assert await bot.get_updates(timeout=0) == ()


async def test_a_message_reaches_the_screen(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    chat = await anne.types("bonjour") and 1001
    sent = await bot.send_message(chat, "<b>Il</b> reste", "HTML", reply_markup=KEYS)

    [seen] = await anne.reads()
    assert (seen.id, seen.text, seen.rows) == (sent.message_id, "Il reste", (("Valider",),))
    assert sent.entities[0].type == "bold"
    assert sent.from_user is not None
    assert sent.from_user.is_bot


async def test_messages_are_dated_by_the_shared_clock() -> None:
    clock = HandClock(datetime(2026, 12, 1, 8, tzinfo=UTC))
    phone = Phone(clock=clock)
    phone.visitor("Anne")
    bot = Bot(phone.token, base_url=BASE_URL, request=DirectRequest(phone.line))
    await clock.advance_a_day()

    sent = await bot.send_message(1001, "bonjour")
    assert sent.date == datetime(2026, 12, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Message text is empty"),
        ("   ", "Text must be non-empty"),
        ("a" * 4097, "Message is too long"),
        ("🏟" * 2049, "Message is too long"),
        ("<br>", 'Can\'t parse entities: unsupported start tag "br" at byte offset 0'),
    ],
)
async def test_a_text_telegram_refuses_is_refused(
    bot: Bot, phone: Phone, text: str, why: str
) -> None:
    phone.visitor("Anne")

    with pytest.raises(BadRequest) as refused:
        await bot.send_message(1001, text, "HTML")
    assert refused.value.message.lower() == why.lower()


async def test_the_longest_text_passes_when_its_tags_are_taken_off(
    bot: Bot, phone: Phone
) -> None:
    phone.visitor("Anne")

    sent = await bot.send_message(1001, f"<b>{'a' * 4096}</b>", "HTML")
    assert sent.text is not None
    assert len(sent.text) == 4096


@pytest.mark.parametrize(
    ("button", "why"),
    [
        (InlineKeyboardButton("x", callback_data="é" * 33), "Button_data_invalid"),
        (InlineKeyboardButton("x", callback_data="a" * 65), "Button_data_invalid"),
        (InlineKeyboardButton("x", url="webcal://x.fr"), "Unsupported URL protocol"),
        (InlineKeyboardButton("", callback_data="a"), "button text must be non-empty"),
        (InlineKeyboardButton("x"), "Text buttons are unallowed"),
    ],
)
async def test_a_button_telegram_refuses_is_refused(
    bot: Bot, phone: Phone, button: InlineKeyboardButton, why: str
) -> None:
    phone.visitor("Anne")

    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_message(1001, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def test_data_of_64_bytes_passes(bot: Bot, phone: Phone) -> None:
    phone.visitor("Anne")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="é" * 32)]])

    assert (await bot.send_message(1001, "x", reply_markup=keys)).reply_markup == keys


async def test_unknown_chats_and_those_who_block_the_bot(bot: Bot, phone: Phone) -> None:
    phone.visitor("Anne")
    phone.exchange.blocks(phone.exchange.people[1001])

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(77, "bonjour")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "bonjour")
    [update] = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_an_edit_replaces_the_message_and_drops_its_keyboard(
    bot: Bot, phone: Phone
) -> None:
    anne = phone.visitor("Anne")
    sent = await bot.send_message(1001, "avant", reply_markup=KEYS)

    edited = await bot.edit_message_text("après", 1001, sent.message_id)
    [seen] = await anne.reads()
    assert edited.message_id == sent.message_id
    assert (seen.text, seen.edited, seen.buttons) == ("après", True, ())


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, phone: Phone) -> None:
    phone.visitor("Anne")
    sent = await bot.send_message(1001, "<b>même</b>", "HTML", reply_markup=KEYS)

    with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
        await bot.edit_message_text(
            "<strong>même</strong> ",
            1001,
            sent.message_id,
            parse_mode="HTML",
            reply_markup=KEYS,
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=KEYS)


async def test_only_the_bots_own_messages_that_exist_are_edited(
    bot: Bot, phone: Phone
) -> None:
    theirs = await phone.visitor("Anne").types("bonjour")

    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 1001, 4)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 1001, theirs)


async def test_a_press_is_answered_once(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    await bot.send_message(1001, "carte", reply_markup=KEYS)
    await anne.presses("Valider")
    [update] = await bot.get_updates()
    query = update.callback_query

    assert query is not None
    assert (query.data, bool(query.chat_instance)) == ("ok", True)
    assert await query.answer("C'est fait", show_alert=True)
    toast = await anne.hears()
    assert (toast.text, toast.alert) == ("C'est fait", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await query.answer()


async def test_an_old_press_is_neither_given_nor_answered() -> None:
    seconds = [0.0]
    phone = Phone()
    phone.exchange.seconds = phone.exchange.updates._seconds = lambda: seconds[0]  # noqa: SLF001
    bot = Bot(
        phone.token,
        base_url=BASE_URL,
        request=DirectRequest(phone.line),
        get_updates_request=DirectRequest(phone.line),
    )
    anne = phone.visitor("Anne")
    await bot.send_message(1001, "carte", reply_markup=KEYS)
    query = await anne.presses("Valider")
    seconds[0] = QUERY_LIFE + 1

    assert await bot.get_updates(timeout=0) == ()
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_address_and_copy_buttons_act_on_the_phone_alone(
    bot: Bot, phone: Phone
) -> None:
    anne = phone.visitor("Anne")
    keys = [
        InlineKeyboardButton("Site", url="https://x.fr"),
        InlineKeyboardButton("IBAN", copy_text=CopyTextButton("FR76")),
    ]
    await bot.send_message(1001, "x", reply_markup=InlineKeyboardMarkup([keys]))
    await anne.reads()

    assert await anne.presses("Site") == "https://x.fr"
    assert await anne.presses("IBAN") == "FR76"
    with pytest.raises(NoSuchButton):
        await anne.presses("Rien")
    assert await bot.get_updates(timeout=0) == ()


async def test_the_reply_keyboard_types_its_label_and_goes_when_told(
    bot: Bot, phone: Phone
) -> None:
    anne = phone.visitor("Anne")
    keys = ReplyKeyboardMarkup([["30 jours", "60 jours"]], one_time_keyboard=True)
    await bot.send_message(1001, "Quand ?", reply_markup=keys)
    await anne.reads()
    assert anne.screen.reply_keys() == [["30 jours", "60 jours"]]

    await anne.presses("60 jours")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "60 jours"
    assert anne.screen.reply_keys() == []
    await bot.send_message(1001, "Quand ?", reply_markup=keys)
    await bot.send_message(1001, "Bien", reply_markup=ReplyKeyboardRemove())
    assert anne.screen.reply_keys() == []


async def test_files_go_both_ways(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    await anne.sends_file("facture.csv", b"a;b", caption="la voici")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.caption == "la voici"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"a;b"

    sent = await bot.send_document(
        1001, b"%PDF", filename="dossier.pdf", caption="<b>x</b>", parse_mode="HTML"
    )
    [seen] = await anne.reads()
    assert (seen.file, seen.text) == ("dossier.pdf", "x")
    assert sent.document is not None
    assert sent.document.mime_type == "application/pdf"
    assert await anne.downloads(seen) == b"%PDF"
    again = await bot.send_document(1001, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_name == "dossier.pdf"


async def test_photos_have_sizes_and_what_is_none_is_refused(
    bot: Bot, phone: Phone
) -> None:
    anne = phone.visitor("Anne")
    sent = await bot.send_photo(1001, png(40, 30), caption="Il reste 51 %")
    [seen] = await anne.reads()

    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 30)
    assert (seen.file, seen.text) == ("photo", "Il reste 51 %")
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(1001, b"no picture")
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        await bot.send_photo(1001, png(400, 10))
    with pytest.raises(BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_photo(1001, png(40, 30), caption="a" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)file must be non-empty"):
        await bot.send_document(1001, b"", filename="leer.txt")
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(1001, "https://example.org/x.png")
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await bot.get_file("none")


async def test_caption_and_media_are_edited(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    sent = await bot.send_document(1001, b"a", filename="a.txt", caption="un")
    await bot.edit_message_caption(1001, sent.message_id, caption="deux")
    media = InputMediaDocument(b"b", caption="trois", filename="b.txt")
    await bot.edit_message_media(media, 1001, sent.message_id)

    [seen] = await anne.reads()
    assert (seen.text, seen.file) == ("trois", "b.txt")
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("x", 1001, sent.message_id)


async def test_messages_are_deleted_while_they_are_young() -> None:
    clock = HandClock()
    phone = Phone(clock=clock)
    bot = Bot(phone.token, base_url=BASE_URL, request=DirectRequest(phone.line))
    anne = phone.visitor("Anne")
    old = await bot.send_message(1001, "vieux")
    for _ in range(3):
        await clock.advance_a_day()
    young = await bot.send_message(1001, "jeune")

    assert await young.delete()
    await anne.reads()
    assert [seen.text for seen in anne.screen.seen()] == ["vieux"]
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await old.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await young.delete()


async def test_pins_stand_above_the_chat(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    sent = await bot.send_message(1001, "Tableau de bord")
    await sent.pin()
    await anne.reads()
    pinned = anne.screen.pinned()
    assert pinned is not None
    assert pinned.text == "Tableau de bord"
    chat = await bot.get_chat(1001)
    assert chat.pinned_message is not None

    await bot.unpin_chat_message(1001)
    assert anne.screen.pinned() is None
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(1001)


async def test_commands_by_scope_and_language(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne", lang="fr")
    await anne.types("bonjour")
    await bot.set_my_commands([("left", "what is left")])
    await bot.set_my_commands([BotCommand("reste", "ce qui reste")], language_code="fr")
    assert [command["command"] for command in anne.screen.commands] == ["reste"]

    await bot.set_my_commands([("mien", "à moi")], scope=BotCommandScopeChat(1001))
    assert [command["command"] for command in anne.screen.commands] == ["mien"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(1001))
    await bot.delete_my_commands(language_code="fr")
    assert [command["command"] for command in anne.screen.commands] == ["left"]
    assert await bot.get_my_commands() == (BotCommand("left", "what is left"),)
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Échéances", "accents")])


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Je veille.", language_code="fr")

    assert (await bot.get_my_description("fr")).description == "Je veille."
    assert (await bot.get_my_description()).description == ""


async def test_typing_shows_until_the_bot_has_written(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    await anne.types("bonjour")
    await bot.send_chat_action(1001, "typing")
    assert anne.screen.typing

    await bot.send_message(1001, "voilà")
    assert not anne.screen.typing


async def test_no_polling_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:1/telegram")
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active"
    ):
        await bot.get_updates()

    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()
    with pytest.raises(BadRequest, match=r"(?i)an https url must be provided"):
        await bot.set_webhook("http://example.org/")


async def test_what_was_asked_and_said_can_be_read(bot: Bot, phone: Phone) -> None:
    anne = phone.visitor("Anne")
    await anne.types("bonjour")
    await bot.send_message(1001, "Bonjour Anne", reply_markup=KEYS)
    await anne.presses("Valider")

    assert [call.outcome for call in phone.calls("sendMessage")] == ["ok"]
    assert phone.transcript().splitlines() == [
        "Anne: bonjour",
        "Vigie: Bonjour Anne",
        "  [Valider]",
        "Anne presses [Valider]",
    ]


async def test_a_keyboard_may_come_as_json_in_a_string(phone: Phone) -> None:
    phone.visitor("Anne")
    keys = json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]})

    said = Parameters({"chat_id": "1001", "text": "x", "reply_markup": keys})
    code, body = await phone.line.call(phone.token, "SendMessage", said)
    assert code == 200
    assert body["result"]["reply_markup"] == json.loads(keys)


async def test_the_hand_clock_moves_to_the_next_reminder() -> None:
    clock = HandClock()
    clock.reminders = [clock.now() + timedelta(days=12)]

    assert await clock.advance_to_next_reminder()
    assert clock.shift() == timedelta(days=12)
    assert not await clock.advance_to_next_reminder()
