"""What a conversation records: each kind's fact, what follows from it, what cannot be.

The company is the sample on 22 November 2026: Moulin owes F204 (48 000 € net, due on
25 September), Vasseur F240 (22 000 € net, due on 27 December), Garnier F231 (55 000 € net)
under a limit cut to 40 000 €, and Leroc's claim of 100 000 € was paid 90 000 €.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.cases.check import record_of
from bot.sample import sample_case
from bot.services.entries import KINDS, NOTHING, Draft, UnfitEntryError, told_before
from domain.facts import (
    CreditNote,
    Decision,
    Endorsement,
    Fact,
    IndemnityPaid,
    InterventionRequest,
    Invoice,
    LimitDecision,
    Payment,
)
from domain.money import euros
from domain.policy import LossPayee
from domain.record import Situation

TODAY = date(2026, 11, 22)
RECORD = record_of(sample_case(TODAY))
CLAIMED = InterventionRequest(on=TODAY, buyer="Moulin", invoices=("F204",))
SECOND = Invoice(
    on=date(2026, 10, 1),
    buyer="Moulin",
    number="F300",
    net=euros(1000),
    vat=euros(200),
    delivered_on=date(2026, 10, 1),
    due_on=date(2026, 11, 30),
)


def known(*more: Fact, on: date = TODAY) -> Situation:
    return RECORD.with_facts(more).on(on)


def completed(intent: str, situation: Situation, **said: str) -> Draft:
    return KINDS[intent].completed(Draft(said), situation)


def fact_of(intent: str, situation: Situation, **said: str) -> Any:
    kind, draft = KINDS[intent], completed(intent, situation, **said)

    assert kind.missing(draft, situation) == ""

    return kind.fact(draft, situation)


def view_of(intent: str, situation: Situation, **said: str) -> Any:
    """What follows from recording this."""
    fact = fact_of(intent, situation, **said)
    after = situation.record.with_facts([fact]).on(situation.today)
    return KINDS[intent].view(situation, after, fact)


def unfit(intent: str, situation: Situation, **said: str) -> tuple[str, str]:
    with pytest.raises(UnfitEntryError) as refused:
        KINDS[intent].fact(completed(intent, situation, **said), situation)
    return refused.value.key, refused.value.field


# --- Payments ----------------------------------------------------------------------


def test_a_payment_is_gross_and_received_today_unless_said() -> None:
    fact = fact_of("payment_add", known(), buyer="Moulin", amount="12000")

    assert fact == Payment(on=TODAY, buyer="Moulin", amount=euros(12000))


def test_a_payment_tells_what_it_settles_and_what_stays_open() -> None:
    view = view_of("payment_add", known(), buyer="Moulin", amount="12000")

    assert [(s.invoice, s.paid, s.left) for s in view.settled] == [
        ("F204", euros(12000), euros(45600))
    ]
    assert view.still_open == euros(45600)


def test_what_a_payment_leaves_over_is_an_advance() -> None:
    view = view_of("payment_add", known(), buyer="Vasseur", amount="50000")

    assert (view.advance, view.still_open) == (euros(23600), euros(0))


def test_a_payment_that_names_a_later_invoice_goes_to_the_oldest() -> None:
    view = view_of("payment_add", known(SECOND), invoice="F300", amount="1200")

    assert [s.invoice for s in view.settled] == ["F204"]
    assert view.elsewhere


def test_an_invoice_paid_without_an_amount_is_paid_in_full() -> None:
    draft = completed("payment_add", known(), invoice="f204")

    assert (draft.text("buyer"), draft.text("amount")) == ("Moulin", "57600")
    assert draft.assumed == ("whole_invoice",)


def test_a_payment_need_not_be_for_any_invoice() -> None:
    said = {"buyer": "Moulin", "amount": "100", "invoice": NOTHING}

    assert fact_of("payment_add", known(), **said).invoice == ""


def test_who_paid_is_asked_only_where_a_claim_is_filed() -> None:
    said = Draft({"buyer": "Moulin", "amount": "100"})

    assert KINDS["payment_add"].missing(said, known()) == ""
    assert KINDS["payment_add"].missing(said, known(CLAIMED)) == "payer"


def test_money_from_the_insurer_turns_into_an_indemnity() -> None:
    kind = KINDS["payment_add"]

    assert kind.turns_into(Draft({"payer": "insurer"})) == "indemnity_received"
    assert kind.turns_into(Draft({"payer": "buyer"})) == ""


def test_a_buyer_who_pays_after_the_loss_pays_the_insurer_too() -> None:
    """12 000 gross are 10 000 net; the insurer bore 90 000 of 100 000."""
    view = view_of("payment_add", known(), buyer="Leroc", amount="12000", payer="buyer")

    assert view.insurers_part == euros(9000)


def test_a_payment_of_tomorrow_is_none() -> None:
    said = {"buyer": "Moulin", "amount": "100", "paid_on": "2026-11-23"}

    assert unfit("payment_add", known(), **said) == ("future_day", "paid_on")


@pytest.mark.parametrize(
    ("amount", "key"), [("0", "not_positive"), ("1000000000.01", "absurd_amount")]
)
def test_amounts_that_cannot_be(amount: str, key: str) -> None:
    found = unfit("payment_add", known(), buyer="Moulin", amount=amount)

    assert found == (key, "amount")


# --- Credit notes ------------------------------------------------------------------


def test_a_credit_note_bears_the_vat_of_its_invoice() -> None:
    said = {"invoice": "F204", "amount": "3000"}
    net = fact_of("credit_note_add", known(), **said)
    gross = fact_of("credit_note_add", known(), **said, basis="gross")

    assert net == CreditNote(on=TODAY, invoice="F204", net=euros(3000), vat=euros(600))
    assert (gross.net, gross.vat) == (euros(2500), euros(500))


def test_a_credit_note_leaves_less_open_and_insured() -> None:
    view = view_of("credit_note_add", known(), invoice="F204", amount="3000")

    assert (view.gross, view.left) == (euros(3600), euros(54000))
    assert view.insured_part.value == euros(45000)


def test_a_credit_note_of_the_whole_invoice_is_fit_a_cent_more_is_not() -> None:
    fact = fact_of("credit_note_add", known(), invoice="F204", amount="48000")
    more = unfit("credit_note_add", known(), invoice="F204", amount="48000.01")

    assert fact.vat == euros(9600)
    assert more == ("credit_too_large", "amount")


def test_a_buyers_only_open_invoice_need_not_be_named() -> None:
    draft = completed("credit_note_add", known(), buyer="Vasseur", amount="100")

    assert draft.text("invoice") == "F240"
    assert draft.assumed == ("only_invoice", "basis_net")


def test_an_invoice_must_be_known_and_of_that_buyer() -> None:
    kind = KINDS["credit_note_add"]

    with pytest.raises(UnfitEntryError, match="unknown_invoice"):
        kind.completed(Draft({"invoice": "F999"}), known())
    with pytest.raises(UnfitEntryError, match="invoice_of_another"):
        kind.completed(Draft({"invoice": "F204", "buyer": "Vasseur"}), known())


# --- The insurer's money -----------------------------------------------------------


def test_an_indemnity_is_compared_with_what_was_expected() -> None:
    """48 000 × 90 % = 43 200; 600 000 − 90 000 − 40 000 are left."""
    situation = known(CLAIMED)
    view = view_of("indemnity_received", situation, buyer="Moulin", amount="40000")

    assert view.expected.value == euros(43200)
    assert view.missing == euros(3200)
    assert view.left.value == euros(470000)


def test_a_second_part_of_an_indemnity_fills_the_gap() -> None:
    first = IndemnityPaid(on=TODAY, buyer="Moulin", amount=euros(40000))
    situation = known(CLAIMED, first)
    view = view_of("indemnity_received", situation, buyer="Moulin", amount="3200")

    assert view.missing == euros(0)


def test_an_indemnity_without_a_claim_is_noted_and_not_compared() -> None:
    said = {"buyer": "Vasseur", "amount": "1000"}
    draft = completed("indemnity_received", known(), **said)
    view = view_of("indemnity_received", known(), **said)

    assert draft.assumed == ("no_claim",)
    assert view.expected is None


def test_a_recovery_is_shared_after_its_costs() -> None:
    """19 500 × 90 000 ÷ 100 000 = 17 550 for the insurer."""
    said = {"buyer": "Leroc", "amount": "20000", "costs": "500"}
    view = view_of("recovery_received", known(), **said)

    assert (view.insurers, view.yours) == (euros(17550), euros(1950))


def test_costs_never_exceed_what_was_recovered() -> None:
    said = {"buyer": "Leroc", "amount": "500", "costs": "500.01"}

    assert unfit("recovery_received", known(), **said) == ("costs_too_large", "costs")


# --- What changes about an invoice -------------------------------------------------


def test_a_longer_due_date_comes_after_the_first() -> None:
    same = unfit("invoice_extend", known(), invoice="F240", due_on="2026-12-27")
    later = fact_of("invoice_extend", known(), invoice="F240", due_on="2026-12-28")

    assert same == ("not_later", "due_on")
    assert (later.due_on, later.agreed) == (date(2026, 12, 28), False)


def test_only_an_agreed_extension_moves_the_day_of_payment() -> None:
    said = {"invoice": "F240", "due_on": "2027-01-31"}
    alone = view_of("invoice_extend", known(), **said)
    agreed = view_of("invoice_extend", known(), **said, agreed="yes")

    assert (alone.payable_on, alone.counts) == (date(2026, 12, 27), False)
    assert (agreed.payable_on, agreed.counts) == (date(2027, 1, 31), True)


def test_a_dispute_suspends_the_cover_until_it_is_settled() -> None:
    opened = fact_of("invoice_dispute", known(), invoice="F240")
    during = view_of("invoice_dispute", known(), invoice="F240")
    after = view_of("invoice_dispute", known(opened), invoice="F240", state="closed")

    assert [r.ground.value for r in during.refusals] == ["DISPUTED"]
    assert during.insured_part.value == euros(0)
    assert after.insured_part.value == euros(22000)


# --- Limits ------------------------------------------------------------------------


def test_the_suggested_limit_is_offered() -> None:
    offered = KINDS["limit_request"].options("amount", Draft({"buyer": "Moulin"}), known())

    assert offered == ("48000",)


def test_a_request_changes_nothing_yet() -> None:
    view = view_of("limit_request", known(), buyer="Moulin", amount="90000")

    assert view.limit.value == euros(60000)


def test_a_limit_granted_is_the_one_requested() -> None:
    asked = LimitDecision(
        on=TODAY, buyer="Moulin", decision=Decision.REQUESTED, amount=euros(90000)
    )
    draft = completed("limit_decision", known(asked), buyer="Moulin", decision="granted")

    assert draft.text("amount") == "90000"
    assert draft.assumed == ("as_requested",)


def test_a_reduction_says_what_stays_covered_and_what_does_not() -> None:
    said = {"buyer": "Garnier", "decision": "reduced", "amount": "30000"}
    view = view_of("limit_decision", known(), **said)

    assert view.limit.value == euros(30000)
    assert view.kept == (("F231", euros(55000)),)
    assert [(o.amount, o.insured) for o in view.orders] == [(euros(25000), euros(0))]


def test_a_reduction_is_lower_than_the_limit() -> None:
    said = {"buyer": "Garnier", "decision": "reduced"}

    assert unfit("limit_decision", known(), **said, amount="40000") == (
        "not_lower",
        "amount",
    )
    assert fact_of("limit_decision", known(), **said, amount="39999.99").code == ""


def test_a_refusal_has_no_amount() -> None:
    said = {"buyer": "Moulin", "decision": "cancelled", "amount": "5000"}
    fact = fact_of("limit_decision", known(), **said, code="R12", reference=NOTHING)

    assert (fact.amount, fact.code, fact.reference) == (None, "R12", "")


def test_a_decision_to_come_is_shown_as_of_its_day() -> None:
    said = {"buyer": "Moulin", "decision": "reduced", "amount": "10000"}
    situation = known()
    fact = fact_of("limit_decision", situation, **said, effective_on="2026-12-01")
    view = view_of("limit_decision", situation, **said, effective_on="2026-12-01")

    assert (fact.on, fact.effective_on) == (TODAY, date(2026, 12, 1))
    assert view.limit.value == euros(10000)


def test_a_limit_does_not_end_before_it_begins() -> None:
    said = {"buyer": "Moulin", "decision": "granted", "amount": "10000"}
    found = unfit("limit_decision", known(), **said, ends_on="2026-11-21")

    assert found == ("ends_before", "ends_on")


# --- Troubles ----------------------------------------------------------------------


def test_a_judgment_starts_the_deadlines_of_the_law() -> None:
    """Two and three months from the publication; 20 February 2027 is a Saturday."""
    view = view_of(
        "insolvency_report",
        known(),
        buyer="Moulin",
        kind="receivership",
        judgment_on="2026-11-12",
        published_on="2026-11-20",
    )

    assert [(each.duty, each.file_by) for each in view.legal] == [
        ("declare_debt", date(2027, 1, 20)),
        ("claim_title", date(2027, 2, 19)),
    ]
    assert view.counts


def test_a_judgment_not_published_starts_none() -> None:
    said = {"buyer": "Garnier", "kind": "liquidation", "judgment_on": "2026-11-18"}
    view = view_of("insolvency_report", known(), **said, published_on=NOTHING)

    assert view.legal == ()
    assert view.orders == (euros(25000),)


def test_a_judgment_is_published_after_it_is_given() -> None:
    said = {"buyer": "Moulin", "kind": "receivership", "judgment_on": "2026-11-12"}
    found = unfit("insolvency_report", known(), **said, published_on="2026-11-11")

    assert found == ("published_before", "published_on")


def test_two_days_heard_ask_which_one_is_that_of_the_publication() -> None:
    said = {"buyer": "Moulin", "kind": "receivership", "judgment_on": "2026-11-12"}
    heard = Draft({**said, "doubts": "two_days:judgment_on"})
    kind = KINDS["insolvency_report"]

    assert kind.missing(heard, known()) == "published_on"
    assert kind.missing(Draft(said), known()) == ""


def test_a_claim_names_the_unpaid_invoices_of_its_day() -> None:
    fact = fact_of("claim_open", known(SECOND), buyer="Moulin")
    view = view_of("claim_open", known(), buyer="Moulin")

    assert fact.invoices == ("F204", "F300")
    assert view.indemnity.value == euros(43200)
    assert view.late == ()


def test_a_claim_received_after_the_last_day_is_late() -> None:
    """25 September + 90 days: 24 December."""
    in_time = view_of("claim_open", known(on=date(2026, 12, 24)), buyer="Moulin")
    late = view_of("claim_open", known(on=date(2026, 12, 25)), buyer="Moulin")

    assert in_time.late == ()
    assert [each.last_day for each in late.late] == [date(2026, 12, 24)]


def test_what_is_in_a_claim_is_not_claimed_twice() -> None:
    assert unfit("claim_open", known(), buyer="Leroc") == ("nothing_unpaid", "buyer")


def test_partners_answer_the_mediator_within_five_working_days() -> None:
    """Asked on a Sunday: until Friday."""
    view = view_of("mediation_requested", known())

    assert view.answer.last_day == date(2026, 11, 27)


# --- The contract ------------------------------------------------------------------


def test_turnover_of_a_part_of_the_year_leaves_the_premium_provisional() -> None:
    said = {"first_day": "2026-07-01", "last_day": "2026-09-30", "amount": "2400000"}
    view = view_of("turnover_declare", known(), **said)

    assert view.declared == euros(2400000)
    assert view.premium.premium.value == euros(20000)
    assert view.adjustment is None


def test_turnover_of_the_whole_year_settles_the_premium() -> None:
    """12 M€ × 80 % × 0.25 % = 24 000 €, and thirty times that."""
    situation = known(on=date(2027, 2, 10))
    draft = completed("turnover_declare", situation, amount="12000000")
    view = view_of("turnover_declare", situation, amount="12000000")

    assert (draft.text("first_day"), draft.text("last_day")) == ("2026-02-01", "2027-01-31")
    assert (view.before.value, view.premium.premium.value) == (euros(20000), euros(24000))
    assert view.adjustment.value == euros(4000)
    assert view.premium.maximum.value == euros(720000)


def test_no_day_of_turnover_is_declared_twice_or_ahead() -> None:
    quarter = {"first_day": "2026-07-01", "last_day": "2026-09-30", "amount": "1"}
    told = fact_of("turnover_declare", known(), **quarter)
    next_ = {"first_day": "2026-09-30", "last_day": "2026-10-31", "amount": "1"}
    ahead = {"first_day": "2026-10-01", "last_day": "2026-11-22", "amount": "1"}

    assert unfit("turnover_declare", known(told), **next_) == (
        "declared_before",
        "first_day",
    )
    assert unfit("turnover_declare", known(), **ahead) == ("period_not_over", "last_day")


def test_a_loss_payee_is_an_endorsement_that_leaves_the_others() -> None:
    all_buyers = fact_of("loss_payee", known(), value="Banque du Val")
    one = fact_of(
        "loss_payee",
        known(all_buyers),
        value="Crédit de Loire",
        buyer="Moulin",
        effective_on="2027-01-01",
        clause="avenant 2",
    )

    assert isinstance(one, Endorsement)
    assert (one.on, one.first_day) == (TODAY, date(2027, 1, 1))
    assert dict(one.terms) == {
        "loss_payee": LossPayee("Banque du Val", (("Moulin", "Crédit de Loire"),))
    }
    assert dict(one.clauses) == {"loss_payee": "avenant 2"}


# --- Told before -------------------------------------------------------------------


def test_the_same_amount_of_the_same_day_was_told_before() -> None:
    told = Payment(on=TODAY, buyer="Moulin", amount=euros(100), invoice="F204")
    again = Payment(on=TODAY, buyer="Moulin", amount=euros(100))
    other = Payment(on=TODAY, buyer="Moulin", amount=euros(Decimal("100.01")))

    assert told_before(known(told), again) == told
    assert told_before(known(told), other) is None
    assert told_before(known(), again) is None
