"""From guesses to what is done: act, confirm, ask, choose or abstain.

A wrong write is the worst outcome, so writing intents must be surer than reading ones, a
question or a "not" holds them back, and money that may come from the insurer is never
recorded as a buyer's payment.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding import lexicon
from bot.understanding.intents import INSURERS_MONEY, WRITING, Decision, Intent, missing
from bot.understanding.model import WORD_FOR_WORD, Guess
from bot.understanding.spans import Kind, Lattice

MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least probability to go ahead, and least distance to the second guess."""

    read: float = 0.70
    read_margin: float = 0.43
    write: float = 0.78
    write_margin: float = 0.50
    offer: float = 0.05  # below it nothing is even offered
    care: float = 0.25  # taken off the first guess for each unknown word
    none: float = 0.80  # "anything else" at least this likely: nothing is offered


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Verdict:
    intent: Intent
    decision: Decision
    confidence: float
    choices: tuple[Intent, ...] = ()


def verdict(
    guesses: list[Guess],
    lattice: Lattice,
    thresholds: Thresholds = THRESHOLDS,
    *,
    unknown: int = 0,
) -> Verdict:
    """`unknown`: words of the sentence that the model has never met, which make it careful."""
    first, second = guesses[0], guesses[1]
    if _only_a_name(lattice):
        return Verdict(_OF_A_NAME[0], Decision.CHOOSE, first.probability, _OF_A_NAME)
    if _elsewhere(first, lattice):
        return Verdict(Intent.NONE, Decision.ABSTAIN, 1 - first.probability)
    if first.intent is Intent.NONE or _is_none(guesses, thresholds):
        return _without_action(guesses, thresholds)
    held = _held_back(first.intent, lattice)
    if held:
        return _offer(held, guesses)
    if _sure(first, second, thresholds, unknown):
        decision = Decision.CONFIRM if first.intent in WRITING else Decision.ACT
        return Verdict(first.intent, decision, first.probability)
    return _without_action(guesses, thresholds)


def _elsewhere(first: Guess, lattice: Lattice) -> bool:
    """Another counter's business (taxes, wages, a car), unless known word for word."""
    if first.probability >= WORD_FOR_WORD and first.intent is not Intent.NONE:
        return False
    text = _without_names(lattice, lattice.sentence.folded)
    if lexicon.pattern(lexicon.ELSEWHERE).search(text):
        return True
    return not lattice.of(Kind.MONEY) and bool(
        lexicon.pattern(lexicon.VAT_RETURN).search(text)
    )


# A name alone says whom, not what.
_OF_A_NAME = (Intent.BUYER_ACCOUNT, Intent.BUYER_COVER, Intent.INVOICE_ADD)
_LETTER = re.compile(r"[a-z0-9]")


def _only_a_name(lattice: Lattice) -> bool:
    spans = lattice.of(Kind.BUYER)
    return len(spans) == len(lattice.spans) == 1 and not _LETTER.search(lattice.text)


def _sure(first: Guess, second: Guess, thresholds: Thresholds, unknown: int) -> bool:
    probability = first.probability - thresholds.care * unknown
    margin = probability - second.probability
    if first.intent in WRITING:
        return probability >= thresholds.write and margin >= thresholds.write_margin
    return probability >= thresholds.read and margin >= thresholds.read_margin


def _is_none(guesses: list[Guess], thresholds: Thresholds) -> bool:
    none = next((g.probability for g in guesses if g.intent is Intent.NONE), 0.0)
    return none >= thresholds.none


def _without_action(guesses: list[Guess], thresholds: Thresholds) -> Verdict:
    likely = [guess for guess in guesses if guess.intent is not Intent.NONE]
    if guesses[0].intent is Intent.NONE and guesses[0].probability >= thresholds.none:
        return Verdict(Intent.NONE, Decision.ABSTAIN, guesses[0].probability)
    if likely[0].probability < thresholds.offer:
        return Verdict(Intent.NONE, Decision.ABSTAIN, 1 - likely[0].probability)
    return _offer((), guesses)


def _offer(ahead: tuple[Intent, ...], guesses: list[Guess]) -> Verdict:
    """At most three readings to choose from, those of `ahead` before the rest."""
    others = (guess.intent for guess in guesses if guess.intent is not Intent.NONE)
    choices = tuple(dict.fromkeys((*ahead, *others)))[:MOST_CHOICES]
    probability = next(g.probability for g in guesses if g.intent is choices[0])
    return Verdict(choices[0], Decision.CHOOSE, probability, choices)


# --- What holds a write back ---------------------------------------------------------------

_NOT = re.compile(
    r"(?<![a-z])(?:pas|jamais|aucun\w*|not|never|n't|hasn't|hasnt|haven't|didn't|didnt|isn't|unpaid|no payment|sans|toujours rien|nothing)(?![a-z])|n't(?![a-z])"
)
_HAPPENED = frozenset(
    {
        Intent.PAYMENT_ADD,
        Intent.INDEMNITY_RECEIVED,
        Intent.RECOVERY_RECEIVED,
        Intent.DUTY_DONE,
        Intent.MEDIATION_REQUESTED,
        Intent.TURNOVER_DECLARE,
        Intent.INSOLVENCY_REPORT,
    }
)
_INSTEAD_OF_PAYMENT = (Intent.INDEMNITY_ESTIMATE, Intent.CLAIM_OPEN)


def _held_back(intent: Intent, lattice: Lattice) -> tuple[Intent, ...]:
    """The readings to put first instead of going ahead; none when nothing holds it back."""
    text = lattice.sentence.folded
    if intent is Intent.PAYMENT_ADD and _perhaps_insurers(lattice, text):
        return (*INSURERS_MONEY, Intent.PAYMENT_ADD)
    if intent in _HAPPENED and _NOT.search(text):
        return (*_INSTEAD_OF_PAYMENT, intent) if intent is Intent.PAYMENT_ADD else (intent,)
    return ()


def _perhaps_insurers(lattice: Lattice, text: str) -> bool:
    if lattice.of(Kind.INSURER):
        return True
    words = f"{lexicon.INSURERS_WORDS} | {lexicon.RECOVERY_WORDS}"
    return lexicon.pattern(words).search(_without_names(lattice, text)) is not None


def _without_names(lattice: Lattice, text: str) -> str:
    for span in lattice.of(Kind.BUYER):
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text


def ask_for(
    intent: Intent, decision: Decision, known: frozenset[str]
) -> tuple[Decision, tuple[str, ...]]:
    """What is still missing turns an act or a card into a question."""
    if decision not in (Decision.ACT, Decision.CONFIRM):
        return decision, ()
    needed = missing(intent, known)
    return (Decision.ASK if needed else decision), needed
