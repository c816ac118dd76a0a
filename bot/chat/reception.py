"""One update, one unit of work: who is it, may they, what do they want, what is said.

Guards come first, at every message and every press: the numeric id, the company, the
role. Then the words are understood and a handler speaks. What it wrote, what it said and
the update's "done" mark are committed together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.chat import dashboard, routing
from bot.chat.handlers import (
    contact,
    documents,
    entries,
    failures,
    guidance,
    history,
    letters,
    onboarding,
    papers,
    pieces,
    quiet_days,
    reasons,
    sirens,
    welcome,
)
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.reminding import ReminderWording
from bot.chat.taps import fits
from bot.chat.turn import Turn
from bot.ports import (
    Channel,
    Clock,
    CompanyId,
    Lease,
    Member,
    Message,
    Person,
    Role,
    UnitOfWork,
)
from bot.ports.adoption import COLUMNS
from bot.ports.papers import Columns
from bot.reminders.rerouting import tell_owners
from bot.rendering import words
from bot.understanding import (
    BuyerIndex,
    Context,
    Decision,
    Intent,
    Pending,
    Reading,
    read_as,
    understand,
)
from domain.errors import DomainError

ANSWERED_AS = {"vat": "amount"}  # what is asked, and the slot that its answer fills


class WrittenInVain(Exception):
    """Something was written before the domain refused: nothing of the turn may stand."""

    def __init__(self, error: DomainError) -> None:
        super().__init__(str(error))
        self.error = error


class FileWelcome(StrEnum):
    """What is done with a file before anybody looks into it."""

    NONE = "none"
    FETCHED = "fetched"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Welcomed:
    file: FileWelcome
    lang: str  # of who sent it
    columns: Columns = field(default_factory=dict)  # of tables that were put right before


class Reception:
    def __init__(self, clock: Clock, house: House) -> None:
        self._clock, self._house = clock, house
        self._indexes: dict[CompanyId, tuple[tuple[str, ...], BuyerIndex]] = {}

    def takes(self, uow: UnitOfWork, incoming: Incoming) -> Welcomed:
        """What is done with a file: read for who may write it down; fetched for somebody
        who brings a contract, or may only look on; else neither.
        """
        if not incoming.is_private:
            return Welcomed(FileWelcome.NONE, incoming.lang)
        dialogue = uow.dialogues.of(incoming.chat)
        if dialogue.topic == onboarding.TOPIC:
            return Welcomed(FileWelcome.FETCHED, incoming.lang)
        members = uow.people.memberships(incoming.person)
        if members:
            reads = members[0].role.may_write and not pieces.is_awaited(
                dialogue, self._clock.now()
            )
            welcome = FileWelcome.READ if reads else FileWelcome.FETCHED
            columns = uow.papers(members[0].company).answers(COLUMNS)
            return Welcomed(welcome, members[0].person.lang, columns)
        if self._house.guests_of:
            return Welcomed(FileWelcome.READ, incoming.lang)
        welcome = FileWelcome.FETCHED if self._house.is_open else FileWelcome.NONE
        return Welcomed(welcome, incoming.lang)

    def looks_up(self, uow: UnitOfWork, incoming: Incoming) -> str:
        """What the press asks of the company register; "" for nothing this person may
        ask, or an old button.
        """
        members = uow.people.memberships(incoming.person)
        if not incoming.is_private or not members or not members[0].role.may_write:
            return ""
        turn = self._turn(uow, incoming, members[0], self._clock.now())
        return sirens.query_of(turn) if fits(incoming.tap) else ""

    def receive(
        self,
        uow: UnitOfWork,
        incoming: Incoming,
        lease: Lease,
        refused: DomainError | None = None,
    ) -> None:
        """Attend to one update, once, wholly or (on an exception) not at all.

        The mark comes first: whoever finds it made, in this process or another, has
        nothing left to do. Raises `WrittenInVain`; its error given back as `refused` in
        another unit is only told.
        """
        now = self._clock.now()
        if not uow.inbox.done(incoming.update_id, now):
            return
        replies, changed = self._replies(uow, incoming, now, refused)
        for message in replies:
            uow.outbox.add(
                message, incoming.chat, at=now, update_id=incoming.update_id, lease=lease
            )
        if changed is not None:
            dashboard.show(uow, changed, now, speaker=incoming.chat, lease=lease)

    def _replies(
        self,
        uow: UnitOfWork,
        incoming: Incoming,
        now: datetime,
        refused: DomainError | None,
    ) -> tuple[list[Message], CompanyId | None]:
        """What is said back, and the company whose dashboards it changes."""
        if incoming.has_left:
            self._lose(uow, incoming, now)
            return [], None
        if not incoming.is_private:
            return self._in_group(incoming), None
        member = self._member(uow, incoming, now)
        if member is None:
            return welcome.Door(uow, incoming, now, self._house).answer(), None
        turn = self._turn(uow, incoming, member, now)
        before = turn.dialogue
        self._converse(turn, refused)
        if turn.dialogue != before:
            uow.dialogues.save(incoming.chat, turn.dialogue, now)
        return turn.messages, turn.member.company if turn.wrote else None

    def _lose(self, uow: UnitOfWork, incoming: Incoming, now: datetime) -> None:
        """Somebody blocked Vigie: the owners are told that reminders go to others."""
        memberships = uow.people.memberships(incoming.person)
        uow.people.unreachable(incoming.chat)
        for member in memberships:
            if member.person.reachable:
                tell_owners(uow, member, Channel.TELEGRAM, ReminderWording(), now)

    def _in_group(self, incoming: Incoming) -> list[Message]:
        """No figures in groups; silence unless spoken to."""
        if not incoming.text.startswith("/"):
            return []
        return [Message(words(incoming.lang).say("messages/group.html.j2"))]

    def _member(self, uow: UnitOfWork, incoming: Incoming, now: datetime) -> Member | None:
        memberships = uow.people.memberships(incoming.person)
        if not memberships and self._house.guests_of:
            memberships = self._let_in(uow, incoming, now)
        if not memberships:
            return None
        member = memberships[0]
        if member.person.chat != incoming.chat or not member.person.reachable:
            uow.people.meet(_person(incoming))
        return member

    def _let_in(self, uow: UnitOfWork, incoming: Incoming, now: datetime) -> list[Member]:
        company = uow.companies.by_slug(self._house.guests_of)
        if company is None:
            return []
        uow.people.meet(_person(incoming))
        uow.people.join(incoming.person, company.id, Role.OWNER, now)
        return uow.people.memberships(incoming.person)

    def _turn(
        self, uow: UnitOfWork, incoming: Incoming, member: Member, now: datetime
    ) -> Turn:
        company = uow.books(member.company).company()
        return Turn(
            uow=uow,
            incoming=incoming,
            member=member,
            words=words(member.person.lang),
            now=now,
            today=now.astimezone(ZoneInfo(company.zone)).date(),
            dialogue=uow.dialogues.of(incoming.chat),
            feeds_at=self._house.feeds_at,
            watches=self._house.watches,
            has_register=self._house.has_register,
            may_found=self._house.is_open or bool(self._house.guests_of),
        )

    def _converse(self, turn: Turn, refused: DomainError | None) -> None:
        if refused is not None:
            failures.tell(turn, refused)
            return
        before = turn.dialogue.topic
        try:
            self._route(turn)
        except DomainError as error:
            if turn.wrote:
                raise WrittenInVain(error) from error
            failures.tell(turn, error)
        if before == papers.TOPIC:
            papers.tell_left_behind(turn)

    def converse(self, turn: Turn, text: str) -> Reading:
        """One sentence, from whatever door it came."""
        try:
            self.speak(turn, text)
        except DomainError as error:
            failures.tell(turn, error)
        return turn.reading

    def _route(self, turn: Turn) -> None:
        if welcome.brings_contract(turn, self._house):
            return
        incoming = turn.incoming
        if incoming.tap and not fits(incoming.tap):
            failures.stale(turn)
        elif incoming.tap:
            routing.press(turn, self.read)
        elif incoming.paper is not None:
            papers.came(turn, incoming.paper)
        elif incoming.file is not None and pieces.is_awaited(turn.dialogue, turn.now):
            pieces.came(turn, incoming.file)
        elif incoming.file is not None:
            documents.file_came(turn, incoming.file)
        elif incoming.is_forwarded:
            turn.say("forwarded")
        elif incoming.text.startswith("/start"):
            welcome.start(turn)
        elif not (
            papers.typed(turn) or letters.answered(turn) or sirens.typed(turn, self.read)
        ):
            self.speak(turn, incoming.text)

    def speak(self, turn: Turn, text: str) -> Reading:
        """Understand a sentence and act on it."""
        reading = turn.reading = self._decided(turn, text) or self.read(turn, text)
        if reading.decision is not Decision.ABSTAIN:
            turn.words = words(reading.lang)
        if not (
            contact.heard(turn)
            or history.heard(turn, reading)
            or documents.heard(turn, reading, self.read)
            or quiet_days.heard(turn, self.read)
            or routing.explain(turn, self.read)
        ):
            routing.follow(turn, guidance.with_earlier(turn, reading, self.read))
        return reading

    def _decided(self, turn: Turn, text: str) -> Reading | None:
        """The insurer's decision, where a sentence ends with its reason."""
        shorter = reasons.before(text)
        if shorter in ("", text):
            return None
        reading = self.read(turn, shorter)
        return reading if reading.intent is Intent.LIMIT_DECISION else None

    def read(self, turn: Turn, text: str, *, only: Intent | None = None) -> Reading:
        """What the sentence says, knowing the company's buyers and the open question."""
        asked = ANSWERED_AS.get(turn.dialogue.asked, turn.dialogue.asked)
        pending = (
            Pending(entries.read_as(turn.dialogue.topic), asked)
            if asked and not only
            else None
        )
        context = Context(turn.today, self._index(turn), turn.member.person.lang, pending)
        return read_as(text, only, context) if only else understand(text, context)

    def _index(self, turn: Turn) -> BuyerIndex:
        """The company's names, indexed once for as long as they stay the same."""
        names = tuple(turn.record.names)
        held = self._indexes.get(turn.member.company)
        if held is None or held[0] != names:
            held = self._indexes[turn.member.company] = (names, BuyerIndex(names))
        return held[1]


def _person(incoming: Incoming) -> Person:
    return Person(incoming.person, incoming.chat, incoming.name, incoming.lang)
