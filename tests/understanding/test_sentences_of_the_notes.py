"""The sentences on which libraries and the first grammar failed (notes §5, §6)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import BuyerIndex, Context, understand

TODAY = date(2026, 11, 22)
BOOK = BuyerIndex(
    [
        "Leroc",
        "Martin SA",
        "Martin Construction",
        "Dupont",
        "Leroy Matériaux",
        "Les 3 Suisses",
        "Avril SA",
        "Mars Construction",
        "Moreau Plomberie",
        "Société Générale de Bâtiment",
    ]
)

SENTENCES = [
    ("siren 552 100 554 est il couvert", "buyer_cover", {}),
    ("facture 118 payée", "payment_add", {"invoice": "118"}),
    ("j'ai 2 factures en retard chez martin", "buyer_account", {}),
    ("qui est en retard de plus de 30 jours", "overdue_list", {}),
    (
        "ma quotité c'est 85 pour cent",
        "settings",
        {"setting": "insured_percentage", "value": "0.85"},
    ),
    (
        "simule ma prime avec 5 M de ca a 0,25%",
        "premium_simulation",
        {"turnover": "5000000", "rate": "0.0025"},
    ),
    (
        "invoice leroy 7500 eur 30 days end of month",
        "invoice_add",
        {
            "buyer": "Leroy Matériaux",
            "amount": "7500",
            "terms": "30 days end of month",
            "due_on": "2026-12-31",
        },
    ),
    (
        "est ce que le 3 suisses est couvert pour 12k",
        "buyer_cover",
        {"buyer": "Les 3 Suisses", "amount": "12000"},
    ),
    (
        "facture dupont sept mille cinq cents le vingt mars",
        "invoice_add",
        {"buyer": "Dupont", "amount": "7500", "issued_on": "2026-03-20"},
    ),
    ("avril sa me doit 4000", "buyer_account", {"buyer": "Avril SA"}),
    (
        "est-ce que sgb est couvert",
        "buyer_cover",
        {"buyer": "Société Générale de Bâtiment"},
    ),
    ("moro plomberie est couvert ?", "buyer_cover", {"buyer": "Moreau Plomberie"}),
    ("les trois suisses me doivent combien", "buyer_account", {"buyer": "Les 3 Suisses"}),
    (
        "facture Leroc 100 000 HT du 10 mars à 3 mois fin de mois",
        "invoice_add",
        {
            "buyer": "Leroc",
            "amount": "100000",
            "basis": "net",
            "issued_on": "2026-03-10",
            "terms": "3 months end of month",
            "due_on": "2026-06-30",
        },
    ),
]


@pytest.mark.parametrize(("text", "intent", "slots"), SENTENCES)
def test_sentence_that_failed_before(text: str, intent: str, slots: dict[str, str]) -> None:
    reading = understand(text, Context(TODAY, BOOK))

    assert reading.intent == intent
    assert reading.slots.to_json() == slots


def test_a_multiple_is_no_sum() -> None:
    reading = understand("plafond 30 fois la prime", Context(TODAY, BOOK))

    assert reading.slots.amount is None
    assert reading.slots.turnover is None


def test_two_percentages_fill_no_slot() -> None:
    reading = understand("taux 0.22 pourcent et quotité 90%", Context(TODAY, BOOK))

    assert reading.slots.value is None
    assert reading.slots.amount is None
