"""The outbox: what is to be sent, by whom, and what became of it.

ready → leased (owner, attempt, until) → sent | ready again, later | dead. `ready_at` is
when a row may next be taken: when it is due, or when its lease ends. A lease that ends
unsettled belonged to someone who died between sending and saying so; the row comes back
tagged `repeat`. Settling names owner and attempt, so that who lost the lease is not heard.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ports import (
    ChatId,
    CompanyId,
    Delivery,
    Lease,
    Message,
    Outcome,
    Outgoing,
    Reminder,
    SentReminder,
)
from bot.storage.messages import message_from_text, message_to_text
from bot.storage.outbox_statements import (
    ADD,
    ADD_REMINDER,
    DUE,
    MOVE,
    NEXT_DUE,
    OWNERS,
    RECLAIM,
    REVIVE,
    SEEN,
    SENT_ABOUT,
    SETTLE_AGAIN,
    SETTLE_DEAD,
    SETTLE_SENT,
    TAKE,
    TELEGRAM,
    WITHDRAW,
)
from bot.storage.session import Row, Session


class SqlOutbox:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.handed: list[Outgoing] = []

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
        row = _new_row(message, chat, at, urgency) | {
            "company_id": company,
            "update_id": update_id,
            "zone": zone or None,
        }
        if reminder is not None:
            return self._add_reminder(row | _of_reminder(reminder))
        if lease is not None:
            row |= _of_lease(lease)
        number = int(self._session.rows(ADD, **row)[0][0])
        if lease is not None:
            self.handed.append(
                Outgoing(number, chat, message, 1, repeat=False, company=company)
            )
        return number

    def lease(
        self, owner: str, *, now: datetime, until: datetime, most: int
    ) -> list[Outgoing]:
        due = self._session.rows(DUE, by=owner, now=now, most=most)
        return [
            outgoing
            for outgoing in map(_outgoing, due)
            if self._session.run(
                TAKE,
                its_id=outgoing.id,
                was_attempt=outgoing.attempt - 1,
                by=owner,
                until=until,
                again=outgoing.repeat,
            )
        ]

    def settle(
        self, outgoing: Outgoing, owner: str, delivery: Delivery, now: datetime
    ) -> bool:
        lease = {"its_id": outgoing.id, "by": owner, "its_attempt": outgoing.attempt}
        match delivery.outcome:
            case Outcome.SENT:
                settled = self._session.run(
                    SETTLE_SENT, **lease, message=delivery.message_id, at=now
                )
            case Outcome.CLOSED | Outcome.UNREADABLE:
                settled = self._session.run(SETTLE_DEAD, **lease, why=delivery.reason)
            case Outcome.NOT_SENT | Outcome.FORBIDDEN | Outcome.UNKNOWN:
                settled = self._session.run(SETTLE_AGAIN, **lease, **_again(delivery, now))
        if delivery.moved_to is not None:
            self._session.run(MOVE, old=outgoing.chat, new=delivery.moved_to)
        return settled == 1

    def owners(self) -> list[str]:
        return [owner for (owner,) in self._session.rows(OWNERS)]

    def reclaim(self, owner: str, at: datetime) -> int:
        return self._session.run(RECLAIM, dead=owner, at=at)

    def withdraw(self, company: CompanyId, obligation: str, at: datetime) -> int:
        """One in flight cannot be called back; should it fail, it is not tried again."""
        return self._session.run(
            WITHDRAW, company=company, its_obligation=obligation, at=at
        )

    def seen(
        self, company: CompanyId, obligation: str, recipient: ChatId, at: datetime
    ) -> None:
        self._session.run(
            SEEN, company=company, its_obligation=obligation, its_recipient=recipient, at=at
        )

    def sent_about(self, company: CompanyId, obligation: str) -> list[SentReminder]:
        rows = self._session.rows(SENT_ABOUT, company=company, its_obligation=obligation)
        return [
            SentReminder(Reminder(obligation, rule, due_on), chat, sent_at, seen_at, number)
            for rule, due_on, chat, sent_at, seen_at, number in rows
        ]

    def next_due_at(self) -> datetime | None:
        """When a row may next be taken, as far as that is known."""
        instant: datetime | None = self._session.rows(NEXT_DUE)[0][0]
        return instant

    def _add_reminder(self, row: dict[str, object]) -> int | None:
        """One that was withdrawn unsent and is wanted after all stands again."""
        added = self._session.row(ADD_REMINDER, **row)
        added = added or self._session.row(REVIVE, **_to_revive(row))
        return None if added is None else int(added[0])


def _new_row(
    message: Message, chat: ChatId, at: datetime, urgency: int
) -> dict[str, object]:
    attachment = message.attachment
    return {
        "chat": chat,
        "recipient": chat,
        "channel": TELEGRAM,
        "urgency": urgency,
        "state": "ready",
        "ready_at": at,
        "attempt": 0,
        "repeat": False,
        "body": message_to_text(message),
        "content": None if attachment is None else attachment.content,
        "created_at": at,
    }


def _of_lease(lease: Lease) -> dict[str, object]:
    return {
        "state": "leased",
        "owner": lease.owner,
        "attempt": 1,
        "ready_at": lease.until,
    }


def _of_reminder(reminder: Reminder) -> dict[str, object]:
    return {
        "obligation": reminder.obligation,
        "rule": reminder.rule,
        "due_on": reminder.due_on,
    }


def _to_revive(row: dict[str, object]) -> dict[str, object]:
    key = ("obligation", "rule", "due_on", "recipient", "channel", "body", "content")
    return {f"its_{name}": row[name] for name in key} | {
        "company": row["company_id"],
        "at": row["ready_at"],
    }


def _again(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {
        "then": now + timedelta(seconds=delivery.retry_after or 0),
        "again": delivery.outcome is Outcome.UNKNOWN,
        "why": delivery.reason,
    }


def _outgoing(row: Row) -> Outgoing:
    """The row as it will be once taken."""
    (number, chat, body, content, attempt, repeat, state, *reminder, company) = row
    obligation, rule, due_on = reminder
    return Outgoing(
        id=number,
        chat=ChatId(chat),
        message=message_from_text(body, content),
        attempt=attempt + 1,
        repeat=bool(repeat) or state == "leased",
        reminder=None if obligation is None else Reminder(obligation, rule, due_on),
        company=company,
    )
