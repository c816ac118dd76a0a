"""Every doubt and refusal of a reader has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.rendering import LANGUAGES, words

ROOM = Path(__file__).resolve().parents[3] / "bot" / "documents" / "reading"
SOURCES = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.rglob("*.py")))
KEY = "([a-z_0-9]+)"
KEYS = {
    "paper_refused": r'(?:Refused|refused|_refused)\(\s*(?:source, |name, )?"(\w+)"',
    "paper_doubts": rf'Doubt\(\s*"{KEY}"|yield "{KEY}", |, "(unreadable_[a-z]+)"\)',
}


def keys(section: str) -> set[str]:
    found = re.findall(KEYS[section], SOURCES)
    return {
        key for match in found for key in ([match] if isinstance(match, str) else match)
    }


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("section", sorted(KEYS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_its_words(lang: str, section: str) -> None:
    known = {"", *words(lang).labels[section]}

    assert len(keys(section)) > 15
    assert keys(section) - known == set()


@pytest.mark.parametrize("section", sorted(KEYS))
def test_both_languages_put_in_the_same_values(section: str) -> None:
    french, english = (words(lang).labels[section] for lang in LANGUAGES)

    assert {key: named(text) for key, text in french.items()} == {
        key: named(text) for key, text in english.items()
    }
