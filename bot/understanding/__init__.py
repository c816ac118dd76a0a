"""Words → intent and slots: what a person typed, read offline and deterministically.

French first, English too. `understand` decides language, intent and slots in one pass; a
figure that can be read in two ways is left out and named among the reading's doubts.
"""

from __future__ import annotations

from bot.understanding.buyers import BuyerIndex
from bot.understanding.intents import Decision, Intent
from bot.understanding.invoice_days import doubtful_day
from bot.understanding.lines import understand_lines
from bot.understanding.reader import read_as, understand
from bot.understanding.reading import Context, Pending, Reading, Slots, reading_to_json

__all__ = [
    "BuyerIndex",
    "Context",
    "Decision",
    "Intent",
    "Pending",
    "Reading",
    "Slots",
    "doubtful_day",
    "read_as",
    "reading_to_json",
    "understand",
    "understand_lines",
]
