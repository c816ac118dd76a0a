"""Invoices that add up to a receipt: exact, bounded, and never more certain than it is."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.services.papers.sums import Sums, adding_up

cents = st.integers(1, 400).map(lambda n: Decimal(n) / 100)
few = st.lists(cents, max_size=8).map(
    lambda amounts: {f"F{n}": amount for n, amount in enumerate(amounts)}
)


def test_the_smallest_set_comes_first() -> None:
    amounts = {"a": Decimal("100.10"), "b": Decimal(50), "c": Decimal("150.10")}

    assert adding_up(amounts, Decimal("150.10")).sets == (("c",), ("a", "b"))


def test_a_cent_more_or_less_is_no_sum() -> None:
    amounts = {"a": Decimal("100.10"), "b": Decimal("50.00")}

    assert adding_up(amounts, Decimal("150.10")).only == ("a", "b")
    assert adding_up(amounts, Decimal("150.09")) == Sums()
    assert adding_up(amounts, Decimal("150.11")) == Sums()


def test_two_ways_to_add_up_are_not_one() -> None:
    amounts = {"a": Decimal(10), "b": Decimal(10)}

    assert adding_up(amounts, Decimal(10)).sets == (("a",), ("b",))
    assert adding_up(amounts, Decimal(10)).only == ()


def test_nothing_and_less_than_nothing_settle_nothing() -> None:
    assert adding_up({"a": Decimal(10)}, Decimal(0)).sets == ()
    assert adding_up({"a": Decimal(10)}, Decimal(-10)).sets == ()


def test_a_search_without_end_is_given_up_and_is_not_certain() -> None:
    amounts = {f"F{n}": Decimal(1000 + n * n) for n in range(60)}
    found = adding_up(amounts, Decimal("7000.50"))

    assert found.sets == ()
    assert not found.is_complete


@given(few, cents)
def test_it_finds_what_a_search_of_everything_finds(
    amounts: dict[str, Decimal], wanted: Decimal
) -> None:
    every = [
        chosen
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(amounts, size)
        if sum((amounts[name] for name in chosen), Decimal(0)) == wanted
    ]
    found = adding_up(amounts, wanted)

    assert set(found.sets) <= set(every)
    assert bool(found.sets) == bool(every)
    assert (found.only != ()) == (len(every) == 1)
