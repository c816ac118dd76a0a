"""Pictures of a policy's figures: PNG from SVG templates, with the font embedded.

resvg drops every text silently when it finds no font: so the font is shipped, named, and
`render` refuses to work without it. A caption says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.documents.writing.layout import (
    INNER,
    MARGIN,
    MOST_LINES,
    Segment,
    day_x,
    scaled,
    segments,
)
from bot.documents.writing.palette import PALETTES
from bot.rendering import Words
from domain.money import Money
from domain.spans import InsuranceYear

FONTS = Path(__file__).resolve().parent.parent / "fonts"
FONT_FILES = [str(path) for path in sorted(FONTS.glob("*.otf"))]
FAMILY = "Inter"
SVG = "image/svg+xml"  # how a picture waits in the outbox: it is rendered when sent


class NoFont(RuntimeError):
    """The fonts are gone: a picture without words would mislead."""


def render(svg: str) -> bytes:
    """The PNG of a drawing. Raises `NoFont`."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - loaded when first needed

    if not FONT_FILES:
        raise NoFont(str(FONTS))
    return bytes(
        svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=FONT_FILES,
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )


@dataclass(frozen=True, slots=True)
class Studio:
    """Draws in one language and one theme; what it gives is an SVG, to be rendered."""

    words: Words
    theme: str = "light"

    def draw(self, name: str, **values: object) -> str:
        palette = PALETTES[self.theme]
        return self.words.draw(f"pictures/{name}.svg.j2", palette=palette, **values)

    def envelope(
        self,
        *,
        left: Money,
        maximum: Money,
        used: Money,
        expected: Money,
        year: InsuranceYear,
        on: date,
    ) -> str:
        """What is left of the year's envelope: `expected` is shown within what is left."""
        free = (left - expected).at_least(left.zero())
        parts = [
            (used, "used", "used"),
            (expected.at_most(left), "warn", "expected"),
            (free, "safe", "left_beyond" if expected else "left"),
        ]
        bar = segments(parts, maximum)
        return self.draw("envelope", left=left, maximum=maximum, bar=bar, year=year, on=on)

    def timeline(self, lines: Sequence[DutyLine], *, on: date) -> str:
        """The next deadlines, the soonest first; at most six."""
        shown = list(lines[:MOST_LINES])
        last = max([line.last_day for line in shown], default=on)
        placed = [_placed(line, on, last) for line in shown]
        return self.draw("timeline", lines=placed, on=on, more=len(lines) - len(shown))

    def aged_balance(self, buckets: Sequence[Bucket], *, on: date) -> str:
        """Open invoices by age."""
        largest = max((bucket.amount for bucket in buckets), key=lambda m: m.amount)
        total = buckets[0].amount.zero()
        for bucket in buckets:
            total += bucket.amount
        bars = [(bucket, scaled(bucket.amount, largest, INNER - 280)) for bucket in buckets]
        return self.draw("aged_balance", bars=bars, total=total, on=on)

    def exposure(self, lines: Sequence[ExposureLine], *, on: date) -> str:
        """What buyers owe against their limits; at most six, the fullest first."""
        shown = list(lines[:MOST_LINES])
        largest = max((line.scale for line in shown), key=lambda m: m.amount)
        placed = [
            (
                line,
                scaled(line.limit, largest, INNER),
                _owed(line, largest),
            )
            for line in shown
        ]
        return self.draw("exposure", lines=placed, on=on, more=len(lines) - len(shown))

    def simulation(self, pairs: Sequence[Pair], *, on: date) -> str:
        """Premium and envelope, today and as simulated."""
        bars = [
            (
                pair,
                scaled(pair.today, pair.larger, INNER - 460),
                scaled(pair.simulated, pair.larger, INNER - 460),
            )
            for pair in pairs
        ]
        return self.draw("simulation", bars=bars, on=on)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A deadline in the timeline."""

    duty: str
    buyer: str
    opens_on: date
    file_by: date
    last_day: date
    state: str
    at_stake: Money | None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    line: DutyLine
    opens_x: int
    file_by_x: int
    last_x: int
    tone: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """Open amounts of one age; `label` is a key of pictures.buckets."""

    label: str
    amount: Money
    tone: str


@dataclass(frozen=True, slots=True)
class ExposureLine:
    buyer: str
    owed: Money
    insured: Money
    limit: Money

    @property
    def scale(self) -> Money:
        return max(self.owed, self.limit, key=lambda money: money.amount)

    @property
    def over(self) -> Money:
        return (self.owed - self.insured).at_least(self.owed.zero())


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure twice; `label` is a key of labels.steps."""

    label: str
    today: Money
    simulated: Money

    @property
    def larger(self) -> Money:
        return max(self.today, self.simulated, key=lambda money: money.amount)


TONES = {"missed": "alarm", "due": "warn", "open": "warn", "upcoming": "safe"}
AXIS_X, AXIS_WIDTH = MARGIN, INNER


def _placed(line: DutyLine, first: date, last: date) -> PlacedLine:
    def place(day: date) -> int:
        return day_x(day, first, last, x=AXIS_X, width=AXIS_WIDTH)

    return PlacedLine(
        line,
        place(line.opens_on),
        place(line.file_by),
        place(line.last_day),
        TONES.get(line.state, "used"),
    )


def _owed(line: ExposureLine, largest: Money) -> list[Segment]:
    width = scaled(line.owed, largest, INNER)
    insured = line.insured.at_most(line.owed)
    parts = [(insured, "safe", "insured"), (line.over, "alarm", "not_insured")]
    return segments(parts, line.owed, width=width) if width else []
