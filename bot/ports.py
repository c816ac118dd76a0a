"""What the services need from the world, said as protocols.

Storage, chat and the clock implement these; so do the fakes of the tests. Nothing here
knows SQL, Telegram or HTTP. Everything stored belongs to a company: the only way to a
company's facts is `UnitOfWork.books(company)`.

Conventions: `…_at` is an instant (aware, UTC), `…_on` a local day. A chat is named by
Telegram's numeric id; a person too (never by @username).
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NewType, Protocol, TypeVar

from domain.facts import Buyer, Fact
from domain.policy import Policy
from domain.record import Record

T = TypeVar("T")

CompanyId = NewType("CompanyId", int)
PersonId = NewType("PersonId", int)  # Telegram's numeric user id
ChatId = NewType("ChatId", int)
FactId = NewType("FactId", int)  # position in the company's record; only ever grows


class Clock(Protocol):
    """The only source of "now" (aware, UTC)."""

    def now(self) -> datetime: ...


# --- What goes out -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: exactly one of `tap`, `url`, `copy` is set."""

    label: str
    tap: str = ""  # callback data, 1 to 64 bytes: a verb and ids
    url: str = ""
    copy: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a person will see it: Telegram HTML, already escaped and split."""

    text: str
    keyboard: Keyboard = ()
    edits: int | None = None  # the message this one replaces; None: a new message
    attachment: Attachment | None = None
    pin: bool = False


class Outcome(StrEnum):
    """What became of a send: the notes' table of results, in six words."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # certainly not delivered, passing: try again, untagged
    UNREADABLE = "unreadable"  # refused for its markup or size: once as plain text
    CLOSED = "closed"  # blocked, deactivated, chat not found: another channel
    FORBIDDEN = "forbidden"  # the token is refused: stop sending, keep the rows
    UNKNOWN = "unknown"  # may have arrived: send again, tagged


@dataclass(frozen=True, slots=True)
class Delivery:
    outcome: Outcome
    message_id: int | None = None
    retry_after: float | None = None  # seconds; Telegram's own wish (429)
    moved_to: ChatId | None = None  # the group became a supergroup
    reason: str = ""  # for people; never holds the token


class Messenger(Protocol):
    """Sends one message and says what became of it; never raises for the network."""

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        """`repeat`: it may have arrived before; the text says so."""
        ...


# --- What came in ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    update_id: int
    chat: ChatId | None  # None: an update that belongs to no chat
    body: Mapping[str, Any]  # Telegram's JSON, as it came


class Inbox(Protocol):
    def store(self, updates: Sequence[StoredUpdate], received_at: datetime) -> list[int]:
        """Keep the updates not kept before; give the ids that were new."""
        ...

    def pending(self) -> list[StoredUpdate]:
        """Updates not done, oldest first: what a restart takes up again."""
        ...

    def done(self, update_id: int, at: datetime) -> None: ...

    def failed(self, update_id: int, at: datetime, reason: str) -> None:
        """Counted; given up (and kept) after the third time, so that one bad update
        does not stop its chat for ever.
        """
        ...


# --- The outbox --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminder:
    """What makes a reminder itself and no other: unique with recipient and channel."""

    obligation: str  # "intervention_request:Moulin:F204"
    rule: str  # "opens", "d15", "d7", "d3", "d1", "d0", "daily", "missed", "snoozed"
    due_on: date  # the company's local day


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox, leased to a sender."""

    id: int
    chat: ChatId
    message: Message
    attempt: int
    repeat: bool  # an earlier attempt ended without a known outcome
    reminder: Reminder | None = None
    company: CompanyId | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """A sender's word that it sends before `until`, or not at all under this lease."""

    owner: str
    until: datetime
    gives_up_at: float  # on the sender's monotonic clock: no send begins after it


class Outbox(Protocol):
    handed: list[Outgoing]  # what this unit added already leased: give it to the sender

    def add(
        self,
        message: Message,
        chat: ChatId,
        *,
        at: datetime,
        company: CompanyId | None = None,
        update_id: int | None = None,
        reminder: Reminder | None = None,
        zone: str = "",
        urgency: int = 0,
        lease: Lease | None = None,
    ) -> int | None:
        """Put a message in; None when this reminder stands there already. A reply may
        come with the lease of the sender to whom it is handed after the commit, which
        spares a transaction. The lowest `urgency` goes first; answers have 0.
        """
        ...

    def lease(
        self, owner: str, *, now: datetime, until: datetime, most: int
    ) -> list[Outgoing]:
        """Take what is ready and due: one message per chat at a time, oldest first;
        reminders by urgency. An expired lease comes back as `repeat`.
        """
        ...

    def settle(
        self, outgoing: Outgoing, owner: str, delivery: Delivery, now: datetime
    ) -> bool:
        """Write the outcome down; False when the lease is no longer this owner's."""
        ...

    def owners(self) -> list[str]:
        """Who holds a lease now, be it over or not."""
        ...

    def reclaim(self, owner: str, at: datetime) -> int:
        """This owner is dead: its leases are over now, and come back as `repeat`."""
        ...

    def withdraw(self, company: CompanyId, obligation: str, at: datetime) -> int:
        """Take back what is not yet sent about an obligation that is no more."""
        ...

    def seen(
        self, company: CompanyId, obligation: str, recipient: ChatId, at: datetime
    ) -> None:
        """This person has seen what was sent about it."""
        ...

    def sent_about(self, company: CompanyId, obligation: str) -> list[SentReminder]: ...

    def next_due_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class SentReminder:
    reminder: Reminder
    chat: ChatId
    sent_at: datetime | None
    seen_at: datetime | None
    message_id: int | None = None  # in its chat; None: not sent yet


# --- People and companies ----------------------------------------------------------


class Role(StrEnum):
    OWNER = "owner"
    ACCOUNTANT = "accountant"
    READER = "reader"
    BROKER = "broker"

    @property
    def may_write(self) -> bool:
        return self is not Role.READER


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    chat: ChatId  # the private chat
    name: str
    lang: str  # "fr" or "en"
    reachable: bool = True
    theme: str = "light"  # of pictures: "light" or "dark"


@dataclass(frozen=True, slots=True)
class Member:
    person: Person
    company: CompanyId
    role: Role


@dataclass(frozen=True, slots=True)
class Company:
    id: CompanyId
    slug: str
    name: str
    zone: str  # IANA
    remind_at: time = time(9, 0)
    is_sample: bool = False
    rebuilt_on: date | None = None  # of the sample: the day it was made for


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link opens. `company` None: its bearer founds a new company."""

    company: CompanyId | None
    role: Role
    expires_at: datetime


class People(Protocol):
    def meet(self, person: Person) -> Person:
        """Remember who writes (name, chat, first language); keeps a chosen language and
        theme.
        """
        ...

    def speaks(self, person: PersonId, lang: str) -> None: ...

    def sees_in(self, person: PersonId, theme: str) -> None:
        """The theme of this person's pictures from now on."""
        ...

    def unreachable(self, chat: ChatId) -> None: ...

    def moved(self, old: ChatId, new: ChatId) -> None:
        """The chat has another number now."""
        ...

    def memberships(self, person: PersonId) -> list[Member]:
        """Those of the company chosen last come first."""
        ...

    def members(self, company: CompanyId) -> list[Member]: ...

    def join(
        self, person: PersonId, company: CompanyId, role: Role, at: datetime
    ) -> None: ...

    def choose(self, person: PersonId, company: CompanyId, at: datetime) -> None:
        """Of several companies this is the one spoken of from now on."""
        ...

    def remove(self, person: PersonId, company: CompanyId, at: datetime) -> bool: ...

    def invite(self, invitation: Invitation, token_hash: str) -> None: ...

    def invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        """The open invitation behind a link; None when unknown, spent or expired."""
        ...

    def spend(self, token_hash: str, person: PersonId, now: datetime) -> None:
        """Raises `InvitationSpent` when it is no longer open."""
        ...


class Companies(Protocol):
    def found(self, company: Company, policy: Policy, at: datetime) -> CompanyId:
        """A new company with its policy; `company.id` is ignored. Raises `SlugTaken`."""
        ...

    def by_slug(self, slug: str) -> Company | None: ...

    def get(self, company: CompanyId) -> Company:
        """Raises `UnknownCompany`."""
        ...

    def all(self) -> list[Company]: ...

    def remind_at(self, company: CompanyId, hour: time, at: datetime) -> None:
        """Reminders to all its members leave at this local time from now on."""
        ...

    def erase(self, company: CompanyId, at: datetime) -> None:
        """Everything the company has, and the open drafts of its members."""
        ...


class SlugTaken(Exception):
    """Another company bears this slug."""


class UnknownCompany(Exception):
    """There is none of this number, or there is none any more."""


class FactIdTaken(Exception):
    """A fact came with an id that another fact of the company bears."""


class InvitationSpent(Exception):
    """The link was used already, or its time is over."""


class StoreUnavailable(Exception):
    """The database cannot be written now: busy, full, read-only or closed."""


# --- A company's books -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, for the audit trail."""

    person: PersonId | None  # None: the system itself or the command line
    update_id: int | None = None
    via: str = "chat"  # "chat", "file", "cli", "sample"


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A duty as the reminders see it: the days it turns on, indexed by `next_on`."""

    obligation: str
    duty: str
    buyer: str
    invoice: str  # "" when the duty is about the buyer as a whole
    opens_on: date
    file_by: date
    last_day: date
    next_on: date | None  # the next local day on which something must be said
    seen_on: date | None = None
    said_on: date | None = None  # the last local day on which something was said
    number: int = 0  # names the row in a button; never used again for another; 0: not yet


class Deadlines(Protocol):
    def replace(self, buyer: str, rows: Sequence[DeadlineRow]) -> list[str]:
        """This buyer's duties are now these; gives the obligations that are no more."""
        ...

    def all(self) -> list[DeadlineRow]: ...

    def of_buyer(self, buyer: str) -> list[DeadlineRow]: ...

    def numbered(self, number: int) -> DeadlineRow | None:
        """The duty an old button speaks of; None when it is no more."""
        ...

    def said(self, obligation: str, on: date, next_on: date | None) -> None: ...

    def seen(self, obligation: str, on: date) -> None: ...

    def snooze(self, obligation: str, until: date) -> None: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A fact as it was once written down."""

    fact: Fact
    at: datetime
    is_void: bool  # taken back since


class Books(Protocol):
    """One company's record: facts are appended, never changed."""

    deadlines: Deadlines

    def company(self) -> Company: ...

    def record(self) -> Record:
        """Policy, buyers and every fact, as domain values; kept warm between calls and
        brought up to date with what was appended since.
        """
        ...

    def add_buyer(self, buyer: Buyer, author: Author, at: datetime) -> None: ...

    def append(self, facts: Sequence[Fact], author: Author, at: datetime) -> list[FactId]:
        """Write facts to the record and to the audit trail. Each gets an id of its own
        (`Fact.id`, "f" and the number) unless it came with one; raises `FactIdTaken`.
        """
        ...

    def written(self, fact_id: str) -> Written | None:
        """The fact of this id, with when it was written; None when there is none."""
        ...

    def last_written(self, author: Author, since: datetime) -> str | None:
        """The id of this author's latest fact since then that still stands, corrections
        apart; None when there is none.
        """
        ...

    def verify_audit(self) -> tuple[int, ...]:
        """The numbers at which trail and record disagree; empty when all holds."""
        ...


# --- The dialogue ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a chat was in the middle of: a draft and the question asked last."""

    topic: str = ""  # "invoice_add", "duty_done", "welcome"…; "" when nothing is open
    draft: Mapping[str, str] = field(default_factory=dict)  # as a case file would say it
    asked: str = ""  # the slot asked for
    card: int | None = None  # the message that shows the draft
    number: int = 0  # of this draft, in this chat: old buttons carry old numbers
    misses: int = 0  # misunderstandings in a row


class Dialogues(Protocol):
    def of(self, chat: ChatId) -> Dialogue: ...

    def save(self, chat: ChatId, dialogue: Dialogue, at: datetime) -> None: ...


# --- One unit of work --------------------------------------------------------------


class UnitOfWork(Protocol):
    """One transaction: everything in it stands or nothing does."""

    inbox: Inbox
    outbox: Outbox
    people: People
    companies: Companies
    dialogues: Dialogues

    def books(self, company: CompanyId) -> Books: ...

    def due_deadlines(self, on_or_before: date) -> list[tuple[CompanyId, DeadlineRow]]:
        """Rows of every company whose `next_on` has come."""
        ...

    def soonest_deadlines(self) -> dict[CompanyId, date]:
        """Of each company with a duty ahead: the next day something must be said."""
        ...

    def note(self, key: str) -> str | None:
        """A small fact about the installation itself (last scan, clock shift)."""
        ...

    def take_note(self, key: str, value: str) -> None: ...


class Store(Protocol):
    """Runs units of work. One writer; units may share a commit, each stands alone."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction; returns once it is on the disk. An exception
        rolls this unit back, and only this unit.
        """
        ...

    def write_soon(self, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """The same for what is in no hurry: it shares the next unit's commit, or gets
        its own within 20 ms.
        """
        ...

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """The same for callers without an event loop (command line, tests)."""
        ...

    def close(self) -> None: ...
