"""A term of the policy where the policy says it."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from domain.errors import NoTermInForce
from domain.terms import Dated, Term

T = TypeVar("T")


def said(history: Dated[T], day: date) -> Term[T] | None:
    """None: the policy, as recorded, is silent."""
    try:
        return history.on(day)
    except NoTermInForce:
        return None
