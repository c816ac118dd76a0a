"""What services keep of a buyer is dropped with the facts that change it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings

from bot.services.ages import aged_balance
from bot.services.deadlines import agenda
from bot.services.overdue import overdue_view
from bot.services.summary import summary
from domain.errors import DomainError
from domain.policy import Policy
from domain.record import Situation
from tests.domain.growing import Telling, growing, same_after_each

VIEWS: tuple[Callable[[Situation], object], ...] = (
    summary,
    overdue_view,
    agenda,
    aged_balance,
)


def views(situation: Situation) -> list[object]:
    return [_shown(view, situation) for view in VIEWS]


def _shown(view: Callable[[Situation], object], situation: Situation) -> object:
    try:
        return repr(view(situation))
    except DomainError as said:
        return repr(said)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(growing)
def test_views_carried_are_views_reckoned_anew(story: tuple[Policy, list[Telling]]) -> None:
    same_after_each(*story, views)
