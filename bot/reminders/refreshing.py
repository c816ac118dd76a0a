"""Deadline rows follow the facts: after each change, and once on each local day, because
some duties come about by the mere passing of time.

A duty whose days are as before keeps its row, with what was said, seen and put off. One
whose days have changed is reckoned anew, and nobody has seen it yet; what was about to be
sent of it is withdrawn: it would name the old days. One that is done or gone leaves, its
messages with it.

A change of the policy that touches every buyer is no single turn's work: the turn asks
for it with a note in its own unit, and `anew` does it a buyer at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from bot.ports import Books, CompanyId, DeadlineRow, QuietDays, UnitOfWork
from bot.reminders.local_time import today_of
from bot.reminders.quiet import Rest, first_heard
from bot.reminders.rules import WAITED_FOR, first_on
from bot.services.summary import work_out
from domain.deadlines import Deadline, DutyState, Origin
from domain.duties import deadlines, of_policy
from domain.record import Situation

POLICY = ""  # the duties about no buyer


def refresh(uow: UnitOfWork, company: CompanyId, buyer: str | None, now: datetime) -> None:
    """Bring one buyer's rows up to date; of the policy ("") or of all (None)."""
    books = uow.books(company)
    names = buyers_of(books) if buyer is None else [buyer]
    for name in names:
        _Refresh(uow, company, now).of_buyer(name)
        work_out(books.record().on(today_of(books.company(), now)), name)


def refresh_terms(
    uow: UnitOfWork, company: CompanyId, before: Situation, now: datetime
) -> None:
    """After the policy changed: its own duties at once; every buyer's before long, where
    the change touches what is reckoned of a buyer.
    """
    refresh(uow, company, POLICY, now)
    record = uow.books(company).record()
    if not record.on(before.today).reckons_buyers_as(before):
        uow.take_note(anew_key(company), str(len(record.facts)))


def asked_anew(uow: UnitOfWork, company: CompanyId) -> str:
    """What marks that every buyer is still to be reckoned anew; "" when none is."""
    return uow.note(anew_key(company)) or ""


def anew_key(company: CompanyId) -> str:
    return f"anew:{company}"


def buyers_of(books: Books) -> list[str]:
    """Everyone who may have duties, and who has rows; the policy itself comes first."""
    named = books.record().names
    return list(dict.fromkeys([POLICY, *named, *books.deadlines.buyers()]))


class _Refresh:
    def __init__(self, uow: UnitOfWork, company: CompanyId, now: datetime) -> None:
        self._outbox = uow.outbox
        self._books = uow.books(company)
        self._company, self._now = company, now
        self._today = today_of(self._books.company(), now)
        self._closed_days = Rest(QuietDays(), self._books.record().calendar)
        self._unsaid: dict[str, date] = {}  # told that day in a digest taken back

    def of_buyer(self, buyer: str) -> None:
        situation = self._books.record().on(self._today)
        known = {row.obligation: row for row in self._books.deadlines.of_buyer(buyer)}
        rows = [
            self._row(each, known.get(each.key)) for each in spoken_of(situation, buyer)
        ]
        for obligation in self._books.deadlines.replace(buyer, rows):
            self._withdraw(obligation)
        for obligation, day in self._unsaid.items():
            self._say_anew(obligation, day)

    def _row(self, deadline: Deadline, known: DeadlineRow | None) -> DeadlineRow:
        row = row_of(deadline)
        if known is not None and _days(known) == _days(row):
            return known
        if known is not None:
            row = replace(row, said_on=self._still_said(known))
        day = first_on(row, self._today)
        if day is not None:
            day = first_heard(self._closed_days, row, day)
        return replace(row, next_on=day)

    def _still_said(self, known: DeadlineRow) -> date | None:
        return None if self._withdraw(known.obligation) else known.said_on

    def _say_anew(self, obligation: str, told_on: date) -> None:
        """But for what was said by itself since that digest."""
        row = self._books.deadlines.of(obligation)
        if row is not None and (row.said_on is None or row.said_on <= told_on):
            self._books.deadlines.said(obligation, None, self._today)

    def _withdraw(self, obligation: str) -> int:
        """How many messages; what else they said must be said anew."""
        for other, day in self._outbox.told_beside(self._company, obligation).items():
            self._unsaid[other] = max(day, self._unsaid.get(other, day))
        return self._outbox.withdraw(self._company, obligation, self._now)


def spoken_of(situation: Situation, buyer: str) -> Iterable[Deadline]:
    """The duties someone is bound by, not done; of two for one obligation the first to
    end.
    """
    found = deadlines(situation, buyer) if buyer else of_policy(situation)
    by_key: dict[str, Deadline] = {}
    for each in sorted(found, key=lambda one: one.last_day, reverse=True):
        is_told = each.origin is not Origin.DERIVED or each.duty in WAITED_FOR
        if is_told and each.state is not DutyState.DISCHARGED:
            by_key[each.key] = each
    return by_key.values()


def row_of(deadline: Deadline) -> DeadlineRow:
    return DeadlineRow(
        obligation=deadline.key,
        duty=deadline.duty,
        buyer=deadline.buyer,
        invoice=deadline.invoice,
        opens_on=deadline.opens_on,
        file_by=deadline.file_by,
        last_day=deadline.last_day,
        next_on=None,
    )


def _days(row: DeadlineRow) -> tuple[date, date, date]:
    return row.opens_on, row.file_by, row.last_day
