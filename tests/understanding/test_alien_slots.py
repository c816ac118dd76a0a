"""Slots said in unusual ways, and what libraries and our own grammar once made of them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import BuyerIndex, Context, Intent, read_as

BOOK = BuyerIndex(["Leroc", "Moulin Frères", "Garnier", "Vasseur", "Northwind Trading"])
CONTEXT = Context(date(2026, 11, 22), BOOK, "en")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("sales for the third quarter came to 1.2m", "2026-07-01", "2026-09-30"),
        ("turnover for the first half: 2,4 million", "2026-01-01", "2026-06-30"),
        ("exercice 2025 : 3,2 millions", "2025-01-01", "2025-12-31"),
        ("de janvier à mars 210 000", "2026-01-01", "2026-03-31"),
        ("turnover Jan-Mar 340k", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_period_is_read_whole(text: str, first: str, last: str) -> None:
    said = read_as(text, Intent.TURNOVER_DECLARE, CONTEXT).slots.to_json()

    assert (said["period_from"], said["period_to"]) == (first, last)


def test_a_half_belongs_to_the_number_before_it() -> None:
    text = "imagine we grow to 14 and a half million"
    reading = read_as(text, Intent.PREMIUM_SIMULATION, CONTEXT)

    assert reading.slots.turnover is None
    assert reading.doubts == ("unclear_amount",)


def test_what_is_unpaid_fell_due_in_the_past() -> None:
    text = "Garnier owes 14k since August 31 and won't answer"

    assert read_as(text, Intent.CLAIM_OPEN, CONTEXT).slots.due_on == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hartley settled 3k", "Hartley"),
        ("Kessler: safe to deliver?", "Kessler"),
        ("Tessier il me faudrait 40k", "Tessier"),
    ],
)
def test_a_company_named_first_is_heard(text: str, name: str) -> None:
    assert read_as(text, Intent.BUYER_COVER, CONTEXT).unknown_buyer == name


@pytest.mark.parametrize(
    ("text", "setting", "value"),
    [
        ("drop the reminders", "reminders", "off"),
        ("the insurer takes 90% of losses", "insured_percentage", "0.9"),
        ("payment terms capped at 90 days", "maximum_payment_term", "90 days"),
        ("mon assureur c'est Atradius", "insurer", "Atradius"),
    ],
)
def test_a_setting_is_recognised(text: str, setting: str, value: str) -> None:
    slots = read_as(text, Intent.SETTINGS, CONTEXT).slots

    assert (slots.setting, slots.value) == (setting, value)


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("I told the insurer about Garnier being late", "overdue_notification"),
        ("lodged our claim with the liquidator of Vasseur", "declare_debt"),
        ("premium's paid", "premium_payment"),
    ],
)
def test_a_duty_is_recognised(text: str, duty: str) -> None:
    assert read_as(text, Intent.DUTY_DONE, CONTEXT).slots.duty == duty
