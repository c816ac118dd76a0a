"""Names and numbers of firms, compared as people compare them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.papers.names import Book, clean, folded, plain_number, siren_of
from domain.facts import Buyer

BOOK = Book(
    [
        Buyer("Leroc"),
        Buyer("Leroc Distribution"),
        Buyer("Moulin", "415820372"),
        Buyer("Agence 12"),
        Buyer("Établissements Carpentier & Fils"),
    ]
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("LEROC SA", "Leroc"),
        ("S.A.R.L. Leroc", "Leroc"),
        ("leroc   distribution", "Leroc Distribution"),
        ("ETS CARPENTIER ET FILS", "Établissements Carpentier & Fils"),
    ],
)
def test_legal_forms_accents_and_capitals_do_not_matter(written: str, name: str) -> None:
    assert BOOK.find(written).name == name


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Leroc Dist", ("Leroc", "Leroc Distribution")),
        ("Moulins", ("Moulin",)),
        ("CARPENTIER ET FI", ("Établissements Carpentier & Fils",)),
        ("Agence 14", ()),
        ("Duval", ()),
    ],
)
def test_a_near_name_is_only_near(written: str, near: tuple[str, ...]) -> None:
    assert BOOK.find(written).name == ""
    assert BOOK.find(written).near == near


def test_a_siren_decides_against_the_name() -> None:
    assert BOOK.find("Whoever", "41582037200015").name == "Moulin"
    assert BOOK.find("Moulin", "552100554").name == ""
    assert BOOK.find("Moulin", "552100554").near == ()


def test_the_longer_of_two_names_in_a_text_is_meant() -> None:
    assert BOOK.named_in("VIR SEPA LEROC DISTRIBUTION FA12") == ("Leroc Distribution",)
    assert BOOK.named_in("VIR SEPA LEROC FA12") == ("Leroc",)
    assert BOOK.named_in("REMISE") == ()


@pytest.mark.parametrize(
    ("identity", "siren"),
    [
        ("415 820 372", "415820372"),
        ("41582037200015", "415820372"),
        ("FR 12 415820372", "415820372"),
        ("DE123456789", ""),
        ("1234", ""),
        (None, ""),
    ],
)
def test_a_siren_is_found_in_what_holds_it(identity: str | None, siren: str) -> None:
    assert siren_of(identity) == siren


def test_a_number_is_compared_without_its_punctuation() -> None:
    assert plain_number("FA-2026/001") == plain_number("fa 2026 001") == "fa2026001"


@given(st.text())
def test_a_cleaned_text_is_one_line_without_hidden_signs(text: str) -> None:
    said = clean(text)

    assert said == " ".join(said.split())
    assert not any(ord(sign) < 32 or 0x202A <= ord(sign) <= 0x202E for sign in said)
    assert clean(said) == said


@given(st.text())
def test_what_is_folded_stays_folded(text: str) -> None:
    assert folded(folded(text)) == folded(text)
