"""A text over Telegram's limit, cut between lines where no tag is open."""

from __future__ import annotations

import re
from collections.abc import Iterator

LIMIT = 4096
TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+);")


def visible_length(html: str) -> int:
    """As Telegram counts: UTF-16 units after the tags are taken off."""
    text = ENTITY.sub("x", TAG.sub("", html))
    return len(text.encode("utf-16-le")) // 2


def pieces(html: str, limit: int = LIMIT) -> list[str]:
    """The text whole, or cut into as few pieces as the limit asks for."""
    if 2 * len(html) <= limit or visible_length(html) <= limit:
        return [html]
    cut: list[str] = []
    held = ""
    for block in _blocks(html):
        joined = f"{held}\n{block}" if held else block
        if held and visible_length(joined) > limit:
            cut.append(held)
            joined = block
        held = joined
    return [*cut, held]


def _blocks(html: str) -> Iterator[str]:
    """Runs of lines at whose end every tag is closed."""
    block: list[str] = []
    depth = 0
    for line in html.split("\n"):
        block.append(line)
        depth += sum(-1 if closing else 1 for closing, _ in TAG.findall(line))
        if depth <= 0:
            yield "\n".join(block)
            block, depth = [], 0
    if block:
        yield "\n".join(block)
