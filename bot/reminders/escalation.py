"""Who hears of a duty, by which way, and from when on. Pure.

The first circle has the calm rhythm: the owners, and whoever chose it. What nobody has
seen three days before the last working day goes to a second person too; on the day before
it also goes by e-mail, at 10:00; from the last working day on, to everyone. A person whose
chat is closed is written to by e-mail. Where the first circle is empty, the next person
takes its place: a duty is never without an ear as long as there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import IntEnum

from bot.ports import Channel, DeadlineRow, Member, Role, Told
from bot.reminders.quiet import Days, Round, first_heard
from bot.reminders.rules import escalates, is_old

SECOND_PERSON = timedelta(days=3)  # before the last working day
SEEN_IN_TIME = timedelta(days=7)  # before the last working day, at most
BY_MAIL = timedelta(days=1)
MAIL_AT = time(10, 0)

ORDER = (Role.OWNER, Role.ACCOUNTANT, Role.BROKER, Role.READER)


class Circle(IntEnum):
    FIRST = 1
    SECOND = 2
    EVERYONE = 3


@dataclass(frozen=True, slots=True)
class Ear:
    """A member, and how a reminder reaches him: his chat, or where it is closed his
    e-mail address.
    """

    member: Member
    channel: Channel
    circle: Circle


def ears(members: Sequence[Member], *, has_mail: bool) -> list[Ear]:
    """All who can be told, the nearest first; empty: nobody is left."""
    ranked = sorted(members, key=_rank)
    ways = [(one, _way(one, has_mail=has_mail)) for one in ranked]
    open_ways = [(one, way) for one, way in ways if way is not None]
    writers = [(one, way) for one, way in open_ways if one.role.may_write]
    found = writers or open_ways  # who only reads can still tell the others
    first = [one for one, way in found if _is_first(one)]
    if not any(one.person.reachable for one in first):
        first += _up_to_a_chat([one for one, _ in found if one not in first])
    second = [one for one, _ in found if one not in first][:1]
    return [Ear(one, way, _circle(one, first, second)) for one, way in found]


def is_seen(row: DeadlineRow) -> bool:
    """In the last week, or later: who saw it long before may have forgotten it."""
    return row.seen_on is not None and row.seen_on >= row.file_by - SEEN_IN_TIME


def reach(row: DeadlineRow, day: date) -> Circle:
    """How far a duty is told on that day."""
    is_old_news = day > row.last_day and (row.said_on is None or is_old(row, day))
    if is_seen(row) or not escalates(row) or is_old_news:
        return Circle.FIRST
    if day >= row.file_by:
        return Circle.EVERYONE
    return Circle.SECOND if day >= row.file_by - SECOND_PERSON else Circle.FIRST


def goes_by_mail(row: DeadlineRow, day: date) -> bool:
    """Whether that day's reminder is also written, at 10:00, unless seen before."""
    unseen = not is_seen(row) and escalates(row)
    return unseen and row.file_by - BY_MAIL <= day <= row.last_day


def listening(
    row: DeadlineRow, day: date, all_ears: Sequence[Ear], *, has_mail: bool
) -> list[Ear]:
    """Who is told on that day; everyone, when it should be written and cannot be."""
    is_unheard = goes_by_mail(row, day) and not (has_mail and mailed(row, day, all_ears))
    furthest = Circle.EVERYONE if is_unheard else reach(row, day)
    return [ear for ear in all_ears if ear.circle <= furthest]


def not_past_the_second(
    told: Round, day: date, all_ears: Sequence[Ear], rest_of: Callable[[Member], Days]
) -> Round:
    """The same, but it is taken up again when the second person is to hear of it: the
    first one's quiet days are nobody else's.
    """
    row, turn = told.row, told.row.file_by - SECOND_PERSON
    if is_seen(row) or not escalates(row) or not day < turn >= row.opens_on:
        return told
    second = [ear.member for ear in all_ears if ear.circle is Circle.SECOND]
    days = [first_heard(rest_of(member), row, turn) for member in second]
    if row.next_on is not None:
        days.append(row.next_on)
    return replace(told, row=replace(row, next_on=min(days, default=None)))


def mailed(row: DeadlineRow, day: date, all_ears: Sequence[Ear]) -> list[Member]:
    """To whom it is also written: those told in their chat who gave an address."""
    if not goes_by_mail(row, day):
        return []
    return [
        ear.member
        for ear in all_ears
        if ear.channel is Channel.TELEGRAM and ear.member.person.email
    ]


def mail_time(remind_at: time) -> time:
    """Never before the chats were told."""
    return max(MAIL_AT, time(min(remind_at.hour + 1, 23), remind_at.minute))


def _rank(member: Member) -> tuple[bool, int, int]:
    return not _is_first(member), ORDER.index(member.role), member.person.id


def _is_first(member: Member) -> bool:
    is_owner = member.role is Role.OWNER
    return member.role.may_write and (is_owner or member.told is Told.ALWAYS)


def _up_to_a_chat(members: Sequence[Member]) -> list[Member]:
    """The next who can be told in a chat, and those before who are written to."""
    open_at = [at for at, one in enumerate(members) if one.person.reachable]
    return list(members[: open_at[0] + 1] if open_at else members[:1])


def _way(member: Member, *, has_mail: bool) -> Channel | None:
    if member.person.reachable:
        return Channel.TELEGRAM
    return Channel.EMAIL if has_mail and member.person.email else None


def _circle(member: Member, first: Sequence[Member], second: Sequence[Member]) -> Circle:
    if member in first:
        return Circle.FIRST
    return Circle.SECOND if member in second else Circle.EVERYONE
