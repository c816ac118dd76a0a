"""Who owns which characters of a sentence.

Each recogniser reads the text that the ones before it left, and owns what it understands:
a character has one owner, so "a 0,25%" can never be terms of no days beside a rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.understanding.sentence import Sentence

TAKEN = "\x00"


class Kind(StrEnum):
    IDENTIFIER = "xident"  # siren, telephone, IBAN, an article of the wording
    BUYER = "xbuyer"
    INSURER = "xinsurer"
    TERMS = "xterms"
    RATE = "xrate"
    DAY = "xday"
    PERIOD = "xperiod"
    DURATION = "xduration"
    COUNT = "xcount"
    MONEY = "xmoney"
    INVOICE = "xinvoice"
    NUMBER = "xnumber"  # a bare number: money, an invoice or nothing, as the intent has it


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: Kind
    value: Any = None
    doubt: str = ""


@dataclass(slots=True)
class Lattice:
    """`text` is the folded sentence in which owned characters are blotted out."""

    sentence: Sentence
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    has_digits: bool = False

    def __post_init__(self) -> None:
        self.text = self.sentence.folded
        self.words = frozenset(self.sentence.words())
        self.has_digits = any(character.isdigit() for character in self.text)

    def may_hold(self, words: frozenset[str]) -> bool:
        """Whether it is worth looking: a digit, or one of these words."""
        return self.has_digits or not words.isdisjoint(self.words)

    def own(self, span: Span) -> None:
        self.spans.append(span)
        blot = TAKEN * (span.end - span.start)
        self.text = f"{self.text[: span.start]}{blot}{self.text[span.end :]}"
        if span.doubt and span.doubt not in self.doubts:
            self.doubts.append(span.doubt)

    def of(self, *kinds: Kind) -> list[Span]:
        return sorted(
            (span for span in self.spans if span.kind in kinds), key=lambda span: span.start
        )

    def mentions(self) -> list[Any]:
        """Buyers of the book that were named; strangers have no value."""
        return [span.value for span in self.of(Kind.BUYER) if span.value is not None]

    def before(self, span: Span, width: int = 28) -> str:
        """The words just before a span, owned or not."""
        return self.sentence.folded[max(0, span.start - width) : span.start]

    def after(self, span: Span, width: int = 28) -> str:
        return self.sentence.folded[span.end : span.end + width]

    def masked(self) -> str:
        """The folded sentence with each owned span replaced by the name of its kind."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        position = 0
        folded = self.sentence.folded
        for span in sorted(self.spans, key=lambda owned: owned.start):
            yield folded[position : span.start]
            yield f" {span.kind.value} "
            position = span.end
        yield folded[position:]
