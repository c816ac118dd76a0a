"""A reminder as its reader sees it: the first line makes sense alone on a lock screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.chat.handlers.recipients import contacts
from bot.chat.keyboards import Keyboards, rows
from bot.ports import Button, Channel, Company, DeadlineRow, Keyboard, Member, Message
from bot.reminders.wording import Line
from bot.rendering import Words, clock_time, words
from bot.services import obligations, stakes
from domain.deadlines import Deadline, Origin
from domain.record import Record, Situation

ONE_DAY = timedelta(days=1)
MOST_BUTTONS = 6
# What is waited for is not done by the reader; this is what he can do about it.
INSTEAD_OF_DONE = {
    "indemnity_expected": ("indemnity_received", "claim_status"),
    "limit_end": ("limit_request", "buyer_cover"),
    "waiting_period_end": ("claim_status", "indemnity_estimate"),
}


class ReminderWording:
    """The port through which reminders get their words."""

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
        """None when the duty is no more: there is nothing to say."""
        situation = record.on(today)
        deadline = obligations.standing(situation, row.obligation, row.buyer)
        if deadline is None:
            return None
        texts = words(member.person.lang)
        text = texts.say(
            "messages/reminder.html.j2",
            **_told(situation, deadline, rule, today, late_since),
            open_amount=stakes.unpaid(situation, deadline),
            contacts=contacts(texts, record.policy),
            is_declaration=obligations.is_declaration(deadline),
            by_mail=by_mail,
        )
        return Message(text, _keyboard(texts, company, row, deadline, today))

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
        situation = record.on(today)
        deadline = obligations.standing(situation, row.obligation, row.buyer)
        if deadline is None:
            return None
        told = _told(situation, deadline, rule, today, late_since)
        return words(member.person.lang).say("messages/digest_line.html.j2", **told)

    def digest(
        self,
        company: Company,
        lines: Sequence[Line],
        member: Member,
        today: date,
        *,
        by_mail: bool = False,
    ) -> Message:
        texts = words(member.person.lang)
        text = texts.say(
            "messages/digest.html.j2",
            lines=[line.text for line in lines],
            count=len(lines),
            by_mail=by_mail,
        )
        return Message(text, _digest_keyboard(texts, company, lines, today))

    def lost(
        self, company: Company, lost: Member, channel: Channel, member: Member
    ) -> Message:
        texts = words(member.person.lang)
        text = texts.say(
            "messages/lost.html.j2",
            company=company,
            name=lost.person.name or str(lost.person.id),
            by_mail=channel is Channel.EMAIL,
        )
        return Message(text)


def duty_keyboard(
    texts: Words, company: Company, row: DeadlineRow, deadline: Deadline, today: date
) -> Keyboard:
    """Under a duty that is shown because it was asked for."""
    return _keyboard(texts, company, row, deadline, today)


def _told(
    situation: Situation,
    deadline: Deadline,
    rule: str,
    today: date,
    late_since: date | None,
) -> dict[str, Any]:
    return {
        "deadline": deadline,
        "rule": rule,
        "today": today,
        "late_since": late_since,
        "at_stake": stakes.at_stake(situation, deadline),
        "is_waited_for": deadline.origin is Origin.DERIVED,
    }


def _digest_keyboard(
    texts: Words, company: Company, lines: Sequence[Line], today: date
) -> Keyboard:
    """One press for all of it, and the duties one by one."""
    keys = Keyboards(texts)
    all_seen = keys.button("seen", "saw", company.id, today.isoformat())
    duties = (
        keys.named(_name(texts, line.row), "duty", company.id, line.row.number)
        for line in lines[:MOST_BUTTONS]
    )
    return ((all_seen,), *rows(duties))


def _name(texts: Words, row: DeadlineRow) -> str:
    about = " ".join(part for part in (row.buyer, row.invoice) if part)
    return about or texts.label("duties", row.duty)


def _keyboard(
    texts: Words, company: Company, row: DeadlineRow, deadline: Deadline, today: date
) -> Keyboard:
    keys, name = Keyboards(texts), (company.id, row.number)
    seen = keys.button("seen", "seen", *name)
    history = keys.button("history", "history", *name)
    if deadline.duty in INSTEAD_OF_DONE:
        return (
            (seen, history),
            *keys.about(deadline.buyer, *INSTEAD_OF_DONE[deadline.duty]),
        )
    done = keys.button("done", "done", *name)
    last = [keys.button("file", "file", *name)] if deadline.buyer else []
    if snooze := _snooze(texts, company, deadline, today, name):
        return ((seen, done), (snooze, history), *([tuple(last)] if last else []))
    return ((seen, done), (history, *last))


def _snooze(
    texts: Words,
    company: Company,
    deadline: Deadline,
    today: date,
    name: tuple[int, int],
) -> Button | None:
    """« Demain 9 h », never past the last day."""
    if today + ONE_DAY > deadline.last_day:
        return None
    hour = clock_time(company.remind_at, texts.lang)
    label = texts.label("buttons", "snooze").format(hour=hour)
    return Keyboards(texts).named(label, "snooze", *name)
