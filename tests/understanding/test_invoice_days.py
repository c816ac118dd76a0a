"""A bare day on an invoice: its own, or the one it falls due on?"""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import (
    BuyerIndex,
    Context,
    Decision,
    Intent,
    Pending,
    doubtful_day,
    read_as,
    understand,
)

# A Sunday in November: "31/01" lies ten months back, or ten weeks ahead.
CONTEXT = Context(date(2026, 11, 22), BuyerIndex(["Leroc", "Vasseur"]), "fr")
DAYS = {"issued_on", "delivered_on", "due_on"}


@pytest.mark.parametrize(
    ("text", "issued", "due"),
    [
        ("Leroc 12000 HT + TVA, fin janvier", "2026-01-31", "2027-01-31"),
        ("facture Leroc 12 000 HT 31/01", "2026-01-31", "2027-01-31"),
        ("invoice Leroc 12k end of January", "2026-01-31", "2027-01-31"),
        ("facture Leroc 5000 € le 15", "2026-11-15", "2026-12-15"),
        ("invoice Leroc €4,500 on the 15th", "2026-11-15", "2026-12-15"),
        ("facture Leroc, 4500 €, mardi", "2026-11-17", "2026-11-24"),
        ("facture Leroc 4500 € à 60 jours, 31/01", "2026-01-31", "2027-01-31"),
    ],
)
def test_what_may_be_either_is_asked(text: str, issued: str, due: str) -> None:
    reading = read_as(text, Intent.INVOICE_ADD, CONTEXT)
    days = date.fromisoformat(issued), date.fromisoformat(due)

    assert reading.decision is Decision.ASK
    assert doubtful_day(reading.doubts) == days
    assert "issued_on" not in reading.slots.names()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("facture Leroc 4500 € du 12/11", {"issued_on": "2026-11-12"}),
        ("facture Leroc du 31/01 4500 €", {"issued_on": "2026-01-31"}),
        ("facture Leroc datée du 15, 4500 €", {"issued_on": "2026-11-15"}),
        ("invoice Leroc dated 20 December, €4,500", {"issued_on": "2025-12-20"}),
        ("facture Leroc 4500 € 12/11", {"issued_on": "2026-11-12"}),  # a year ahead else
        ("billed Leroc €4,500 on the 12th", {"issued_on": "2026-11-12"}),
        ("j'ai facturé 4500 € à Leroc le 12", {"issued_on": "2026-11-12"}),
        ("facture Leroc hier 4500 €", {"issued_on": "2026-11-21"}),
        ("facture Leroc 4500 € pour le 15/12", {"due_on": "2026-12-15"}),
        ("facture Leroc 4500 € au 15/12", {"due_on": "2026-12-15"}),
        ("facture Leroc 4500 € à fin janvier", {"due_on": "2027-01-31"}),
        ("facture Leroc 4500 € payable fin janvier", {"due_on": "2027-01-31"}),
        ("invoice Leroc 12k due end of January", {"due_on": "2027-01-31"}),
        ("facture Leroc 4500 € le 15/01/2027", {"due_on": "2027-01-15"}),
        ("facture Leroc 4500 € échéance 31/10", {"due_on": "2026-10-31"}),  # overdue
        ("échéance le 15 pour Leroc 4500 €", {"due_on": "2026-12-15"}),
        (
            "facture Leroc du 3 novembre 4500 € fin décembre",
            {"issued_on": "2026-11-03", "due_on": "2026-12-31"},
        ),
        (
            "livré à Leroc 4500 € le 3, payable le 31/12",
            {"delivered_on": "2026-11-03", "due_on": "2026-12-31"},
        ),
        (
            "facture Leroc 4500 € à 60 jours le 12/11",
            {"issued_on": "2026-11-12", "due_on": "2027-01-11"},
        ),
    ],
)
def test_what_is_told_apart_is_taken(text: str, said: dict[str, str]) -> None:
    reading = read_as(text, Intent.INVOICE_ADD, CONTEXT)
    found = reading.slots.to_json()

    assert {name: found[name] for name in DAYS & found.keys()} == said
    assert doubtful_day(reading.doubts) is None


@pytest.mark.parametrize("text", ["15 décembre", "le 15 décembre", "15/12", "the 15th"])
def test_a_day_that_answers_for_the_terms_is_no_number_of_days(text: str) -> None:
    asked = Context(
        CONTEXT.today, CONTEXT.buyers, "fr", Pending(Intent.INVOICE_ADD, "terms")
    )
    slots = understand(text, asked).slots

    assert slots.due_on == date(2026, 12, 15)
    assert slots.terms is None
