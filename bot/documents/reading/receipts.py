"""The name of a receipt tells it from every other, in this file and when it comes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.ports.papers import PaperPayment


def named_once(payments: Iterable[PaperPayment]) -> Iterator[PaperPayment]:
    """Two receipts of one name in one file are two: the second is numbered."""
    times: dict[str, int] = {}
    for payment in payments:
        count = times[payment.reference] = times.get(payment.reference, 0) + 1
        name = f"{payment.reference} {count}"
        yield payment if count == 1 else replace(payment, reference=name)
