"""Write the figures into docs/understanding.md: `python -m bot.understanding.report`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.understanding.gates import HEADINGS, Figures, measure, rows, sets, with_typo

ROOT = Path(__file__).parents[2]
HELD_OUT = ROOT / "tests" / "understanding" / "held_out"
DOCUMENT = ROOT / "docs" / "understanding.md"
BEGINS, ENDS = "<!-- figures: begin -->", "<!-- figures: end -->"
MOST_CONFUSIONS = 20


def table(headings: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def figures() -> Iterator[str]:
    held_out = sets(HELD_OUT)
    measured = {name: measure(part) for name, part in held_out.items()}
    yield from table(HEADINGS, (tuple(row) for row in rows(measured)))
    yield ""
    yield _typo_line(measured, {n: measure(map(with_typo, p)) for n, p in held_out.items()})
    total = sum_of(measured)
    yield ""
    yield _money_line(total)
    yield ""
    pairs = total.confusions.most_common(MOST_CONFUSIONS)
    lines = ((meant, done, str(count)) for (meant, done), count in pairs)
    yield from table(("meant", "acted on as", "times"), lines)
    yield ""
    slots = ((name, str(count)) for name, count in total.slot_errors.most_common())
    yield from table(("slot, the intent being given", "times"), slots)


def _money_line(total: Figures) -> str:
    wrong = total.counts["wrong amount"]
    strayed = total.counts["insurer's money as payment"]
    told = total.counts["insurer's money"]
    return f"Wrong amounts: {wrong}. Insurer's money as a payment: {strayed} of {told}."


def sum_of(measured: Mapping[str, Figures]) -> Figures:
    total = Figures()
    for part in measured.values():
        total = total.add(part)
    return total


def _typo_line(plain: Mapping[str, Figures], slipped: Mapping[str, Figures]) -> str:
    before, after = sum_of(plain).share("top-1"), sum_of(slipped).share("top-1")
    return f"One typo a sentence: top-1 {before:.1f} % → {after:.1f} % over all sets."


def main() -> int:
    text = DOCUMENT.read_text("utf-8")
    head, _, rest = text.partition(BEGINS)
    _, _, tail = rest.partition(ENDS)
    body = "\n".join(figures())
    DOCUMENT.write_text(f"{head}{BEGINS}\n{body}\n{ENDS}{tail}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
