"""One turn of a conversation: who speaks, what is known, what is said back.

A handler is a plain function of a turn. What it says is put into the outbox by the same
unit of work that writes its facts: both stand or neither does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from bot.chat.incoming import Incoming
from bot.chat.keyboards import Keyboards
from bot.chat.splitting import pieces
from bot.ports import (
    Attachment,
    Author,
    Books,
    Company,
    CompanyId,
    Dialogue,
    Keyboard,
    Member,
    Message,
    UnitOfWork,
)
from bot.rendering import Words
from bot.understanding import Decision, Intent, Reading, Slots
from domain.facts import Fact
from domain.record import Record, Situation
from domain.steps import Answer

NOTHING_SAID = Reading(Intent.NONE, Decision.ABSTAIN)


class Reads(Protocol):
    """Understands a sentence as this turn's company speaks; `only` fixes the intent."""

    def __call__(self, turn: Turn, text: str, *, only: Intent | None = None) -> Reading: ...


@dataclass
class Turn:
    uow: UnitOfWork
    incoming: Incoming
    member: Member
    words: Words
    now: datetime
    today: date
    dialogue: Dialogue
    reading: Reading = NOTHING_SAID
    slots: Slots = field(default_factory=Slots)
    messages: list[Message] = field(default_factory=list)
    figures: dict[str, Answer[Any]] = field(default_factory=dict)
    feeds_at: str = ""  # where calendar feeds are served; "": nowhere
    watches: bool = False  # buyers' SIRENs are looked up in the BODACC
    has_register: bool = False  # firms can be looked up by name or number
    may_found: bool = False  # this person may bring a contract of their own
    by: Author | None = None  # None: the person who wrote
    failed: bool = False  # wrong or missing input: nothing was written
    wrote: bool = False  # facts of this company: its dashboards are to be brought up
    answer_is_no: bool = False  # the contract says no: nothing is covered

    @cached_property
    def books(self) -> Books:
        return self.uow.books(self.member.company)

    @cached_property
    def company(self) -> Company:
        return self.books.company()

    def speak_of(self, company: CompanyId) -> None:
        """Another company of this person's, for the rest of this turn: a button of its
        own was pressed. Raises `KeyError` when it is none of theirs.
        """
        found = {m.company: m for m in self.uow.people.memberships(self.incoming.person)}
        self.member = found[company]
        for name in ("books", "company", "situation"):
            self.__dict__.pop(name, None)

    @property
    def record(self) -> Record:
        return self.books.record()

    @cached_property
    def situation(self) -> Situation:
        return self.record.on(self.today)

    @property
    def keys(self) -> Keyboards:
        return Keyboards(self.words)

    @property
    def theme(self) -> str:
        """Of pictures, as this person chose it: Telegram does not tell."""
        return self.member.person.theme

    @property
    def author(self) -> Author:
        return self.by or Author(self.incoming.person, self.incoming.update_id)

    def may_write(self) -> bool:
        """A reader is told so, politely."""
        if not self.member.role.may_write:
            self.say("reader_only")
        return self.member.role.may_write

    def record_facts(self, books: Books, facts: Sequence[Fact]) -> list[str]:
        """Write facts down; what is known changes with them. Gives their ids."""
        numbers = books.append(facts, self.author, self.now)
        self.forget_situation()
        return [
            fact.id or f"f{number}" for fact, number in zip(facts, numbers, strict=True)
        ]

    def forget_situation(self) -> None:
        """After a write: what is known has changed, and the dashboard with it."""
        self.__dict__.pop("situation", None)
        self.wrote = True

    def say(
        self,
        template: str,
        /,
        keyboard: Keyboard = (),
        *,
        edits: int | None = None,
        **values: object,
    ) -> None:
        """Say templates/<lang>/messages/<template>; the keyboard goes under its end."""
        text = self._worded(template, values)
        *first, last = pieces(text)
        self.messages += [Message(piece) for piece in first]
        self.messages.append(Message(last, keyboard, edits if not first else None))

    def answer(
        self,
        template: str,
        /,
        keyboard: Keyboard = (),
        *,
        figures: Mapping[str, Answer[Any]],
        **values: object,
    ) -> None:
        """Say figures: each `Answer` is known to the template by its name."""
        self.figures.update(figures)
        shown: dict[str, Any] = {**figures, **values}
        self.say(template, keyboard, **shown)

    def attach(
        self,
        attachment: Attachment,
        template: str,
        /,
        *,
        keyboard: Keyboard = (),
        **values: object,
    ) -> None:
        text = self._worded(template, values)
        self.messages.append(Message(text, keyboard, attachment=attachment))

    def _worded(self, template: str, values: Mapping[str, object]) -> str:
        known = {"today": self.today, "company": self.company, **values}
        return self.words.say(f"messages/{template}.html.j2", **known)

    def remember(self, **changes: Any) -> None:
        """Keep what the chat is in the middle of."""
        self.dialogue = replace(self.dialogue, **changes)

    def open_topic(self, topic: str, draft: Mapping[str, str], asked: str = "") -> None:
        """Begin a draft; buttons of older drafts are dead from here on."""
        self.remember(
            topic=topic, draft=dict(draft), asked=asked, number=self.dialogue.number + 1
        )

    def close_question(self) -> None:
        """What was asked is answered; a draft of something else stays open."""
        if self.dialogue.topic == self.reading.intent:
            self.close_topic()

    def close_topic(self) -> None:
        self.remember(topic="", draft={}, asked="")
