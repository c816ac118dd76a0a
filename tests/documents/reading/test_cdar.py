"""Life-cycle messages: what is money, what stops a receivable, what proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.ports.papers import (
    Doubt,
    Paper,
    PaperEvent,
    PaperEventKind,
    PaperKind,
    PaperPayment,
)
from tests.documents.reading.making import cdar

Reads = Callable[..., Paper]


def test_collected_is_a_payment(reads: Reads) -> None:
    paper = reads(cdar("212", amounts=["12000"]))

    assert paper.kind is PaperKind.CDAR
    assert paper.owner_id == "100000009"
    assert (paper.events, paper.doubts) == ((), ())
    assert paper.payments == (
        PaperPayment(
            amount=Decimal(12000),
            paid_on=date(2026, 10, 5),
            buyer="Leroc",
            buyer_id="200000008",
            invoices=("F-2026-017",),
            currency="EUR",
            reference="F-2026-017_212:F-2026-017",
        ),
    )


def test_the_vat_rates_of_one_receipt_add_up(reads: Reads) -> None:
    (payment,) = reads(cdar("212", amounts=["1000.00", "250.50"])).payments

    assert payment.amount == Decimal("1250.50")


def test_a_negative_receipt_is_one_cancelled(reads: Reads) -> None:
    (payment,) = reads(cdar("212", amounts=["-12000.00"])).payments

    assert payment.amount == Decimal("-12000.00")


def test_collected_without_an_amount_is_no_payment(reads: Reads) -> None:
    paper = reads(cdar("212"))

    assert paper.payments == ()
    assert paper.doubts == (Doubt("collected_without_amount", "F-2026-017"),)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("207", PaperEventKind.DISPUTED),
        ("210", PaperEventKind.REFUSED),
        ("213", PaperEventKind.REJECTED),
        ("200", PaperEventKind.OTHER),
        ("205", PaperEventKind.OTHER),
        ("208", PaperEventKind.OTHER),
    ],
)
def test_each_state_is_what_it_means(reads: Reads, code: str, kind: PaperEventKind) -> None:
    paper = reads(cdar(code))

    assert paper.payments == ()
    assert paper.events == (
        PaperEvent(
            kind=kind,
            invoice="F-2026-017",
            buyer="Leroc",
            on=date(2026, 10, 5),
            code=code,
            reason="Taux de TVA erroné",
        ),
    )


def test_two_receipts_of_one_message_have_two_names(reads: Reads) -> None:
    message = cdar("212", amounts=["500.00"])
    start = message.index("<ram:ReferenceReferencedDocument>")
    end = message.index("</rsm:AcknowledgementDocument>")
    again = message[start:end].replace("500.00", "700.00")
    first, second = reads(message[:end] + again + message[end:]).payments

    assert (first.amount, second.amount) == (Decimal("500.00"), Decimal("700.00"))
    assert first.reference != second.reference
