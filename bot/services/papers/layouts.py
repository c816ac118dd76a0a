"""Tables: how their columns were understood, confirmed once, then remembered.

What a table leaves open (with or without VAT, which of day and month stands first) the
owner says; the answers are kept under the layout's signature, as `question=answer` words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.ports.papers import Layout, Paper, PaperInvoice, PaperPayment
from bot.services.papers.proposal import Memory, Question

CONFIRMED = "confirmed"
CHOICES: dict[str, tuple[str, ...]] = {
    "basis": ("net", "gross"),
    "day_first": ("yes", "no"),
    "aged_by": ("due", "issue"),
}


def slot_of(ask: str) -> str:
    return f"layout={ask}"


def answered(layout: Layout, said: Mapping[str, str]) -> str:
    """The answers as they are remembered."""
    told = [f"{ask}={said[slot_of(ask)]}" for ask in layout.asks if slot_of(ask) in said]
    return " ".join([CONFIRMED, *told])


def _answers(layout: Layout, said: Mapping[str, str], memory: Memory) -> dict[str, str]:
    kept = memory.layouts.get(layout.signature, "")
    told = dict(word.split("=", 1) for word in kept.split() if "=" in word)
    now = {ask: said[slot_of(ask)] for ask in layout.asks if slot_of(ask) in said}
    return {**told, **now}


def layout_question(
    paper: Paper, said: Mapping[str, str], memory: Memory
) -> Question | None:
    """The next thing to be said of a table that nobody has confirmed yet."""
    layout = paper.layout
    if layout is None:
        return None
    answers = _answers(layout, said, memory)
    for ask in layout.asks:
        if ask not in answers and ask in CHOICES:
            return Question(ask, slot_of(ask), options=CHOICES[ask])
    if layout.signature in memory.layouts or said.get("layout") == "yes":
        return None
    return Question("layout", "layout", options=("yes",), values={"layout": layout})


def as_said(paper: Paper, said: Mapping[str, str], memory: Memory) -> Paper:
    """The paper as the answers make it read."""
    if paper.layout is None:
        return paper
    answers = _answers(paper.layout, said, memory)
    invoices, payments = paper.invoices, paper.payments
    if answers.get("basis"):
        invoices = tuple(_in_basis(each, answers["basis"]) for each in invoices)
    if answers.get("day_first") == "no":
        invoices = tuple(_turned(each) for each in invoices)
        payments = tuple(_turned_payment(each) for each in payments)
    return replace(paper, invoices=invoices, payments=payments)


def _in_basis(invoice: PaperInvoice, basis: str) -> PaperInvoice:
    """The one amount that was written, without VAT or with it."""
    if (invoice.net is None) == (invoice.gross is None):
        return invoice
    amount = invoice.net if invoice.net is not None else invoice.gross
    payable = None if invoice.payable == amount else invoice.payable
    if basis == "net":
        return replace(invoice, net=amount, gross=None, payable=payable)
    return replace(invoice, net=None, gross=amount, payable=payable)


def _turned(invoice: PaperInvoice) -> PaperInvoice:
    return replace(
        invoice,
        issued_on=_month_first(invoice.issued_on),
        delivered_on=_month_first(invoice.delivered_on),
        due_on=_month_first(invoice.due_on),
    )


def _turned_payment(payment: PaperPayment) -> PaperPayment:
    return replace(payment, paid_on=_month_first(payment.paid_on))


def _month_first(day: date | None) -> date | None:
    """The same figures with the month before the day; a day that cannot be turned was
    written with its month first already.
    """
    if day is None or day.day > 12:  # noqa: PLR2004 - months
        return day
    return day.replace(month=day.day, day=day.month)
