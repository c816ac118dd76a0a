"""The outbox: every message waits here, leased to one sender at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from bot.ports.messages import Delivery, Message
from bot.ports.names import ChatId, CompanyId, PersonId


class Channel(StrEnum):
    TELEGRAM = "telegram"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Reminder:
    """What makes a reminder itself and no other: unique with recipient and channel."""

    obligation: str  # "intervention_request:Moulin:F204"
    rule: str  # "opens", "d15", "d7", "d3", "d1", "d0", "daily", "missed", "snoozed"…
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
    channel: Channel = Channel.TELEGRAM
    address: str = ""  # of an e-mail


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
        local_time: time | None = None,
        urgency: int = 0,
        lease: Lease | None = None,
        channel: Channel = Channel.TELEGRAM,
        address: str = "",
        repeat: bool = False,
        mentions: Sequence[Reminder] = (),
    ) -> int | None:
        """Put a message in; None when this reminder stands there already. A reply may
        come with the lease of the sender to whom it is handed after the commit, which
        spares a transaction. The lowest `urgency` goes first; answers have 0. `mentions`:
        the reminders that a digest carries, each kept as evidence; `repeat`: they may have
        been sent before. `local_time`: the wall time of `zone` that `at` stands for.
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

    def forsake(self, owner: str, known: Collection[int], now: datetime) -> int:
        """Leases of this owner that are over and that it does not know of (a commit that
        seemed to fail had stood) become nobody's, and come back as `repeat`.
        """
        ...

    def reclaim(self, owner: str, at: datetime) -> int:
        """This owner is dead: its leases are over now, and come back as `repeat`."""
        ...

    def withdraw(self, company: CompanyId, obligation: str, at: datetime) -> int:
        """Take back what is not yet sent about an obligation that is no more."""
        ...

    def release_dead(self, company: CompanyId, reminder: Reminder, at: datetime) -> int:
        """It reached nobody: whoever it could not be delivered to, by itself or in a
        digest, may be told after all.
        """
        ...

    def seen(
        self, company: CompanyId, obligation: str, recipient: ChatId, at: datetime
    ) -> None:
        """This person has seen what was sent about it."""
        ...

    def told_beside(self, company: CompanyId, obligation: str) -> dict[str, date]:
        """What else the digests say that speak of this obligation and are not sent yet,
        and on which day: withdrawn with them, it must be said anew.
        """
        ...

    def withdraw_from(
        self, company: CompanyId, recipient: ChatId, at: datetime
    ) -> list[str]:
        """Somebody left: what waits for this person is taken back. Gives the obligations
        that it was about.
        """
        ...

    def forget_replies(self, now: datetime) -> int:
        """After a restore: answers that were waiting went out long ago."""
        ...

    def is_told(
        self, company: CompanyId, reminder: Reminder, recipient: ChatId, channel: Channel
    ) -> bool:
        """Planned or said already, by itself or in a digest."""
        ...

    def stand_down(self, company: CompanyId, obligation: str, now: datetime) -> int:
        """Somebody has seen it: what was planned for later today is taken back."""
        ...

    def mentioned_on(
        self, company: CompanyId, recipient: ChatId, on: date
    ) -> list[Reminder]:
        """What this person's digest of that local day says."""
        ...

    def mentioned_in(self, outgoing: int) -> list[Reminder]:
        """The reminders a row carries: its own, or those of the digest."""
        ...

    def reacted(
        self,
        company: CompanyId,
        obligation: str,
        person: PersonId,
        what: str,
        at: datetime,
    ) -> None:
        """Kept as evidence: "seen", "put_off", "done", "file"."""
        ...

    def reactions(self, company: CompanyId, obligation: str) -> list[Reaction]: ...

    def obligations_of(self, company: CompanyId, buyer: str) -> list[str]:
        """Those of which anything was ever planned, the duties done since included."""
        ...

    def ahead(self, company: CompanyId, now: datetime) -> list[Ahead]:
        """Reminders planned for later and never tried."""
        ...

    def put_at(self, number: int, at: datetime, zone: str) -> None:
        """A reminder planned for later goes out then instead, a wall time of `zone`."""
        ...

    def overdue_since(self, before: datetime) -> datetime | None:
        """Since when the oldest unsent reminder should have gone, if before that."""
        ...

    def undelivered(self, company: CompanyId, since: datetime) -> list[str]:
        """Obligations of which a reminder was given up since then, and none sent after."""
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
    channel: Channel = Channel.TELEGRAM
    state: str = "sent"  # "ready", "leased", "sent", "dead", "withdrawn"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person did about a reminder."""

    obligation: str
    person: PersonId
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """A row whose instant follows from a wall time: a change of zone data moves it."""

    id: int
    on: date
    at: time
    zone: str
    instant: datetime
