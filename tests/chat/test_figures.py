"""Numbers and days are written as Babel writes them, whatever the value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import MINUS, day, loose_day, money, number, percent, weekday
from domain.money import Money, Percentage

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
languages = st.sampled_from(["fr", "en"])
numbers = st.decimals(Decimal(-(10**15)), Decimal(10**15), places=10)
shares = st.decimals(Decimal(-2), Decimal(2), places=8)
amounts = st.decimals(Decimal(-(10**13)), Decimal(10**13), places=4)


def babel(value: Decimal, pattern: str, lang: str) -> str:
    digits = format_decimal(abs(value), format=pattern, locale=LOCALES[lang])
    return f"{MINUS}{digits}" if value < 0 else digits


@given(value=numbers, lang=languages)
def test_a_number_is_written_as_by_babel(value: Decimal, lang: str) -> None:
    assert number(value, lang) == babel(value, "#,##0.########", lang)


@given(share=shares, lang=languages)
def test_a_percentage_is_written_as_by_babel(share: Decimal, lang: str) -> None:
    digits = babel(share * 100, "#,##0.####", lang)

    assert percent(share, lang) == (f"{digits}\u00a0%" if lang == "fr" else f"{digits}%")


@given(amount=amounts)
def test_an_amount_is_written_as_by_babel(amount: Decimal) -> None:
    rounded = Money(amount).rounded().amount
    pattern = "#,##0" if rounded == int(rounded) else "#,##0.00"

    assert money(Money(amount), "fr") == f"{babel(rounded, pattern, 'fr')}\u00a0€"


@given(value=st.dates(date(1900, 1, 1), date(2199, 12, 31)), lang=languages)
def test_a_day_is_written_as_by_babel(value: date, lang: str) -> None:
    with_year = format_date(value, "d\u00a0MMMM y", LOCALES[lang])
    with_name = format_date(value, "EEEE d\u00a0MMMM", LOCALES[lang])
    if lang == "fr" and value.day == 1:
        with_year = f"1er{with_year[1:]}"
        with_name = with_name.replace(" 1\u00a0", " 1er\u00a0")

    assert (day(value, lang), weekday(value, lang)) == (with_year, with_name)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Money(Decimal(510000)), "510\u202f000\u00a0€", "€510,000"),
        (Money(Decimal("-1234.5")), "−1\u202f234,50\u00a0€", "−€1,234.50"),
        (Money(Decimal("0.10")), "0,10\u00a0€", "€0.10"),
        (Money(Decimal("999.995")), "1\u202f000\u00a0€", "€1,000"),
        (Money(Decimal(0)), "0\u00a0€", "€0"),
        (Money(Decimal(7), "CHF"), "7\u00a0CHF", "CHF\u00a07"),
    ],
)
def test_amounts(value: Money, french: str, english: str) -> None:
    assert (money(value, "fr"), money(value, "en")) == (french, english)


def test_a_share_keeps_its_decimals() -> None:
    assert percent(Percentage(Decimal("0.0025")), "fr") == "0,25\u00a0%"


def test_negative_shares_bear_a_true_minus() -> None:
    assert percent(Decimal("-0.05"), "en") == "−5%"


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("2008-12-01", "1er\u00a0décembre 2008"),
        ("2008-12", "décembre 2008"),
        ("2021", "2021"),
    ],
)
def test_a_day_known_only_so_far(text: str, french: str) -> None:
    assert loose_day(text, "fr") == french
