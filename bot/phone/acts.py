"""What a person does on the phone: types, presses a button, sends a file."""

from __future__ import annotations

from bot.phone.exchange import Exchange
from bot.phone.parameters import Upload
from bot.phone.people import Chat, Person
from bot.phone.refusals import BadRequest, Json
from bot.phone.wording import text_of_caption, text_of_message, text_of_person


def types(exchange: Exchange, person: Person, text: str) -> Json:
    """Send a text; it goes to the bot as an update."""
    said = text_of_person(text)
    text_of_message(said[0], "", [])
    return _send(exchange, person, _with_text("text", "entities", *said))


def forwards(exchange: Exchange, person: Person, text: str, author: str) -> Json:
    """Pass on a text that someone else has written."""
    said = text_of_person(text)
    origin = {"type": "hidden_user", "sender_user_name": author, "date": exchange.today()}
    worded = _with_text("text", "entities", *said)
    return _send(exchange, person, {**worded, "forward_origin": origin})


def sends(
    exchange: Exchange, person: Person, upload: Upload, *, as_photo: bool, caption: str = ""
) -> Json:
    """Send a picture or a file, with some words under it."""
    text, entities = text_of_caption(caption, "", [])
    with exchange.shelf.writing():
        content: Json = (
            {"photo": exchange.files.add_photo(upload)}
            if as_photo
            else {"document": exchange.files.add_document(upload)}
        )
        worded = _with_text("caption", "caption_entities", text, entities)
        return _send(exchange, person, {**content, **worded})


def presses(exchange: Exchange, person: Person, message_id: int, data: str) -> str:
    """Press the button with this callback data; the id of the press comes back."""
    chat = exchange.chats[person.id]
    message = chat.messages.get(message_id, {})
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    found = [b for row in rows for b in row if data and b.get("callback_data") == data]
    if not found:
        raise BadRequest("message has no such button")
    with exchange.shelf.writing():
        query = exchange.new_query(person, message_id)
        exchange.journal.note(f"{person.name} presses [{found[0]['text']}]")
        body = {
            "id": query.id,
            "from": person.user(),
            "message": message,
            "chat_instance": f"-{person.id}",
            "data": data,
        }
        exchange.updates.add("callback_query", body)
    return query.id


def _send(exchange: Exchange, person: Person, content: Json) -> Json:
    chat = exchange.chats[person.id]
    if person.blocks:
        exchange.blocks(person, blocks=False)  # who writes lets the bot in again
    with exchange.shelf.writing():
        message = {**exchange.new_message(chat, person.user()), **content}
        _fold(exchange, chat)
        exchange.post(chat, message)
        exchange.updates.add("message", message)
    return message


def _fold(exchange: Exchange, chat: Chat) -> None:
    """A keyboard for one use goes away once something was said."""
    if chat.keyboard.get("one_time_keyboard") or chat.keyboard.get("force_reply"):
        chat.keyboard = {}
        exchange.keep_aside(chat)


def _with_text(name: str, entities_name: str, text: str, entities: list[Json]) -> Json:
    worded: Json = {name: text} if text else {}
    return {**worded, entities_name: entities} if entities else worded
