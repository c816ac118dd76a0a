"""A person's e-mail address, and a person's leaving."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import CompanyId, Person, UnitOfWork

# No more than what a mail server must be told; the rest is the server's business.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
LONGEST = 254


def is_address(text: str) -> bool:
    return len(text) <= LONGEST and bool(ADDRESS.fullmatch(text))


def address_in(text: str) -> str | None:
    """The one address a sentence holds; None when there is none, or several."""
    found = [match.group().rstrip(".") for match in ADDRESS.finditer(text)]
    return found[0] if len(found) == 1 and is_address(found[0]) else None


def leave(uow: UnitOfWork, company: CompanyId, person: Person, now: datetime) -> bool:
    """No member any more. What waited for this person goes to nobody else by mistake, and
    the duties it was about are said anew to those who stay.
    """
    left = uow.people.remove(person.id, company, now)
    books = uow.books(company)
    today = now.astimezone(ZoneInfo(books.company().zone)).date()
    standing = {row.obligation for row in books.deadlines.all()}
    for obligation in uow.outbox.withdraw_from(company, person.chat, now):
        if obligation in standing:
            books.deadlines.said(obligation, None, today)
    return left
