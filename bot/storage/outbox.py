"""The outbox: what is to be sent, by whom, and what became of it.

ready → leased (owner, attempt, until) → sent | ready again, later | dead. `ready_at` is
when a row may next be taken: when it is due, or when its lease ends. A lease that ends
unsettled belonged to someone who died between sending and saying so; the row comes back
tagged `repeat`. Settling names owner and attempt, so that who lost the lease is not heard.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from bot.ports import (
    Ahead,
    Channel,
    ChatId,
    CompanyId,
    Delivery,
    Lease,
    Message,
    Outcome,
    Outgoing,
    PersonId,
    Reaction,
    Reminder,
    SentReminder,
)
from bot.storage.messages import message_from_text, message_to_text
from bot.storage.outbox_forsaken import FORSAKE, OVER
from bot.storage.outbox_statements import (
    ADD,
    ADD_REMINDER,
    AHEAD,
    DIGEST_GIVEN_UP,
    DUE,
    FORGET_REPLIES,
    GIVEN_UP,
    MAY_BE_REPEATS,
    MENTION,
    MENTION_SEEN,
    MENTIONED_ABOUT,
    MENTIONED_BESIDE,
    MENTIONED_IN,
    MENTIONED_ON,
    MOVE,
    NEXT_DUE,
    OBLIGATIONS,
    OBLIGATIONS_MENTIONED,
    OVERDUE,
    OWN_REMINDER,
    OWNERS,
    PLANNED,
    PUT_AT,
    REACT,
    REACTIONS,
    RECLAIM,
    RELEASE_DEAD,
    RELEASE_DEAD_DIGESTS,
    REVIVE,
    SEEN,
    SENT_ABOUT,
    SETTLE_AGAIN,
    SETTLE_DEAD,
    SETTLE_SENT,
    STAND_DOWN,
    TAKE,
    TOLD,
    WAITING_ABOUT,
    WITHDRAW,
    WITHDRAW_DIGESTS,
    WITHDRAW_FROM,
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
        local_time: time | None = None,
        urgency: int = 0,
        lease: Lease | None = None,
        channel: Channel = Channel.TELEGRAM,
        address: str = "",
        repeat: bool = False,
        mentions: Sequence[Reminder] = (),
    ) -> int | None:
        row = _new_row(message, chat, at, urgency) | {
            "channel": channel.value,
            "address": address or None,
            "local_time": local_time.isoformat("minutes") if local_time else None,
            "repeat": repeat,
            "company_id": company,
            "update_id": update_id,
            "zone": zone or None,
        }
        if reminder is not None:
            return self._add_reminder(row | _of_reminder(reminder), mentions)
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

    def forsake(self, owner: str, known: Collection[int], now: datetime) -> int:
        over = [number for (number,) in self._session.rows(OVER, by=owner, now=now)]
        unknown = [number for number in over if number not in known]
        for number in unknown:
            self._session.run(FORSAKE, its_id=number, by=owner)
        return len(unknown)

    def reclaim(self, owner: str, at: datetime) -> int:
        return self._session.run(RECLAIM, dead=owner, at=at)

    def withdraw(self, company: CompanyId, obligation: str, at: datetime) -> int:
        """One in flight cannot be called back; should it fail, it is not tried again."""
        its = {"company": company, "its_obligation": obligation}
        digests = self._session.run(WITHDRAW_DIGESTS, **its, at=at)
        return digests + self._session.run(WITHDRAW, **its, at=at)

    def release_dead(self, company: CompanyId, reminder: Reminder, at: datetime) -> int:
        key = {f"its_{name}": value for name, value in _of_reminder(reminder).items()}
        statements = (RELEASE_DEAD, RELEASE_DEAD_DIGESTS)
        return sum(
            self._session.run(each, company=company, at=at, **key) for each in statements
        )

    def told_beside(self, company: CompanyId, obligation: str) -> dict[str, date]:
        rows = self._session.rows(
            MENTIONED_BESIDE, company=company, its_obligation=obligation
        )
        return {other: day for other, day in rows}  # noqa: C416 - rows are lists

    def stand_down(self, company: CompanyId, obligation: str, now: datetime) -> int:
        return self._session.run(
            STAND_DOWN, company=company, its_obligation=obligation, now=now
        )

    def seen(
        self, company: CompanyId, obligation: str, recipient: ChatId, at: datetime
    ) -> None:
        for statement in (SEEN, MENTION_SEEN):
            self._session.run(
                statement,
                company=company,
                its_obligation=obligation,
                its_recipient=recipient,
                at=at,
            )

    def sent_about(self, company: CompanyId, obligation: str) -> list[SentReminder]:
        its = {"company": company, "its_obligation": obligation}
        rows = [
            *self._session.rows(SENT_ABOUT, **its),
            *self._session.rows(MENTIONED_ABOUT, **its),
        ]
        found = [_sent(obligation, row) for row in rows]
        return sorted(found, key=lambda one: one.reminder.due_on)

    def mentioned_on(
        self, company: CompanyId, recipient: ChatId, on: date
    ) -> list[Reminder]:
        rows = self._session.rows(
            MENTIONED_ON, company=company, its_recipient=recipient, day=on
        )
        return [Reminder(*row) for row in rows]

    def mentioned_in(self, outgoing: int) -> list[Reminder]:
        mentioned = self._session.rows(MENTIONED_IN, its_id=outgoing)
        rows = mentioned or self._session.rows(OWN_REMINDER, its_id=outgoing)
        return [Reminder(*row) for row in rows]

    def withdraw_from(
        self, company: CompanyId, recipient: ChatId, at: datetime
    ) -> list[str]:
        its = {"company": company, "its_recipient": recipient}
        rows = self._session.rows(WAITING_ABOUT, **its)
        about = {one.obligation for (row,) in rows for one in self.mentioned_in(row)}
        self._session.run(WITHDRAW_FROM, **its, at=at)
        return sorted(about)

    def forget_replies(self, now: datetime) -> int:
        self._session.run(MAY_BE_REPEATS)
        return self._session.run(FORGET_REPLIES, now=now)

    def is_told(
        self, company: CompanyId, reminder: Reminder, recipient: ChatId, channel: Channel
    ) -> bool:
        """Planned or said, by itself or in a digest."""
        key = {
            **{f"its_{name}": value for name, value in _of_reminder(reminder).items()},
            "company": company,
            "its_recipient": recipient,
            "its_channel": channel.value,
        }
        return any(self._session.row(each, **key) for each in (PLANNED, TOLD))

    def reacted(
        self,
        company: CompanyId,
        obligation: str,
        person: PersonId,
        what: str,
        at: datetime,
    ) -> None:
        self._session.run(
            REACT,
            company_id=company,
            obligation=obligation,
            person=person,
            what=what,
            at=at,
        )

    def reactions(self, company: CompanyId, obligation: str) -> list[Reaction]:
        rows = self._session.rows(REACTIONS, company=company, its_obligation=obligation)
        return [Reaction(*row) for row in rows]

    def obligations_of(self, company: CompanyId, buyer: str) -> list[str]:
        pattern = f"%:{_escaped(buyer)}:%"
        found = {
            obligation
            for statement in (OBLIGATIONS, OBLIGATIONS_MENTIONED)
            for (obligation,) in self._session.rows(
                statement, company=company, pattern=pattern
            )
        }
        return sorted(o for o in found if o.partition(":")[2].startswith(f"{buyer}:"))

    def ahead(self, company: CompanyId, now: datetime) -> list[Ahead]:
        rows = self._session.rows(AHEAD, company=company, now=now)
        return [
            Ahead(number, on, time.fromisoformat(at), zone, instant)
            for number, on, at, zone, instant in rows
        ]

    def put_at(self, number: int, at: datetime, zone: str) -> None:
        self._session.run(PUT_AT, its_id=number, then=at, its_zone=zone)

    def overdue_since(self, before: datetime) -> datetime | None:
        instant: datetime | None = self._session.rows(OVERDUE, before=before)[0][0]
        return instant

    def undelivered(self, company: CompanyId, since: datetime) -> list[str]:
        given_up = [
            (obligation, at)
            for statement in (GIVEN_UP, DIGEST_GIVEN_UP)
            for obligation, at in self._session.rows(
                statement, company=company, since=since
            )
        ]
        return sorted({o for o, at in given_up if not self._was_sent_since(company, o, at)})

    def _was_sent_since(self, company: CompanyId, obligation: str, at: datetime) -> bool:
        sent = self.sent_about(company, obligation)
        return any(one.sent_at is not None and one.sent_at >= at for one in sent)

    def next_due_at(self) -> datetime | None:
        """When a row may next be taken, as far as that is known."""
        instant: datetime | None = self._session.rows(NEXT_DUE)[0][0]
        return instant

    def _add_reminder(
        self, row: dict[str, object], mentions: Sequence[Reminder]
    ) -> int | None:
        """One that was withdrawn unsent and is wanted after all stands again."""
        added = self._session.row(ADD_REMINDER, **row)
        added = added or self._session.row(REVIVE, **_to_revive(row))
        if added is None:
            return None
        number = int(added[0])
        for mention in mentions:
            self._mention(row, mention, number)
        return number

    def _mention(self, row: dict[str, object], mention: Reminder, number: int) -> None:
        whose = {name: row[name] for name in ("company_id", "recipient", "channel")}
        self._session.run(
            MENTION, **whose, **_of_reminder(mention), outbox_id=number, seen_at=None
        )


def _new_row(
    message: Message, chat: ChatId, at: datetime, urgency: int
) -> dict[str, object]:
    attachment = message.attachment
    return {
        "chat": chat,
        "recipient": chat,
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
    (number, chat, body, content, attempt, repeat, state, *rest) = row
    obligation, rule, due_on, company, channel, address = rest
    return Outgoing(
        id=number,
        chat=ChatId(chat),
        message=message_from_text(body, content),
        attempt=attempt + 1,
        repeat=bool(repeat) or state == "leased",
        reminder=None if obligation is None else Reminder(obligation, rule, due_on),
        company=company,
        channel=Channel(channel),
        address=address or "",
    )


def _sent(obligation: str, row: Row) -> SentReminder:
    rule, due_on, seen_at, chat, sent_at, message_id, channel, state = row
    return SentReminder(
        Reminder(obligation, rule, due_on),
        chat,
        sent_at,
        seen_at,
        message_id,
        Channel(channel),
        state,
    )


def _escaped(text: str) -> str:
    for each in "\\%_":
        text = text.replace(each, f"\\{each}")
    return text
