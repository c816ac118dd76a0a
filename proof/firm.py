"""The firm of the proofs: one duty for each invoice, whose window opens 60 days after the
invoice fell due and closes 90 days after.
"""

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
from bot.reminders.refreshing import refresh
from domain.facts import Buyer, Fact
from domain.policy import Policy

OWNER = Person(PersonId(7), ChatId(7), "Anne", "fr")


def policy(starts_on: date = date(2026, 1, 1)) -> Policy:
    return policy_from_mapping(
        {
            "policyholder": "Lapierre",
            "insurer": "Assureur-crédit",
            "starts_on": starts_on.isoformat(),
            "premium": {"rate": "0.25%", "expected_turnover": "10000000"},
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


def found(
    uow: UnitOfWork, at: datetime, slug: str = "lapierre", zone: str = "Europe/Paris"
) -> CompanyId:
    """With its owner, and no buyer yet."""
    company = Company(CompanyId(0), slug, slug.capitalize(), zone)
    number = uow.companies.found(company, policy(), at)
    uow.people.meet(OWNER)
    uow.people.join(OWNER.id, number, Role.OWNER, at)
    return number


def owe(
    uow: UnitOfWork, company: CompanyId, buyer: str, invoices: dict[str, date], at: datetime
) -> None:
    """The buyer, his invoices by number with the day each falls due, and what follows."""
    author = Author(OWNER.id, update_id=None)
    uow.books(company).add_buyer(Buyer(buyer), author, at)
    facts = [invoice(buyer, number, due_on) for number, due_on in invoices.items()]
    uow.books(company).append(facts, author, at)
    refresh(uow, company, buyer, at)


def invoice(buyer: str, number: str, due_on: date) -> Fact:
    return fact_from_mapping(
        {
            "on": "2026-01-02",
            "fact": "invoice",
            "buyer": buyer,
            "number": number,
            "net": "10000",
            "vat": "2000",
            "delivered_on": "2026-01-02",
            "due_on": due_on.isoformat(),
        }
    )


def payment(buyer: str, number: str, on: date) -> Fact:
    """In full."""
    return fact_from_mapping(
        {
            "on": on.isoformat(),
            "fact": "payment",
            "buyer": buyer,
            "amount": "12000",
            "invoice": number,
        }
    )
