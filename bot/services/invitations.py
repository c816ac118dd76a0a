"""One-time links: 128 random bits, kept only as a hash, short-lived.

Letters and digits only: a link that ends in a dash is cut short by many programs.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from bot.ports import CompanyId, Invitation, PersonId, Role, UnitOfWork

GOOD_FOR = timedelta(days=7)


def invite(uow: UnitOfWork, company: CompanyId | None, role: Role, now: datetime) -> str:
    """A new link's token; `company` None lets its bearer found one."""
    token = secrets.token_hex(16)
    uow.people.invite(Invitation(company, role, now + GOOD_FOR), hashed(token))
    return token


def opened(uow: UnitOfWork, token: str, now: datetime) -> Invitation | None:
    return uow.people.invitation(hashed(token), now)


def accept(
    uow: UnitOfWork,
    token_hash: str,
    person: PersonId,
    company: CompanyId,
    role: Role,
    now: datetime,
) -> None:
    """Spend the link and join. Raises `InvitationSpent` when somebody was quicker."""
    uow.people.spend(token_hash, person, now)
    uow.people.join(person, company, role, now)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
