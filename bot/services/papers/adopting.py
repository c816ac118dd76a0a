"""Writing a proposal down, and taking the whole of it back.

Everything a file brings is one batch in one unit of work: all of it stands or none. An undo
appends a correction for each of its facts; they stay in the record and count no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from bot.ports import Author, Books
from bot.ports.adoption import BUYER, LAYOUT, OWNER, TERMS, Batch, Papers
from bot.services.papers.proposal import Memory, Proposal
from domain.errors import UnknownInvoice
from domain.facts import Correction, Fact, InvoiceFact
from domain.record import Record, Situation


def memory_of(papers: Papers, *, with_receipts: bool) -> Memory:
    sellers = papers.answers(OWNER)
    return Memory(
        owner=sellers.get("siren", ""),
        sellers=sellers,
        buyers=papers.answers(BUYER),
        terms=papers.answers(TERMS),
        layouts=papers.answers(LAYOUT),
        receipts=papers.receipts() if with_receipts else frozenset(),
    )


def remember(papers: Papers, learnt: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    for about, answers in learnt.items():
        papers.remember(about, answers, at)


def adopt(
    books: Books, papers: Papers, proposal: Proposal, author: Author, at: datetime
) -> tuple[str, frozenset[str]]:
    """Write it all; gives the id of its last fact, by which it is undone ("": nothing was
    to be written), and the buyers it touches.
    """
    remember(papers, proposal.learnt, at)
    facts = proposal.facts
    if not facts:
        return "", frozenset()
    needed = set(proposal.buyers)
    for buyer in proposal.new_buyers:
        if buyer.name in needed:
            books.add_buyer(buyer, author, at)
    before = books.record()
    numbers = books.append(facts, author, at)
    batch = Batch(
        proposal.paper.file,
        proposal.paper.digest,
        numbers[0],
        numbers[-1],
        at,
        author.person,
    )
    papers.add_batch(batch, (each.reference for each in proposal.receipts))
    return f"f{numbers[-1]}", frozenset(touched(before, books.record(), facts))


def undo(
    books: Books, papers: Papers, batch: Batch, author: Author, today: date, at: datetime
) -> frozenset[str]:
    """Take the whole batch back; gives the buyers it touches. Of a batch that is undone
    already nothing happens.
    """
    if batch.undone_at is not None:
        return frozenset()
    record = books.record()
    names = {f"f{number}" for number in range(batch.first, batch.last + 1)}
    facts = [fact for fact in record.facts if fact.id in names]
    back = [Correction(on=max(today, fact.on), of=fact.id, void=True) for fact in facts]
    books.append(back, author, at)
    papers.undo_batch(batch.number, at)
    return frozenset(touched(record, books.record(), facts))


def left_bare(situation: Situation, buyers: Iterable[str]) -> list[str]:
    """Buyers of whom nothing is told any more; the book goes on knowing their names."""
    standing = Situation(situation.record, date.max)
    known = (name for name in sorted(buyers) if name in situation.record.names)
    return [name for name in known if not standing.account(name).facts]


def touched(before: Record, after: Record, facts: Iterable[Fact]) -> Iterator[str]:
    """Buyers whom facts are about: by name, by invoice, by the fact that they correct."""
    by_id = {fact.id: fact for fact in before.facts} if _corrects(facts) else {}
    standing = Situation(after, date.max)
    for fact in facts:
        told = by_id.get(fact.of, fact) if isinstance(fact, Correction) else fact
        if isinstance(fact, Correction):
            yield str(dict(fact.changes).get("buyer", ""))
        if isinstance(told, InvoiceFact):
            yield _buyer_of(standing, told.invoice)
        else:
            yield str(getattr(told, "buyer", ""))


def _corrects(facts: Iterable[Fact]) -> bool:
    return any(isinstance(fact, Correction) for fact in facts)


def _buyer_of(standing: Situation, number: str) -> str:
    """Of an invoice taken back too, whom it was told of."""
    try:
        return standing.buyer_of(number)
    except UnknownInvoice:
        return next(iter(standing.record.index.buyers_of.get(number, ())), "")
