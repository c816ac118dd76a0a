"""Money that comes from the insurer, or after him: never a buyer's payment."""

from __future__ import annotations

from dataclasses import dataclass

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
from domain.claims import envelope, indemnity, insurer_share
from domain.errors import NoTermInForce
from domain.facts import IndemnityPaid, Recovery
from domain.help_routes import loss_payee
from domain.losses import LossCause, latest_claim
from domain.money import Money
from domain.record import Situation
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class IndemnityView:
    expected: Answer[Money] | None  # None: no claim was known to reckon it from
    missing: Money  # expected and not paid; below zero when more came
    left: Answer[Money] | None  # of the envelope; None: the policy does not say it
    payee: str  # to whom it goes; "" is the policyholder


def _needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    del draft, situation
    return ("buyer", "amount")


def _completed(draft: Draft, situation: Situation) -> Draft:
    draft = draft.assuming("paid_on", today(situation))
    buyer = draft.text("buyer")
    if buyer and latest_claim(situation, buyer) is None:
        return draft.noting("no_claim")
    return draft


def _indemnity(draft: Draft, situation: Situation) -> IndemnityPaid:
    return IndemnityPaid(
        on=past_day(draft, "paid_on", situation),
        buyer=situation.buyer_named(draft.text("buyer")).name,
        amount=money(draft, "amount", situation),
    )


def indemnity_view(
    before: Situation, after: Situation, fact: IndemnityPaid
) -> IndemnityView:
    """The gap is to what the claim should pay, all that was paid of it taken together."""
    claim = latest_claim(before, fact.buyer)
    expected = None
    if claim is not None and claim.cause is not LossCause.TOLD:
        expected = indemnity(before, fact.buyer)
    paid = _paid(after, fact.buyer)
    payee = loss_payee(after, fact.buyer).value
    return IndemnityView(
        expected,
        expected.value - paid if expected else paid.zero(),
        _left(after, fact),
        "" if payee == after.policy.policyholder else payee,
    )


def _paid(situation: Situation, buyer: str) -> Money:
    told = [each.amount for each in situation.account(buyer).all(IndemnityPaid)]
    return sum(told[1:], told[0]) if told else situation.policy.zero


def _left(situation: Situation, fact: IndemnityPaid) -> Answer[Money] | None:
    """Of the year that the claim wears."""
    claim = latest_claim(situation, fact.buyer)
    try:
        return envelope(situation, claim.date_of_loss if claim else fact.on).left
    except NoTermInForce:
        return None


INDEMNITY = Kind(
    intent="indemnity_received",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("amount", Form.AMOUNT, "amount"),
        Field("paid_on", Form.DAY, "paid_on"),
    ),
    needs=_needs,
    completed=_completed,
    fact=_indemnity,
    view=indemnity_view,
)


# --- Recoveries --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecoveryView:
    insurers: Money
    yours: Money
    working: Answer[Money]  # of the insurer's share of all recoveries


def _recovery(draft: Draft, situation: Situation) -> Recovery:
    """Its amount is in the basis of the claims."""
    amount = money(draft, "amount", situation)
    costs = money(draft, "costs", situation) if draft.text("costs") else None
    if costs is not None and costs > amount:
        raise UnfitEntryError("costs_too_large", "costs", amount=amount)
    return Recovery(
        on=past_day(draft, "paid_on", situation),
        buyer=situation.buyer_named(draft.text("buyer")).name,
        amount=amount,
        costs=costs,
    )


def recovery_view(before: Situation, after: Situation, fact: Recovery) -> RecoveryView:
    working = insurer_share(after, fact.buyer)
    share = working.value - insurer_share(before, fact.buyer).value
    net = fact.amount - fact.costs if fact.costs else fact.amount
    return RecoveryView(share, net - share, working)


def _recovery_completed(draft: Draft, situation: Situation) -> Draft:
    draft = _completed(draft, situation)
    covers_vat = situation.policy.covers_vat.on(situation.today).value
    return draft if covers_vat else draft.noting("net_of_vat")


RECOVERY = Kind(
    intent="recovery_received",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("amount", Form.AMOUNT, "amount"),
        Field("costs", Form.AMOUNT, "", "amount", may_be_none=True),
        Field("paid_on", Form.DAY, "paid_on"),
    ),
    needs=_needs,
    completed=_recovery_completed,
    fact=_recovery,
    view=recovery_view,
)
