"""Is the work being done? Asked by /readyz, answered by what is written down.

A process can be alive and its reminders dead: so it is asked when the last scan was, and
whether anything that should have been said or sent five minutes ago was not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ports import UnitOfWork
from bot.reminders.hold import is_on_hold
from bot.reminders.plan import LAST_SCAN, due_now
from bot.reminders.reconciling import Findings, last_findings

SCAN_STALE_AFTER = timedelta(seconds=90)
OVERDUE_AFTER = timedelta(minutes=5)
COMPARED_STALE_AFTER = timedelta(days=2)


def readiness(uow: UnitOfWork, now: datetime) -> dict[str, bool]:
    before = now - OVERDUE_AFTER
    return {
        "last_scan": _is_recent(uow.note(LAST_SCAN), now),
        "all_planned": not due_now(uow, before),
        "all_sent": uow.outbox.overdue_since(before) is None,
        "reconciled": _is_reconciled(last_findings(uow), now),
        "tables": uow.tables_are_current(),
        "not_on_hold": not is_on_hold(uow),
    }


def _is_recent(scanned_at: str | None, now: datetime) -> bool:
    if scanned_at is None:
        return False
    return abs(now - datetime.fromisoformat(scanned_at)) < SCAN_STALE_AFTER


def _is_reconciled(found: Findings | None, now: datetime) -> bool:
    """Nothing compared yet is no fault; nothing compared since the night before last is."""
    if found is None:
        return True
    return not found.differences and abs(now - found.at) < COMPARED_STALE_AFTER
