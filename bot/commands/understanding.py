"""`vigie understand`: what was understood, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.rendering import words
from bot.terminal import say, warn
from bot.understanding import BuyerIndex, Context, Reading, reading_to_json, understand

LONGEST = 64_000
PROMISED = ("intent", "decision", "slots", "choices", "confidence")


def understand_texts(
    texts: Sequence[str],
    buyers: Sequence[str],
    today: date | None,
    lang: str,
    *,
    jsonl: bool,
    as_json: bool,
) -> int:
    # The command line is the one place besides the clock that may look at today.
    context = Context(today or date.today(), BuyerIndex(buyers), lang)  # noqa: DTZ011
    if jsonl:
        return _lines(_standard_input(), context)
    lines = [" ".join(texts)] if texts else [line.strip() for line in _standard_input()]
    readings = [understand(line[:LONGEST], context) for line in lines if line]
    if not readings:
        warn(words(lang).line("no_text"))
        return 2
    if as_json:
        documents = [understood(reading) for reading in readings]
        whole = documents if len(documents) > 1 else documents[0]
        say(json.dumps(whole, ensure_ascii=False))
    else:
        for line in (line for reading in readings for line in _plain(reading)):
            say(line)
    return 0


def understood(reading: Reading) -> dict[str, object]:
    """What INTERFACES promises of a reading, and nothing besides."""
    document = reading_to_json(reading)
    return {key: document[key] for key in PROMISED}


def _standard_input() -> Iterator[str]:
    """Line by line; bytes that are no UTF-8 do not stop the lines after them."""
    raw = getattr(sys.stdin, "buffer", None)
    if raw is None:
        yield from sys.stdin
        return
    for line in raw:
        yield line.decode("utf-8", "replace")


def _lines(lines: Iterable[str], context: Context) -> int:
    """One JSON line in, one out; a line that is none is answered by an error."""
    code = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text = _text_of(line)
        if text is None:
            code = 2
            warn(f'stdin:{number}: {{"text": …}} ?')
            say(json.dumps({"error": "not a JSON object with a text", "line": number}))
        else:
            document = understood(understand(text[:LONGEST], context))
            say(json.dumps(document, ensure_ascii=False))
    return code


def _text_of(line: str) -> str | None:
    try:
        document = json.loads(line)
    except ValueError:
        return None
    text = document.get("text") if isinstance(document, dict) else None
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else None


def _plain(reading: Reading) -> Iterator[str]:
    document = reading_to_json(reading)
    yield f"{document['intent']} · {document['decision']} · {document['confidence']}"
    for name, value in reading.slots.to_json().items():
        yield f"  {name}: {value}"
    if document["choices"]:
        yield f"  ? {document['choices']}"
