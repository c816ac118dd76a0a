"""Whatever the bytes, a reader answers within two seconds: facts, or a reason.

The same spoilt files in every run; `make fuzz` looks further, for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.reading import Refused, Source, read, wire
from bot.documents.reading.cells import Cell
from bot.documents.reading.ocr import words
from bot.documents.reading.pdf_text import fields
from bot.ports.papers import Paper
from tests.documents.reading.making import TOTALS, cii, due
from tests.documents.reading.spoiling import GOOD, spoilt

calm = settings(
    max_examples=60,
    deadline=2000,  # milliseconds
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Reads = Callable[..., Paper]
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=60,
)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str) | TEXTS


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long it takes over a picture is its own affair, and some machines have none."""
    monkeypatch.setenv("PATH", "")


@pytest.mark.usefixtures("no_tesseract")
@pytest.mark.parametrize("kind", sorted(GOOD))
@given(data=st.data())
@calm
def test_a_spoilt_file_is_read_or_refused(
    kind: str, data: st.DataObject, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt"
    path.write_bytes(data.draw(spoilt(kind)))
    paper = read(Source.of(path))

    assert paper.refused is None or paper.refused.key != "unreadable"
    assert (paper.refused is None) == (paper.kind is not None)
    assert wire.loads(wire.dumps(paper)) == paper


@pytest.mark.usefixtures("no_tesseract")
@given(content=st.binary(max_size=2000))
@calm
def test_any_bytes_are_answered(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any"
    path.write_bytes(content)
    paper = read(Source.of(path))

    assert paper.refused is None or paper.refused.key != "unreadable"


@given(number=TEXTS, name=TEXTS, code=TEXTS, day=TEXTS, amount=AMOUNTS)
@calm
def test_whatever_an_invoice_says_amounts_are_amounts(
    number: str, name: str, code: str, day: str, amount: str, reads: Reads
) -> None:
    said = {key: escape(text) for key, text in locals().items() if isinstance(text, str)}
    paper = reads(
        cii(
            number=said["number"],
            code=said["code"],
            buyer=f"<ram:Name>{said['name']}</ram:Name>",
            terms=due(said["day"]),
            totals=TOTALS.replace("1200.00", said["amount"]),
        )
    )

    assert paper.refused is None or paper.refused.key == "no_invoice_type"
    for invoice in paper.invoices:
        assert invoice.payable is None or isinstance(invoice.payable, Decimal)
        assert invoice.payable is None or invoice.payable.is_finite()
        assert (invoice.number or "x").isprintable()
        assert (invoice.buyer or "x").isprintable()


CELLS = st.builds(
    Cell,
    TEXTS
    | st.sampled_from(["Total TTC :", "Date", "Facture n°", "Échéance", "1 200,00 €"]),
    *[st.floats(0, 600)] * 4,
)


@given(lines=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
@calm
def test_whatever_stands_on_a_page_is_answered(lines: list[list[Cell]]) -> None:
    assert fields(lines).keys() <= {
        *("number", "issued_on", "due_on", "delivered_on", "terms", "currency"),
        *("net", "vat", "gross", "prepaid", "payable", "buyer", "seller"),
    }


@pytest.mark.parametrize(
    "label", ["Net à payer ", "Facture n° ", "Échéance : ", "Total HT "]
)
def test_long_pages_take_no_longer(label: str) -> None:
    """No label makes a search that grows with the square of the page."""
    hostile = [
        [Cell(label * 400 + "1 " * 4000, 0, 500, row * 10, row * 10 + 9)]
        for row in range(100)
    ]

    assert isinstance(fields(hostile), dict)


@given(table=st.text(max_size=400))
@calm
def test_whatever_tesseract_says_is_answered(table: str) -> None:
    head = "page_num\tblock_num\tpar_num\tline_num\tleft\ttop\twidth\theight\tconf\ttext\n"

    with suppress(Refused):
        assert isinstance(words(head + table), list)
