"""Golden dialogues: whole conversations, as they are read.

`make golden` rewrites them; the diff is what is reviewed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conversation import replay, scene

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
async def test_conversation_is_as_written(path: Path) -> None:
    script = path.read_text("utf-8")  # noqa: ASYNC240 - a test waits for its own file
    lang = path.stem[:2]
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang=lang)
        came_out = await replay(script, stage, visitor)
    if os.environ.get("VIGIE_GOLDEN") == "rewrite":
        path.write_text(came_out, "utf-8")  # noqa: ASYNC240

    assert came_out == path.read_text("utf-8")  # noqa: ASYNC240


def test_there_are_conversations_in_both_languages() -> None:
    languages = {path.stem[:2] for path in GOLDEN}

    assert languages == {"fr", "en"}
