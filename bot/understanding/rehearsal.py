"""How well the model does on templates it has not seen.

Run by `python -m bot.understanding.rehearsal`.

Every fifth template (by a checksum of its text) is put aside in turn, the rest is trained,
and the sentences put aside are decided on. Thresholds are tuned here, never on the
held-out files. Same-author templates flatter: the held-out gates are the honest figure.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from zlib import crc32

from bot.understanding.buyers import BuyerIndex
from bot.understanding.decision import THRESHOLDS, Thresholds, verdict
from bot.understanding.expansion import TRAINING_BOOK, Template, expand, read_templates
from bot.understanding.intents import Decision, Intent
from bot.understanding.model import Guess, Model
from bot.understanding.reader import see
from bot.understanding.sentence import read_sentence
from bot.understanding.spans import Lattice
from bot.understanding.training import TODAY, train

FOLDS = 4
ACTIONS = frozenset({Decision.ACT, Decision.CONFIRM, Decision.ASK})


@dataclass(frozen=True, slots=True)
class Case:
    template: Template
    text: str
    guesses: list[Guess]
    lattice: Lattice
    unknown: int


def fold_of(template: Template) -> int:
    return crc32(f"{template.intent}{template.text}".encode()) % FOLDS


def rehearse(fold: int) -> list[Case]:
    """Train without one fold, and guess its sentences."""
    templates = read_templates()
    model = train([template for template in templates if fold_of(template) != fold])
    aside = [template for template in templates if fold_of(template) == fold]
    return [_case(template, model) for template in aside]


def _case(template: Template, model: Model) -> Case:
    text = expand(template, 1)[0]
    seen = see(read_sentence(text), BuyerIndex(TRAINING_BOOK), TODAY, model)
    return Case(template, text, model.guesses(seen.words), seen.lattice, seen.unknown)


def all_cases() -> list[Case]:
    with ProcessPoolExecutor(2) as pool:
        return [case for cases in pool.map(rehearse, range(FOLDS)) for case in cases]


def figures(cases: Sequence[Case], thresholds: Thresholds = THRESHOLDS) -> dict[str, float]:
    """Shares of the cases, in percent."""
    inside = [case for case in cases if case.template.intent != Intent.NONE]
    outside = [case for case in cases if case.template.intent == Intent.NONE]
    counts: Counter[str] = Counter()
    for case in inside:
        counts.update(_tally(case, thresholds))
    astray = sum(_acts(case, thresholds) for case in outside)
    return {
        "top-1": _share(counts["top1"], len(inside)),
        "top-3": _share(counts["top3"], len(inside)),
        "acted on": _share(counts["acted"], len(inside)),
        "right when acted on": _share(counts["right"], counts["acted"]),
        "wrong action": _share(counts["acted"] - counts["right"], len(inside)),
        "wrong on out of scope": _share(astray, len(outside)),
        "offered or acted, right one among them": _share(counts["among"], len(inside)),
    }


def _share(part: int, whole: int) -> float:
    return round(100 * part / max(1, whole), 2)


def _acts(case: Case, thresholds: Thresholds) -> bool:
    found = verdict(case.guesses, case.lattice, thresholds, unknown=case.unknown)
    return found.decision in ACTIONS and found.intent is not Intent.HELP


def _tally(case: Case, thresholds: Thresholds) -> Iterable[str]:
    intent = Intent(case.template.intent)
    likely = [guess.intent for guess in case.guesses if guess.intent is not Intent.NONE]
    found = verdict(case.guesses, case.lattice, thresholds, unknown=case.unknown)
    if likely[0] is intent:
        yield "top1"
    if intent in likely[:3]:
        yield "top3"
    if found.decision in ACTIONS:
        yield "acted"
        if found.intent is intent:
            yield "right"
    if intent in (found.intent, *found.choices):
        yield "among"


def confusions(cases: Iterable[Case]) -> Counter[tuple[str, str]]:
    return Counter(
        (case.template.intent, case.guesses[0].intent.value)
        for case in cases
        if case.guesses[0].intent.value != case.template.intent
    )


def main() -> int:
    cases = all_cases()
    for lang in ("fr", "en"):
        own = [case for case in cases if case.template.lang == lang]
        sys.stdout.write(f"{lang} {len(own)} {figures(own)}\n")
    for (meant, guessed), count in confusions(cases).most_common(25):
        sys.stdout.write(f"{count:4} {meant} → {guessed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
