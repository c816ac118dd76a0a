"""A person's calendar feed: its link, and what stands behind it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.ports import CompanyId, Feed, PersonId, UnitOfWork
from bot.services import obligations
from bot.services.invitations import hashed
from bot.services.stakes import at_stake
from domain.deadlines import Deadline
from domain.money import Money

AHEAD = timedelta(days=400)  # a debt that lapses in five years is no date to keep
BEHIND = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    deadline: Deadline
    at_stake: Money | None


def new_link(uow: UnitOfWork, company: CompanyId, person: PersonId, now: datetime) -> str:
    """The token of a new link; the one before ends."""
    token = secrets.token_hex(20)
    uow.feeds.open(Feed(company, person), hashed(token), now)
    return token


def revoke(uow: UnitOfWork, company: CompanyId, person: PersonId) -> bool:
    return uow.feeds.close(Feed(company, person))


def behind(uow: UnitOfWork, token: str) -> Feed | None:
    return uow.feeds.behind(hashed(token))


def entries(uow: UnitOfWork, company: CompanyId, today: date) -> Iterator[Entry]:
    """Every duty that stands and that a calendar can help to keep, soonest first."""
    books = uow.books(company)
    situation = books.record().on(today)
    for row in books.deadlines.all():
        if today - BEHIND <= row.file_by <= today + AHEAD:
            deadline = obligations.standing(situation, row.obligation, row.buyer)
            if deadline is not None:
                yield Entry(deadline, at_stake(situation, deadline))
