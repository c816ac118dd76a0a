"""What an update says, in plain values, and what is no concern of ours."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.incoming import FileOffer, Incoming, read

CHAT = {"id": 7, "type": "private", "first_name": "Anne"}
ANNE = {
    "id": 7,
    "is_bot": False,
    "first_name": "Anne",
    "last_name": "Lapierre",
    "language_code": "en-GB",
}
BOT = {"id": 1, "is_bot": True, "first_name": "Vigie"}
MESSAGE = {"message_id": 5, "date": 1790000000, "chat": CHAT, "from": ANNE}


def incoming(**said: Any) -> Incoming:
    return Incoming(
        update_id=3,
        chat=7,
        person=7,
        name="Anne Lapierre",
        lang="en",
        is_private=True,
        **said,
    )


def message(**said: Any) -> dict[str, Any]:
    return {"update_id": 3, "message": MESSAGE | said}


def press(date: int) -> dict[str, Any]:
    under = {"message_id": 5, "date": date, "chat": CHAT, "from": BOT}
    query = {
        "id": "q9",
        "from": ANNE,
        "message": under,
        "chat_instance": "1",
        "data": "ok:1",
    }
    return {"update_id": 3, "callback_query": query}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (message(text="reste"), incoming(text="reste")),
        (message(text="x" * 5000), incoming(text="x" * 4096)),
        (message(caption="voici"), incoming(text="voici")),
        (
            message(text="reste", forward_origin={"type": "user"}),
            incoming(text="reste", is_forwarded=True),
        ),
        (press(1790000000), incoming(tap="ok:1", tap_id="q9", message_id=5)),
        (
            message(document={"file_id": "d", "file_name": "a.csv", "file_size": 3}),
            incoming(offer=FileOffer("d", "a.csv", 3, "")),
        ),
        (
            message(photo=[{"file_id": "s"}, {"file_id": "l", "file_size": 9}]),
            incoming(offer=FileOffer("l", "photo.jpg", 9, "image/jpeg")),
        ),
    ],
    ids=["text", "long", "caption", "forwarded", "press", "document", "photo"],
)
def test_what_a_person_did(body: dict[str, Any], expected: Incoming) -> None:
    assert read(body) == expected


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_a_person_who_has_left(status: str) -> None:
    change = {
        "chat": CHAT,
        "from": ANNE,
        "new_chat_member": {"user": BOT, "status": status},
    }

    assert read({"update_id": 3, "my_chat_member": change}) == incoming(has_left=True)


@pytest.mark.parametrize(
    "body",
    [
        message(text="x", sender_chat={"id": -100, "type": "channel"}),
        {"update_id": 3, "message": MESSAGE | {"from": BOT, "text": "x"}},
        {
            "update_id": 3,
            "message": {"message_id": 5, "date": 1, "chat": CHAT, "text": "x"},
        },
        press(0),
        {"update_id": 3, "callback_query": {"id": "q9", "from": ANNE, "data": "ok"}},
        {
            "update_id": 3,
            "my_chat_member": {
                "chat": CHAT,
                "from": ANNE,
                "new_chat_member": {"user": BOT, "status": "member"},
            },
        },
        {"update_id": 3, "edited_message": MESSAGE | {"text": "x"}},
    ],
    ids=["channel", "bot", "nobody", "vanished", "inline", "came", "edited"],
)
def test_what_does_not_concern_us(body: dict[str, Any]) -> None:
    assert read(body) is None


def test_a_telegram_without_a_language_speaks_french() -> None:
    stranger = {"id": 7, "is_bot": False, "first_name": "Zoé"}
    read_ = read({"update_id": 3, "message": MESSAGE | {"from": stranger, "text": "x"}})

    assert read_ is not None
    assert (read_.lang, read_.name) == ("fr", "Zoé")
