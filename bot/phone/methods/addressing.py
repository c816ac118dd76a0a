"""Whom a call is for and what it says: read from its parameters, refused when wrong."""

from __future__ import annotations

from bot.phone import refusals
from bot.phone.exchange import Exchange
from bot.phone.parameters import Parameters, Upload
from bot.phone.people import Chat
from bot.phone.refusals import BadRequest, Blocked, Json
from bot.phone.wording import text_of_caption, text_of_message

ATTACHED = "attach://"


def chat_of(exchange: Exchange, parameters: Parameters) -> Chat:
    if "chat_id" not in parameters:
        raise BadRequest("chat_id is empty")
    chat = exchange.chats.get(parameters.identifier("chat_id"))
    if chat is None:
        raise BadRequest(refusals.CHAT_NOT_FOUND)
    return chat


def open_chat_of(exchange: Exchange, parameters: Parameters) -> Chat:
    """A chat the bot may write to."""
    chat = chat_of(exchange, parameters)
    if chat.person.blocks:
        raise Blocked
    return chat


def message_of(exchange: Exchange, parameters: Parameters, what: str) -> tuple[Chat, Json]:
    """The message a call is about; `what` names it in the refusal."""
    if "chat_id" not in parameters and "inline_message_id" not in parameters:
        raise BadRequest("message identifier is not specified")
    chat = chat_of(exchange, parameters)
    message = chat.messages.get(parameters.identifier("message_id"))
    if message is None:
        raise BadRequest(f"{what} not found")
    return chat, message


def own_message_of(exchange: Exchange, parameters: Parameters) -> tuple[Chat, Json]:
    """A message of the bot's, to be edited."""
    chat, message = message_of(exchange, parameters, "message to edit")
    if not message["from"]["is_bot"]:
        raise BadRequest("message can't be edited")
    return chat, message


def text_in(parameters: Parameters) -> Json:
    text, entities = text_of_message(
        parameters.text("text"),
        parameters.text("parse_mode"),
        parameters.listed("entities", "entities"),
    )
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_in(parameters: Parameters) -> Json:
    text, entities = text_of_caption(
        parameters.text("caption"),
        parameters.text("parse_mode"),
        parameters.listed("caption_entities", "entities"),
    )
    worded: Json = {"caption": text} if text else {}
    return {**worded, "caption_entities": entities} if entities else worded


def upload_in(exchange: Exchange, parameters: Parameters, name: str) -> Upload:
    """A file that came along, or one sent before; addresses are never fetched."""
    said = parameters.text(name)
    if said.startswith(ATTACHED):
        name = said.removeprefix(ATTACHED)
    elif said:
        return exchange.files.upload_of(said)
    if name not in parameters.files:
        raise BadRequest(f"there is no {name} in the request")
    return parameters.files[name]
