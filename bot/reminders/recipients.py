"""Whom a company's reminders are for, the nearest first."""

from __future__ import annotations

from bot.ports import CompanyId, UnitOfWork
from bot.reminders.escalation import Ear, ears


def ears_of(uow: UnitOfWork, company: CompanyId, *, has_mail: bool = False) -> list[Ear]:
    return ears(uow.people.members(company), has_mail=has_mail)
