"""The audit trail: who wrote what, when, because of which message.

Each row's hash covers the row and the hash before it, so a row changed, removed or put
in between breaks every hash after it. It detects; it does not prevent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import bindparam, literal, select, update

from bot.ports import Author, CompanyId
from bot.storage.database import insert_row
from bot.storage.session import Session
from bot.storage.tables import audit, buyers, companies, facts, policies

BEGINNING = ""  # what the first hash of a company follows

MOVE_HEAD = (
    update(companies)
    .where(companies.c.id == bindparam("company"), companies.c.head == bindparam("was"))
    .values(head=bindparam("now"), head_hash=bindparam("latest"))
)
ADD = insert_row(audit)
TRAIL = (
    select(audit).where(audit.c.company_id == bindparam("company")).order_by(audit.c.seq)
)
HEAD = select(companies.c.head, companies.c.head_hash).where(
    companies.c.id == bindparam("company")
)
BODIES = {
    "policy": select(literal(1), policies.c.body).where(
        policies.c.company_id == bindparam("company")
    ),
    "buyer": select(buyers.c.seq, buyers.c.body).where(
        buyers.c.company_id == bindparam("company")
    ),
    "fact": select(facts.c.seq, facts.c.body).where(
        facts.c.company_id == bindparam("company")
    ),
}


class WrittenMeanwhile(Exception):
    """Another writer moved the company's head; the unit must be run again."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a company's record has come."""

    seq: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing written, under a number of its own above the head: of its `body` the
    trail keeps the digest.
    """

    seq: int
    what: str
    ref: str
    body: str


@dataclass(frozen=True, slots=True)
class TrailRow:
    """A row of the table, column by column."""

    company_id: int
    seq: int
    at: datetime
    person: int | None
    update_id: int | None
    via: str
    what: str
    ref: str
    digest: str
    hash: str = ""


def record_entries(
    session: Session,
    company: CompanyId,
    entries: Sequence[Entry],
    author: Author,
    at: datetime,
) -> Head:
    """Add the entries to the trail, in the order of their numbers; gives the new head."""
    head = head_of(session, company)
    rows, latest = [], head
    for entry in entries:
        row = _written(company, latest, entry, author, at)
        rows.append(asdict(row))
        latest = Head(row.seq, row.hash)
    session.run_many(ADD, rows)
    moved = session.run(
        MOVE_HEAD, company=company, was=head.seq, now=latest.seq, latest=latest.hash
    )
    if moved != 1:
        raise WrittenMeanwhile
    return latest


def record_next(
    session: Session, company: CompanyId, what: str, ref: str, body: str, at: datetime
) -> None:
    """One thing written by the system itself, under the next number."""
    entry = Entry(head_of(session, company).seq + 1, what, ref, body)
    record_entries(session, company, [entry], Author(None, via="system"), at)


def head_of(session: Session, company: CompanyId) -> Head:
    known = session.row(HEAD, company=company)
    return Head() if known is None else Head(*known)


def verify(session: Session, company: CompanyId) -> tuple[int, ...]:
    """The numbers at which the trail and the record do not agree; empty: all holds."""
    trail = [TrailRow(*row) for row in session.rows(TRAIL, company=company)]
    broken = set(_breaks_of_the_chain(trail, head_of(session, company)))
    stored = _stored(session, company)
    for row in _what_must_stand(trail):
        if stored.pop((row.what, row.seq), None) != row.digest:
            broken.add(row.seq)
    return tuple(sorted(broken | {seq for _, seq in stored}))


def digest_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def _written(
    company: CompanyId, after: Head, entry: Entry, author: Author, at: datetime
) -> TrailRow:
    row = TrailRow(
        company,
        entry.seq,
        at,
        author.person,
        author.update_id,
        author.via,
        entry.what,
        entry.ref,
        digest_of(entry.body),
    )
    return TrailRow(**{**asdict(row), "hash": _hash(after.hash, row)})


def _hash(previous: str, row: TrailRow) -> str:
    """Over the canonical row: JSON, keys in order, the instant in UTC."""
    said = asdict(row) | {"at": row.at.astimezone(UTC).isoformat()}
    del said["hash"]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return sha256((previous + canonical).encode()).hexdigest()


def _breaks_of_the_chain(trail: Sequence[TrailRow], head: Head) -> Iterator[int]:
    latest = Head()
    for row in trail:
        if row.seq <= latest.seq or row.hash != _hash(latest.hash, row):
            yield row.seq
        latest = Head(row.seq, row.hash)
    if head != latest:
        yield latest.seq


def _what_must_stand(trail: Sequence[TrailRow]) -> Sequence[TrailRow]:
    """The latest writing of each thing that has a row of its own."""
    latest = {(row.what, row.ref): row for row in trail if row.what in BODIES}
    return tuple(latest.values())


def _stored(session: Session, company: CompanyId) -> dict[tuple[str, int], str]:
    return {
        (what, seq): digest_of(body)
        for what, bodies in BODIES.items()
        for seq, body in session.rows(bodies, company=company)
    }
