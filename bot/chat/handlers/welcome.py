"""The first words: to a member, to the bearer of a link, to a stranger.

A stranger gets a polite closed door and no data. The bearer of an owner's link sends a
case file, sees what was understood, and founds the company by confirming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases import Case, CaseUnreadable, load_case
from bot.chat.handlers import guidance
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.keyboards import Keyboards, tap
from bot.chat.turn import Turn
from bot.ports import (
    Author,
    CompanyId,
    Dialogue,
    Keyboard,
    Message,
    Person,
    Role,
    UnitOfWork,
)
from bot.reminders.refreshing import refresh
from bot.rendering import Words, words
from bot.services import founding, invitations

MENU = ("indemnity_left", "buyer_cover", "premium", "deadlines", "invoice_add", "summary")
TOPIC = "founding"
SHOWN_ERRORS = 8
LARGEST_CASE = 2_000_000  # bytes: a policy with ten thousand invoices


def start(turn: Turn) -> None:
    """A member says /start, with or without the token of another link."""
    token = turn.incoming.text.partition(" ")[2].strip()
    if token:
        _join_another(turn, token)
        return
    turn.close_topic()
    turn.say("welcome", turn.keys.asks(*MENU), example_buyer=guidance.example_buyer(turn))


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
        dialogue = self.uow.dialogues.of(self.incoming.chat)
        if self.incoming.text.startswith("/start "):
            return self._link(self.incoming.text.partition(" ")[2].strip())
        if dialogue.topic != TOPIC and not self.house.is_open:
            return self.say("closed_door")
        if self.incoming.file is not None:
            return self._case_file(dialogue)
        if self.incoming.tap == tap("found", dialogue.number) and "case" in dialogue.draft:
            return self._found(dialogue)
        return self._ask_contract(dialogue.draft.get("token", ""))

    def _link(self, token: str) -> list[Message]:
        invitation = invitations.opened(self.uow, token, self.now)
        if invitation is None:
            return self.say("link_spent")
        if invitation.company is None:
            return self._ask_contract(invitations.hashed(token))
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

    def _ask_contract(self, token_hash: str) -> list[Message]:
        self._keep({"token": token_hash})
        return self.say("my_contract", name=self.incoming.name)

    def _case_file(self, dialogue: Dialogue) -> list[Message]:
        file = self.incoming.file
        assert file is not None  # noqa: S101 - answer() has looked
        if not file.content:
            return self._refused(file.name, "no_content")
        if len(file.content) > LARGEST_CASE:
            return self._refused(file.name, "too_long")
        try:
            text = file.content.decode("utf-8-sig")
            case = load_case(text, file.name)
        except UnicodeDecodeError:
            return self._refused(file.name, "not_utf8")
        except CaseUnreadable as error:
            lines = tuple(str(problem) for problem in error.problems)
            return self._refused(file.name, "case", lines)
        number = self._keep({**dialogue.draft, "case": text})
        return self._shown(case, number)

    def _refused(
        self, name: str, reason: str, lines: tuple[str, ...] = ()
    ) -> list[Message]:
        return self.say(
            "file_refused",
            name=name,
            reason=reason,
            lines=lines[:SHOWN_ERRORS],
            more=max(0, len(lines) - SHOWN_ERRORS),
        )

    def _shown(self, case: Case, number: int) -> list[Message]:
        keys = Keyboards(self.words)
        keyboard = ((keys.button("create_company", "found", number),),)
        return self.say(
            "case_read",
            keyboard,
            case=case,
            buyers=len(case.buyers),
            facts=len(case.facts),
        )

    def _found(self, dialogue: Dialogue) -> list[Message]:
        token_hash = dialogue.draft.get("token", "")
        if token_hash and self.uow.people.invitation(token_hash, self.now) is None:
            self.uow.dialogues.save(self.incoming.chat, Dialogue(), self.now)
            return self.say("link_spent")
        case = load_case(dialogue.draft["case"], "")
        person = self.incoming.person
        self._meet()
        author = Author(person, self.incoming.update_id, "file")
        company = founding.found(
            self.uow,
            case.policy,
            buyers=case.buyers,
            facts=case.facts,
            author=author,
            at=self.now,
            zone=self.house.zone,
        )
        self._join(token_hash, company)
        refresh(self.uow, company, None, self.now)
        self.uow.dialogues.save(self.incoming.chat, Dialogue(), self.now)
        keys = Keyboards(self.words)
        return self.say(
            "company_created",
            keys.asks(*MENU),
            name=case.policy.policyholder,
            buyers=len(case.buyers),
            facts=len(case.facts),
        )

    def _join(self, token_hash: str, company: CompanyId) -> None:
        person = self.incoming.person
        if token_hash:
            invitations.accept(self.uow, token_hash, person, company, Role.OWNER, self.now)
        else:
            self.uow.people.join(person, company, Role.OWNER, self.now)

    def _meet(self) -> None:
        incoming = self.incoming
        person = Person(incoming.person, incoming.chat, incoming.name, incoming.lang)
        self.uow.people.meet(person)

    def _keep(self, draft: dict[str, str]) -> int:
        number = self.uow.dialogues.of(self.incoming.chat).number + 1
        dialogue = Dialogue(topic=TOPIC, draft=draft, number=number)
        self.uow.dialogues.save(self.incoming.chat, dialogue, self.now)
        return number
