"""`vigie understand`: what was understood, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.terminal import say, warn
from bot.understanding import BuyerIndex, Context, Reading, reading_to_json, understand

LONGEST = 64_000


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
        return _lines(sys.stdin, context)
    sentences = [" ".join(texts)] if texts else [line.strip() for line in sys.stdin]
    for sentence in sentences:
        _show(sentence, understand(sentence[:LONGEST], context), as_json=as_json)
    return 0


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
            document = reading_to_json(understand(text[:LONGEST], context))
            say(json.dumps(document, ensure_ascii=False))
    return code


def _text_of(line: str) -> str | None:
    try:
        document = json.loads(line)
    except ValueError:
        return None
    text = document.get("text") if isinstance(document, dict) else None
    return text if isinstance(text, str) else None


def _show(sentence: str, reading: Reading, *, as_json: bool) -> None:
    document = reading_to_json(reading)
    if as_json:
        say(json.dumps({"text": sentence, **document}, ensure_ascii=False))
        return
    for line in _plain(document):
        say(line)


def _plain(document: dict[str, object]) -> Iterator[str]:
    yield f"{document['intent']} · {document['decision']} · {document['confidence']}"
    slots = document["slots"]
    assert isinstance(slots, dict)  # noqa: S101 - our own document
    for name, value in slots.items():
        yield f"  {name}: {value}"
    if document["choices"]:
        yield f"  ? {document['choices']}"
