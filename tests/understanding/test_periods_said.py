"""Periods, lengths and parts as people say them, on 22 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import BuyerIndex, Context, Decision, Intent, read_as

BOOK = BuyerIndex(["Leroc", "Moulin Frères", "Garnier", "Vasseur"])
CONTEXT = Context(date(2026, 11, 22), BOOK, "fr")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("year to date we sold 2.1m", "2026-01-01", "2026-11-22"),
        ("CA cumulé à ce jour 2,1 M€", "2026-01-01", "2026-11-22"),
        ("les six premiers mois : 1,4 M€", "2026-01-01", "2026-06-30"),
        ("first nine months of 2025: 1.4m", "2025-01-01", "2025-09-30"),
        ("the nine months to September: 2.1m", "2026-01-01", "2026-09-30"),
        ("CA des neuf mois au 30 septembre 2,1 M€", "2026-01-01", "2026-09-30"),
        ("turnover for the year ending 31 March 2026: 3m", "2025-04-01", "2026-03-31"),
        ("CA de l'exercice écoulé 3 M", "2025-01-01", "2025-12-31"),
        ("sales Oct 240k", "2026-10-01", "2026-10-31"),
        ("CA sept. 240k", "2026-09-01", "2026-09-30"),
        ("CA mars 240k", "2026-03-01", "2026-03-31"),
        ("CA janvier + février 400k", "2026-01-01", "2026-02-28"),
        ("CA juillet/août 400k", "2026-07-01", "2026-08-31"),
        ("CA entre mars et mai 400k", "2026-03-01", "2026-05-31"),
        ("CA du 3 au 17 mai 40k", "2026-05-03", "2026-05-17"),
        ("sales between 1 and 31 May 40k", "2026-05-01", "2026-05-31"),
        ("CA 3T 2026 900k", "2026-07-01", "2026-09-30"),
        ("turnover for 2026-Q3: 900k", "2026-07-01", "2026-09-30"),
        ("CA du dernier trimestre 2025 900k", "2025-10-01", "2025-12-31"),
        ("H2 last year: 1.2m", "2025-07-01", "2025-12-31"),
        ("our 2025 takings reached 3.4 million", "2025-01-01", "2025-12-31"),
        ("FY25 sales 3m", "2025-01-01", "2025-12-31"),
        ("CA 09/2026 : 240 k€", "2026-09-01", "2026-09-30"),
        ("last March we sold 90k", "2026-03-01", "2026-03-31"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str) -> None:
    said = read_as(text, Intent.TURNOVER_DECLARE, CONTEXT).slots.to_json()

    assert (said["period_from"], said["period_to"]) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["summer sales 240k", "ventes de l'été 240 k€", "au 30 septembre on est à 2,1 M€"],
)
def test_a_season_or_a_day_is_no_period(text: str) -> None:
    reading = read_as(text, Intent.TURNOVER_DECLARE, CONTEXT)

    assert reading.doubts == ("unclear_period",)
    assert reading.slots.names() == {"turnover"}


def test_months_that_do_not_touch_are_not_one_period() -> None:
    slots = read_as("CA janvier et mars 400k", Intent.TURNOVER_DECLARE, CONTEXT).slots

    assert slots.names() == {"turnover"}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("repousse F12 d'un mois", "1 months"),
        ("push back F12 a month", "1 months"),
        ("give Leroc another month on F12", "1 months"),
        ("reporte F12 de deux semaines", "14 days"),
        ("two more weeks for F12", "14 days"),
        ("repousse F12 d'une quinzaine", "15 days"),
        ("prolonge la facture F12 de 30 jours", "30 days"),
        ("décale F12 au 15 janvier", None),
        ("passe F12 à 60 jours", None),  # perhaps new terms: asked
    ],
)
def test_a_due_date_is_put_off_by_a_length(text: str, length: str | None) -> None:
    reading = read_as(text, Intent.INVOICE_EXTEND, CONTEXT)

    assert (str(reading.longer) if reading.longer else None) == length


@pytest.mark.parametrize(
    ("text", "intent", "slot", "day"),
    [
        (
            "notice to cancel was posted on Monday",
            "duty_done",
            "effective_on",
            "2026-11-16",
        ),
        (
            "Vasseur râle sur F77 depuis lundi",
            "invoice_dispute",
            "effective_on",
            "2026-11-16",
        ),
        (
            "I wrote to the mediator on Monday",
            "mediation_requested",
            "effective_on",
            "2026-11-16",
        ),
        ("goods leave for Moulin on Monday", "buyer_cover", "delivered_on", "2026-11-23"),
        ("if I deliver Leroc on 3 December", "buyer_cover", "delivered_on", "2026-12-03"),
        (
            "la livraison du 12 novembre à Leroc",
            "buyer_cover",
            "delivered_on",
            "2026-11-12",
        ),
        (
            "accordé 50 000 à Leroc jusqu'au 31 mars",
            "limit_decision",
            "due_on",
            "2027-03-31",
        ),
        (
            "shipped 6k to Leroc last Friday, billed today",
            "invoice_add",
            "delivered_on",
            "2026-11-20",
        ),
        (
            "shipped 6k to Leroc last Friday, billed today",
            "invoice_add",
            "issued_on",
            "2026-11-22",
        ),
    ],
)
def test_a_day_lies_where_it_must(text: str, intent: str, slot: str, day: str) -> None:
    said = read_as(text, Intent(intent), CONTEXT).slots.to_json()

    assert said[slot] == day


@pytest.mark.parametrize(
    "text", ["half of F12 came in from Leroc", "Leroc a payé la moitié de F12"]
)
def test_half_of_an_invoice_is_asked_about(text: str) -> None:
    reading = read_as(text, Intent.PAYMENT_ADD, CONTEXT)

    assert (reading.decision, reading.missing) == (Decision.ASK, ("amount",))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("si le CA grimpe de 20 %", "premium_simulation"),  # no rate of 20 %
        ("Leroc paid 2 x 500", "payment_add"),
        ("10 palettes à 120 € pour Leroc, 30 jours", "invoice_add"),
        ("Leroc paid six hundred quid", "payment_add"),
        ("they gave Leroc 10 instead of 40k", "limit_decision"),
    ],
)
def test_a_figure_in_doubt_is_left_out(text: str, intent: str) -> None:
    reading = read_as(text, Intent(intent), CONTEXT)

    assert reading.slots.names().isdisjoint({"amount", "rate", "turnover"})
    assert reading.doubts


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("ils nous suivent sur Garnier pour 40 000", "granted"),
        ("ils ne nous suivent plus sur Garnier", "cancelled"),
        ("they did not grant Moulin", "refused"),
        ("ils ont mis Garnier à zéro", "cancelled"),
        ("Garnier's line was chopped to 10k", "reduced"),
        ("Garnier dégelé à 10 000", "reinstated"),
        ("l'assureur n'a accordé que 5 000 pour Moulin", "partial"),
    ],
)
def test_what_the_insurer_decided(text: str, decision: str) -> None:
    assert read_as(text, Intent.LIMIT_DECISION, CONTEXT).slots.decision == decision


@pytest.mark.parametrize(
    ("text", "setting", "value"),
    [
        ("send reminders at 8am", "reminders", "08:00"),
        ("reminders at 6.30 pm", "reminders", "18:30"),
        ("remind me on Mondays", "reminders", None),  # "on" switches nothing on
        ("taux de prime 0,22", "premium_rate", "0.0022"),
        ("quotité 90", "insured_percentage", "0.9"),
        ("my percentage is 85%", "insured_percentage", "0.85"),
        ("notre assureur est maintenant Atradius", "insurer", "Atradius"),
    ],
)
def test_a_setting_and_its_value(text: str, setting: str, value: str | None) -> None:
    slots = read_as(text, Intent.SETTINGS, CONTEXT).slots

    assert (slots.setting, slots.value) == (setting, value)


def test_a_sum_of_which_part_is_vat_holds_it() -> None:
    text = "facture Garnier 12 000 dont 2 000 de TVA, 60 jours"
    slots = read_as(text, Intent.INVOICE_ADD, CONTEXT).slots

    assert (slots.amount, slots.basis) == (12000, "gross")
