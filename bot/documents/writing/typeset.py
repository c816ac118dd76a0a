"""A sheet as PDF: tagged, PDF/A-2a and UA-1 declared, with the fonts we ship.

The engine is given the words as data; the only source it compiles is `page.typ`. It works
in a child process (typesetter.py).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.documents.writing.pictures import FONT_FILES, FONTS, NoFont

HERE = Path(__file__).parent
COMMAND = [
    sys.executable,
    "-I",
    str(HERE / "typesetter.py"),
    str(HERE / "page.typ"),
    str(FONTS),
]
TIME_LIMIT = 12.0  # seconds: less than a send may take


class EngineFailed(RuntimeError):
    """What the engine said last."""


def pdf(sheet: str) -> bytes:
    """The PDF of a sheet's JSON. Raises `NoFont`, `EngineFailed`."""
    if not FONT_FILES:
        raise NoFont(str(FONTS))
    try:
        ran = subprocess.run(  # noqa: S603 - our own interpreter on our own script
            COMMAND,
            input=sheet.encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={},  # no token, no proxy: it needs nothing of ours
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise EngineFailed("no answer in time") from late
    if ran.returncode or not ran.stdout.startswith(b"%PDF"):
        raise EngineFailed(ran.stderr.decode(errors="replace")[-300:])
    return ran.stdout
