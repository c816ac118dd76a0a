"""Notices found about a company's buyers, and how far each SIREN was looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import bindparam, select, update

from bot.ports import CompanyId
from bot.ports.watch import KeptNotice, Settled
from bot.ports.world import Nature, Notice
from bot.storage.database import insert_or_replace, insert_unless_there
from bot.storage.session import Row, Session
from bot.storage.tables import notices, watched
from bot.storage.words import from_words, to_words
from domain.policy import InsolvencyKind

KEPT = select(
    notices.c.number,
    notices.c.buyer,
    notices.c.body,
    notices.c.noticed_on,
    notices.c.settled,
).where(notices.c.company_id == bindparam("company"))
IN_ORDER = (notices.c.noticed_on, notices.c.number)
OPEN = KEPT.where(notices.c.settled == Settled.NO.value).order_by(*IN_ORDER)
OF_BUYER = KEPT.where(notices.c.buyer == bindparam("its_buyer")).order_by(*IN_ORDER)
NUMBERED = KEPT.where(notices.c.number == bindparam("its_number"))
KEEP = insert_unless_there(notices, "number")
SETTLE = (
    update(notices)
    .where(
        notices.c.company_id == bindparam("company"),
        notices.c.number == bindparam("its_number"),
    )
    .values(settled=bindparam("how"), settled_at=bindparam("at"))
)
THROUGH = select(watched.c.siren, watched.c.through).where(
    watched.c.company_id == bindparam("company")
)
LOOKED_UP = insert_or_replace(watched)


class SqlWatchbook:
    def __init__(self, session: Session, company: CompanyId) -> None:
        self._session, self._company = session, company

    def through(self) -> dict[str, date]:
        return dict(self._session.rows(THROUGH, company=self._company))  # type: ignore[arg-type]

    def looked_up(self, sirens: Sequence[str], through: date) -> None:
        rows = (
            {"company_id": self._company, "siren": siren, "through": through}
            for siren in sirens
        )
        self._session.run_many(LOOKED_UP, rows)

    def keep(self, buyer: str, notice: Notice, on: date, settled: Settled) -> int | None:
        kept = self._session.row(
            KEEP,
            company_id=self._company,
            notice=notice.id,
            buyer=buyer,
            siren=notice.siren,
            body=to_words(_written(notice)),
            noticed_on=on,
            settled=settled.value,
            settled_at=None,
        )
        return None if kept is None else int(kept[0])

    def open(self) -> list[KeptNotice]:
        return [_kept(row) for row in self._session.rows(OPEN, company=self._company)]

    def of_buyer(self, buyer: str) -> list[KeptNotice]:
        found = self._session.rows(OF_BUYER, company=self._company, its_buyer=buyer)
        return [_kept(row) for row in found]

    def numbered(self, number: int) -> KeptNotice | None:
        row = self._session.row(NUMBERED, company=self._company, its_number=number)
        return None if row is None else _kept(row)

    def settle(self, number: int, settled: Settled, at: datetime) -> None:
        self._session.run(
            SETTLE, company=self._company, its_number=number, how=settled.value, at=at
        )


def _written(notice: Notice) -> dict[str, object]:
    said = asdict(notice)
    said["published_on"] = notice.published_on.isoformat()
    said["judgment_on"] = notice.judgment_on.isoformat() if notice.judgment_on else ""
    said["nature"], said["kind"] = notice.nature.value, (notice.kind or "")
    return said


def _kept(row: Row) -> KeptNotice:
    number, buyer, body, noticed_on, settled = row
    said = from_words(body)
    judged = said["judgment_on"]
    notice = Notice(
        **{
            **said,
            "published_on": date.fromisoformat(said["published_on"]),
            "judgment_on": date.fromisoformat(judged) if judged else None,
            "nature": Nature(said["nature"]),
            "kind": InsolvencyKind(said["kind"]) if said["kind"] else None,
        }
    )
    return KeptNotice(number, buyer, notice, noticed_on, Settled(settled))
