"""One company's files: papers that wait, answers about files, and batches.

A paper is kept as it travels (JSON), compressed: an accounting export of ten thousand
invoices takes a few hundred kilobytes, for a week at most.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from bot.documents.reading.wire import dumps, loads
from bot.ports import ChatId, CompanyId, FactId, PersonId
from bot.ports.adoption import Batch
from bot.ports.papers import Paper
from bot.storage.database import insert_or_replace, insert_row, insert_unless_there
from bot.storage.session import Row, Session
from bot.storage.tables import batch_receipts, batches, paper_answers, papers

LONGEST_WAIT = timedelta(days=7)

_OURS = papers.c.company_id == bindparam("company")
KEEP = insert_row(papers).returning(papers.c.number)
KEPT = select(papers.c.body).where(
    _OURS, papers.c.number == bindparam("its_number"), papers.c.kept_at > bindparam("since")
)
FORGET = delete(papers).where(_OURS, papers.c.number == bindparam("its_number"))
WAITING = (
    select(papers.c.number)
    .where(_OURS, papers.c.chat == bindparam("its_chat"))
    .order_by(papers.c.number)
)
FORGET_OLD = delete(papers).where(papers.c.kept_at <= bindparam("since"))

ANSWERS = select(paper_answers.c.key, paper_answers.c.answer).where(
    paper_answers.c.company_id == bindparam("company"),
    paper_answers.c.about == bindparam("its_about"),
)
REMEMBER = insert_or_replace(paper_answers)

# In the order of Batch's fields.
BATCH = (
    batches.c.file,
    batches.c.digest,
    batches.c.first,
    batches.c.last,
    batches.c.at,
    batches.c.person,
    batches.c.undone_at,
    batches.c.number,
)
_ITS = batches.c.company_id == bindparam("company")
ADD_BATCH = insert_row(batches).returning(batches.c.number)
BATCH_WITH = select(*BATCH).where(
    _ITS, batches.c.first <= bindparam("fact"), batches.c.last >= bindparam("fact")
)
BATCH_OF = (
    select(*BATCH)
    .where(_ITS, batches.c.digest == bindparam("its_digest"), batches.c.undone_at.is_(None))
    .order_by(batches.c.number.desc())
)
UNDO = (
    update(batches)
    .where(_ITS, batches.c.number == bindparam("its_number"))
    .values(undone_at=bindparam("now"))
)
ADD_RECEIPT = insert_unless_there(batch_receipts, "reference")
RECEIPTS = (
    select(batch_receipts.c.reference)
    .join_from(batch_receipts, batches, batch_receipts.c.batch == batches.c.number)
    .where(
        batch_receipts.c.company_id == bindparam("company"),
        batches.c.undone_at.is_(None),
    )
)


class SqlPapers:
    def __init__(self, session: Session, company: CompanyId) -> None:
        self._session = session
        self._company = company

    def keep(self, paper: Paper, chat: ChatId | None, at: datetime) -> int:
        self._session.run(FORGET_OLD, since=at - LONGEST_WAIT)
        body = zlib.compress(dumps(paper).encode())
        row = self._session.row(
            KEEP, company_id=self._company, chat=chat, body=body, kept_at=at
        )
        return int(row[0]) if row else 0

    def kept(self, number: int, at: datetime) -> Paper | None:
        row = self._session.row(
            KEPT, company=self._company, its_number=number, since=at - LONGEST_WAIT
        )
        return None if row is None else loads(zlib.decompress(row[0]).decode())

    def forget(self, number: int) -> None:
        self._session.run(FORGET, company=self._company, its_number=number)

    def waiting(self, chat: ChatId) -> tuple[int, ...]:
        rows = self._session.rows(WAITING, company=self._company, its_chat=chat)
        return tuple(int(number) for (number,) in rows)

    def answers(self, about: str) -> Mapping[str, str]:
        rows = self._session.rows(ANSWERS, company=self._company, its_about=about)
        return {key: answer for key, answer in rows}  # noqa: C416 - rows are lists

    def remember(self, about: str, answers: Mapping[str, str], at: datetime) -> None:
        for key, answer in answers.items():
            self._session.run(
                REMEMBER,
                company_id=self._company,
                about=about,
                key=key,
                answer=answer,
                said_at=at,
            )

    def receipts(self) -> frozenset[str]:
        rows = self._session.rows(RECEIPTS, company=self._company)
        return frozenset(reference for (reference,) in rows)

    def add_batch(self, batch: Batch, receipts: Iterable[str]) -> None:
        row = self._session.row(
            ADD_BATCH,
            company_id=self._company,
            file=batch.file,
            digest=batch.digest,
            first=batch.first,
            last=batch.last,
            at=batch.at,
            person=batch.person,
            undone_at=None,
        )
        number = int(row[0]) if row else 0
        for reference in dict.fromkeys(receipts):
            self._session.rows(
                ADD_RECEIPT, company_id=self._company, batch=number, reference=reference
            )

    def batch_with(self, fact: FactId) -> Batch | None:
        return _batch(self._session.row(BATCH_WITH, company=self._company, fact=fact))

    def batch_of(self, digest: str) -> Batch | None:
        return _batch(self._session.row(BATCH_OF, company=self._company, its_digest=digest))

    def undo_batch(self, number: int, at: datetime) -> None:
        self._session.run(UNDO, company=self._company, its_number=number, now=at)


def _batch(row: Row | None) -> Batch | None:
    if row is None:
        return None
    file, digest, first, last, at, person, undone_at, number = row
    return Batch(
        file,
        digest,
        FactId(first),
        FactId(last),
        at,
        None if person is None else PersonId(person),
        undone_at,
        number,
    )
