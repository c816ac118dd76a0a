"""The first words: to a member, to the bearer of a link, to a stranger.

A stranger gets a polite closed door and no data. The bearer of an owner's link sends a
case file, sees what was understood, and founds the company by confirming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.handlers import guidance, onboarding
from bot.chat.handlers.onboarding import Onboarding
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.turn import Turn
from bot.ports import (
    Dialogue,
    Keyboard,
    Message,
    Person,
    UnitOfWork,
)
from bot.rendering import Words, words
from bot.services import invitations

MENU = ("indemnity_left", "buyer_cover", "premium", "deadlines", "invoice_add", "summary")


def start(turn: Turn) -> None:
    """A member says /start, with or without the token of another link."""
    token = turn.incoming.text.partition(" ")[2].strip()
    if token:
        _join_another(turn, token)
        return
    turn.close_topic()
    turn.wrote = True  # a dashboard for who has none yet
    own = ((turn.keys.button("my_contract", "contract"),),) if turn.may_found else ()
    turn.say(
        "welcome",
        (*turn.keys.asks(*MENU), *own),
        example_buyer=guidance.example_buyer(turn),
    )


def brings_contract(turn: Turn, house: House) -> bool:
    """A member brings a contract of their own; whether this turn was about that."""
    incoming = turn.incoming
    verb = incoming.tap.partition(":")[0]
    begins = verb == "contract" and turn.may_found
    goes_on = turn.dialogue.topic == onboarding.TOPIC and (
        verb in onboarding.PRESSES
        or incoming.file is not None
        or (bool(turn.dialogue.asked) and is_plain(incoming))
    )
    if not begins and not goes_on:
        return False
    step = Onboarding(turn.uow, incoming, turn.now, house, turn.words, turn.dialogue)
    turn.messages += step.begin() if begins else step.step()
    turn.dialogue = step.dialogue
    return True


def is_plain(incoming: Incoming) -> bool:
    """Words of one's own: no command, nothing forwarded."""
    text = incoming.text
    return bool(text) and not text.startswith("/") and not incoming.is_forwarded


def _join_another(turn: Turn, token: str) -> None:
    invitation = invitations.opened(turn.uow, token, turn.now)
    if invitation is None or invitation.company is None:
        turn.say("link_spent")
        return
    person = turn.incoming.person
    invitations.accept(
        turn.uow,
        invitations.hashed(token),
        person,
        invitation.company,
        invitation.role,
        turn.now,
    )
    turn.uow.people.choose(person, invitation.company, turn.now)
    turn.close_topic()  # a card begun for one company is never confirmed for another
    company = turn.uow.companies.get(invitation.company)
    turn.say("joined", name=turn.incoming.name, role=invitation.role, company=company)


@dataclass(slots=True)
class Door:
    """Somebody who belongs to no company yet."""

    uow: UnitOfWork
    incoming: Incoming
    now: datetime
    house: House

    @property
    def words(self) -> Words:
        return words(self.incoming.lang)

    def say(
        self, template: str, keyboard: Keyboard = (), **values: object
    ) -> list[Message]:
        today = self.now.date()
        text = self.words.say(f"messages/{template}.html.j2", today=today, **values)
        return [Message(text, keyboard)]

    def answer(self) -> list[Message]:
        """A link, the questions once begun, or a polite closed door."""
        if self.incoming.text.startswith("/start "):
            return self._link(self.incoming.text.partition(" ")[2].strip())
        if self.dialogue.topic == onboarding.TOPIC:
            return self._founding.step()
        if self.house.is_open:
            return self._founding.begin()
        return self.say("closed_door")

    @property
    def dialogue(self) -> Dialogue:
        return self.uow.dialogues.of(self.incoming.chat)

    @property
    def _founding(self) -> Onboarding:
        return Onboarding(
            self.uow, self.incoming, self.now, self.house, self.words, self.dialogue
        )

    def _link(self, token: str) -> list[Message]:
        invitation = invitations.opened(self.uow, token, self.now)
        if invitation is None:
            return self.say("link_spent")
        if invitation.company is None:
            return self._founding.begin(invitations.hashed(token))
        self._meet()
        company = self.uow.companies.get(invitation.company)
        invitations.accept(
            self.uow,
            invitations.hashed(token),
            self.incoming.person,
            company.id,
            invitation.role,
            self.now,
        )
        return self.say(
            "joined", name=self.incoming.name, role=invitation.role, company=company
        )

    def _meet(self) -> None:
        incoming = self.incoming
        person = Person(incoming.person, incoming.chat, incoming.name, incoming.lang)
        self.uow.people.meet(person)
