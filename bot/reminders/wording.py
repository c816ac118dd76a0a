"""What the reminders need from whoever words them."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.ports import Company, DeadlineRow, Member, Message
from domain.record import Record


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
    ) -> Message | None:
        """The message for this member, in his language; None: there is nothing to say.
        `rule` is one of `rules.Rule`; `late_since` is the day on which it should have
        been said, when that has passed.
        """
        ...
