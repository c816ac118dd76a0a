"""Nothing that can be typed or pasted crashes, or takes long."""

from __future__ import annotations

import json
from datetime import date
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding import (
    BuyerIndex,
    Context,
    Intent,
    read_as,
    reading_to_json,
    understand,
)

BOOK = BuyerIndex(
    ["Leroc", "Martin SA", "Martin Construction", "Avril SA", "Les 3 Suisses"]
)
CONTEXT = Context(date(2026, 11, 22), BOOK)
LONGEST_SECONDS = 0.05

HOSTILE = {
    "64k letters": "a" * 65_536,
    "64k spaces": " " * 65_536,
    "64k words": "facture leroc " * 4_681,
    "10 000 digits": "1" * 10_000,
    "10 000 digits in groups": "123 " * 2_500,
    "1 000 digits": "9" * 999,
    "999 characters of groups": "123 456 " * 120,
    "emoji only": "😀🎉💶" * 300,
    "zero width": "fac\u200bture\u200d \ufeffle\u200broc 12\u200b 500 €",
    "zero width only": "\u200b\u200d\ufeff" * 300,
    "right to left": "\u202efacture leroc 500 €\u202c \u2066abc\u2069",
    "arabic digits": "facture leroc ١٢٣٤٥ €",
    "combining": "f" + "\u0301" * 900,
    "zalgo": "p̷̢͝r̴̨i̵͉m̶̩e̷̺" * 20,
    "html": "<script>alert(1)</script><b>facture</b> leroc 500 €",
    "unclosed html": "<" * 900,
    "sql": "'; drop table facts; --",
    "null": "fac\x00ture \x00\x01\x02 leroc",
    "surrogates": "facture \ud800 leroc",
    "ligature": "ﷺ" * 500,
    "number words": "cent mille " * 90,
    "many hyphens": "-" * 990,
    "hyphened words": "vingt-" * 160,
    "commas": "1,2,3,4,5,6,7,8,9," * 50,
    "dates": "15/03/2026 " * 85,
    "brackets": "((((((((((" * 95,
    "months": "fin mars " * 110,
    "near names": "lercoo martinn avrill " * 45,
    "jour jour": "dans les 30 jours " * 55,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(name: str) -> None:
    understand("bonjour", CONTEXT)
    fastest = min(_seconds(HOSTILE[name]) for _ in range(2))

    assert fastest <= LONGEST_SECONDS


def _seconds(text: str) -> float:
    start = process_time()
    json.dumps(reading_to_json(understand(text, CONTEXT)))
    return process_time() - start


def test_a_figure_behind_invisible_characters_is_the_same_figure() -> None:
    reading = read_as(HOSTILE["zero width"], Intent.PAYMENT_ADD, CONTEXT)

    assert reading.slots.to_json() == {"buyer": "Leroc", "amount": "12500"}


def test_a_text_too_long_to_read_is_not_half_read() -> None:
    reading = understand("facture leroc 500 € " + "x" * 2_000, CONTEXT)

    assert reading.intent is Intent.NONE
    assert reading.doubts == ("too_long",)


WORDS = """
facture leroc martin 12 500 € 1,5 M€ k 60j fin de mois 15/03 mars le 31/02 % du au 118
n° F-118 dix mille cent un et demi million pour cent avoir payé assureur T1 2026 hier
-500 dans 30 jours il y a / - . , ' ² ½ ? € x fois SA
"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=120))
def test_any_text_gives_a_reading(text: str) -> None:
    reading = understand(text, CONTEXT)

    json.dumps(reading_to_json(reading))
    assert len(reading.choices) <= 3
    assert 0.0 <= reading.confidence <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join), st.sampled_from(list(Intent)))
def test_any_text_is_read_as_any_intent(text: str, intent: Intent) -> None:
    first = reading_to_json(read_as(text, intent, CONTEXT))

    assert first == reading_to_json(read_as(text, intent, CONTEXT))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=1, max_value=999_999_999), st.integers(0, 99))
def test_an_amount_written_the_french_way_is_read_back(units: int, cents: int) -> None:
    written = f"{units:,}".replace(",", " ") + f",{cents:02} €"
    amount = read_as(f"reçu {written}", Intent.PAYMENT_ADD, CONTEXT).slots.amount

    assert amount is not None
    assert amount * 100 == units * 100 + cents
