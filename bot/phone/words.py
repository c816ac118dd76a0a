"""The page's words, from `templates/<language>/phone.yaml`."""

from __future__ import annotations

from pathlib import Path

import yaml

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LANGUAGES = ("fr", "en")

Words = dict[str, str]


def load(templates: Path = TEMPLATES) -> dict[str, Words]:
    """By language; both say the same things."""
    return {language: _read(templates / language / "phone.yaml") for language in LANGUAGES}


def _read(path: Path) -> Words:
    words: Words = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes nothing but text
    return words


def language(wanted: str) -> str:
    """The language of a browser that says « Accept-Language: … »: the first we speak."""
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return "en"
