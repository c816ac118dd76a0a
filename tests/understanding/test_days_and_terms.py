from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import Context, Intent, read_as

# A Sunday.
CONTEXT = Context(date(2026, 11, 22), ("Leroc",))


def slots(text: str, intent: Intent) -> dict[str, str]:
    return read_as(text, intent, CONTEXT).slots.to_json()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hier", "2026-11-21"),
        ("avant-hier", "2026-11-20"),
        ("avant hier", "2026-11-20"),
        ("aujourdhui", "2026-11-22"),
        ("ajd", "2026-11-22"),
        ("le 1er mars", "2026-03-01"),
        ("le 15/03", "2026-03-15"),
        ("le 15.03.26", "2026-03-15"),
        ("le 15 mras 2026", "2026-03-15"),
        ("le vingt mars", "2026-03-20"),
        ("fin avril", "2026-04-30"),
        ("fin décembre", "2025-12-31"),
        ("mi-mars", "2026-03-15"),
        ("lundi dernier", "2026-11-16"),
        ("lundi", "2026-11-16"),
        ("le 3", "2026-11-03"),
        ("le 25", "2026-10-25"),
        ("il y a 3 semaines", "2026-11-01"),
        ("on 30 June", "2026-06-30"),
        ("on June 30th", "2026-06-30"),
        ("yesterday", "2026-11-21"),
        ("two weeks ago", "2026-11-08"),
        ("on 2026-10-05", "2026-10-05"),
    ],
)
def test_a_payment_is_dated_backwards(said: str, day: str) -> None:
    assert slots(f"leroc a payé 500 € {said}", Intent.PAYMENT_ADD)["paid_on"] == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("au 30 juin", "2027-06-30"),
        ("au 15/03", "2027-03-15"),
        ("au 15 décembre", "2026-12-15"),
        ("à lundi prochain", "2026-11-23"),
        ("à la fin du mois", "2026-11-30"),
        ("à fin mars", "2027-03-31"),
        ("au 3 mai 2027", "2027-05-03"),
        ("à dans 15 jours", "2026-12-07"),
    ],
)
def test_an_extension_is_dated_forwards(said: str, day: str) -> None:
    assert slots(f"reporte F-118 {said}", Intent.INVOICE_EXTEND)["due_on"] == day


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("T1", "2026-01-01", "2026-03-31"),
        ("T1 2025", "2025-01-01", "2025-03-31"),
        ("Q3 2026", "2026-07-01", "2026-09-30"),
        ("mars 2026", "2026-03-01", "2026-03-31"),
        ("en 2025", "2025-01-01", "2025-12-31"),
        ("juillet", "2026-07-01", "2026-07-31"),
        ("premier semestre 2026", "2026-01-01", "2026-06-30"),
        ("le mois dernier", "2026-10-01", "2026-10-31"),
        ("du 1er janvier au 31 mars 2026", "2026-01-01", "2026-03-31"),
        ("last year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_has_two_ends(said: str, first: str, last: str) -> None:
    found = slots(f"CA {said} : 2,5 M€", Intent.TURNOVER_DECLARE)

    assert (found["period_from"], found["period_to"]) == (first, last)
    assert found["turnover"] == "2500000"


@pytest.mark.parametrize(
    ("said", "terms", "due_on"),
    [
        ("60j", "60 days", "2026-05-09"),
        ("à 60 jours", "60 days", "2026-05-09"),
        ("60 jours date de facture", "60 days", "2026-05-09"),
        ("30j ddf", "30 days", "2026-04-09"),
        ("30j fdm", "30 days end of month", "2026-04-30"),
        ("45 jours fin de mois", "45 days end of month", "2026-04-30"),
        ("fin de mois 45", "end of month 45 days", "2026-05-15"),
        ("fin de mois + 45 jours", "end of month 45 days", "2026-05-15"),
        ("3 mois fdm", "3 months end of month", "2026-06-30"),
        ("soixante jours fin de mois", "60 days end of month", "2026-05-31"),
        ("45 jours fin de mois le 10", "45 days end of month the 10", "2026-05-10"),
        ("net 30", "30 days", "2026-04-09"),
        ("30 days end of month", "30 days end of month", "2026-04-30"),
        ("comptant", "cash", "2026-03-10"),
        ("payable à réception", "cash", "2026-03-10"),
    ],
)
def test_terms_are_counted_from_the_invoice(said: str, terms: str, due_on: str) -> None:
    found = slots(f"facture leroc 7 500 € du 10 mars 2026 {said}", Intent.INVOICE_ADD)

    assert (found["terms"], found["due_on"]) == (terms, due_on)
    assert (found["amount"], found["issued_on"]) == ("7500", "2026-03-10")


def test_an_impossible_date_is_a_doubt() -> None:
    reading = read_as("leroc a payé 500 € le 31/02", Intent.PAYMENT_ADD, CONTEXT)

    assert reading.slots.paid_on is None
    assert "impossible_date" in reading.doubts


def test_cover_starts_at_the_nearest_day() -> None:
    found = slots("garantie leroc réduite à 60 k€ au 1er décembre", Intent.LIMIT_DECISION)

    assert found["effective_on"] == "2026-12-01"
