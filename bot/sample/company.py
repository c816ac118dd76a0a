"""The sample company in the database: made on first use, made anew when it has aged."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import Author, Company, CompanyId, UnitOfWork
from bot.reminders.refreshing import refresh
from bot.sample import sample_case
from bot.services import founding
from domain.spans import months_after

SAMPLE = "lapierre"
FACTS_AT_FIRST = "sample_facts"  # how many facts it was made with


def keep_sample(uow: UnitOfWork, now: datetime, zone: str) -> bool:
    """There is a sample, and one nobody has touched is not older than its insurance
    year; whether it was made just now.
    """
    company = uow.companies.by_slug(SAMPLE)
    if company is not None and not _has_aged(uow, company, now):
        return False
    rebuild_sample(uow, now, zone)
    return True


def rebuild_sample(uow: UnitOfWork, now: datetime, zone: str) -> CompanyId:
    """The sample as new, at today. A real company of the same name is never touched."""
    old = uow.companies.by_slug(SAMPLE)
    if old is not None:
        if not old.is_sample:
            return old.id
        uow.companies.erase(old.id, now)
    case = sample_case(now.astimezone(ZoneInfo(zone)).date())
    company = founding.found(
        uow,
        case.policy,
        buyers=case.buyers,
        facts=case.facts,
        author=Author(None, via="sample"),
        at=now,
        slug=SAMPLE,
        zone=zone,
    )
    refresh(uow, company, None, now)
    uow.take_note(FACTS_AT_FIRST, str(len(uow.books(company).record().facts)))
    return company


def _has_aged(uow: UnitOfWork, company: Company, now: datetime) -> bool:
    if not company.is_sample:
        return False
    record = uow.books(company.id).record()
    is_untouched = uow.note(FACTS_AT_FIRST) == str(len(record.facts))
    today = now.astimezone(ZoneInfo(company.zone)).date()
    return is_untouched and today >= months_after(record.policy.starts_on, 12)
