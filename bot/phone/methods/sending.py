"""New messages from the bot."""

from __future__ import annotations

from typing import Any

from bot.phone import markup
from bot.phone.exchange import Exchange
from bot.phone.methods.addressing import (
    caption_in,
    open_chat_of,
    text_in,
    upload_in,
)
from bot.phone.parameters import Parameters
from bot.phone.people import Chat
from bot.phone.refusals import BadRequest, Json

_ACTIONS = (
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
    *("upload_voice", "upload_document", "choose_sticker", "find_location"),
    *("record_video_note", "upload_video_note"),
)


def send_message(exchange: Exchange, parameters: Parameters) -> Json:
    return _send(exchange, parameters, text_in(parameters))


def send_photo(exchange: Exchange, parameters: Parameters) -> Json:
    open_chat_of(exchange, parameters)
    photo = exchange.files.add_photo(upload_in(exchange, parameters, "photo"))
    return _send(exchange, parameters, {"photo": photo, **caption_in(parameters)})


def send_document(exchange: Exchange, parameters: Parameters) -> Json:
    open_chat_of(exchange, parameters)
    caption = caption_in(parameters)
    document = exchange.files.add_document(upload_in(exchange, parameters, "document"))
    return _send(exchange, parameters, {"document": document, **caption})


def send_chat_action(exchange: Exchange, parameters: Parameters) -> bool:
    """Shows « écrit… » for a few seconds."""
    chat = open_chat_of(exchange, parameters)
    if parameters.text("action") not in _ACTIONS:
        raise BadRequest("wrong parameter action in request")
    action = {"event": "action", "action": parameters.text("action")}
    exchange.tell(chat.person.id, action)
    return True


def _send(exchange: Exchange, parameters: Parameters, content: Json) -> Json:
    chat = open_chat_of(exchange, parameters)
    keys = markup.checked(parameters.json("reply_markup", "reply keyboard markup"))
    message = {**exchange.new_message(chat, exchange.profile.user), **content}
    message.update(_reply_in(parameters, chat))
    if "inline_keyboard" in keys:
        message["reply_markup"] = keys
    exchange.post(chat, message, silent=parameters.flag("disable_notification"))
    if keys and "inline_keyboard" not in keys:
        chat.keyboard = {} if keys.get("remove_keyboard") else keys
        exchange.keep_aside(chat)
    return message


def _reply_in(parameters: Parameters, chat: Chat) -> dict[str, Any]:
    reply = parameters.json("reply_parameters", "reply parameters") or {}
    number = reply.get("message_id") or parameters.identifier("reply_to_message_id")
    if not number:
        return {}
    answered = chat.messages.get(int(number))
    if answered is None and not reply.get("allow_sending_without_reply"):
        raise BadRequest("message to be replied not found")
    return {"reply_to_message": _bare(answered)} if answered else {}


def _bare(message: Json) -> Json:
    return {name: body for name, body in message.items() if name != "reply_to_message"}


METHODS = {
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendchataction": send_chat_action,
}
