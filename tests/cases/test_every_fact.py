"""Every kind of fact and every term, written and read back."""

from __future__ import annotations

import json

import pytest

from bot.cases import (
    fact_from_mapping,
    fact_to_mapping,
    load_case,
    policy_from_mapping,
    policy_to_mapping,
    write_case,
)
from bot.cases.facts import KINDS
from bot.cases.models import NAMES, model, text_of
from bot.cases.terms import TERM_WORDS

FACTS: list[dict[str, object]] = [
    {
        "fact": "limit_decision",
        "buyer": "A",
        "decision": "granted",
        "amount": "5000.50",
        "effective_on": "2024-03-01",
        "ends_on": "2024-05-31",
        "code": "R1",
        "reference": "L-7",
        "cover": "complementary",
        "scheme": "cap_plus",
        "max_share": "50%",
        "insured_percentage": "62.5%",
        "own_envelope": "true",
    },
    {"fact": "limit_decision", "buyer": "A", "decision": "refused"},
    {
        "fact": "invoice",
        "buyer": "A",
        "number": "F1",
        "net": "100",
        "vat": "20",
        "delivered_on": "2024-01-31",
        "terms": "end of month 45 days",
        "prepaid": "true",
        "transport": "true",
        "summary": "true",
    },
    {"fact": "invoice", "buyer": "A", "number": "F2", "net": "1", "due_on": "2024-03-03"},
    {
        "fact": "invoice",
        "buyer": "A",
        "number": "F3",
        "net": {
            "amount": "110",
            "currency": "USD",
            "converted": "100.25",
            "rate_on": "2024-02-01",
        },
        "terms": "30 days end of month the 10",
    },
    {"fact": "credit_note", "invoice": "F1", "net": "10", "vat": "2", "number": "AV1"},
    {"fact": "credit_note", "invoice": "F1", "net": "10"},
    {"fact": "payment", "buyer": "A", "amount": "12.34", "invoice": "F1"},
    {"fact": "extension", "invoice": "F1", "due_on": "2024-06-01", "agreed": "true"},
    {"fact": "dispute", "invoice": "F1", "state": "opened"},
    {"fact": "dunning", "buyer": "A", "invoice": "F1"},
    {"fact": "bad_news", "buyer": "A", "note": "cheque unpaid"},
    {
        "fact": "insolvency",
        "buyer": "A",
        "kind": "safeguard",
        "judgment_on": "2024-01-20",
        "published_on": "2024-02-01",
    },
    {"fact": "intervention_request", "buyer": "A", "invoices": ["F1", "F2"]},
    {"fact": "duty_done", "duty": "relief", "buyer": "A", "invoice": "F1"},
    {"fact": "duty_done", "duty": "turnover_declaration", "period": "2024-01-01"},
    {
        "fact": "acknowledgement",
        "duty": "overdue_notification",
        "buyer": "A",
        "received_on": "2024-02-03",
    },
    {"fact": "indemnity_agreed", "buyer": "A", "amount": "10"},
    {"fact": "indemnity_paid", "buyer": "A", "amount": "10", "claim": "2024-01-05"},
    {"fact": "claim_refused", "buyer": "A", "ground": "dispute"},
    {"fact": "recovery", "buyer": "A", "amount": "10", "costs": "1", "claim": "2024-01-05"},
    {
        "fact": "order",
        "buyer": "A",
        "amount": "10",
        "deliver_on": "2024-03-01",
        "binding": "true",
    },
    {"fact": "delivery", "buyer": "A", "amount": "10", "number": "F9"},
    {"fact": "policy_ended", "ends_on": "2024-12-31"},
    {"fact": "guarantee", "buyer": "A", "kind": "retention_of_title"},
    {"fact": "instalment_plan", "buyer": "A", "agreed": "true"},
    {"fact": "fee", "amount": "22.80", "buyer": "A", "reason": "request"},
    {
        "fact": "turnover_declared",
        "from": "2024-01-01",
        "to": "2024-03-31",
        "amount": "2000000",
    },
    {"fact": "premium_paid", "amount": "5000", "year": "2024-01-01"},
    {
        "fact": "endorsement",
        "from": "2024-07-01",
        "deductible": "300",
        "maximum_payment_term": "none",
        "unnamed": "none",
        "clauses": {"deductible": "avenant 1"},
    },
    {"fact": "mediation_requested", "buyer": "A"},
    {"fact": "collection", "buyer": "A", "state": "judicial"},
    {"fact": "loss", "amount": "12000", "buyer": "A"},
    {"fact": "correction", "of": "f1", "void": "true"},
    {
        "fact": "correction",
        "of": "f1",
        "new_on": "2024-01-31",
        "amount": "12",
        "buyer": "B",
        "from": "2024-01-02",
        "to": "2024-01-03",
        "state": "amicable",
        "kind": "retention_of_title",
        "agreed": "true",
        "terms": "45 days",
        "invoices": ["F1"],
        "decision": "reduced",
        "max_share": "40%",
        "deductible": "250",
    },
]

TERMS: dict[str, object] = {
    "ends_on": "2026-12-31",
    "covers_vat": "true",
    "premium": {
        "rate": "0.25%",
        "expected_turnover": "10000000",
        "charged_on": "80%",
        "minimum": "15000",
        "tax": {"FR": "9%", "DE": "0%"},
        "declaration": {"every": "quarter", "due": {"days": "30"}},
    },
    "maximum_liability": {"premium_multiple": "30"},
    "insured_percentage": "90%",
    "unnamed": {"limit": "8000", "insured_percentage": "60%"},
    "maximum_payment_term": {"days": "120"},
    "maximum_invoicing_period": {"days": "30"},
    "maximum_extension_period": {"months": "2", "days": "5"},
    "stop_of_deliveries": {"days": "60"},
    "stop_also": ["judgment", "bad_news"],
    "insolvency_kinds": ["liquidation"],
    "excluded": ["public", "prepaid"],
    "claims_threshold": {"amount": "300", "on": "debt", "vat": "true"},
    "deductible": "100",
    "aggregate_first_loss": "5000",
    "claims_waiting_period": {"months": "5", "from": "due_date"},
    "indemnity_payment_period": {"days": "45"},
    "receipts": "as_named",
    "indemnity_year": "delivery",
    "recoveries_restore": "true",
    "reckoning": ["deductible", "percentage", "aggregate_first_loss", "maximum_liability"],
    "loss_payee": {"default": "Banque", "buyers": {"A": "Factor"}},
    "notice_to_end": {"months": "3"},
    "fees": {"limit_request": "22.80", "monitoring_month": "2.85", "claim": "4.5%"},
    "duties": [
        {
            "duty": "own_duty",
            "from": "delivery",
            "opens": {"days": "1"},
            "closes": {"months": "2"},
            "scope": "buyer",
            "clause": "art. 1",
            "consequence": "cover_lost",
            "labels": {"fr": "devoir", "en": "duty"},
        }
    ],
}
OTHER_SHAPES: list[tuple[str, object]] = [
    ("maximum_liability", {"amount": "600000"}),
    ("claims_threshold", "300"),
    ("loss_payee", "Banque du Val"),
    ("claims_waiting_period", {"days": "90", "from": "intervention_request"}),
    ("stop_of_deliveries", {"days": "0"}),
]


@pytest.mark.parametrize("mapping", FACTS, ids=lambda m: str(m["fact"]))
def test_a_fact_is_written_as_it_was_read(mapping: dict[str, object]) -> None:
    told = {"on": "2024-02-01", "id": "f7", **mapping}
    fact = fact_from_mapping(told)
    written = json.loads(json.dumps(fact_to_mapping(fact)))

    assert written.items() >= told.items()
    assert fact_from_mapping(written) == fact


def test_every_kind_of_fact_is_among_them() -> None:
    assert {str(mapping["fact"]) for mapping in FACTS} == set(KINDS)


@pytest.mark.parametrize(("term", "said"), [*TERMS.items(), *OTHER_SHAPES])
def test_a_term_is_written_as_it_was_read(term: str, said: object) -> None:
    told = {"policyholder": "P", "insurer": "I", "starts_on": "2024-01-01", term: said}
    told["clauses"] = {term: "art. 9"}
    policy = policy_from_mapping(told)

    assert policy_to_mapping(policy) == told
    assert policy_from_mapping(json.loads(json.dumps(policy_to_mapping(policy)))) == policy


def test_every_term_is_among_them() -> None:
    assert TERMS.keys() == TERM_WORDS.keys()


def test_a_single_rate_of_tax_is_written_as_one() -> None:
    told = {"rate": "0.25%", "tax": "9%"}
    policy = policy_from_mapping(
        {"policyholder": "P", "insurer": "I", "starts_on": "2024-01-01", "premium": told}
    )

    assert policy_to_mapping(policy)["premium"] == told


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_named_as_one_tells_its_sources_and_reads_back(name: str) -> None:
    case = model(name)
    again = load_case(write_case(case))

    assert case.name.startswith("Model: ")
    assert "Sources:" in text_of(name)
    assert again.policy == case.policy
