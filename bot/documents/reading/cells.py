"""Words on a page, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together on a line; points from the left, and from the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
