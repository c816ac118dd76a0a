"""What is kept of files: papers that wait, answers, batches; each company's apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.ports import ChatId, Company, CompanyId, FactId, UnitOfWork
from bot.ports.adoption import Batch
from bot.ports.papers import Paper, PaperInvoice, PaperKind
from bot.storage import SqlStore
from domain.policy import Policy

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CHAT = ChatId(1)
PAPER = Paper(
    file="f.xml",
    kind=PaperKind.CII,
    digest="abc",
    invoices=(PaperInvoice(number="F1", gross=Decimal("12.00"), due_on=date(2026, 1, 1)),),
)
BATCH = Batch("f.xml", "abc", FactId(7), FactId(9), AT)


def other_company(uow: UnitOfWork) -> CompanyId:
    policy = Policy(policyholder="Other", insurer="I", starts_on=date(2026, 1, 1))
    return uow.companies.found(Company(CompanyId(0), "other", "Other", "UTC"), policy, AT)


def test_a_paper_waits_until_it_is_forgotten(store: SqlStore, lapierre: CompanyId) -> None:
    number = store.write_now(lambda uow: uow.papers(lapierre).keep(PAPER, CHAT, AT))
    kept = store.write_now(lambda uow: uow.papers(lapierre).kept(number, AT))
    store.write_now(lambda uow: uow.papers(lapierre).forget(number))
    after = store.write_now(lambda uow: uow.papers(lapierre).kept(number, AT))

    assert kept == PAPER
    assert after is None


def test_a_paper_waits_for_a_week(store: SqlStore, lapierre: CompanyId) -> None:
    number = store.write_now(lambda uow: uow.papers(lapierre).keep(PAPER, CHAT, AT))
    late = AT + timedelta(days=7)

    assert store.write_now(lambda uow: uow.papers(lapierre).kept(number, late)) is None


def test_papers_of_a_chat_wait_in_their_order(store: SqlStore, lapierre: CompanyId) -> None:
    def keep(uow: UnitOfWork) -> tuple[int, ...]:
        papers = uow.papers(lapierre)
        papers.keep(PAPER, ChatId(2), AT)
        return papers.keep(PAPER, CHAT, AT), papers.keep(PAPER, CHAT, AT)

    kept = store.write_now(keep)
    waiting = store.write_now(lambda uow: uow.papers(lapierre).waiting(CHAT))
    store.write_now(lambda uow: uow.papers(lapierre).forget(kept[0]))

    assert waiting == kept
    assert store.write_now(lambda uow: uow.papers(lapierre).waiting(CHAT)) == kept[1:]
    assert len(store.write_now(lambda uow: uow.papers(lapierre).waiting(ChatId(2)))) == 1


def test_nothing_is_seen_from_another_company(store: SqlStore, lapierre: CompanyId) -> None:
    other = store.write_now(other_company)

    def keep(uow: UnitOfWork) -> int:
        papers = uow.papers(lapierre)
        papers.remember("buyer", {"a": "Leroc"}, AT)
        papers.add_batch(BATCH, ["camt053:1"])
        return papers.keep(PAPER, CHAT, AT)

    def look(uow: UnitOfWork) -> tuple[object, ...]:
        papers = uow.papers(other)
        papers.forget(number)
        return (
            papers.kept(number, AT),
            papers.answers("buyer"),
            papers.receipts(),
            papers.batch_of("abc"),
            papers.batch_with(FactId(8)),
        )

    number = store.write_now(keep)

    assert store.write_now(look) == (None, {}, frozenset(), None, None)
    assert store.write_now(lambda uow: uow.papers(lapierre).kept(number, AT)) == PAPER


def test_an_answer_takes_the_place_of_the_last(
    store: SqlStore, lapierre: CompanyId
) -> None:
    for name in ("Leroc", "Moulin"):
        store.write_now(lambda uow: uow.papers(lapierre).remember("buyer", {"a": name}, AT))  # noqa: B023 - run at once

    assert store.write_now(lambda uow: dict(uow.papers(lapierre).answers("buyer"))) == {
        "a": "Moulin"
    }


def test_a_batch_is_found_by_its_facts_until_it_is_undone(
    store: SqlStore, lapierre: CompanyId
) -> None:
    store.write_now(lambda uow: uow.papers(lapierre).add_batch(BATCH, ["camt053:1", "x"]))
    found = store.write_now(lambda uow: uow.papers(lapierre).batch_with(FactId(9)))
    before = store.write_now(lambda uow: uow.papers(lapierre).receipts())
    assert found is not None
    store.write_now(lambda uow: uow.papers(lapierre).undo_batch(found.number, AT))
    undone = store.write_now(lambda uow: uow.papers(lapierre).batch_with(FactId(7)))

    assert (found.first, found.last, found.undone_at) == (7, 9, None)
    assert before == {"camt053:1", "x"}
    assert undone is not None
    assert undone.undone_at == AT
    assert store.write_now(lambda uow: uow.papers(lapierre).receipts()) == frozenset()
    assert store.write_now(lambda uow: uow.papers(lapierre).batch_of("abc")) is None
    assert store.write_now(lambda uow: uow.papers(lapierre).batch_with(FactId(10))) is None
