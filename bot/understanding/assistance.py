"""Help from outside when a sentence stays unclear: an adviser names the intent.

He is asked only at CHOOSE or ABSTAIN. Whatever he says, figures come from this room's own
grammar read on the person's own sentence; words that are not verbatim, or that read
differently there, void the advice and leave the buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Protocol

from bot.understanding.intents import Decision, Intent, accepted
from bot.understanding.reader import read_as, understand
from bot.understanding.reading import Context, Reading, Slots

_UNSURE = frozenset({Decision.CHOOSE, Decision.ABSTAIN})
INTENTS = tuple(intent.value for intent in Intent)
SLOTS = tuple(slot.name for slot in fields(Slots))


class Adviser(Protocol):
    async def label(
        self, sentence: str, intents: Sequence[str], slots: Sequence[str]
    ) -> tuple[str, dict[str, str]] | None: ...


async def understand_advised(text: str, context: Context, adviser: Adviser) -> Reading:
    """As `understand`; unsure, the adviser is asked. His help shows in the reading."""
    reading = understand(text, context)
    if reading.decision not in _UNSURE or "too_long" in reading.doubts:
        return reading
    advice = await adviser.label(text, INTENTS, SLOTS)
    return reading if advice is None else _advised(reading, text, context, *advice)


def _advised(
    unsure: Reading, text: str, context: Context, intent: str, spans: dict[str, str]
) -> Reading:
    if intent not in INTENTS or intent == Intent.NONE or intent == unsure_payment(unsure):
        return unsure
    reading = read_as(text, Intent(intent), context)
    if any(
        _disagrees(reading, name, words, text, context) for name, words in spans.items()
    ):
        return unsure
    return replace(reading, by_language_model=True, confidence=unsure.confidence)


def unsure_payment(unsure: Reading) -> str:
    """A payment held back (perhaps the insurer's money) is not for an adviser to settle."""
    held_back = Intent.PAYMENT_ADD in unsure.choices[1:]
    return Intent.PAYMENT_ADD.value if held_back else ""


def _disagrees(
    reading: Reading, name: str, words: str, text: str, context: Context
) -> bool:
    """Not verbatim, no slot of this intent, or another value when read by itself."""
    if words not in text or name not in accepted(reading.intent):
        return True
    alone = getattr(read_as(words, reading.intent, context).slots, name)
    return alone is not None and alone != getattr(reading.slots, name)
