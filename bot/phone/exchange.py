"""The telephone exchange: everything that happens between the bot and the people.

Here stand the chats, the files, the updates waiting for the bot and the faults ordered.
People act through the verbs of this class (the page and the scripted phone both use them);
the bot acts through `bot.phone.methods`. Whoever listens to a person's chat is told every
change as an event: `{"event": "message" | "edited" | "deleted" | …, …}`.
"""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.phone import refusals
from bot.phone.clock import HandClock, SharedClock
from bot.phone.counting import Counts, seconds_since_2020
from bot.phone.faults import Faults
from bot.phone.files import Files
from bot.phone.people import Chat, Person
from bot.phone.profile import Profile
from bot.phone.refusals import BadRequest, Json
from bot.phone.shelf import shelf
from bot.phone.transcript import Journal
from bot.phone.updates import QUERY_LIFE, Updates
from bot.phone.webhook import Webhook

Listener = Callable[[Json], None]
BOT_ID = 1_020_304_050


@dataclass(frozen=True, slots=True)
class Query:
    """A button pressed and not yet answered."""

    id: str
    person: int
    message_id: int
    asked: float


class Exchange:
    def __init__(
        self,
        *,
        clock: SharedClock | None = None,
        path: Path | None = None,
        token: str = "",
        bot_name: str = "Vigie",
        first_id: int | None = None,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        """`token`: made anew at each start unless given, so that no one else on this
        machine can play the bot. `first_id`: where counting begins on a fresh phone;
        `seconds` ages presses.
        """
        self.clock = clock or HandClock()
        self.token = token or f"{BOT_ID}:{secrets.token_urlsafe(24)}"
        self.seconds = seconds
        self.shelf = shelf(path)
        self.counts = Counts(self.shelf, first_id or seconds_since_2020())
        self.updates = Updates(self.shelf, self.counts, seconds)
        self.webhook = Webhook(self.updates)
        self.files = Files(self.shelf, self.counts)
        self.profile = Profile(self.shelf, _bot_user(self.token, bot_name))
        self.faults, self.journal = Faults(), Journal()
        self.queries: dict[str, Query] = {}
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self._listeners: defaultdict[int, list[Listener]] = defaultdict(list)
        self._take_up()

    def _take_up(self) -> None:
        """Everything as it stood before a restart."""
        for body in self.shelf.all("person").values():
            self._seat(Person(**body))
        for chat, aside in self.shelf.all("aside").items():
            self.chats[chat].keyboard = aside["keyboard"]
            self.chats[chat].pinned = aside["pinned"]
        for message in self.shelf.all("message").values():
            self.chats[message["chat"]["id"]].add(message)
        for number, body in self.shelf.all("query").items():
            self.queries[str(number)] = Query(**body)

    def _seat(self, person: Person) -> Person:
        self.people[person.id], self.chats[person.id] = person, Chat(person)
        return person

    def hang_up(self) -> None:
        """End every wait, of pages and of the bot: the server is about to stop."""
        self.webhook.stop()
        self.updates.release()
        self.tell_all({"event": "closed"})

    def close(self) -> None:
        self.hang_up()
        self.shelf.close()

    # --- people ---------------------------------------------------------------------

    def meet(self, name: str, lang: str, key: str = "") -> Person:
        """A new person with an empty chat."""
        person = Person(self.counts.next("person"), name, lang, key)
        self.shelf.keep("person", person.id, person.body())
        return self._seat(person)

    def person_with(self, key: str) -> Person | None:
        return next((p for p in self.people.values() if key and p.key == key), None)

    def speaks(self, person: Person, lang: str) -> None:
        """From now on the person's messages carry this language."""
        person.lang = lang
        self.shelf.keep("person", person.id, person.body())
        self.tell(person.id, self.commands_event(person))

    def blocks(self, person: Person, *, blocks: bool = True) -> None:
        """The person blocks the bot, or lets it in again; the bot is told."""
        person.blocks = blocks
        self.shelf.keep("person", person.id, person.body())
        status = {True: "kicked", False: "member"}
        change = {
            "chat": person.chat(),
            "from": person.user(),
            "date": self.today(),
            "old_chat_member": self._membership(status[not blocks]),
            "new_chat_member": self._membership(status[blocks]),
        }
        self.updates.add("my_chat_member", change)

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.profile.user, "status": status, **until}

    # --- events ---------------------------------------------------------------------

    def listen(self, person: int, listener: Listener) -> Callable[[], None]:
        """Be told what changes in a chat; call the answer to hear no more."""
        self._listeners[person].append(listener)
        return lambda: self._listeners[person].remove(listener)

    def tell(self, person: int, event: Json) -> None:
        for listener in tuple(self._listeners[person]):
            listener(event)

    def tell_all(self, event: Json) -> None:
        for person in tuple(self._listeners):
            self.tell(person, event)

    def view(self, person: Person) -> Json:
        """All a page needs to show a chat from the beginning."""
        chat = self.chats[person.id]
        return {
            **self.commands_event(person),
            "event": "view",
            "person": person.user(),
            "messages": list(chat.messages.values()),
            **chat.aside(),
            "clock": self.clock_event(),
        }

    def commands_event(self, person: Person) -> Json:
        """The bot's name, words and commands, in the person's language."""
        words = ("name", "description", "short_description")
        return {
            "event": "bot",
            **{word: self.profile.said(word, person.lang) for word in words},
            "commands": self.profile.commands_seen(person.id, person.lang),
        }

    def clock_event(self) -> Json:
        shift = self.clock.shift()
        return {
            "event": "clock",
            "now": self.clock.now().isoformat(),
            "shift": shift.total_seconds(),
        }

    def clock_moved(self) -> None:
        """Show every page the new time; for whoever moved the clock."""
        self.tell_all(self.clock_event())

    # --- messages -------------------------------------------------------------------

    def today(self) -> int:
        """The shared clock's now as Telegram dates things."""
        return int(self.clock.now().timestamp())

    def new_message(self, chat: Chat, sender: Json) -> Json:
        return {
            "message_id": self.counts.next("message"),
            "from": sender,
            "chat": chat.person.chat(),
            "date": self.today(),
        }

    def post(self, chat: Chat, message: Json, *, silent: bool = False) -> None:
        """Put a message into its chat, for all to see; a silent one does not ring."""
        gone = chat.add(message)
        if gone is not None:
            self.shelf.drop("message", gone)
        self.keep(message)
        self.journal.said(message)
        event = {"event": "message", "message": message, "silent": silent}
        self.tell(chat.person.id, event)

    def keep(self, message: Json) -> None:
        self.shelf.keep("message", message["message_id"], message)

    def keep_aside(self, chat: Chat) -> None:
        """Keep and show the reply keyboard and the pins."""
        self.shelf.keep("aside", chat.person.id, chat.aside())
        self.tell(chat.person.id, {"event": "aside", **chat.aside()})

    def new_query(self, person: Person, message_id: int) -> Query:
        """A press for the bot to answer."""
        number = self.counts.next("query")
        query = Query(str(number), person.id, message_id, self.seconds())
        self.queries[query.id] = query
        self.shelf.keep("query", number, asdict(query))
        return query

    def take_query(self, query_id: str) -> Query:
        """The press to be answered, once and in time."""
        query = self.queries.pop(query_id, None)
        if query is None:
            raise BadRequest(refusals.QUERY_TOO_OLD)
        self.shelf.drop("query", int(query.id))
        if self.seconds() - query.asked > QUERY_LIFE:
            raise BadRequest(refusals.QUERY_TOO_OLD)
        return query

    # --- anew -----------------------------------------------------------------------

    def empty_chats(self) -> None:
        """As on the first day, but with the same people, and no number comes back."""
        with self.shelf.writing():
            self.updates.clear()
            self.files.clear()
            self.queries.clear()
            for kind in ("message", "aside", "query"):
                self.shelf.clear(kind)
        for chat in self.chats.values():
            chat.empty()
            self.tell(chat.person.id, self.view(chat.person))


def _bot_user(token: str, name: str) -> Json:
    return {
        "id": int(token.split(":", maxsplit=1)[0]),
        "is_bot": True,
        "first_name": name,
        "username": f"{name.lower()}_bot",
    }
