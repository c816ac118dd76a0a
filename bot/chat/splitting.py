"""A text over Telegram's limit, cut between lines where no tag is open; what is longer
than that by itself, wherever it must be, its tags closed and opened again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LIMIT = 4096
TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+);")
TOKEN = re.compile(r"</?[a-z-]+[^>]*>|&(?:lt|gt|amp|quot|#\d+);|.", re.DOTALL)


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
    return [part for piece in [*cut, held] for part in _parts(piece, limit)]


def _parts(html: str, limit: int) -> Iterator[str]:
    if visible_length(html) <= limit:
        yield html
        return
    held, length, tags = "", 0, list[str]()
    for line in html.splitlines(keepends=True):
        room = 0 if visible_length(line) + length > limit else limit
        for token in TOKEN.findall(line):
            size = visible_length(token)
            if length and size and length + size > (room or length):
                yield (held + _closed(tags)).strip()
                held, length, room = "".join(tags), 0, limit
            held, length = held + token, length + size
            if tag := TAG.fullmatch(token):
                tags = tags[:-1] if tag[1] else [*tags, token]
    yield held.strip()


def _closed(tags: list[str]) -> str:
    names = (tag[2] for one in reversed(tags) if (tag := TAG.fullmatch(one)))
    return "".join(f"</{name}>" for name in names)


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
