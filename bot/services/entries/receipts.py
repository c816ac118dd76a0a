"""What lessens a buyer's debt: a payment, a credit note.

A payment is gross of VAT and goes to the oldest invoices, or to the one it names where
the policy reads receipts so. A credit note belongs to one invoice and bears its VAT.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.services.entries.about import (
    invoice_named,
    open_invoices,
    open_with_vat,
    with_invoice,
)
from bot.services.entries.kinds import (
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    money,
    past_day,
    today,
)
from domain.claims import insurer_share
from domain.cover import insured_part
from domain.facts import CreditNote, Payment
from domain.losses import filed_claims
from domain.money import CENT, Money
from domain.receivables import ledger
from domain.record import Situation
from domain.steps import Answer

PART_OF_AMOUNT = "part_of_amount"  # half of an invoice is not the whole of it


@dataclass(frozen=True, slots=True)
class Settled:
    """What a receipt took off an invoice, and what is left of it, both with VAT."""

    invoice: str
    paid: Money
    left: Money


@dataclass(frozen=True, slots=True)
class PaymentView:
    settled: tuple[Settled, ...]
    still_open: Money  # with VAT
    advance: Money
    elsewhere: bool  # it named an invoice and went to an older one
    clause: str  # of the order of receipts
    insurers_part: Money  # of money that comes after the loss


def _claimed(draft: Draft, situation: Situation) -> bool:
    return bool(draft.has("buyer") and filed_claims(situation, draft.text("buyer")))


def _payment_needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    payer = ("payer",) if _claimed(draft, situation) else ()
    return ("buyer", "amount", *payer)


def _payment_completed(draft: Draft, situation: Situation) -> Draft:
    draft = draft.assuming("paid_on", today(situation))
    if not draft.text("invoice"):
        return draft
    draft = with_invoice(draft, situation)
    if PART_OF_AMOUNT in draft.text("doubts").split():
        return draft
    left = open_with_vat(situation, draft.text("invoice"))
    return draft.assuming("amount", str(left.amount) if left else "", "whole_invoice")


def _payment(draft: Draft, situation: Situation) -> Payment:
    return Payment(
        on=past_day(draft, "paid_on", situation),
        buyer=situation.buyer_named(draft.text("buyer")).name,
        amount=money(draft, "amount", situation),
        invoice=draft.text("invoice"),
    )


def payment_view(before: Situation, after: Situation, fact: Payment) -> PaymentView:
    was, now = ledger(before, fact.buyer), ledger(after, fact.buyer)
    currency = after.policy.currency
    settled = tuple(
        Settled(
            number,
            Money(left - now.open[number], currency),
            Money(now.open[number], currency),
        )
        for number, left in sorted(was.open.items(), key=lambda each: each[0])
        if number in now.open and left > now.open[number]
    )
    named = {each.invoice for each in settled}
    share = insurer_share(after, fact.buyer).value - insurer_share(before, fact.buyer).value
    return PaymentView(
        settled,
        Money(sum(now.open.values(), Decimal(0)), currency),
        Money(max(now.advance - max(was.advance, Decimal(0)), Decimal(0)), currency),
        bool(fact.invoice and settled and fact.invoice not in named),
        after.policy.receipts.on(fact.on).clause,
        share,
    )


PAYMENT = Kind(
    intent="payment_add",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("amount", Form.AMOUNT, "amount"),
        Field("paid_on", Form.DAY, "paid_on"),
        Field("invoice", Form.INVOICE, "invoice", may_be_none=True),
        Field("payer", Form.CHOICE, choices=("buyer", "insurer")),
    ),
    needs=_payment_needs,
    completed=_payment_completed,
    fact=_payment,
    view=payment_view,
    offers={"invoice": open_invoices},
    turns_into=lambda draft: (
        "indemnity_received" if draft.text("payer") == "insurer" else ""
    ),
)


# --- Credit notes ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditView:
    gross: Money
    left: Money  # open of the invoice, with VAT
    insured_part: Answer[Money]


def _credit_needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    del situation
    return ("invoice", "amount") if draft.has("invoice") else ("buyer", "invoice", "amount")


def _credit_completed(draft: Draft, situation: Situation) -> Draft:
    draft = with_invoice(draft, situation).assuming("issued_on", today(situation))
    return draft.assuming("basis", "net", "basis_net")


def _credit(draft: Draft, situation: Situation) -> CreditNote:
    """The VAT follows that of its invoice."""
    invoice = invoice_named(situation, draft.text("invoice"))
    said = money(draft, "amount", situation)
    net, vat, whole = invoice.net.amount, invoice.vat.amount, said.amount
    if draft.text("basis") == "gross":
        credited = (whole * net / (net + vat)).quantize(CENT, ROUND_HALF_UP)
        tax = whole - credited
    else:
        credited, tax = whole, (whole * vat / net).quantize(CENT, ROUND_HALF_UP)
    if credited > net:
        raise UnfitEntryError("credit_too_large", "amount", invoice=invoice)
    currency = situation.policy.currency
    return CreditNote(
        on=past_day(draft, "issued_on", situation),
        invoice=invoice.number,
        net=Money(credited, currency),
        vat=Money(tax, currency),
    )


def credit_view(before: Situation, after: Situation, fact: CreditNote) -> CreditView:
    del before
    return CreditView(
        fact.net + fact.vat,
        open_with_vat(after, fact.invoice),
        insured_part(after, fact.invoice),
    )


CREDIT_NOTE = Kind(
    intent="credit_note_add",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("invoice", Form.INVOICE, "invoice"),
        Field("amount", Form.AMOUNT, "amount"),
        Field("basis", Form.CHOICE, "basis", choices=("net", "gross")),
        Field("issued_on", Form.DAY, "issued_on"),
    ),
    needs=_credit_needs,
    completed=_credit_completed,
    fact=_credit,
    view=credit_view,
    offers={"invoice": open_invoices},
)
