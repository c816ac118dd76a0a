from __future__ import annotations

import pytest

from bot.services.pages import page


@pytest.mark.parametrize(
    ("count", "number", "shown", "following"),
    [
        (0, 1, [], 0),
        (6, 1, [0, 1, 2, 3, 4, 5], 0),
        (7, 1, [0, 1, 2, 3, 4, 5], 2),
        (7, 2, [6], 0),
        (7, 9, [6], 0),  # the list got shorter since the button was shown
    ],
)
def test_six_lines_a_page(
    count: int, number: int, shown: list[int], following: int
) -> None:
    found = page(range(count), number)

    assert list(found.lines) == shown
    assert found.following == following
    assert found.count == count
