"""What changes about an invoice after it was sent: a longer due date, a dispute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.entries.about import invoice_named, open_invoices, with_invoice
from bot.services.entries.kinds import (
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    past_day,
    today,
)
from domain.cover import Refusal, insured_part, refusals
from domain.deadlines import Deadline, DutyState, Origin
from domain.duties import of_invoice
from domain.facts import Dispute, DisputeState, Extension
from domain.money import Money
from domain.receivables import extended_too_far, payable_on, receivable
from domain.record import Situation
from domain.spans import PaymentTerms
from domain.steps import Answer

ABOUT = (
    Field("buyer", Form.BUYER, "buyer"),
    Field("invoice", Form.INVOICE, "invoice"),
)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """An invoice as it stands after the change."""

    buyer: str
    payable_on: date
    too_far: bool  # past what the contract allows without the insurer's consent
    counts: bool  # the longer due date counts for the duties
    insured_part: Answer[Money]
    refusals: tuple[Refusal, ...]
    deadline: Deadline | None
    first_due_on: date


def _about(draft: Draft, *more: str) -> tuple[str, ...]:
    return ("invoice", *more) if draft.has("invoice") else ("buyer", "invoice", *more)


def change_view(
    before: Situation, after: Situation, fact: Extension | Dispute
) -> ChangeView:
    del before
    one = receivable(after, fact.invoice)
    payable = payable_on(after, one)
    return ChangeView(
        one.buyer,
        payable,
        extended_too_far(after, one) is not None,
        payable != one.due_on,
        insured_part(after, fact.invoice),
        refusals(after, fact.invoice),
        next_of_invoice(after, fact.invoice),
        one.due_on,
    )


def next_of_invoice(situation: Situation, number: str) -> Deadline | None:
    """The policy's first deadline about an invoice that is not yet met."""
    running = (
        each
        for each in of_invoice(situation, receivable(situation, number))
        if each.origin is Origin.POLICY and each.state is not DutyState.DISCHARGED
    )
    return min(running, key=lambda each: each.last_day, default=None)


def _extension_completed(draft: Draft, situation: Situation) -> Draft:
    draft = with_invoice(draft, situation)
    return _put_off(draft, situation).assuming("agreed", "no", "not_agreed")


def _put_off(draft: Draft, situation: Situation) -> Draft:
    """A month longer: than the day on which the invoice is payable now."""
    if not draft.text("longer") or not draft.has("invoice") or draft.has("due_on"):
        return draft
    invoice = receivable(situation, draft.text("invoice"))
    length = PaymentTerms.of(draft.text("longer")).span
    due_on = length.after(payable_on(situation, invoice))
    return draft.assuming("due_on", due_on.isoformat(), "from_due_date")


def _extension(draft: Draft, situation: Situation) -> Extension:
    invoice = invoice_named(situation, draft.text("invoice"))
    due_on = draft.day("due_on")
    if due_on is None or due_on <= invoice.due_on:
        raise UnfitEntryError("not_later", "due_on", invoice=invoice)
    return Extension(
        on=situation.today,
        invoice=invoice.number,
        due_on=due_on,
        agreed=draft.text("agreed") == "yes",
    )


EXTENSION = Kind(
    intent="invoice_extend",
    fields=(
        *ABOUT,
        Field("due_on", Form.DAY, "due_on", "due_on"),
        Field("agreed", Form.CHOICE, choices=("no", "yes")),
    ),
    needs=lambda draft, _: _about(draft, "due_on"),
    completed=_extension_completed,
    fact=_extension,
    view=change_view,
    offers={"invoice": open_invoices},
)


def _dispute_completed(draft: Draft, situation: Situation) -> Draft:
    draft = with_invoice(draft, situation).assuming("state", "opened")
    return draft.assuming("effective_on", today(situation))


def _dispute(draft: Draft, situation: Situation) -> Dispute:
    invoice = invoice_named(situation, draft.text("invoice"))
    day = past_day(draft, "effective_on", situation)
    if day < invoice.on:
        raise UnfitEntryError("before_invoice", "effective_on", invoice=invoice)
    return Dispute(on=day, invoice=invoice.number, state=DisputeState(draft.text("state")))


DISPUTE = Kind(
    intent="invoice_dispute",
    fields=(
        *ABOUT,
        Field("state", Form.CHOICE, "state", choices=("opened", "closed")),
        Field("effective_on", Form.DAY, "effective_on", "judgment_on"),
    ),
    needs=lambda draft, _: _about(draft),
    completed=_dispute_completed,
    fact=_dispute,
    view=change_view,
    offers={"invoice": open_invoices},
)
