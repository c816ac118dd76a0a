"""A small bot that uses everything a phone can show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.phone.phone import Phone
from bot.phone.transport import BASE_FILE_URL, BASE_URL, DirectRequest
from tests.phone.pictures import png

Context = ContextTypes.DEFAULT_TYPE
Key = InlineKeyboardButton

GREETING = (
    "<b>Bonjour, je suis Vigie.</b>\nJe veille sur votre police <i>Lapierre</i>\xa0: "
    "prime, garanties, échéances. Demandez-moi\xa0:"
)
LEFT = (
    "Il vous reste <b>510\u202f000\xa0€</b> d’indemnités cette année.\n"
    "<blockquote expandable>Maximum\xa0: 30 × 20\u202f000\xa0€ = 600\u202f000\xa0€\n"
    "Déjà payé\xa0: 90\u202f000\xa0€ (Leroc, 14 mars)\n"
    "Reste\xa0: 600\u202f000\xa0€ − 90\u202f000\xa0€ = 510\u202f000\xa0€\n"
    "Clause\xa0: conditions particulières, art. 4</blockquote>"
    "Voir /echeances ou <a href='https://example.org/'>la clause</a>."
)
CARD = (
    "<b>Facture à enregistrer</b>\nAcheteur\xa0: Leroc\n"
    "Montant\xa0: 100\u202f000,00\xa0€ HT\nÉchéance\xa0: 30 juin 2026"
)
MENU = InlineKeyboardMarkup(
    [
        [Key("Combien me reste-t-il\u202f?", callback_data="left")],
        [Key("Ma prime", callback_data="premium"), Key("Échéances", callback_data="due")],
        [
            Key("Assureur", url="https://example.org/"),
            Key("N° de police", copy_text=CopyTextButton("FR-2231-07")),
        ],
    ]
)
CHOICE = InlineKeyboardMarkup(
    [
        [
            Key("Valider", callback_data="yes"),
            Key("Corriger", callback_data="silent"),
            Key("Annuler", callback_data="no"),
        ]
    ]
)
WHEN = ReplyKeyboardMarkup([["30 jours", "60 jours"], ["3 mois"]], one_time_keyboard=True)


async def start(update: Update, _context: Context) -> None:
    assert update.message is not None
    await update.message.reply_html(GREETING, reply_markup=MENU)


async def answer(update: Update, _context: Context) -> None:
    message = update.message
    assert message is not None
    match (message.text or "").split():
        case ["reste", *_]:
            sent = await message.reply_html(LEFT)
            await sent.pin()
        case ["facture", *_]:
            await message.reply_html(CARD, reply_markup=CHOICE)
        case ["photo"]:
            await message.reply_photo(png(540, 280), caption="Il reste 510\u202f000\xa0€.")
        case ["fichier"]:
            await message.reply_document(b"a;b\n" * 500, filename="dossier.csv")
        case ["quand"]:
            await message.reply_text("Quelle échéance\u202f?", reply_markup=WHEN)
        case ["attends"]:
            await message.chat.send_action("typing")
        case _:
            await message.reply_text(message.text or "")


async def press(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query is not None
    match query.data:
        case "yes":
            await query.answer("Facture enregistrée")
            await query.edit_message_text("Facture enregistrée.")
        case "no":
            await query.answer("Rien n’a été écrit.", show_alert=True)
        case "silent":
            pass
        case data:
            await query.answer()
            await query.get_bot().send_message(query.from_user.id, f"({data})")


async def receive(update: Update, _context: Context) -> None:
    message = update.message
    assert message is not None
    sent = message.document or message.photo[-1]
    content = await (await sent.get_file()).download_as_bytearray()
    await message.reply_text(f"Reçu\xa0: {len(content)} octets")


@asynccontextmanager
async def echoing(phone: Phone) -> AsyncIterator[Any]:
    """The bot at work on this phone, in process."""
    application: Any = (
        Application.builder()
        .token(phone.token)
        .base_url(BASE_URL)
        .base_file_url(BASE_FILE_URL)
        .request(DirectRequest(phone.line))
        .get_updates_request(DirectRequest(phone.line))
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.add_handler(MessageHandler(filters.ATTACHMENT, receive))
    application.add_handler(CallbackQueryHandler(press))
    async with application:
        await application.bot.set_my_commands([("left", "what is left of the indemnity")])
        await application.bot.set_my_commands(
            [("reste", "l’indemnité qui reste"), ("prime", "la prime et son calcul")],
            language_code="fr",
        )
        await application.start()
        await application.updater.start_polling()
        yield application.bot
        await application.updater.stop()
        await application.stop()
