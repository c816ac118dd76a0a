"""Understanding, measured: accuracy on the held-out sets, time, memory, loading.

Beside it, on the same sentences: the nearest training sentence by rapidfuzz, and
scikit-learn's TF-IDF with logistic regression (development only; said so when missing).
`python -m bench.understanding`
"""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bot.understanding import BuyerIndex, Context, understand
from bot.understanding.expansion import TRAINING_BOOK, expand, read_templates
from bot.understanding.gates import HEADINGS, OUT_OF_SCOPE, Labelled, measure, rows, sets
from bot.understanding.model import Model, load_model
from bot.understanding.reader import see
from bot.understanding.sentence import fold, read_sentence

HELD_OUT = Path(__file__).parents[1] / "tests" / "understanding" / "held_out"
CONTEXT = Context(date(2026, 11, 22), BuyerIndex(TRAINING_BOOK))
Guesser = Callable[[str], str]

# In a process of its own: the CPU it takes (a busy machine changes little in it), and what
# is resident beyond the bare interpreter. The peak that getrusage tells will not do: a
# child inherits it from its parent.
_LOADING = """
import time

def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096 / 2**20

empty, start = resident(), time.process_time()
from datetime import date
from bot.understanding import Context, understand
understand("combien me reste-t-il", Context(date(2026, 11, 22), ("Leroc",)))
print(f"{1000 * (time.process_time() - start):.0f} {resident() - empty:.0f}")
"""
LOADINGS = 4  # the first one compiles what Python keeps


def main() -> None:
    held_out = sets(HELD_OUT)
    _accuracy(held_out)
    _speed([sentence.text for part in held_out.values() for sentence in part])
    _loading()
    _others(held_out)


def _accuracy(held_out: dict[str, list[Labelled]]) -> None:
    print("\nUnderstanding on sentences written by others")
    print(" | ".join(HEADINGS))
    for row in rows({name: measure(part) for name, part in held_out.items()}):
        print(" | ".join(row))


def _speed(texts: Sequence[str]) -> None:
    for text in texts[:100]:
        understand(text, CONTEXT)
    seconds = [_timed(text) for text in texts]
    last = quantiles(seconds, n=100)[98]
    print(
        f"\nsentence, CPU: median {1000 * median(seconds):.2f} ms, p99 {1000 * last:.2f} ms"
    )


def _timed(text: str) -> float:
    start = process_time()
    understand(text, CONTEXT)
    return process_time() - start


def _loading() -> None:
    if not Path("/proc/self/statm").exists():
        print("import, loading and first sentence: measured on Linux only")
        return
    ours = {name: value for name, value in os.environ.items() if name != _NOT_KEPT}
    with TemporaryDirectory() as compiled:
        ours["PYTHONPYCACHEPREFIX"] = compiled
        told = [_loaded(ours) for _ in range(LOADINGS)][1:]
    milliseconds, megabytes = min(told)
    print(
        f"import, loading and first sentence: {milliseconds} ms of CPU (best of "
        f"{len(told)}), {megabytes} MB over the interpreter"
    )


_NOT_KEPT = "PYTHONDONTWRITEBYTECODE"


def _loaded(environment: dict[str, str]) -> tuple[int, int]:
    printed = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", _LOADING],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    ).stdout.split()
    return int(printed[0]), int(printed[1])


def _others(held_out: dict[str, list[Labelled]]) -> None:
    """Top-1 only: neither has slots, thresholds or a notion of what is out of scope."""
    inside = [
        sentence
        for name, part in held_out.items()
        if f"{name}.yaml" != OUT_OF_SCOPE
        for sentence in part
    ]
    texts, intents = _training_sentences()
    _compare("rapidfuzz nearest sentence", _nearest(texts, intents), inside)
    if importlib.util.find_spec("sklearn") is None:
        print("scikit-learn: not installed, so not measured here (make comparison)")
        return
    _compare("scikit-learn TF-IDF + logistic regression", _sklearn(texts, intents), inside)


def _training_sentences() -> tuple[list[str], list[str]]:
    pairs = [(expand(template, 1)[0], template.intent) for template in read_templates()]
    return [_masked(text) for text, _ in pairs], [intent for _, intent in pairs]


def _masked(text: str) -> str:
    """Slots masked by our own grammar: the fairest input for the others too."""
    model: Model = load_model()
    seen = see(read_sentence(text), CONTEXT.buyers, CONTEXT.today, model)  # type: ignore[arg-type]
    return fold(" ".join(seen.words))


def _nearest(texts: list[str], intents: list[str]) -> Guesser:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    def guess(text: str) -> str:
        found = process.extractOne(_masked(text), texts, scorer=fuzz.ratio)
        return intents[found[2]]

    return guess


def _sklearn(texts: list[str], intents: list[str]) -> Guesser:
    from sklearn.feature_extraction.text import (  # type: ignore[import-not-found] # noqa: PLC0415
        TfidfVectorizer,
    )
    from sklearn.linear_model import (  # type: ignore[import-not-found] # noqa: PLC0415
        LogisticRegression,
    )
    from sklearn.pipeline import make_pipeline  # type: ignore[import-not-found] # noqa: PLC0415

    pipeline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=20, max_iter=60, tol=1e-3),
    )
    pipeline.fit(texts, intents)
    return lambda text: str(pipeline.predict([_masked(text)])[0])


def _compare(name: str, guess: Guesser, sentences: Sequence[Labelled]) -> None:
    right, seconds = 0, []
    for sentence in sentences:
        start = perf_counter()
        right += guess(sentence.text) == sentence.intent.value
        seconds.append(perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: top-1 {100 * right / len(sentences):.1f} %, "
        f"median {1000 * median(seconds):.2f} ms, process peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
