"""The outbox: every message waits here, leased to one sender at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.ports.messages import Delivery, Message
from bot.ports.names import ChatId, CompanyId


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
