"""The bot changes what stands in a chat: edits, deletes, pins, answers presses."""

from __future__ import annotations

from bot.phone import markup, refusals
from bot.phone.exchange import Exchange
from bot.phone.methods.addressing import (
    ATTACHED,
    caption_in,
    message_of,
    open_chat_of,
    own_message_of,
    text_in,
    upload_in,
)
from bot.phone.parameters import Parameters
from bot.phone.people import Chat
from bot.phone.refusals import BadRequest, Json
from bot.phone.wording import text_of_caption

ANSWER_LIMIT = 200  # characters of the toast
DELETE_PERIOD = 48 * 60 * 60  # seconds
_CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")


def edit_text(exchange: Exchange, parameters: Parameters) -> Json:
    worded = text_in(parameters)
    chat, message = own_message_of(exchange, parameters)
    if "text" not in message:
        raise BadRequest("there is no text in the message to edit")
    return _change(exchange, parameters, chat, message, worded)


def edit_caption(exchange: Exchange, parameters: Parameters) -> Json:
    worded = caption_in(parameters)
    chat, message = own_message_of(exchange, parameters)
    if "text" in message:
        raise BadRequest("there is no caption in the message to edit")
    file: Json = {name: message[name] for name in ("photo", "document") if name in message}
    return _change(exchange, parameters, chat, message, {**file, **worded})


def edit_keyboard(exchange: Exchange, parameters: Parameters) -> Json:
    chat, message = own_message_of(exchange, parameters)
    content = {name: message[name] for name in _CONTENT if name in message}
    return _change(exchange, parameters, chat, message, content)


def edit_media(exchange: Exchange, parameters: Parameters) -> Json:
    chat, message = own_message_of(exchange, parameters)
    media = parameters.json("media", "input media") or {}
    place = str(media.get("media", "")).removeprefix(ATTACHED) or "media"
    named = Parameters({place: media.get("media")}, parameters.files)
    upload = upload_in(exchange, named, place)
    text, entities = text_of_caption(
        media.get("caption") or "",
        media.get("parse_mode") or "",
        media.get("caption_entities") or [],
    )
    content: Json = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    match media.get("type"):
        case "photo":
            content["photo"] = exchange.files.add_photo(upload)
        case "document":
            content["document"] = exchange.files.add_document(upload)
        case kind:
            raise BadRequest(f'type "{kind}" of media is not supported here')
    return _change(exchange, parameters, chat, message, content)


def _change(
    exchange: Exchange, parameters: Parameters, chat: Chat, message: Json, content: Json
) -> Json:
    """The message with this content; without a keyboard unless one came along."""
    if chat.person.blocks:
        raise refusals.Blocked
    keys = markup.checked(parameters.json("reply_markup", "reply keyboard markup"))
    if keys and "inline_keyboard" not in keys:
        raise BadRequest("inline keyboard expected")
    worded = {**content, **({"reply_markup": keys} if keys else {})}
    kept = {k: v for k, v in message.items() if k not in (*_CONTENT, "reply_markup")}
    if {**kept, **worded} == message:
        raise BadRequest(refusals.NOT_MODIFIED)
    edited = {**kept, **worded, "edit_date": exchange.today()}
    chat.messages[edited["message_id"]] = edited
    exchange.keep(edited)
    exchange.journal.edited(edited)
    exchange.tell(chat.person.id, {"event": "edited", "message": edited})
    return edited


def delete(exchange: Exchange, parameters: Parameters) -> bool:
    chat, message = message_of(exchange, parameters, "message to delete")
    if exchange.today() - message["date"] > DELETE_PERIOD:
        raise BadRequest("message can't be deleted")
    del chat.messages[message["message_id"]]
    exchange.shelf.drop("message", message["message_id"])
    exchange.journal.note(f"(deleted {message['message_id']})")
    gone = {"event": "deleted", "message_id": message["message_id"]}
    exchange.tell(chat.person.id, gone)
    if message["message_id"] in chat.pinned:
        chat.pinned.remove(message["message_id"])
        exchange.keep_aside(chat)
    return True


def pin(exchange: Exchange, parameters: Parameters) -> bool:
    chat, message = message_of(exchange, parameters, "message to pin")
    if message["message_id"] in chat.pinned:
        chat.pinned.remove(message["message_id"])
    chat.pinned.append(message["message_id"])
    exchange.keep_aside(chat)
    return True


def unpin(exchange: Exchange, parameters: Parameters) -> bool:
    """The message named, or the one pinned last."""
    chat = open_chat_of(exchange, parameters)
    number = parameters.identifier("message_id") or (chat.pinned or [0])[-1]
    if number not in chat.pinned:
        raise BadRequest("message to unpin not found")
    chat.pinned.remove(number)
    exchange.keep_aside(chat)
    return True


def unpin_all(exchange: Exchange, parameters: Parameters) -> bool:
    chat = open_chat_of(exchange, parameters)
    chat.pinned.clear()
    exchange.keep_aside(chat)
    return True


def answer_callback_query(exchange: Exchange, parameters: Parameters) -> bool:
    text = parameters.text("text")
    if len(text) > ANSWER_LIMIT:
        raise BadRequest("MESSAGE_TOO_LONG")
    query = exchange.take_query(parameters.text("callback_query_id"))
    answer = {
        "event": "answered",
        "query": query.id,
        "message_id": query.message_id,
        "text": text,
        "alert": parameters.flag("show_alert"),
        "url": parameters.text("url"),
    }
    if text:
        exchange.journal.note(f"(shows) {text}")
    exchange.tell(query.person, answer)
    return True


METHODS = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_keyboard,
    "editmessagemedia": edit_media,
    "deletemessage": delete,
    "pinchatmessage": pin,
    "unpinchatmessage": unpin,
    "unpinallchatmessages": unpin_all,
    "answercallbackquery": answer_callback_query,
}
