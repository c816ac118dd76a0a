"""A paper travels from the child process to the bot without losing anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.reading import wire
from bot.ports.papers import (
    Column,
    Doubt,
    Layout,
    OpenItem,
    Paper,
    PaperEvent,
    PaperEventKind,
    PaperInvoice,
    PaperKind,
    PaperPayment,
)

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
PAPERS = st.builds(
    Paper,
    kind=st.sampled_from(PaperKind),
    invoices=st.lists(st.builds(PaperInvoice), max_size=3).map(tuple),
    payments=st.lists(st.builds(PaperPayment), max_size=3).map(tuple),
    doubts=st.lists(
        st.builds(Doubt, values=st.dictionaries(st.text(), st.text())), max_size=2
    ).map(tuple),
)


@given(PAPERS)
def test_a_paper_comes_back_as_it_went(paper: Paper) -> None:
    assert wire.loads(wire.dumps(paper)) == paper


def test_every_part_comes_back_as_it_went() -> None:
    paper = Paper(
        file="Août.pdf",
        kind=PaperKind.FEC,
        digest="ab",
        invoices=(
            PaperInvoice(
                number="F1",
                due_on=date(2026, 9, 30),
                due_days=(date(2026, 8, 31), date(2026, 9, 30)),
                payable=Decimal("1200.00"),
                estimated=frozenset({"due_on", "buyer"}),
            ),
        ),
        open_items=(
            OpenItem(
                buyer="Élan", balance=Decimal("-0.10"), items=(("F1", Decimal("1E+3")),)
            ),
        ),
        events=(PaperEvent(kind=PaperEventKind.REFUSED, on=date(2026, 1, 2)),),
        layout=Layout(
            about="invoices", columns=(Column("Tiers", "buyer", 90),), signature=""
        ),
        doubts=(Doubt("several_due_days", "F1", {"days": "2026-08-31"}),),
    )

    assert wire.loads(wire.dumps(paper)) == paper


def test_an_amount_keeps_the_cents_that_the_file_writes() -> None:
    line = wire.dumps(Paper(file="f", payments=(PaperPayment(amount=Decimal("10.00")),)))

    assert line == '{"file": "f", "payments": [{"amount": "10.00"}]}'
    assert "\n" not in line
