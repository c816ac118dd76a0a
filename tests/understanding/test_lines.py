from __future__ import annotations

import json
from datetime import date

import pytest

from bot.understanding import Context, understand_lines
from bot.understanding.lines import NotALine

CONTEXT = Context(date(2026, 11, 22), ("Leroc",))


def test_a_line_in_is_a_line_out() -> None:
    lines = ['{"text": "facture leroc 18k 60j"}', "", '{"text": "/left"}']
    readings = [json.loads(line) for line in understand_lines(lines, CONTEXT)]

    assert [reading["intent"] for reading in readings] == ["invoice_add", "indemnity_left"]
    assert readings[0]["slots"]["amount"] == "18000"
    assert readings[0]["decision"] == "confirm"


def test_a_line_may_bring_its_own_book_and_day() -> None:
    line = json.dumps(
        {"text": "dupont a payé 500 € hier", "buyers": ["Dupont"], "today": "2026-03-02"}
    )
    reading = json.loads(next(understand_lines([line], CONTEXT)))

    assert reading["slots"] == {"buyer": "Dupont", "amount": "500", "paid_on": "2026-03-01"}


@pytest.mark.parametrize(
    "line", ["facture", "[]", '{"text": 3}', '{"text": "a", "today": "x"}']
)
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(NotALine) as raised:
        list(understand_lines(['{"text": "/left"}', line], CONTEXT))

    assert raised.value.number == 2
