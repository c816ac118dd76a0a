"""Money is never silently wrong: every written amount gives its value, or none at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bot.understanding import Context, Intent, read_as

CONTEXT = Context(date(2026, 11, 22), ("Leroc",))
AMOUNTS = yaml.load(
    Path(__file__).with_name("amounts.yaml").read_text("utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506
)["amounts"]


@pytest.mark.parametrize(("written", "worth"), AMOUNTS)
def test_amount_is_what_was_written(written: str, worth: str) -> None:
    amount = read_as(written, Intent.PAYMENT_ADD, CONTEXT).slots.amount

    assert amount == (None if worth == "-" else Decimal(worth))


def test_the_list_is_long_enough() -> None:
    assert len(AMOUNTS) >= 400
