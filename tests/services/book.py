"""A small company told in a case file, seen on a day."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from datetime import date

from bot.cases import load_case
from bot.cases.check import record_of
from domain.record import Situation

POLICY = """
name: a small company
policy:
  policyholder: Dubois
  insurer: Assureur-crédit
  starts_on: 2026-01-01
  premium: {rate: 0.25%, expected_turnover: 10000000, charged_on: 80%}
  maximum_liability: {premium_multiple: 30}
  insured_percentage: 90%
  unnamed: {limit: 8000, insured_percentage: 60%}
  maximum_payment_term: {days: 120}
  stop_of_deliveries: {days: 60}
  claims_waiting_period: {months: 5, from: intervention_request}
  clauses: {insured_percentage: "art. 4", unnamed: "art. 5", maximum_payment_term: "art. 6"}
  duties:
    - {duty: intervention_request, from: due_date, opens: {days: 60}, closes: {days: 90}, scope: invoice, clause: "art. 7"}
buyers:
  Leroc: {siren: "732829320"}
  Moulin: {siren: "415820372"}
  Nouveau: {}
facts:
"""

LEROC = """
  - {on: 2026-01-02, fact: limit_decision, buyer: Leroc, decision: granted, amount: 100000}
  - {on: 2026-01-10, fact: invoice, buyer: Leroc, number: L1, net: 100000, vat: 20000, delivered_on: 2026-01-10, due_on: 2026-02-28}
"""


def seen_on(day: str, *facts: str) -> Situation:
    return record_of(load_case(POLICY + "".join(facts), "small.yaml")).on(
        date.fromisoformat(day)
    )
