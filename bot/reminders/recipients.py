"""Whom a reminder is for."""

from __future__ import annotations

from bot.ports import CompanyId, Member, UnitOfWork


def recipients(uow: UnitOfWork, company: CompanyId) -> list[Member]:
    """Whoever may act on it and can be reached."""
    return [
        member
        for member in uow.people.members(company)
        if member.role.may_write and member.person.reachable
    ]
