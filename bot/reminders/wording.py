"""What the reminders need from whoever words them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.ports import Channel, Company, DeadlineRow, Member, Message
from domain.record import Record


@dataclass(frozen=True, slots=True)
class Line:
    """What a digest says of one duty."""

    row: DeadlineRow
    text: str


class Wording(Protocol):
    def reminder(
        self,
        company: Company,
        record: Record,
        row: DeadlineRow,
        rule: str,
        member: Member,
        today: date,
        *,
        late_since: date | None = None,
        by_mail: bool = False,
    ) -> Message | None:
        """The message for this member, in his language; None: there is nothing to say.
        `rule` is one of `rules.Rule`; `late_since` is the day on which it should have
        been said, when that has passed.
        """
        ...

    def line(
        self,
        record: Record,
        row: DeadlineRow,
        rule: str,
        member: Member,
        today: date,
        *,
        late_since: date | None = None,
    ) -> str | None:
        """The same in a line of a digest."""
        ...

    def digest(
        self,
        company: Company,
        lines: Sequence[Line],
        member: Member,
        today: date,
        *,
        by_mail: bool = False,
    ) -> Message:
        """Several duties in one message, the most urgent first."""
        ...

    def lost(
        self, company: Company, lost: Member, channel: Channel, member: Member
    ) -> Message:
        """That somebody cannot be reached by this channel any more."""
        ...
