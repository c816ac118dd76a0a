"""A reminder as its reader sees it: the first line makes sense alone on a lock screen."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.handlers.recipients import contacts
from bot.chat.keyboards import Keyboards
from bot.ports import Company, DeadlineRow, Keyboard, Member, Message
from bot.rendering import Words, clock_time, words
from bot.services import obligations, stakes
from domain.deadlines import Deadline
from domain.record import Record

ONE_DAY = timedelta(days=1)


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
    ) -> Message | None:
        """None when the duty is no more: there is nothing to say."""
        situation = record.on(today)
        deadline = obligations.standing(situation, row.obligation, row.buyer)
        if deadline is None:
            return None
        texts = words(member.person.lang)
        text = texts.say(
            "messages/reminder.html.j2",
            deadline=deadline,
            rule=rule,
            today=today,
            late_since=late_since,
            at_stake=stakes.at_stake(situation, deadline),
            open_amount=stakes.unpaid(situation, deadline),
            contacts=contacts(texts, record.policy),
            is_declaration=obligations.is_declaration(deadline),
        )
        return Message(text, _keyboard(texts, company, row, deadline, today))


def _keyboard(
    texts: Words, company: Company, row: DeadlineRow, deadline: Deadline, today: date
) -> Keyboard:
    keys, name = Keyboards(texts), (company.id, row.number)
    first = [keys.button("done", "done", *name)]
    if today + ONE_DAY <= deadline.last_day:
        hour = clock_time(company.remind_at, texts.lang)
        label = texts.label("buttons", "snooze").format(hour=hour)
        first.append(keys.named(label, "snooze", *name))
    if not deadline.buyer:
        return (tuple(first),)
    return (tuple(first), (keys.button("file", "file", *name),))
