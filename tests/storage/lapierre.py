"""A small company for tests: the case study's policy, a buyer who owes one invoice."""

from __future__ import annotations

from datetime import date, datetime

from bot.cases import fact_from_mapping, policy_from_mapping
from bot.ports import (
    Author,
    ChatId,
    Company,
    CompanyId,
    Person,
    PersonId,
    Role,
    UnitOfWork,
)
from domain.facts import Buyer, Fact
from domain.policy import Policy
from tests.fakes import MONDAY_MORNING

ANNE = Person(PersonId(7), ChatId(7), "Anne", "fr")
BY_ANNE = Author(ANNE.id, update_id=1)


def policy() -> Policy:
    return policy_from_mapping(
        {
            "policyholder": "Lapierre",
            "insurer": "Assureur-crédit",
            "starts_on": "2026-03-01",
            "premium": {
                "rate": "0.25%",
                "expected_turnover": "10000000",
                "charged_on": "80%",
            },
            "maximum_liability": {"premium_multiple": "30"},
            "insured_percentage": "90%",
            "duties": [
                {
                    "duty": "intervention_request",
                    "from": "due_date",
                    "opens": {"days": "60"},
                    "closes": {"days": "90"},
                    "scope": "invoice",
                    "clause": "art. 7",
                }
            ],
        }
    )


def company(slug: str = "lapierre", zone: str = "Europe/Paris") -> Company:
    return Company(CompanyId(0), slug, slug.capitalize(), zone)


def invoice(number: str, due_on: date, buyer: str = "Leroc", **more: str) -> Fact:
    """Delivered and issued on the policy's first day."""
    return fact_from_mapping(
        {
            "on": "2026-03-01",
            "fact": "invoice",
            "buyer": buyer,
            "number": number,
            "net": "100000",
            "vat": "20000",
            "delivered_on": "2026-03-01",
            "due_on": due_on.isoformat(),
            **more,
        }
    )


def fact(kind: str, on: date, **words: object) -> Fact:
    return fact_from_mapping({"on": on.isoformat(), "fact": kind, **words})


def found_company(
    uow: UnitOfWork,
    slug: str = "lapierre",
    zone: str = "Europe/Paris",
    at: datetime = MONDAY_MORNING,
) -> CompanyId:
    """With Anne as its owner and Leroc as its buyer."""
    number = uow.companies.found(company(slug, zone), policy(), at)
    uow.people.meet(ANNE)
    uow.people.join(ANNE.id, number, Role.OWNER, at)
    uow.books(number).add_buyer(Buyer("Leroc"), BY_ANNE, at)
    return number
