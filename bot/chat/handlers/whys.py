"""« Pourquoi ? », typed: what was told last is remembered, and explained step by step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.chat.handlers import guidance
from bot.chat.turn import Reads, Turn
from bot.rendering import telling
from bot.services import refusals
from bot.services.glossary import fold
from bot.understanding import Intent, Reading
from domain.errors import DomainError
from domain.steps import Answer

TOPIC = "told"
ASKED = re.compile(
    r"^(?:(?:et|mais|ah|ok|and|but) )?(?:"
    r"pourquoi(?: ca| cela| ce chiffre| ce montant)?|comment ca|d ou (?:ca )?vient.*|"
    r"comment (?:est ce|c est) calcule|(?:montre[a-z]*|detaille[a-z]*|explique[a-z]*)"
    r"(?: moi)?(?: (?:le|ce|la) (?:calcul|chiffre|montant|reponse))?|"
    r"why(?: is that| so| this| not)?|how so|how come|where does .* come from|"
    r"how is (?:it|that|this) (?:calculated|worked out|reckoned)|"
    r"(?:explain|show)(?: me)?(?: (?:it|that|this|why|the working|the calculation))?"
    r")$"
)


def is_asked(text: str) -> bool:
    return ASKED.match(fold(text)) is not None


def keep(turn: Turn, intent: Intent) -> None:
    """What was just answered, for a « pourquoi ? » that may come; a draft stays open."""
    if turn.dialogue.topic not in ("", TOPIC) or not (turn.figures or turn.slots.buyer):
        return
    told = {"intent": intent.value, "text": turn.incoming.text}
    turn.remember(topic=TOPIC, draft={**told, "buyer": turn.slots.buyer or ""})


def told_last(turn: Turn, reads: Reads) -> Reading | None:
    draft = turn.dialogue.draft
    if turn.dialogue.topic != TOPIC:
        return None
    reading = reads(turn, draft["text"], only=Intent(draft["intent"]))
    buyer = draft["buyer"]
    return replace(reading, slots=replace(reading.slots, buyer=buyer)) if buyer else reading


def has_grounds(turn: Turn, buyer: str) -> bool:
    """Whether something of this buyer's is refused, or above his limit."""
    try:
        view = refusals.explained(turn.situation, buyer)
    except DomainError:
        return False
    return bool(view.grounds or view.decision) or view.above_limit.amount > 0


def step_by_step(turn: Turn) -> None:
    """The working of each figure, unfolded, in place of the answer itself."""
    every = list(turn.figures.values())
    worked = [each for each in every if len(telling(each.steps)) > 1] or every
    worked = [each for each in worked if not _is_part_of_another(each, worked)]
    if not any(each.steps for each in worked):
        return
    turn.messages.clear()
    turn.say("why_figure", turn.keys.asks("glossary", "help"), figures=worked)


def _is_part_of_another(one: Answer[Any], every: Sequence[Answer[Any]]) -> bool:
    steps = set(one.steps)
    return any(steps < set(each.steps) for each in every)


def of_what(turn: Turn) -> None:
    turn.say("why_what", turn.keys.asks(*guidance.MENU))
