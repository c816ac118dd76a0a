"""A sheet as PDF: tagged, PDF/A-2a and UA-1 declared, with the fonts we ship.

The engine is given the words as data; the only source it compiles is `page.typ`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.documents.writing.pictures import FONT_FILES, FONTS, NoFont

PAGE = Path(__file__).with_name("page.typ")
STANDARDS = ["a-2a", "ua-1"]
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # the same data gives the same bytes


def pdf(sheet: str) -> bytes:
    """The PDF of a sheet's JSON. Raises `NoFont`, or the engine's own error."""
    typst: Any = import_module("typst")  # 0.1 s: with the first document asked for
    if not FONT_FILES:
        raise NoFont(str(FONTS))
    made: bytes = typst.compile(
        PAGE.read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"d": sheet},
        pdf_standards=STANDARDS,
        timestamp=NO_DAY,
    )
    return made
