"""The expression for spoken numbers is built as people count; it must know every word."""

from __future__ import annotations

import re

import pytest

from bot.understanding.numerals import BELOW_HUNDRED, SAID_BELOW_HUNDRED

LONGEST_FIRST = "|".join(sorted(BELOW_HUNDRED, key=len, reverse=True))
AFTER = ("", " jours", " dix", " et un", " one", " vingt", "e", "teen", " et onze", "s")


def test_every_number_below_a_hundred_is_known() -> None:
    known = re.compile(SAID_BELOW_HUNDRED)

    assert [word for word in BELOW_HUNDRED if not known.fullmatch(word)] == []


@pytest.mark.parametrize("after", AFTER)
def test_it_finds_what_all_words_side_by_side_find(after: str) -> None:
    built, listed = re.compile(SAID_BELOW_HUNDRED), re.compile(LONGEST_FIRST)
    texts = [word + after for word in BELOW_HUNDRED]

    assert [built.findall(text) for text in texts] == [
        listed.findall(text) for text in texts
    ]
