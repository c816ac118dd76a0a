"""Every buyer reckoned anew, after a change of the policy that touches them all.

The turn that changed it left a note in its own unit of work, so that a crash forgets
nothing. Answers do not wait for this: they reckon what they say under the new terms. A
unit for each buyer, so that people's questions come in between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.ports import CompanyId, Store, StoreUnavailable, UnitOfWork
from bot.reminders.refreshing import anew_key, asked_anew, buyers_of, refresh

Alarm = Callable[[str, CompanyId, str], None]


async def reckon_anew(store: Store, now: datetime, alarm: Alarm) -> None:
    for company, mark in await store.write(_waiting):
        names = await _buyers(store, company, alarm)
        if names is None:
            continue
        done = [await _reckon(store, company, name, now, alarm) for name in names]
        if all(done):
            await store.write(partial(_settle, company=company, was=mark))


async def _buyers(store: Store, company: CompanyId, alarm: Alarm) -> list[str] | None:
    """None, and told: its books cannot be read. The other companies go on."""
    try:
        return await store.write(partial(_names, company=company))
    except StoreUnavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
        alarm("failed", company, f"*: {type(failure).__name__}")
        return None


async def _reckon(
    store: Store, company: CompanyId, buyer: str, now: datetime, alarm: Alarm
) -> bool:
    """One buyer's failure is told, does not keep the others, and is tried again."""
    try:
        await store.write(lambda uow: refresh(uow, company, buyer, now))
    except StoreUnavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - told, and tried again next tick
        alarm("failed", company, f"{buyer}: {type(failure).__name__}")
        return False
    return True


def _waiting(uow: UnitOfWork) -> list[tuple[CompanyId, str]]:
    marks = ((company.id, asked_anew(uow, company.id)) for company in uow.companies.all())
    return [(company, mark) for company, mark in marks if mark]


def _names(uow: UnitOfWork, company: CompanyId) -> list[str]:
    return buyers_of(uow.books(company))


def _settle(uow: UnitOfWork, company: CompanyId, was: str) -> None:
    """Unless the policy changed once more meanwhile."""
    if asked_anew(uow, company) == was:
        uow.drop_note(anew_key(company))
