"""On hold: after a restore no reminder goes out before somebody said so.

What the backup does not know was perhaps sent since it was made. While the note stands,
nothing is planned and no reminder leaves the outbox; answers do. Lifted, everything due
goes out, and what was to be said by that day is tagged: it may have arrived before.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.ports import Company, UnitOfWork
from bot.reminders.local_time import today_of

HOLD = "hold"  # the note: since when; the outbox's statements know it too
RELEASED = "released"  # the note: when it was lifted


def is_on_hold(uow: UnitOfWork) -> bool:
    return uow.note(HOLD) is not None


def put_on_hold(uow: UnitOfWork, now: datetime) -> None:
    uow.take_note(HOLD, now.isoformat())


def release(uow: UnitOfWork, now: datetime) -> bool:
    """Whether there was a hold to lift."""
    if not is_on_hold(uow):
        return False
    uow.drop_note(HOLD)
    uow.take_note(RELEASED, now.isoformat())
    return True


def may_be_repeats(uow: UnitOfWork, company: Company, due_on: date) -> bool:
    """Whether what was to be said on that day of the company's was perhaps said before
    the restore: however late it is said now.
    """
    released = uow.note(RELEASED)
    if released is None:
        return False
    return due_on <= today_of(company, datetime.fromisoformat(released))
