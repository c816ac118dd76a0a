"""One company's books: its policy, its buyers, every fact, and its deadlines.

A company's `Record` is kept warm between units: a unit asks how far the books have come,
and reads only what was written since. What a unit read is kept for others only once the
unit is committed, so that one taken back leaves nothing behind.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.calendars import calendar_of
from bot.cases import (
    buyer_from_mapping,
    buyer_to_mapping,
    fact_from_mapping,
    fact_to_mapping,
    policy_from_mapping,
)
from bot.ports import (
    Author,
    Company,
    CompanyId,
    FactId,
    FactIdTaken,
    UnknownCompany,
    Written,
)
from bot.storage.audit import Entry, Head, head_of, record_entries, verify
from bot.storage.companies import COMPANY, company_of
from bot.storage.database import insert_or_replace, insert_unless_there
from bot.storage.deadlines import SqlDeadlines
from bot.storage.session import Session
from bot.storage.tables import audit, buyers, companies, facts, policies
from bot.storage.words import from_words, to_words
from domain.facts import Buyer, Correction, Fact
from domain.record import Record

MOST_KEPT_WARM = 256

STATE = select(companies.c.head, companies.c.head_hash, *COMPANY).where(
    companies.c.id == bindparam("company")
)
POLICY = select(policies.c.body).where(policies.c.company_id == bindparam("company"))
NEW_BUYERS = (
    select(buyers.c.name, buyers.c.body)
    .where(buyers.c.company_id == bindparam("company"), buyers.c.seq > bindparam("after"))
    .order_by(buyers.c.seq)
)
NEW_FACTS = (
    select(facts.c.body)
    .where(facts.c.company_id == bindparam("company"), facts.c.seq > bindparam("after"))
    .order_by(facts.c.seq)
)
SAVE_BUYER = insert_or_replace(buyers)
# By the number that a fact and its row of the trail share: the trail is never searched.
WRITTEN_AT = (
    select(audit.c.at)
    .join(facts, (facts.c.company_id == audit.c.company_id) & (facts.c.seq == audit.c.seq))
    .where(
        facts.c.company_id == bindparam("company"),
        facts.c.id == bindparam("fact_id"),
    )
)
# Backwards and a few at a time: who wrote today is found at the trail's end.
WRITTEN_BY = (
    select(audit.c.seq, audit.c.at, audit.c.ref)
    .where(
        audit.c.company_id == bindparam("company"),
        audit.c.seq < bindparam("before"),
        audit.c.what == "fact",
        audit.c.person == bindparam("person"),
    )
    .order_by(audit.c.seq.desc())
    .limit(20)
)
ADD_FACT = insert_unless_there(facts, "seq")


@dataclass(frozen=True, slots=True)
class Opened:
    """The books as far as they had come when they were read."""

    head: Head
    company: Company
    record: Record


class WarmBooks:
    """The books read last, as they stood at a commit."""

    def __init__(self) -> None:
        self._opened: OrderedDict[CompanyId, Opened] = OrderedDict()

    def of(self, company: CompanyId) -> Opened | None:
        return self._opened.get(company)

    def keep(self, opened: Opened) -> None:
        number = opened.company.id
        self._opened[number] = opened
        self._opened.move_to_end(number)
        if len(self._opened) > MOST_KEPT_WARM:
            self._opened.popitem(last=False)


class SqlBooks:
    def __init__(self, session: Session, company: CompanyId, warm: WarmBooks) -> None:
        self._session = session
        self._company = company
        self._warm = warm
        self._standing: tuple[Head, Company] | None = None
        self._opened: Opened | None = None
        self.deadlines = SqlDeadlines(session, company)

    def company(self) -> Company:
        return self._stands()[1]

    def record(self) -> Record:
        return self._open().record

    def add_buyer(self, buyer: Buyer, author: Author, at: datetime) -> None:
        body = to_words(buyer_to_mapping(buyer))
        seq = head_of(self._session, self._company).seq + 1
        self._session.run(
            SAVE_BUYER, company_id=self._company, name=buyer.name, seq=seq, body=body
        )
        self._record([Entry(seq, "buyer", buyer.name, body)], author, at)

    def append(self, facts: Sequence[Fact], author: Author, at: datetime) -> list[FactId]:
        entries: list[Entry] = []
        seq = head_of(self._session, self._company).seq
        for fact in facts:
            entries.append(self._add(fact, seq + 1))
            seq = entries[-1].seq
        self._record(entries, author, at)
        return [FactId(entry.seq) for entry in entries]

    def written(self, fact_id: str) -> Written | None:
        record = self.record()
        fact = record.fact(fact_id)
        at = self._session.row(WRITTEN_AT, company=self._company, fact_id=fact_id)
        if fact is None or at is None:
            return None
        return Written(fact, at[0], _is_void(record, fact_id))

    def last_written(self, author: Author, since: datetime) -> str | None:
        record = self.record()
        standing = (ref for ref in self._refs(author, since) if not _is_void(record, ref))
        return next((ref for ref in standing if _may_be_undone(record, ref)), None)

    def _refs(self, author: Author, since: datetime) -> Iterator[str]:
        """The author's facts written since then, the latest first."""
        before = self._stands()[0].seq + 1
        while rows := self._session.rows(
            WRITTEN_BY, company=self._company, person=author.person, before=before
        ):
            yield from (ref for _, at, ref in rows if at >= since)
            before, latest, _ = rows[-1]
            if latest < since:
                return

    def verify_audit(self) -> tuple[int, ...]:
        return verify(self._session, self._company)

    def forget(self) -> None:
        """What was read holds no longer: something was written."""
        self._standing = self._opened = None

    def committed(self) -> None:
        if self._opened is not None:
            self._warm.keep(self._opened)

    def _stands(self) -> tuple[Head, Company]:
        """How far the books have come; read once in a unit, and again after a write."""
        if self._standing is None:
            row = self._session.row(STATE, company=self._company)
            if row is None:
                raise UnknownCompany(self._company)
            self._standing = Head(row[0], row[1]), company_of(row[2:])
        return self._standing

    def _open(self) -> Opened:
        if self._opened is None:
            self._opened = self._brought_up_to_date(self._warm.of(self._company))
        return self._opened

    def _brought_up_to_date(self, known: Opened | None) -> Opened:
        head, company = self._stands()
        if known is None or not _leads_to(known.head, head):
            return Opened(head, company, self._whole_record())
        if known.head == head:
            return known if known.company == company else replace(known, company=company)
        return Opened(head, company, self._with_new(known.record, known.head.seq))

    def _whole_record(self) -> Record:
        (body,) = self._session.rows(POLICY, company=self._company)[0]
        policy = policy_from_mapping(from_words(body))
        return Record(
            policy,
            self._buyers(0),
            self._facts(0, policy.currency),
            calendar_of(policy),
        )

    def _with_new(self, record: Record, after: int) -> Record:
        introduced = self._buyers(after)
        if introduced:
            record = record.with_buyers(introduced)
        return record.with_facts(self._facts(after, record.policy.currency))

    def _buyers(self, after: int) -> list[Buyer]:
        rows = self._session.rows(NEW_BUYERS, company=self._company, after=after)
        return [buyer_from_mapping(name, from_words(body)) for name, body in rows]

    def _facts(self, after: int, currency: str) -> list[Fact]:
        rows = self._session.rows(NEW_FACTS, company=self._company, after=after)
        return [fact_from_mapping(from_words(body), currency) for (body,) in rows]

    def _record(self, entries: Sequence[Entry], author: Author, at: datetime) -> None:
        record_entries(self._session, self._company, entries, author, at)
        self.forget()

    def _add(self, fact: Fact, seq: int) -> Entry:
        """Its id says its number, unless it came with one. Numbers whose id is borne
        already, as by a fact exported from other books, are passed over.
        """
        named = fact if fact.id else replace(fact, id=f"f{seq}")
        while not self._insert(named, seq):
            if fact.id:
                raise FactIdTaken(fact.id)
            seq += 1
            named = replace(fact, id=f"f{seq}")
        return Entry(seq, "fact", named.id, to_words(fact_to_mapping(named)))

    def _insert(self, fact: Fact, seq: int) -> bool:
        added = self._session.row(
            ADD_FACT,
            company_id=self._company,
            seq=seq,
            id=fact.id,
            kind=fact.kind_of_fact,
            on=fact.on,
            buyer=getattr(fact, "buyer", "") or None,
            number=getattr(fact, "number", "") or getattr(fact, "invoice", "") or None,
            body=to_words(fact_to_mapping(fact)),
        )
        return added is not None


def _may_be_undone(record: Record, fact_id: str) -> bool:
    fact = record.fact(fact_id)
    return fact is not None and not isinstance(fact, Correction)


def _is_void(record: Record, fact_id: str) -> bool:
    return any(each.void for each in record.index.corrections.get(fact_id, ()))


def _leads_to(known: Head, head: Head) -> bool:
    """Whether the one can have grown into the other: else the books are other books."""
    return known == head or known.seq < head.seq
