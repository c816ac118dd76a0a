from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import BuyerIndex, Context, Decision, Intent, understand

TODAY = date(2026, 11, 22)
BOOK = BuyerIndex(
    [
        "Martin SA",
        "Martin Construction",
        "Leroc",
        "Boulangerie Petit",
        "Mars",
        "Garage Perrin",
    ]
)


def cover(name: str) -> tuple[str | None, tuple[str, ...], str | None]:
    reading = understand(f"est-ce que {name} est couvert ?", Context(TODAY, BOOK))
    return reading.slots.buyer, reading.buyer_candidates, reading.unknown_buyer


@pytest.mark.parametrize(
    ("said", "buyer"),
    [
        ("martin sa", "Martin SA"),
        ("MARTIN CONSTRUCTION", "Martin Construction"),
        ("martin constructions", "Martin Construction"),
        ("lerco", "Leroc"),
        ("le roc", "Leroc"),
        ("boulangerie petit", "Boulangerie Petit"),
        ("Ets Perrin", "Garage Perrin"),
    ],
)
def test_a_name_is_found_behind_its_spelling(said: str, buyer: str) -> None:
    assert cover(said)[0] == buyer


def test_prefix_siblings_are_asked_for() -> None:
    buyer, candidates, _ = cover("martin")

    assert buyer is None
    assert candidates == ("Martin SA", "Martin Construction")


def test_a_stranger_is_kept_as_spoken_and_asked_for() -> None:
    reading = understand("Zorglub est couvert pour 10k ?", Context(TODAY, BOOK))

    assert reading.unknown_buyer == "Zorglub"
    assert reading.slots.buyer is None
    assert reading.decision is Decision.ASK
    assert reading.missing == ("buyer",)


def test_a_month_is_no_buyer_and_a_buyer_no_month() -> None:
    context = Context(TODAY, BOOK)

    assert understand("facture leroc 500 € du 10 mars", context).slots.buyer == "Leroc"
    assert understand("combien me doit le client mars", context).slots.buyer == "Mars"


def test_two_buyers_in_a_sentence_are_never_chosen_between() -> None:
    reading = understand("leroc ou perrin a payé 500 €", Context(TODAY, BOOK))

    assert reading.slots.buyer is None
    assert set(reading.buyer_candidates) == {"Leroc", "Garage Perrin"}


def test_a_book_of_thousands_is_still_read() -> None:
    book = BuyerIndex(f"Societe{number:04} SARL" for number in range(5000))
    reading = understand("combien me doit societe4321 sarl", Context(TODAY, book))

    assert reading.intent is Intent.BUYER_ACCOUNT
    assert reading.slots.buyer == "Societe4321 SARL"
