"""Rules that a case file cannot ask for."""

# ruff: noqa: E501 - a fact is told in one line

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.claims import buyer_reckonings, indemnity, indemnity_left, insurer_share
from domain.cover import insured_part, order_cover, refusals
from domain.deadlines import DutyState
from domain.duties import deadline, deadlines, of_invoice, of_policy
from domain.errors import (
    ContradictoryTerms,
    NotAField,
    NoTermInForce,
    NotKnown,
    UnknownBuyer,
    UnknownInvoice,
)
from domain.experience import bad_debt_ratio, break_even, loss_ratio, premium_rate
from domain.facts import Buyer, CollectionState, Correction, Invoice, Payment
from domain.help_routes import (
    PublicScheme,
    Route,
    Standing,
    complement_kind,
    help_routes,
    loss_payee,
)
from domain.limits import LimitState, latest_reduction, limit_in_force, limit_on
from domain.losses import (
    ClaimStatus,
    claim_status,
    collection_state,
    date_of_loss,
    indemnity_expected_on,
)
from domain.money import Percentage, euros
from domain.policy import PremiumTerms
from domain.premium import (
    Reading,
    premium,
    premium_is_final,
    premium_simulation,
    premium_tax,
    reading,
)
from domain.receivables import (
    longer_than_the_law,
    open_amount,
    outstanding,
    receivable,
    receivables,
)
from domain.record import Record
from domain.stakes import (
    after_reduction,
    at_stake,
    can_deliver,
    limit_usage,
    suggested_limit,
    usage_of,
)
from domain.steps import recomputed
from tests.domain.told import TERMS, record, situation

INVOICE = "on: 2024-02-01, fact: invoice, buyer: Alpha, number: A1, net: 10000, vat: 2000"
GRANTED = "on: 2024-01-02, fact: limit_decision, buyer: Alpha, decision: granted"


class TestThePremium:
    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("charged_on: 80%", Reading.CHARGED_ON),
            ("minimum_share: 80%", Reading.MINIMUM_SHARE),
            ("minimum: 5000", Reading.WHOLE_TURNOVER),
        ],
    )
    def test_says_how_its_terms_are_read(self, said: str, meant: Reading) -> None:
        terms = TERMS.replace("10000000", f"10000000, {said}")

        assert reading(situation("2024-01-01", terms=terms)) is meant

    def test_refuses_two_minima(self) -> None:
        found = record()
        both = PremiumTerms(minimum=euros(1), minimum_share=Percentage.of("80%"))
        policy = found.policy.endorsed({"premium": both}, date(2024, 1, 1), {})

        with pytest.raises(ContradictoryTerms):
            premium(Record(policy).on(date(2024, 1, 1)))

    def test_is_taxed_by_the_buyers_country(self) -> None:
        terms = TERMS.replace("10000000", "10000000, tax: {FR: 9%, DE: 0%}")
        found = situation("2024-01-01", terms=terms)

        tax = premium_tax(found, "FR", date(2024, 1, 1))
        assert tax.value == euros("2250.00")
        assert [(step.label, step.inputs, recomputed(step)) for step in tax.steps] == [
            ("premium_tax", (euros("25000.00"), Percentage.of("9%")), tax.value)
        ]
        assert premium_tax(found, "DE").value == euros(0)
        with pytest.raises(NoTermInForce):
            premium_tax(found, "ES")

    def test_may_have_one_tax_for_all(self) -> None:
        terms = TERMS.replace("10000000", "10000000, tax: 9%")

        assert premium_tax(situation("2024-01-01", terms=terms), "ES").value == euros(2250)

    def test_names_its_clause(self) -> None:
        terms = TERMS + '  clauses: {premium: "art. 3", maximum_liability: "art. 9"}\n'
        found = premium_simulation(
            situation("2024-01-01", terms=terms), turnover=euros(10**6)
        )

        assert found.premium.clause == "art. 3"
        assert found.maximum_liability.clause == "art. 9"
        assert found.maximum_liability.value == euros(75000)

    @pytest.mark.parametrize(
        ("last", "final"),
        [("2024-12-30", False), ("2024-12-31", True), ("2025-01-31", True)],
    )
    def test_is_final_once_every_day_is_declared(self, last: str, *, final: bool) -> None:
        told = f"on: 2025-02-01, fact: turnover_declared, from: 2024-01-01, to: {last}, amount: 1"

        assert premium_is_final(situation("2025-02-01", told), date(2024, 1, 1)) is final

    def test_a_gap_between_declarations_leaves_it_provisional(self) -> None:
        told = """
            on: 2025-02-01, fact: turnover_declared, from: 2024-01-01, to: 2024-06-29, amount: 1
            on: 2025-02-01, fact: turnover_declared, from: 2024-07-01, to: 2024-12-31, amount: 1
        """

        assert not premium_is_final(situation("2025-02-01", told), date(2024, 1, 1))

    def test_a_declaration_across_two_years_counts_by_its_days(self) -> None:
        # 366 days in 2024 and 365 in 2025, of 7 310 000: 10 000 a day.
        told = "on: 2026-02-01, fact: turnover_declared, from: 2024-01-01, to: 2025-12-31"
        found = situation("2026-02-01", f"{told}, amount: 7310000")

        assert premium(found, date(2024, 1, 1)).value == euros("9150.00")
        assert premium(found, date(2025, 1, 1)).value == euros("9125.00")

    def test_a_period_declared_again_counts_as_last_declared(self) -> None:
        told = "fact: turnover_declared, from: 2024-01-01, to: 2024-12-31"
        found = situation(
            "2025-03-01",
            f"on: 2025-02-01, {told}, amount: 1\non: 2025-02-02, {told}, amount: 4000",
        )

        assert premium(found, date(2024, 1, 1)).value == euros(10)


class TestRefusals:
    def test_carry_clause_day_and_what_they_come_from(self) -> None:
        terms = (
            TERMS
            + "  stop_of_deliveries: {days: 60}\n  clauses: {stop_of_deliveries: art. 6}\n"
        )
        told = f"""
            {GRANTED}, amount: 50000
            {INVOICE}, due_on: 2024-02-29
            on: 2024-05-01, fact: invoice, buyer: Alpha, number: A2, net: 5, terms: cash
        """
        [found] = refusals(situation("2024-05-01", told, terms), "A2")

        assert (found.clause, found.because_of) == ("art. 6", "A1")
        assert not found.is_forfeiture
        assert insured_part(situation("2024-05-01", told, terms), "A2").clause == "art. 6"

    def test_of_a_missed_duty_is_a_forfeiture(self) -> None:
        duty = "{duty: overdue_notification, from: due_date, closes: {days: 5}, clause: art. 7}"
        found = situation(
            "2024-02-07",
            f"{GRANTED}, amount: 50000\n{INVOICE}, terms: cash",
            TERMS + f"  duties: [{duty}]\n",
        )
        [refusal] = refusals(found, "A1")

        assert refusal.is_forfeiture
        assert (refusal.duty, refusal.day) == ("overdue_notification", date(2024, 2, 6))

    def test_an_order_leaves_a_rest(self) -> None:
        found = order_cover(
            situation("2024-02-01", f"{GRANTED}, amount: 700"), "Alpha", euros(1000)
        )

        assert (found.insured.value, found.rest) == (euros(700), euros(300))
        assert found.limit.state is LimitState.NAMED

    def test_a_limit_of_nothing_is_no_limit(self) -> None:
        found = situation("2024-02-01", f"{GRANTED}, amount: 0")

        assert limit_on(found, "Alpha", date(2024, 2, 1)).state is LimitState.NONE
        assert not can_deliver(found, "Alpha", euros(1)).allowed


class TestTheLawOfPaymentTerms:
    @pytest.mark.parametrize(
        ("said", "too_long"),
        [
            ("due_on: 2024-04-01", False),
            ("due_on: 2024-04-02", True),
            ("terms: 45 days end of month", False),
            ("terms: end of month 45 days", False),
            ("terms: 46 days end of month", True),
            ("terms: 2 months end of month", True),
            ("terms: 45 days end of month the 10", True),
            ("summary: true, terms: 45 days", False),
            ("summary: true, terms: 46 days", True),
        ],
    )
    def test_warns_past_sixty_days(self, said: str, *, too_long: bool) -> None:
        found = situation("2024-02-01", f"{INVOICE}, {said}")

        assert longer_than_the_law(receivable(found, "A1")) is too_long

    def test_says_nothing_before_there_is_an_invoice(self) -> None:
        told = "on: 2024-02-01, fact: delivery, buyer: Alpha, amount: 5, number: A7"
        found = situation("2024-02-01", f"{told}\n{INVOICE}, terms: cash")

        delivered = receivables(found, "Alpha")["A7"]
        assert outstanding(found, "Alpha").value == euros(10005)
        assert not longer_than_the_law(delivered)
        assert of_invoice(found, delivered) == []


class TestHelp:
    CUT = "on: 2024-03-01, fact: limit_decision, buyer: Alpha, decision: "

    def test_is_not_needed_as_long_as_nothing_is_cut(self) -> None:
        assert (
            help_routes(situation("2024-02-01", f"{GRANTED}, amount: 700"), "Alpha") == ()
        )

    def test_of_a_reduction_is_a_complement_of_cap_type(self) -> None:
        found = situation(
            "2024-03-01", f"{GRANTED}, amount: 700\n{self.CUT}reduced, amount: 5"
        )
        reasons, complement, mediator = help_routes(found, "Alpha")

        assert (reasons.route, reasons.standing) == (Route.ASK_REASONS, Standing.COURTESY)
        assert reasons.clause == ""
        assert complement.route is Route.COMPLEMENT_CAP
        assert mediator.route is Route.MEDIATOR

    @pytest.mark.parametrize("decision", ["refused", "cancelled", "suspended"])
    def test_of_a_withdrawal_is_of_cap_plus_type_and_reasons_are_a_right(
        self, decision: str
    ) -> None:
        found = situation("2024-03-01", self.CUT + decision)
        reasons, complement, _ = help_routes(found, "Alpha")

        assert (reasons.standing, reasons.clause) == (
            Standing.RIGHT,
            "art. L113-4-1 C. assur.",
        )
        assert complement.route is Route.COMPLEMENT_CAP_PLUS
        cut = latest_reduction(found, "Alpha")
        assert cut is not None
        assert complement_kind(cut).value == "cap_plus"

    def test_of_a_buyer_abroad_may_be_a_public_scheme_that_is_open(self) -> None:
        schemes = [
            PublicScheme("CAP", date(2020, 4, 15), date(2021, 12, 31)),
            PublicScheme(
                "Cap Francexport",
                date(2018, 10, 10),
                exports_only=True,
                closed_to=frozenset({"DE", "US"}),
            ),
        ]

        def routes(country: str) -> list[Route]:
            buyers = f"Alpha: {{country: {country}}}"
            found = situation("2024-03-01", self.CUT + "refused", buyers=buyers)
            return [each.route for each in help_routes(found, "Alpha", schemes)]

        assert Route.EXPORT_SCHEME in routes("BR")
        assert Route.EXPORT_SCHEME not in routes("DE")
        assert Route.EXPORT_SCHEME not in routes("FR")

    def test_a_scheme_is_open_from_its_first_to_its_last_day(self) -> None:
        scheme = PublicScheme("CAP", date(2020, 4, 15), date(2021, 12, 31))

        assert not scheme.is_open_for("FR", date(2020, 4, 14))
        assert scheme.is_open_for("FR", date(2020, 4, 15))
        assert scheme.is_open_for("FR", date(2021, 12, 31))
        assert not scheme.is_open_for("FR", date(2022, 1, 1))

    def test_an_indemnity_goes_to_whom_the_clause_names(self) -> None:
        terms = TERMS + "  loss_payee: Banque\n  clauses: {loss_payee: art. 12}\n"
        found = loss_payee(situation("2024-03-01", terms=terms), "Alpha")

        assert (found.value, found.clause, found.on) == (
            "Banque",
            "art. 12",
            date(2024, 3, 1),
        )
        with pytest.raises(UnknownBuyer):
            loss_payee(situation("2024-03-01", terms=terms), "Nobody")

    def test_reasons_about_a_buyer_abroad_are_asked_for_by_courtesy(self) -> None:
        found = situation("2024-03-01", self.CUT + "refused", buyers="Alpha: {country: DE}")

        assert help_routes(found, "Alpha")[0].standing is Standing.COURTESY


class TestTheRecord:
    def test_knows_a_buyer_by_a_fact_alone(self) -> None:
        found = Record(
            record().policy, (), [Payment(on=date(2024, 1, 5), buyer="X", amount=euros(1))]
        )

        assert found.names == ["X"]
        assert limit_in_force(found.on(date(2024, 1, 5)), "X").value == euros(0)

    def test_says_whom_and_what_it_does_not_know(self) -> None:
        found = situation("2024-02-01", f"{INVOICE}, terms: cash")

        with pytest.raises(UnknownBuyer):
            outstanding(found, "Nobody")
        with pytest.raises(UnknownInvoice):
            insured_part(found, "A9")

    def test_does_not_know_an_invoice_before_its_day(self) -> None:
        with pytest.raises(UnknownInvoice):
            insured_part(situation("2024-01-31", f"{INVOICE}, terms: cash"), "A1")

    def test_takes_more_buyers(self) -> None:
        assert record().with_buyers([Buyer("Beta", country="DE")]).names == [
            "Alpha",
            "Beta",
        ]

    def test_a_corrected_number_is_found(self) -> None:
        told = f"{INVOICE.replace('fact:', 'id: i1, fact:')}, terms: cash"
        fixed = "on: 2024-02-02, fact: correction, of: i1, number: B7"
        before = record(told)
        after = before.with_facts(record(f"{told}\n{fixed}").facts[1:])

        for found in (record(f"{told}\n{fixed}"), after):
            assert open_amount(found.on(date(2024, 2, 2)), "B7") == euros(10000)
            with pytest.raises(UnknownInvoice):
                insured_part(found.on(date(2024, 2, 2)), "A1")

    def test_a_correction_of_what_a_fact_has_not_is_refused(self) -> None:
        told = record("on: 2024-02-01, id: n1, fact: bad_news, buyer: Alpha")
        wrong = Correction(on=date(2024, 2, 2), of="n1", changes=(("amount", euros(5)),))

        with pytest.raises(NotAField):
            outstanding(told.with_facts([wrong]).on(date(2024, 2, 2)), "Alpha")

    def test_a_fact_moved_to_a_later_day_is_not_known_before_it(self) -> None:
        told = f"{INVOICE.replace('fact:', 'id: i1, fact:')}, terms: cash"
        moved = "on: 2024-02-02, fact: correction, of: i1, new_on: 2024-02-10"

        assert outstanding(
            situation("2024-02-09", f"{told}\n{moved}"), "Alpha"
        ).value == euros(0)
        assert outstanding(
            situation("2024-02-10", f"{told}\n{moved}"), "Alpha"
        ).value == euros(10000)

    def test_a_number_freed_by_a_void_is_used_by_another_buyer(self) -> None:
        told = f"""
            {INVOICE.replace("fact:", "id: i1, fact:")}, terms: cash
            on: 2024-02-02, fact: correction, of: i1, void: true
            {INVOICE.replace("Alpha", "Beta")}, terms: cash
        """
        found = situation("2024-02-02", told, buyers="Alpha: {}\nBeta: {}")

        assert receivable(found, "A1").buyer == "Beta"
        assert outstanding(found, "Alpha").value == euros(0)

    def test_a_number_freed_by_a_void_is_used_again_by_its_buyer(self) -> None:
        told = f"""
            {INVOICE.replace("fact:", "id: i1, fact:")}, terms: cash
            on: 2024-02-02, fact: correction, of: i1, void: true
            {INVOICE.replace("10000", "3000")}, terms: cash
        """

        assert outstanding(situation("2024-02-02", told), "Alpha").value == euros(3000)

    def test_keeps_what_it_worked_out_for_the_buyers_a_fact_leaves_alone(self) -> None:
        told = record(f"{INVOICE}, terms: cash", buyers="Alpha: {}\nBeta: {}")
        today = date(2024, 2, 1)
        account = told.on(today).account("Alpha")
        paid = Payment(on=today, buyer="Beta", amount=euros(5))
        more = told.with_facts([paid])

        assert more.on(today).account("Alpha") is account
        assert (
            more.with_facts([replace(paid, buyer="Alpha")]).on(today).account("Alpha")
            is not account
        )
        assert told.facts != more.facts

    def test_a_policy_ended_is_known_to_every_buyer_at_once(self) -> None:
        told = record(f"{GRANTED}, amount: 5")
        today = date(2024, 2, 1)
        assert can_deliver(told.on(today), "Alpha", euros(1)).allowed
        ended = record("on: 2024-01-31, fact: policy_ended").facts

        assert not can_deliver(told.with_facts(ended).on(today), "Alpha", euros(1)).allowed

    def test_acts_and_notes_by_invoice_touch_their_buyer(self) -> None:
        told = record(f"{GRANTED}, amount: 50000\n{INVOICE}, terms: cash")
        today = date(2024, 2, 5)
        assert outstanding(told.on(today), "Alpha").value == euros(10000)
        more = record(
            f"{INVOICE}, terms: cash\n"
            "on: 2024-02-05, fact: credit_note, invoice: A1, net: 1000, vat: 200"
        ).facts[1:]

        assert outstanding(told.with_facts(more).on(today), "Alpha").value == euros(9000)


class TestClaims:
    TOLD = f"{GRANTED}, amount: 6000\n{INVOICE}, terms: cash\n"
    ASKED = "on: 2024-05-01, fact: intervention_request, buyer: Alpha\n"

    def test_say_what_is_not_insured_and_why(self) -> None:
        [found] = buyer_reckonings(situation("2024-05-01", self.TOLD + self.ASKED), "Alpha")

        assert [(u.invoice, u.amount, u.refusals) for u in found.uninsured] == [
            ("A1", euros(4000), ())
        ]
        assert found.uninsured_rest == euros(4600)
        assert found.gap is None

    def test_show_the_gap_between_expected_and_paid(self) -> None:
        paid = "on: 2024-06-01, fact: indemnity_paid, buyer: Alpha, amount: 5000"
        [found] = buyer_reckonings(
            situation("2024-06-01", self.TOLD + self.ASKED + paid), "Alpha"
        )

        assert found.gap == euros(400)

    def test_are_none_before_anything_is_asked(self) -> None:
        found = situation("2024-04-30", self.TOLD)

        assert claim_status(found, "Alpha").value is ClaimStatus.NONE
        assert not buyer_reckonings(found, "Alpha")[0].claim.is_filed

    def test_are_recovered_in_the_way_last_told(self) -> None:
        found = situation("2024-06-01", self.TOLD + self.ASKED)
        assert collection_state(found, "Alpha") is None
        told = "on: 2024-06-01, fact: collection, buyer: Alpha, state: judicial\n"
        told += "on: 2024-05-10, fact: collection, buyer: Alpha, state: amicable\n"

        found = situation("2024-06-01", self.TOLD + self.ASKED + told)
        assert collection_state(found, "Alpha") is CollectionState.JUDICIAL

    def test_of_two_claims_each_recovery_is_shared_with_its_own(self) -> None:
        terms = TERMS + "  recoveries_restore: true\n"
        told = f"""
            {GRANTED}, amount: 60000
            {INVOICE}, terms: cash
            on: 2024-03-01, fact: intervention_request, buyer: Alpha
            on: 2024-03-15, fact: indemnity_paid, buyer: Alpha, amount: 5000
            on: 2024-04-01, fact: invoice, buyer: Alpha, number: A2, net: 4000, terms: cash
            on: 2024-05-01, fact: intervention_request, buyer: Alpha
            on: 2024-05-15, fact: indemnity_paid, buyer: Alpha, amount: 3600
            on: 2024-06-01, fact: recovery, buyer: Alpha, amount: 1000, claim: 2024-03-01
        """
        found = situation("2024-06-01", told, terms)

        assert insurer_share(found, "Alpha").value == euros("500.00")
        assert indemnity_left(found).value == euros(750000 - 5000 - 3600 + 500)

    def test_refused_give_nothing_back_when_money_is_recovered(self) -> None:
        told = (
            self.TOLD + self.ASKED + "on: 2024-05-20, fact: claim_refused, buyer: Alpha\n"
        )
        told += "on: 2024-06-01, fact: recovery, buyer: Alpha, amount: 100\n"
        found = situation("2024-06-01", told, TERMS + "  recoveries_restore: true\n")

        assert indemnity_left(found).value == euros(750000)
        assert insurer_share(found, "Alpha").value == euros(0)

    def test_a_credit_note_and_a_payment_of_one_day_are_told_apart(self) -> None:
        told = self.TOLD.replace("6000", "60000") + self.ASKED
        told += "on: 2024-06-01, fact: credit_note, invoice: A1, net: 1000, vat: 200\n"
        told += "on: 2024-06-01, fact: payment, buyer: Alpha, amount: 1200\n"

        assert insurer_share(situation("2024-06-01", told), "Alpha").value == euros(
            "900.00"
        )

    def test_a_payment_that_only_meets_another_invoice_is_no_recovery(self) -> None:
        told = self.TOLD + self.ASKED.replace("Alpha", "Alpha, invoices: [A1]")
        terms = TERMS + "  receipts: as_named\n"
        told += "on: 2024-05-02, fact: invoice, buyer: Alpha, number: A2, net: 50, terms: cash\n"
        told += "on: 2024-06-01, fact: payment, buyer: Alpha, amount: 50, invoice: A2\n"

        assert insurer_share(situation("2024-06-01", told, terms), "Alpha").value == euros(
            0
        )

    def test_an_indemnity_never_exceeds_the_loss_by_its_rounding(self) -> None:
        told = f"""
            {GRANTED}, amount: 6000
            on: 2024-02-01, fact: invoice, buyer: Alpha, number: A1, net: 100, vat: 20, terms: cash
            on: 2024-02-01, fact: payment, buyer: Alpha, amount: 119.99
        """
        [found] = buyer_reckonings(situation("2024-02-01", told), "Alpha")

        assert found.covered_loss.amount < Decimal("0.0084")
        assert found.indemnity.value == euros("0.00")


class TestDuties:
    RULES = (
        "  duties:\n"
        "    - {duty: extension_request, from: due_date, closes: {days: 30}}\n"
        "    - {duty: reminder, from: due_date, closes: {days: 10}, scope: buyer}\n"
        "    - {duty: plan, from: extended_due_date, closes: {days: 10}, scope: buyer}\n"
        "    - {duty: halt, from: stop_of_deliveries, closes: {days: 5}, scope: buyer}\n"
        "    - {duty: news, from: bad_news, closes: {days: 5}, scope: invoice}\n"
        "    - {duty: yearly, from: year_end, closes: {days: 5}, scope: buyer}\n"
        "    - {duty: report, from: period_end, opens: {days: 1}, closes: {days: 9}, scope: policy}\n"
    )

    def test_an_agreed_extension_is_the_request_granted(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-02-29
            on: 2024-03-05, fact: extension, invoice: A1, due_on: 2024-04-30, agreed: true
        """
        found = situation("2024-03-05", told, TERMS + self.RULES)

        assert (
            deadline(found, "extension_request", invoice="A1").state is DutyState.DISCHARGED
        )
        assert deadline(found, "plan", buyer="Alpha").last_day == date(2024, 5, 10)
        assert deadline(found, "reminder", buyer="Alpha").last_day == date(2024, 3, 10)

    def test_an_acknowledgement_alone_is_an_act(self) -> None:
        told = f"{INVOICE}, due_on: 2024-02-29\n"
        told += "on: 2024-03-05, fact: acknowledgement, duty: reminder, buyer: Alpha"
        found = situation("2024-03-05", told, TERMS + self.RULES)

        assert deadline(found, "reminder", buyer="Alpha").done_on == date(2024, 3, 5)

    def test_an_acknowledgement_without_a_day_leaves_the_act_its_own(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-02-29
            on: 2024-03-04, fact: duty_done, duty: reminder, buyer: Alpha
            on: 2024-03-09, fact: acknowledgement, duty: reminder, buyer: Alpha
        """
        found = situation("2024-03-09", told, TERMS + self.RULES)

        assert deadline(found, "reminder", buyer="Alpha").done_on == date(2024, 3, 4)

    def test_news_about_a_buyer_may_be_a_duty_for_each_invoice(self) -> None:
        told = (
            f"{INVOICE}, due_on: 2024-04-30\non: 2024-03-01, fact: bad_news, buyer: Alpha"
        )
        found = deadline(
            situation("2024-03-01", told, TERMS + self.RULES), "news", invoice="A1"
        )

        assert (found.last_day, found.invoice) == (date(2024, 3, 6), "A1")
        assert at_stake(situation("2024-03-01", told, TERMS + self.RULES), found) == euros(
            0
        )

    def test_what_no_event_started_is_no_duty(self) -> None:
        told = f"{INVOICE}, due_on: 2024-04-30"
        found = situation("2024-03-01", told, TERMS + self.RULES)

        assert {d.duty for d in deadlines(found, "Alpha")} == {
            "extension_request",
            "reminder",
            "prescription",
        }

    def test_all_debts_paid_discharge_what_is_about_the_buyer(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-04-30
            on: 2024-02-02, fact: bad_news, buyer: Alpha
            on: 2024-03-01, fact: payment, buyer: Alpha, amount: 12000
            on: 2024-03-02, fact: insolvency, buyer: Alpha, kind: liquidation, judgment_on: 2024-03-01, published_on: 2024-03-02
        """
        found = situation("2024-03-02", told, TERMS + self.RULES)

        assert deadline(found, "declare_debt", buyer="Alpha").state is DutyState.DISCHARGED
        assert deadlines(found, "Alpha") == []

    def test_a_debt_declared_late_calls_for_relief(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-02-29
            on: 2024-03-01, fact: insolvency, buyer: Alpha, kind: liquidation, judgment_on: 2024-02-20, published_on: 2024-03-01
            on: 2024-05-15, fact: duty_done, duty: declare_debt, buyer: Alpha
        """
        found = situation("2024-05-15", told)

        assert deadline(found, "declare_debt", buyer="Alpha").late
        assert deadline(found, "relief", buyer="Alpha").state is DutyState.OPEN

    def test_relief_is_not_open_while_the_debt_can_be_declared(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-02-29
            on: 2024-03-01, fact: insolvency, buyer: Alpha, kind: liquidation, judgment_on: 2024-02-20, published_on: 2024-03-01
        """

        assert deadline(situation("2024-05-01", told), "relief", buyer="Alpha").state is (
            DutyState.UPCOMING
        )

    def test_a_rule_of_policy_scope_counts_years_where_no_period_is_said(self) -> None:
        found = deadline(situation("2025-01-02", terms=TERMS + self.RULES), "report")

        assert (found.event_on, found.opens_on) == (date(2024, 12, 31), date(2025, 1, 1))
        assert found.last_day == date(2025, 1, 9)
        assert found.key == "report:::2024-01-01"

    def test_a_declaration_told_for_its_period_is_made(self) -> None:
        terms = TERMS.replace(
            "10000000", "10000000, declaration: {every: year, due: {days: 30}}"
        )
        told = "on: 2025-01-10, fact: duty_done, duty: turnover_declaration, period: 2024-01-01"
        found = situation("2025-01-10", told, terms)
        [first, second] = [d for d in of_policy(found) if d.duty == "turnover_declaration"]

        assert (first.state, first.done_on) == (DutyState.DISCHARGED, date(2025, 1, 10))
        assert second.event_on == date(2025, 12, 31)

    def test_a_declaration_rule_of_the_policy_is_met_by_declaring(self) -> None:
        rule = "{duty: turnover_declaration, from: year_end, closes: {days: 60}, scope: policy}"
        told = "on: 2025-01-10, fact: turnover_declared, from: 2024-01-01, to: 2024-12-31, amount: 1"
        found = situation("2025-01-10", told, TERMS + f"  duties: [{rule}]\n")

        assert deadline(found, "turnover_declaration").event_on == date(2025, 12, 31)

    def test_an_ended_policy_needs_no_notice_and_no_more_declarations(self) -> None:
        terms = TERMS.replace(
            "10000000", "10000000, declaration: {every: month, due: {days: 9}}"
        )
        told = "on: 2024-02-15, fact: policy_ended, ends_on: 2024-02-29"
        found = of_policy(
            situation("2024-06-01", told, terms + "  notice_to_end: {months: 2}\n")
        )

        assert [d.event_on for d in found] == [date(2024, 1, 31), date(2024, 2, 29)]

    def test_nothing_is_due_before_the_policy_begins(self) -> None:
        found = situation("2023-12-01", terms=TERMS + "  notice_to_end: {months: 2}\n")

        assert of_policy(found) == []

    def test_a_limit_that_ended_is_no_deadline(self) -> None:
        told = f"{GRANTED}, amount: 5, ends_on: 2024-03-31"

        assert [d.duty for d in deadlines(situation("2024-03-31", told))] == ["limit_end"]
        assert deadlines(situation("2024-04-01", told)) == []

    def test_rules_taken_away_govern_what_came_before(self) -> None:
        told = f"""
            {INVOICE}, due_on: 2024-02-29
            on: 2024-01-01, fact: endorsement, from: 2024-03-01, duties: []
            on: 2024-02-02, fact: bad_news, buyer: Alpha
            on: 2024-03-02, fact: bad_news, buyer: Alpha
        """
        rules = "  duties:\n    - {duty: news, from: bad_news, closes: {days: 5}, scope: buyer}\n"
        rules += "    - {duty: report, from: year_end, closes: {days: 9}, scope: policy}\n"
        found = situation("2024-03-02", told, TERMS + rules)

        assert [d.event_on for d in deadlines(found, "Alpha") if d.duty == "news"] == [
            date(2024, 2, 2)
        ]
        assert [d for d in of_policy(found) if d.duty == "report"] == []

    def test_the_stake_of_the_policys_own_duties_is_not_told(self) -> None:
        found = situation("2024-06-01", terms=TERMS + self.RULES)

        assert at_stake(found, deadline(found, "report")) == euros(0)


class TestExperience:
    def test_is_not_known_without_premiums(self) -> None:
        terms = TERMS.replace("10000000", "0")

        with pytest.raises(NotKnown):
            loss_ratio(situation("2024-06-01", terms=terms))

    def test_compares_with_the_rate(self) -> None:
        assert premium_rate(situation("2024-06-01")) == Percentage.of("0.25%")

    def test_takes_the_years_gone_by_when_none_was_declared(self) -> None:
        told = f"""
            {GRANTED}, amount: 60000
            {INVOICE}, terms: cash
            on: 2024-03-01, fact: intervention_request, buyer: Alpha
            on: 2024-04-01, fact: indemnity_paid, buyer: Alpha, amount: 5000
        """

        assert loss_ratio(situation("2025-06-01", told)).value == Percentage.of("20%")
        assert loss_ratio(situation("2026-06-01", told)).value == Percentage.of("10%")

    def test_counts_an_older_loss_in_its_year(self) -> None:
        told = """
            on: 2024-01-05, fact: turnover_declared, from: 2023-01-01, to: 2023-12-31, amount: 1000
            on: 2023-12-31, fact: loss, amount: 10
            on: 2024-01-01, fact: loss, amount: 10
        """

        assert bad_debt_ratio(situation("2024-01-05", told)).value == Percentage.of("1%")


class TestAfterAReduction:
    def test_what_was_delivered_stays_and_orders_find_the_room_that_is_left(self) -> None:
        told = f"""
            {GRANTED}, amount: 30000
            {INVOICE}, terms: cash
            on: 2024-02-10, fact: limit_decision, buyer: Alpha, decision: reduced, amount: 15000
            on: 2024-02-11, fact: order, buyer: Alpha, amount: 4000, deliver_on: 2024-03-01
            on: 2024-02-11, fact: order, buyer: Alpha, amount: 4000, deliver_on: 2024-02-20
        """
        found = after_reduction(situation("2024-02-12", told), "Alpha")

        assert (found.buyer, found.amount) == ("Alpha", euros(15000))
        assert found.still_covered == euros(10000)
        assert found.invoices == (("A1", euros(10000)),)
        assert [(o.deliver_on, insured) for o, insured in found.orders] == [
            (date(2024, 2, 20), euros(4000)),
            (date(2024, 3, 1), euros(1000)),
        ]

    def test_of_an_unknown_buyer_nothing_is_told(self) -> None:
        with pytest.raises(UnknownBuyer):
            after_reduction(situation("2024-02-12"), "Nobody")


class TestUsage:
    def test_of_a_buyer_without_a_limit_is_not_told(self) -> None:
        found = situation("2024-02-01", f"{INVOICE}, terms: cash")

        assert usage_of(found, "Alpha") is None
        assert limit_usage(found) == []

    def test_counts_the_complement(self) -> None:
        told = f"{GRANTED}, amount: 10000\n{GRANTED}, amount: 10000, cover: complementary\n"
        found = usage_of(situation("2024-02-01", told + f"{INVOICE}, terms: cash"), "Alpha")

        assert found is not None
        assert found.share == Percentage.of("50%")

    def test_a_planned_order_of_a_new_buyer_is_the_limit_to_ask_for(self) -> None:
        assert suggested_limit(situation("2024-02-01"), "Alpha", euros(1)).value == euros(
            1000
        )


def test_an_invoice_of_nothing_is_open_for_nothing() -> None:
    told = f"""
        {GRANTED}, amount: 10000
        on: 2024-02-01, fact: invoice, buyer: Alpha, number: A0, net: 0, terms: cash
    """
    found = situation("2024-02-01", told, TERMS + "  stop_of_deliveries: {days: 1}\n")

    assert open_amount(found, "A0") == euros(0)
    assert insured_part(found, "A0").value == euros(0)
    assert isinstance(receivable(found, "A0").invoice, Invoice)


def test_a_threshold_on_the_debt_with_vat_weighs_the_stop_so() -> None:
    terms = TERMS + (
        "  stop_of_deliveries: {days: 10}\n"
        "  claims_threshold: {amount: 12000, on: debt, vat: true}\n"
    )
    told = f"{GRANTED}, amount: 90000\n{INVOICE}, terms: cash"

    assert not can_deliver(situation("2024-02-12", told, terms), "Alpha", euros(1)).allowed
    paid = "\non: 2024-02-02, fact: payment, buyer: Alpha, amount: 0.01"
    assert can_deliver(
        situation("2024-02-12", told + paid, terms), "Alpha", euros(1)
    ).allowed


def test_a_threshold_on_the_debt_may_be_without_vat() -> None:
    terms = TERMS + "  claims_threshold: {amount: 10000, on: debt}\n"
    told = f"{GRANTED}, amount: 90000\n{INVOICE}, terms: cash"
    [found] = buyer_reckonings(situation("2024-02-12", told, terms), "Alpha")
    assert found.indemnity.value == euros(9000)

    paid = "\non: 2024-02-02, fact: payment, buyer: Alpha, amount: 0.12"
    [found] = buyer_reckonings(situation("2024-02-12", told + paid, terms), "Alpha")
    assert found.indemnity.value == euros(0)


def test_a_threshold_leaves_vat_out_where_vat_is_covered() -> None:
    terms = TERMS + "  claims_threshold: 10000\n  covers_vat: true\n"
    told = f"{GRANTED}, amount: 90000\n{INVOICE}, terms: cash"
    [found] = buyer_reckonings(situation("2024-02-12", told, terms), "Alpha")
    assert found.indemnity.value == euros(10800)

    paid = "\non: 2024-02-02, fact: payment, buyer: Alpha, amount: 0.12"
    [found] = buyer_reckonings(situation("2024-02-12", told + paid, terms), "Alpha")
    assert found.indemnity.value == euros(0)


def test_a_threshold_with_vat_weighs_a_loss_that_covers_vat_as_it_is() -> None:
    terms = TERMS + "  claims_threshold: {amount: 12000, vat: true}\n  covers_vat: true\n"
    told = f"{GRANTED}, amount: 90000\n{INVOICE}, terms: cash"
    [found] = buyer_reckonings(situation("2024-02-12", told, terms), "Alpha")
    assert found.indemnity.value == euros(10800)

    paid = "\non: 2024-02-02, fact: payment, buyer: Alpha, amount: 0.01"
    [found] = buyer_reckonings(situation("2024-02-12", told + paid, terms), "Alpha")
    assert found.indemnity.value == euros(0)


def test_an_indemnity_told_without_its_claim_leaves_nothing_to_wait_for() -> None:
    told = "on: 2024-03-01, fact: indemnity_paid, buyer: Alpha, amount: 5"

    assert deadlines(situation("2024-03-02", told), "Alpha") == []


def test_every_answer_names_the_clause_that_makes_it_so() -> None:
    clauses = (
        "premium: a3, insured_percentage: a4, maximum_liability: a9, deductible: a8,"
        " aggregate_first_loss: a7, claims_waiting_period: a6, indemnity_payment_period: a10"
    )
    terms = TERMS + (
        "  deductible: 10\n  aggregate_first_loss: 20\n  claims_waiting_period: {months: 1}\n"
        f"  indemnity_payment_period: {{days: 30}}\n  clauses: {{{clauses}}}\n"
    )
    told = f"{GRANTED}, amount: 6000, reference: L-7\n{INVOICE}, terms: cash\n"
    told += "on: 2024-05-01, fact: intervention_request, buyer: Alpha"
    found = situation("2024-05-01", told, terms)

    assert premium(found).clause == "a3"
    assert break_even(found).clause == "a4"
    assert indemnity_left(found).clause == "a9"
    assert indemnity(found, "Alpha").clause == "a9"
    assert date_of_loss(found, "Alpha").clause == "a6"
    assert indemnity_expected_on(found, "Alpha").clause == "a10"
    assert limit_in_force(found, "Alpha").clause == "L-7"
    assert insured_part(found, "A1").clause == "L-7"
    assert [(s.label, s.clause) for s in indemnity(found, "Alpha").steps] == [
        ("covered_loss", ""),
        ("insured_share:named", "a4"),
        ("deductible", "a8"),
        ("aggregate_first_loss", "a7"),
        ("indemnity_left", "a9"),
        ("indemnity", "a9"),
    ]
    assert {s.clause for s in insured_part(found, "A1").steps[1:]} == {"L-7"}
