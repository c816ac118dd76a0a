"""`vigie understand --jsonl`: one `{"text": …}` line in, one reading out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from bot.understanding.reader import understand
from bot.understanding.reading import Context, reading_to_json


class NotALine(Exception):
    """A line that is no JSON object with a text; carries its number."""

    def __init__(self, number: int) -> None:
        super().__init__(f'line {number}: expected a JSON object such as {{"text": "…"}}')
        self.number = number


def understand_lines(lines: Iterable[str], context: Context) -> Iterator[str]:
    """One line of JSON for each line; a line may carry its own today, lang and buyers."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            document = _parsed(line, number)
            reading = understand(document["text"], _context(document, context, number))
            yield json.dumps(reading_to_json(reading), ensure_ascii=False)


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise NotALine(number) from error
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        raise NotALine(number)
    return document


def _context(document: dict[str, Any], context: Context, number: int) -> Context:
    changes: dict[str, Any] = {}
    if isinstance(document.get("lang"), str):
        changes["lang"] = document["lang"]
    if isinstance(document.get("buyers"), list):
        changes["buyers"] = tuple(str(name) for name in document["buyers"])
    if isinstance(document.get("today"), str):
        try:
            changes["today"] = date.fromisoformat(document["today"])
        except ValueError as error:
            raise NotALine(number) from error
    return replace(context, **changes) if changes else context
