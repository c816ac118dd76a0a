"""The page's words, from `templates/<language>/phone.yaml`."""

from __future__ import annotations

from pathlib import Path

import yaml

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LANGUAGES = ("fr", "en")

Words = dict[str, str]
# The one in C where it is built: the phone must start at once.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load(templates: Path = TEMPLATES) -> dict[str, Words]:
    """By language; both say the same things."""
    return {language: _read(templates / language / "phone.yaml") for language in LANGUAGES}


def _read(path: Path) -> Words:
    words: Words = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506  # text only
    return words


def language(wanted: str) -> str:
    """The language of a browser that says « Accept-Language: … »: the first we speak."""
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return "en"
