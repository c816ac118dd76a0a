"""A company's deadlines, as the reminders need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.sql import Update

from bot.ports import CompanyId, DeadlineRow
from bot.storage.database import insert_row
from bot.storage.session import Row, Session
from bot.storage.tables import deadlines

# In the order of DeadlineRow's fields.
DEADLINE = (
    deadlines.c.obligation,
    deadlines.c.duty,
    deadlines.c.buyer,
    deadlines.c.invoice,
    deadlines.c.opens_on,
    deadlines.c.file_by,
    deadlines.c.last_day,
    deadlines.c.next_on,
    deadlines.c.seen_on,
    deadlines.c.said_on,
    deadlines.c.number,
)
_OURS = deadlines.c.company_id == bindparam("company")
_ITS = _OURS & (deadlines.c.obligation == bindparam("its_obligation"))

ALL = select(*DEADLINE).where(_OURS).order_by(deadlines.c.file_by, deadlines.c.number)
OF_BUYER = select(*DEADLINE).where(_OURS, deadlines.c.buyer == bindparam("its_buyer"))
OF = select(*DEADLINE).where(_ITS)
BUYERS = select(deadlines.c.buyer).where(_OURS).distinct().order_by(deadlines.c.buyer)
NUMBERED = select(*DEADLINE).where(_OURS, deadlines.c.number == bindparam("its_number"))
# Not ordered here: SQLite would then read every deadline there is, in that order.
DUE = select(deadlines.c.company_id, *DEADLINE).where(
    deadlines.c.next_on <= bindparam("day")
)
SOONEST = (
    select(
        deadlines.c.company_id,
        func.min(deadlines.c.next_on, type_=deadlines.c.next_on.type),
    )
    .where(deadlines.c.next_on.is_not(None))
    .group_by(deadlines.c.company_id)
)
ADD = insert_row(deadlines)
CHANGE = (
    update(deadlines)
    .where(_ITS)
    .values(
        {
            column.name: bindparam(column.name, type_=column.type)
            for column in DEADLINE
            if column.name not in {"number", "obligation"}
        }
    )
)
DROP = delete(deadlines).where(_ITS)
SAID = (
    update(deadlines)
    .where(_ITS)
    .values(said_on=bindparam("day"), next_on=bindparam("then"))
)
SEEN = update(deadlines).where(_ITS).values(seen_on=bindparam("day"))
SNOOZE = update(deadlines).where(_ITS).values(next_on=bindparam("then"))


class SqlDeadlines:
    def __init__(self, session: Session, company: CompanyId) -> None:
        self._session = session
        self._company = company

    def replace(self, buyer: str, rows: Sequence[DeadlineRow]) -> list[str]:
        """Writes only what has changed. A row that stays keeps its number."""
        wanted = {row.obligation: row for row in rows}
        known = {row.obligation: row for row in self.of_buyer(buyer)}
        gone = [obligation for obligation in known if obligation not in wanted]
        for obligation in gone:
            self._session.run(DROP, company=self._company, its_obligation=obligation)
        for obligation, row in wanted.items():
            self._write(row, known.get(obligation))
        return gone

    def all(self) -> list[DeadlineRow]:
        return [deadline_of(row) for row in self._session.rows(ALL, company=self._company)]

    def of_buyer(self, buyer: str) -> list[DeadlineRow]:
        rows = self._session.rows(OF_BUYER, company=self._company, its_buyer=buyer)
        return [deadline_of(row) for row in rows]

    def of(self, obligation: str) -> DeadlineRow | None:
        row = self._session.row(OF, company=self._company, its_obligation=obligation)
        return None if row is None else deadline_of(row)

    def buyers(self) -> list[str]:
        return [name for (name,) in self._session.rows(BUYERS, company=self._company)]

    def numbered(self, number: int) -> DeadlineRow | None:
        row = self._session.row(NUMBERED, company=self._company, its_number=number)
        return None if row is None else deadline_of(row)

    def said(self, obligation: str, on: date | None, next_on: date | None) -> None:
        self._change(SAID, obligation, day=on, then=next_on)

    def seen(self, obligation: str, on: date) -> None:
        self._change(SEEN, obligation, day=on)

    def snooze(self, obligation: str, until: date) -> None:
        self._change(SNOOZE, obligation, then=until)

    def _write(self, row: DeadlineRow, known: DeadlineRow | None) -> None:
        if known is None:
            self._session.run(ADD, company_id=self._company, **asdict(row))
        elif row != known and replace(row, number=known.number) != known:
            self._session.run(
                CHANGE, company=self._company, its_obligation=row.obligation, **asdict(row)
            )

    def _change(self, statement: Update, obligation: str, **values: date | None) -> None:
        self._session.run(
            statement, company=self._company, its_obligation=obligation, **values
        )


def deadline_of(row: Row) -> DeadlineRow:
    return DeadlineRow(*row)
