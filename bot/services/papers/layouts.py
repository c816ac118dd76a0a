"""Tables: how their columns were understood, confirmed once, then remembered.

What a table leaves open (invoices or receipts, with or without VAT, which of day and month
stands first) the owner says; the answers are kept under the layout's signature, as
`question=answer` words. A column that was understood amiss he calls by another meaning:
all meanings in their order, parted by commas, are kept and the table is read by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from bot.ports.papers import Layout, Paper, PaperInvoice, PaperPayment
from bot.services.papers.proposal import Memory, Question

CONFIRMED, AGAIN = "confirmed", "again"
CHOICES: dict[str, tuple[str, ...]] = {
    "about": ("invoices", "payments"),
    "basis": ("net", "gross"),
    "day_first": ("yes", "no"),
}
OF_INVOICES = frozenset(
    {"net", "vat", "gross", "due_on", "terms", "remaining", "paid", "paid_on", "kind"}
)
# What the owner may call a column, by what the table is about; "" leaves it alone.
MEANINGS: dict[str, tuple[str, ...]] = {
    "invoices": (
        *("buyer", "number", "issued_on", "due_on", "net", "vat", "gross", "amount"),
        *("remaining", "paid", "paid_on", "account", "terms", "kind", "status"),
    ),
    "payments": (
        *("buyer", "number", "paid_on", "amount", "paid", "label", "booked_on"),
        *("credit", "debit", "account"),
    ),
    "aged_balance": ("buyer", "account", "bucket", "remaining"),
    "limits": ("buyer", "buyer_id", "limit", "decided_on", "ends_on", "decision"),
}
MANY = frozenset({"", "bucket"})  # what several columns may mean
DAY_OF_AN_INVOICE = re.compile(
    r"fact|invoice|[ée]mis|issue|pi[èe]ce|document", re.IGNORECASE
)


def meanings_for(layout: Layout) -> tuple[str, ...]:
    """All that a column may be called: left alone, then what its table most likely has."""
    others = (name for names in MEANINGS.values() for name in names)
    return tuple(dict.fromkeys(("", *MEANINGS.get(layout.about, ()), *others)))


def put_right(layout: Layout, place: int, meaning: str) -> Layout:
    """The column at `place` called `meaning`; the one that was called so is left alone."""
    taken = {meaning} - MANY
    columns = tuple(
        replace(column, meaning=meaning, score=100)
        if number == place
        else replace(column, meaning="" if column.meaning in taken else column.meaning)
        for number, column in enumerate(layout.columns)
    )
    return replace(layout, columns=columns)


def as_kept(layout: Layout) -> str:
    return ",".join(column.meaning for column in layout.columns)


def as_put_right(layout: Layout, kept: str) -> Layout:
    """The layout with the meanings that `as_kept` wrote; itself when they are not its."""
    meanings = kept.split(",")
    if len(meanings) != len(layout.columns):
        return layout
    every = zip(layout.columns, meanings, strict=True)
    return replace(
        layout, columns=tuple(replace(c, meaning=m, score=100) for c, m in every)
    )


def slot_of(ask: str) -> str:
    return f"layout={ask}"


def asks_of(layout: Layout) -> tuple[str, ...]:
    """What the table leaves open: first of all what it is about."""
    if "about" not in layout.asks and _may_be_payments(layout):
        return ("about", *layout.asks)
    return layout.asks


def _may_be_payments(layout: Layout) -> bool:
    """« Date ; Client ; Montant ; Facture » : invoices issued, or receipts of them."""
    headers = {each.meaning: each.header for each in layout.columns}
    is_bare = {"amount", "issued_on", "number"} <= headers.keys()
    return (
        layout.about == "invoices"
        and is_bare
        and not headers.keys() & OF_INVOICES
        and not DAY_OF_AN_INVOICE.search(headers["issued_on"])
    )


def answered(layout: Layout, said: Mapping[str, str], memory: Memory) -> str:
    """The answers as they are remembered."""
    told = _answers(layout, said, memory)
    return " ".join([CONFIRMED, *(f"{ask}={told[ask]}" for ask in sorted(told))])


def _answers(layout: Layout, said: Mapping[str, str], memory: Memory) -> dict[str, str]:
    is_anew = said.get("layout") == AGAIN
    kept = "" if is_anew else memory.layouts.get(layout.signature, "")
    told = dict(word.split("=", 1) for word in kept.split() if "=" in word)
    now = {ask: said[slot_of(ask)] for ask in asks_of(layout) if slot_of(ask) in said}
    return {**told, **now}


def layout_question(
    paper: Paper, said: Mapping[str, str], memory: Memory
) -> Question | None:
    """The next thing to be said of a table that nobody has confirmed yet."""
    layout = paper.layout
    if layout is None:
        return None
    answers = _answers(layout, said, memory)
    for ask in asks_of(layout):
        if ask not in answers and ask in CHOICES and _matters(ask, answers):
            return Question(ask, slot_of(ask), options=CHOICES[ask])
    is_confirmed = CONFIRMED in memory.layouts.get(layout.signature, "").split()
    if said.get("layout") == "yes" or (is_confirmed and said.get("layout") != AGAIN):
        return None
    return Question("layout", "layout", options=("yes",), values={"layout": layout})


def _matters(ask: str, answers: Mapping[str, str]) -> bool:
    """Money that came in has no VAT to tell apart."""
    return ask != "basis" or answers.get("about") != "payments"


def as_said(paper: Paper, said: Mapping[str, str], memory: Memory) -> Paper:
    """The paper as the answers make it read."""
    if paper.layout is None:
        return paper
    answers = _answers(paper.layout, said, memory)
    invoices, payments = paper.invoices, paper.payments
    if answers.get("about") == "payments":
        payments = (*payments, *(each for one in invoices for each in _received(one)))
        invoices = ()
    if answers.get("basis"):
        invoices = tuple(_in_basis(each, answers["basis"]) for each in invoices)
    if answers.get("day_first") == "no":
        invoices = tuple(_turned(each) for each in invoices)
        payments = tuple(_turned_payment(each) for each in payments)
    layout = _layout_as_said(paper.layout, answers)
    return replace(paper, invoices=invoices, payments=payments, layout=layout)


def _layout_as_said(layout: Layout, answers: Mapping[str, str]) -> Layout:
    """Its columns called what they are by the answers; what is open stays open."""
    meant: dict[str, str] = {}
    if answers.get("about") == "payments":
        meant = {"issued_on": "paid_on"}
    elif answers.get("basis"):
        meant = {"amount": answers["basis"]}
    columns = tuple(
        replace(each, meaning=meant.get(each.meaning, each.meaning))
        for each in layout.columns
    )
    return replace(layout, columns=columns, asks=asks_of(layout))


def _received(line: PaperInvoice) -> Iterator[PaperPayment]:
    """A line read as an invoice that is a receipt of it."""
    told = (line.payable, line.gross, line.net)
    amount = next((each for each in told if each is not None), None)
    if amount is not None:
        yield PaperPayment(
            amount=amount,
            paid_on=line.issued_on,
            buyer=line.buyer,
            buyer_id=line.buyer_id,
            account=line.account,
            invoices=(line.number,) if line.number else (),
            currency=line.currency,
        )


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
