"""« Pourquoi ? » : each ground once, with the invoices it strikes."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from bot.services.refusals import explained
from domain.cover import Ground
from domain.facts import Decision
from domain.money import euros
from tests.services.book import LEROC, seen_on

LONG = "  - {on: 2026-01-10, fact: invoice, buyer: Leroc, number: L2, net: 1000, vat: 200, delivered_on: 2026-01-10, due_on: 2026-06-30}\n"
CUT = "  - {on: 2026-02-20, fact: limit_decision, buyer: Leroc, decision: cancelled, code: R12, reference: D-7}\n"


def test_a_ground_names_the_invoices_it_strikes() -> None:
    view = explained(seen_on("2026-02-10", LEROC, LONG), "Leroc")

    (one,) = view.grounds
    assert one.refusal.ground is Ground.TERM_TOO_LONG
    assert one.refusal.clause == "art. 6"
    assert one.invoices == ("L2",)
    assert not one.is_today


def test_a_cancelled_limit_strikes_new_deliveries_and_keeps_its_code() -> None:
    view = explained(seen_on("2026-02-28", LEROC, CUT), "Leroc")

    (one,) = view.grounds
    assert one.refusal.ground is Ground.LIMIT_CANCELLED
    assert one.is_today
    assert one.invoices == ()
    assert view.decision is not None
    assert (view.decision.decision, view.decision.code) == (Decision.CANCELLED, "R12")
    assert view.above_limit == euros(0)


def test_above_the_limit_is_no_ground_and_is_said() -> None:
    more = "  - {on: 2026-01-20, fact: invoice, buyer: Leroc, number: L3, net: 30000, vat: 6000, delivered_on: 2026-01-20, due_on: 2026-03-20}\n"
    view = explained(seen_on("2026-02-10", LEROC, more), "Leroc")

    assert view.grounds == ()
    assert view.above_limit == euros(30_000)
