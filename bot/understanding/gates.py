"""How well sentences written by others are understood: figures, never sentences.

The held-out files are written before training and looked at by nobody who tunes; this
module reads them and gives totals, confusions of intents and counts of slots by name.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.expansion import Dice
from bot.understanding.intents import INSURERS_MONEY, Decision, Intent
from bot.understanding.reader import read_as, understand
from bot.understanding.reading import Context, Reading

ACTIONS = frozenset({Decision.ACT, Decision.CONFIRM, Decision.ASK})
TODAY = date(2026, 11, 22)
OUT_OF_SCOPE = "out_of_scope.yaml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and what it means; its text is never shown."""

    text: str = field(repr=False)
    intent: Intent
    slots: Mapping[str, str] = field(repr=False)
    context: Context = field(repr=False)


def read_held_out(path: Path) -> list[Labelled]:
    """The sentences of a file; with `defaults:` and `sentences:`, or a plain list."""
    document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    defaults: Mapping[str, Any] = {}
    if isinstance(document, dict):
        defaults, document = document.get("defaults", {}), document["sentences"]
    lang = path.stem[:2] if path.stem[:2] in ("fr", "en") else "fr"
    return [_labelled({**defaults, **entry}, lang) for entry in document]


def _labelled(entry: Mapping[str, Any], lang: str) -> Labelled:
    today = date.fromisoformat(entry["today"]) if "today" in entry else TODAY
    context = Context(today, tuple(entry.get("buyers", ())), entry.get("lang", lang))
    intent = Intent(entry.get("intent", "none"))
    return Labelled(entry["text"], intent, entry.get("slots") or {}, context)


@dataclass
class Figures:
    """What came out of one set."""

    sentences: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    slot_errors: Counter[str] = field(default_factory=Counter)

    def share(self, part: str, whole: str | int | None = None) -> float:
        total = self.counts[whole] if isinstance(whole, str) else whole or self.sentences
        return 100 * self.counts[part] / total if total else 100.0

    def add(self, other: Figures) -> Figures:
        return Figures(
            self.sentences + other.sentences,
            self.counts + other.counts,
            self.confusions + other.confusions,
            self.slot_errors + other.slot_errors,
        )


def measure(sentences: Iterable[Labelled]) -> Figures:
    figures = Figures()
    for sentence in sentences:
        figures.sentences += 1
        reading = understand(sentence.text, sentence.context)
        figures.counts.update(_intent_counts(sentence, reading))
        if sentence.intent is not Intent.NONE:
            _slots(sentence, reading, figures)
        acted_wrong = reading.decision in ACTIONS and reading.intent is not sentence.intent
        if acted_wrong:
            figures.confusions[sentence.intent.value, reading.intent.value] += 1
    return figures


def _intent_counts(sentence: Labelled, reading: Reading) -> Iterator[str]:
    right = reading.intent is sentence.intent
    acted = reading.decision in ACTIONS
    yield f"decision {reading.decision.value}"
    if right:
        yield "top-1"
    if right or sentence.intent in reading.choices:
        yield "among"
    if acted:
        yield "acted"
        yield "acted right" if right else "acted wrong"
    if sentence.intent in INSURERS_MONEY:
        yield "insurer's money"
        if acted and reading.intent is Intent.PAYMENT_ADD:
            yield "insurer's money as payment"


def _slots(sentence: Labelled, reading: Reading, figures: Figures) -> None:
    given = read_as(sentence.text, sentence.intent, sentence.context)
    errors = list(slot_errors(sentence.slots, given.slots.to_json()))
    if sentence.slots:
        figures.counts["with slots"] += 1
        figures.counts["slots right"] += not errors
    figures.counts["all slots right"] += not errors
    figures.slot_errors.update(errors)
    said = given.slots.to_json().get("amount")
    if said and sentence.slots.get("amount") and not same(sentence.slots["amount"], said):
        figures.counts["wrong amount"] += 1
    if reading.intent is sentence.intent and reading.decision in ACTIONS and not errors:
        figures.counts["wholly right"] += 1


def slot_errors(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """As in "missing terms", "extra due_on": names of slots, never values."""
    for name in expected.keys() | found.keys():
        if name not in found:
            yield f"missing {name}"
        elif name not in expected:
            yield f"extra {name}"
        elif not same(expected[name], found[name]):
            yield f"wrong {name}"


def same(one: str, other: str) -> bool:
    """Amounts and rates are compared as numbers, all else as text."""
    if one.strip().lower() == other.strip().lower():
        return True
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def with_typo(sentence: Labelled) -> Labelled:
    """One slip in one word of four letters or more, always the same one."""
    dice = Dice(sentence.text)
    words = sentence.text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]  # noqa: PLR2004
    if not long:
        return sentence
    place = long[dice.below(len(long))]
    words[place] = _slip(words[place], dice)
    return Labelled(" ".join(words), sentence.intent, sentence.slots, sentence.context)


def _slip(word: str, dice: Dice) -> str:
    place = 1 + dice.below(len(word) - 2)
    letter = string.ascii_lowercase[dice.below(26)]
    return (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],  # swapped
        word[:place] + word[place + 1 :],  # left out
        word[:place] + letter + word[place + 1 :],  # another key
        word[:place] + word[place] + word[place:],  # twice
    )[dice.below(4)]


def sets(folder: Path) -> dict[str, list[Labelled]]:
    """The held-out sets by name; out-of-scope talk is one of them."""
    return {path.stem: read_held_out(path) for path in sorted(folder.glob("*.yaml"))}


def rows(measured: Mapping[str, Figures]) -> Sequence[Sequence[str]]:
    """A table: set, sentences, and the figures the gates hold."""
    return [_row(name, figures) for name, figures in measured.items()]


def _row(name: str, figures: Figures) -> Sequence[str]:
    shares = (
        figures.share("top-1"),
        figures.share("among"),
        figures.share("acted"),
        figures.share("acted right", "acted"),
        figures.share("acted wrong"),
        figures.share("slots right", "with slots"),
    )
    return [name, str(figures.sentences), *(f"{share:.1f}" for share in shares)]


HEADINGS = (
    "set",
    "sentences",
    "top-1 %",
    "acted on or offered %",
    "acted on %",
    "right when acted on %",
    "wrong action %",
    "slots all right %",
)
