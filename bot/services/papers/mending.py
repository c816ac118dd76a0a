"""One invoice alone: what the owner corrects on its card, field by field.

What he said takes the place of what the file says and is certain from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.ports.papers import Paper, PaperInvoice, PaperKind

FIELDS = ("buyer", "number", "net", "vat", "issued_on", "due_on")
READERS: dict[str, Callable[[str], object]] = {
    "buyer": str,
    "number": str,
    "net": Decimal,
    "vat": Decimal,
    "issued_on": date.fromisoformat,
    "due_on": date.fromisoformat,
}


def slot_of(name: str) -> str:
    return f"field={name}"


def is_single(paper: Paper) -> bool:
    """One invoice and nothing else: its card shows every field."""
    rest = (paper.payments, paper.events, paper.limits, paper.open_items)
    return len(paper.invoices) == 1 and not any(rest)


def mended(paper: Paper, said: Mapping[str, str]) -> Paper:
    told = {
        name: READERS[name](said[slot_of(name)]) for name in FIELDS if slot_of(name) in said
    }
    if not told or not is_single(paper):
        return paper
    return replace(paper, invoices=(_with(paper.invoices[0], told),))


def _with(invoice: PaperInvoice, told: Mapping[str, object]) -> PaperInvoice:
    """A buyer named anew is another one; an amount said anew makes the total anew."""
    changes: dict[str, object] = dict(told)
    if "buyer" in told:
        changes |= {"buyer_id": None, "account": None}
    if {"net", "vat"} & told.keys():
        changes |= {"gross": None, "payable": None, "prepaid": None}
        if "net" not in told and invoice.net is None and invoice.gross is not None:
            vat = told["vat"]
            changes["net"] = invoice.gross - vat if isinstance(vat, Decimal) else None
        if "vat" not in told and _goes_with(invoice):
            changes["vat"] = None
    estimated = invoice.estimated - told.keys()
    return replace(invoice, **changes, estimated=estimated)  # type: ignore[arg-type]


def _goes_with(invoice: PaperInvoice) -> bool:
    """Whether the VAT was only a share of the net that is now another."""
    return "vat" in invoice.estimated or invoice.net is not None


def all_unsure(paper: Paper) -> bool:
    """Read from the text of a page: every field is to be looked at."""
    return paper.kind is PaperKind.PDF_TEXT
