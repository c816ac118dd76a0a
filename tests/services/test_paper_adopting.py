"""A batch: written once, undone whole, and never seen from another company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cases import load_case
from bot.ports import Author, CompanyId, FactId, UnitOfWork
from bot.ports.papers import Paper, PaperInvoice, PaperKind, PaperPayment
from bot.reminders.refreshing import refresh
from bot.services import founding
from bot.services.papers.adopting import adopt, memory_of, undo
from bot.services.papers.comparing import propose
from bot.services.papers.proposal import Proposal
from bot.storage import SqlStore
from domain.facts import Invoice
from domain.money import Percentage
from domain.receivables import outstanding
from domain.record import Situation
from tests.fakes import store_in_memory
from tests.services.book import LEROC, POLICY

AT = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
TODAY = AT.date()
CLI = Author(None, via="cli")


@pytest.fixture
def books() -> Iterator[tuple[SqlStore, CompanyId]]:
    store = store_in_memory()
    yield store, store.write_now(found)
    store.close()


def found(uow: UnitOfWork) -> CompanyId:
    case = load_case(POLICY + LEROC, "small.yaml")
    return founding.found(
        uow,
        case.policy,
        buyers=case.buyers,
        facts=case.facts,
        author=CLI,
        at=AT,
        zone="Europe/Paris",
    )


def said(number: str, buyer: str, net: str) -> PaperInvoice:
    return PaperInvoice(
        number=number,
        buyer=buyer,
        issued_on=date(2026, 3, 1),
        due_on=date(2026, 4, 30),
        net=Decimal(net),
        vat=Decimal("1.00"),
    )


def paid(buyer: str, amount: str, reference: str = "") -> PaperPayment:
    return PaperPayment(
        buyer=buyer, amount=Decimal(amount), paid_on=date(2026, 3, 9), reference=reference
    )


def paper(
    invoices: tuple[PaperInvoice, ...] = (), payments: tuple[PaperPayment, ...] = ()
) -> Paper:
    return Paper(
        file="f.csv",
        kind=PaperKind.TABLE,
        digest="d",
        invoices=invoices,
        payments=payments,
    )


def proposed(uow: UnitOfWork, company: CompanyId, one: Paper) -> Proposal:
    memory = memory_of(uow.papers(company), with_receipts=True)
    situation = uow.books(company).record().on(TODAY)
    answers = {"buyers": "+", "near": "yes"}
    return propose(one, situation, memory, answers, lambda _: Percentage.of("20%"))


def adopted(uow: UnitOfWork, company: CompanyId, one: Paper) -> str:
    proposal = proposed(uow, company, one)
    assert proposal.question is None
    last, buyers = adopt(uow.books(company), uow.papers(company), proposal, CLI, AT)
    for buyer in buyers:
        refresh(uow, company, buyer, AT)
    return last


def answers(uow: UnitOfWork, company: CompanyId) -> object:
    """What the books answer: invoices, what is owed, what is to be done."""
    record = uow.books(company).record()
    situation = Situation(record, date(2026, 6, 1))
    deadlines = uow.books(company).deadlines.all()
    owed = {
        buyer: outstanding(situation, buyer).value
        for buyer in record.names
        if situation.account(buyer).all(Invoice)
    }
    return owed, [(row.obligation, row.file_by) for row in deadlines]


def undone(uow: UnitOfWork, company: CompanyId, last: str) -> frozenset[str]:
    batch = uow.papers(company).batch_with(FactId(int(last[1:])))
    assert batch is not None
    touched = undo(uow.books(company), uow.papers(company), batch, CLI, TODAY, AT)
    for buyer in touched:
        refresh(uow, company, buyer, AT)
    return touched


MANY = paper(
    tuple(said(f"F{n}", f"Buyer {n % 7}", f"{100 + n}.00") for n in range(60)),
    tuple(paid(f"Buyer {n % 7}", f"{50 + n}.00", f"r{n}") for n in range(20)),
)


def test_an_undo_gives_the_same_answers_as_before(
    books: tuple[SqlStore, CompanyId],
) -> None:
    store, company = books
    store.write_now(lambda uow: refresh(uow, company, None, AT))
    before = store.write_now(lambda uow: answers(uow, company))
    last = store.write_now(lambda uow: adopted(uow, company, MANY))
    between = store.write_now(lambda uow: answers(uow, company))
    touched = store.write_now(lambda uow: undone(uow, company, last))
    again = store.write_now(lambda uow: undone(uow, company, last))

    assert between != before
    assert store.write_now(lambda uow: answers(uow, company)) == before
    assert touched == {f"Buyer {n}" for n in range(7)}
    assert again == frozenset()


def test_after_an_undo_the_file_can_come_again(books: tuple[SqlStore, CompanyId]) -> None:
    store, company = books
    last = store.write_now(lambda uow: adopted(uow, company, MANY))
    once = store.write_now(lambda uow: answers(uow, company))
    store.write_now(lambda uow: undone(uow, company, last))
    store.write_now(lambda uow: adopted(uow, company, MANY))

    assert store.write_now(lambda uow: answers(uow, company)) == once


def test_an_undo_takes_back_a_correction_too(books: tuple[SqlStore, CompanyId]) -> None:
    store, company = books
    changed = paper(
        (
            PaperInvoice(
                number="L1",
                buyer="Leroc",
                issued_on=date(2026, 1, 10),
                due_on=date(2026, 3, 31),
                net=Decimal(50000),
                vat=Decimal(10000),
            ),
        )
    )

    def correct(uow: UnitOfWork) -> str:
        memory = memory_of(uow.papers(company), with_receipts=False)
        situation = uow.books(company).record().on(TODAY)
        vat = Percentage.of("20%")
        proposal = propose(changed, situation, memory, {"differ": "take"}, lambda _: vat)
        return adopt(uow.books(company), uow.papers(company), proposal, CLI, AT)[0]

    store.write_now(lambda uow: refresh(uow, company, None, AT))
    before = store.write_now(lambda uow: answers(uow, company))
    last = store.write_now(correct)
    between = store.write_now(lambda uow: answers(uow, company))
    store.write_now(lambda uow: undone(uow, company, last))

    assert between != before
    assert store.write_now(lambda uow: answers(uow, company)) == before


def test_one_company_s_file_is_nothing_to_another(
    books: tuple[SqlStore, CompanyId],
) -> None:
    store, company = books
    other = store.write_now(found)
    before = store.write_now(lambda uow: answers(uow, other))
    store.write_now(lambda uow: adopted(uow, company, MANY))
    theirs = store.write_now(lambda uow: proposed(uow, other, MANY))

    assert store.write_now(lambda uow: answers(uow, other)) == before
    assert (len(theirs.invoices), len(theirs.receipts)) == (60, 20)
    assert (theirs.known, theirs.known_receipts) == (0, 0)


def test_what_fails_in_between_leaves_nothing(books: tuple[SqlStore, CompanyId]) -> None:
    store, company = books
    before = store.write_now(lambda uow: answers(uow, company))

    def broken(uow: UnitOfWork) -> None:
        adopted(uow, company, MANY)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write_now(broken)

    assert store.write_now(lambda uow: answers(uow, company)) == before
    assert store.write_now(lambda uow: uow.papers(company).receipts()) == frozenset()


def test_ten_thousand_invoices_are_one_batch(books: tuple[SqlStore, CompanyId]) -> None:
    store, company = books
    large = paper(
        tuple(said(f"N{n}", f"Buyer {n % 300}", f"{n + 1}.00") for n in range(10_000))
    )
    last = store.write_now(lambda uow: adopted(uow, company, large))
    batch = store.write_now(
        lambda uow: uow.papers(company).batch_with(FactId(int(last[1:])))
    )

    assert batch is not None
    assert batch.last - batch.first + 1 == 10_000


names = st.sampled_from(["Leroc", "Moulin", "Duval", "Petit"])
amounts = st.integers(1, 3).map(lambda n: f"{n}00.00")
invoices = st.lists(
    st.builds(said, st.sampled_from(["F1", "F2", "F-3", "L1"]), names, amounts), max_size=6
)
payments = st.lists(
    st.builds(paid, names, amounts, st.sampled_from(["", "", "r1", "r2"])), max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoices=invoices, payments=payments)
def test_the_same_file_twice_is_the_same_file_once(
    invoices: list[PaperInvoice], payments: list[PaperPayment]
) -> None:
    store = store_in_memory()
    try:
        company = store.write_now(found)
        one = paper(tuple(invoices), tuple(payments))
        store.write_now(lambda uow: adopted(uow, company, one))
        once = store.write_now(lambda uow: answers(uow, company))
        again = store.write_now(lambda uow: proposed(uow, company, one))

        assert again.facts == ()
        assert store.write_now(lambda uow: answers(uow, company)) == once
    finally:
        store.close()
