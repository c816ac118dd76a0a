"""The child process that sets one sheet as PDF: JSON in, PDF out, nothing kept.

The engine remembers what it has set, some 40 MB for each long document; so each gets a
process of its own, which knows no environment and ends with it. Run as a script: it
imports nothing of ours.

    python -I typesetter.py PAGE.typ FONTS < sheet.json > made.pdf
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

STANDARDS = ["a-2a", "ua-1"]
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # the same data gives the same bytes


def main(page: str, fonts: str) -> None:
    typst: Any = import_module("typst")
    made = typst.compile(
        Path(page).read_bytes(),
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"d": sys.stdin.buffer.read().decode()},
        pdf_standards=STANDARDS,
        timestamp=NO_DAY,
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
