"""Pictures: readable in both themes and languages, never larger than a phone shows."""

from __future__ import annotations

import re
import struct
from datetime import date
from itertools import product

import pytest

from bot.documents.writing import pictures
from bot.documents.writing.layout import INNER, MARGIN, day_x, scaled, segments
from bot.documents.writing.palette import DARK, LIGHT, Palette, contrast
from bot.documents.writing.pictures import (
    Bucket,
    DutyLine,
    ExposureLine,
    NoFont,
    Pair,
    Studio,
    render,
)
from bot.rendering import words
from domain.money import euros
from domain.spans import InsuranceYear

DAY = date(2026, 11, 22)
YEAR = InsuranceYear.of(date(2026, 2, 1), DAY)
DRESSES = list(product(("fr", "en"), ("light", "dark")))
HOSTILE = "Dupont & Fils #1 *Sud* @Lyon $ <a> {{7*7}}"


def all_pictures(studio: Studio) -> dict[str, str]:
    duty = DutyLine(
        "intervention_request",
        HOSTILE,
        date(2026, 11, 24),
        date(2026, 12, 24),
        date(2026, 12, 24),
        "open",
        euros("43200"),
    )
    return {
        "envelope": studio.envelope(
            left=euros("510000"),
            maximum=euros("600000"),
            used=euros("90000"),
            expected=euros("43200"),
            year=YEAR,
            on=DAY,
        ),
        "timeline": studio.timeline([duty] * 8, on=DAY),
        "no_deadline": studio.timeline([], on=DAY),
        "aged_balance": studio.aged_balance(
            [
                Bucket("not_due", euros("77000"), "safe"),
                Bucket("older", euros("0"), "alarm"),
            ],
            on=DAY,
        ),
        "exposure": studio.exposure(
            [ExposureLine(HOSTILE, euros("15000"), euros("0"), euros("0"))] * 7, on=DAY
        ),
        "simulation": studio.simulation(
            [
                Pair("premium", euros("20000"), euros("24000")),
                Pair("maximum_liability", euros("600000"), euros("720000")),
            ],
            on=DAY,
        ),
    }


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("lang", "theme"), DRESSES)
def test_every_picture_fits_a_phone(lang: str, theme: str) -> None:
    drawn = all_pictures(Studio(words(lang), theme))
    sizes = {name: size(render(svg)) for name, svg in drawn.items()}

    assert {width for width, _ in sizes.values()} == {1080}
    assert max(height for _, height in sizes.values()) <= 1280


def test_words_are_drawn_and_not_dropped() -> None:
    """resvg leaves texts out without a word when it knows no font."""
    svg = all_pictures(Studio(words("fr")))["envelope"]
    without = re.sub(r"<text.*?</text>", "", svg)

    assert len(render(svg)) > 2 * len(render(without))


def test_without_fonts_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "FONT_FILES", [])

    with pytest.raises(NoFont):
        render("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>")


def test_a_hostile_name_is_drawn_as_written() -> None:
    svg = all_pictures(Studio(words("fr")))["exposure"]

    assert "Dupont &amp; Fils #1 *Sud* @Lyon $ &lt;a&gt; {{7*7}}" in svg


def test_the_figure_is_said_in_the_picture() -> None:
    french = all_pictures(Studio(words("fr")))["envelope"]
    english = all_pictures(Studio(words("en")))["envelope"]

    assert "510\u202f000\u00a0€" in french
    assert "restent sur 600\u202f000\u00a0€" in french
    assert "€510,000" in english


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(palette: Palette) -> None:
    on_card = [
        palette.ink,
        palette.quiet,
        palette.safe,
        palette.used,
        palette.warn,
        palette.alarm,
    ]

    assert min(contrast(colour, palette.card) for colour in on_card) >= 4.5


def test_contrast_is_reckoned_as_published() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#b45f06", "#fbe8cf"), 1) == 3.8
    assert round(contrast("#8f4d04", "#fbe8cf"), 1) == 5.4


def test_parts_of_a_bar_are_in_proportion() -> None:
    bar = segments(
        [(euros("90000"), "used", "used"), (euros("510000"), "safe", "left")],
        euros("600000"),
    )

    assert [(part.x, part.width) for part in bar] == [(60, 144), (204, 816)]


def test_a_part_of_one_euro_is_still_seen() -> None:
    bar = segments([(euros("1"), "used", "used")], euros("600000"))

    assert bar[0].width == 6


def test_nothing_has_no_length() -> None:
    assert scaled(euros("0"), euros("100"), 500) == 0
    assert scaled(euros("5"), euros("0"), 500) == 0
    assert scaled(euros("200"), euros("100"), 500) == 500


def test_days_outside_the_axis_stand_at_its_ends() -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 11)

    assert day_x(date(2026, 10, 1), first, last, x=MARGIN, width=INNER) == 60
    assert day_x(date(2026, 11, 6), first, last, x=MARGIN, width=INNER) == 540
    assert day_x(date(2027, 1, 1), first, last, x=MARGIN, width=INNER) == 1020
