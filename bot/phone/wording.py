"""A message's text as Telegram takes it: parsed, trimmed, measured, its commands found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.phone import refusals
from bot.phone.entities import HtmlReader, units
from bot.phone.refusals import BadRequest, Json

TEXT_LIMIT, CAPTION_LIMIT, ENTITY_LIMIT = 4096, 1024, 100
_SENT_LIMIT = 1 << 15  # bytes, before any parsing

Formatted = tuple[str, list[Json]]

_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])"),
    "url": re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]]"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
}


def text_of_message(text: str, parse_mode: str, entities: Sequence[Json]) -> Formatted:
    if not text:
        raise BadRequest(refusals.TEXT_IS_EMPTY)
    said = _formatted(text, parse_mode, entities)
    if not said[0]:
        raise BadRequest(refusals.TEXT_HAS_NOTHING)
    if units(said[0]) > TEXT_LIMIT:
        raise BadRequest(refusals.TEXT_TOO_LONG)
    return said


def text_of_caption(text: str, parse_mode: str, entities: Sequence[Json]) -> Formatted:
    said = _formatted(text, parse_mode, entities)
    if units(said[0]) > CAPTION_LIMIT:
        raise BadRequest(refusals.CAPTION_TOO_LONG)
    return said


def text_of_person(text: str) -> Formatted:
    """What a person typed: no markup, but commands and addresses are recognised."""
    return _with_found(*_trimmed(text, []))


def _formatted(text: str, parse_mode: str, entities: Sequence[Json]) -> Formatted:
    if len(text.encode()) > _SENT_LIMIT:
        raise BadRequest("text is too long")
    match parse_mode.lower():
        case "html" if text:
            said = HtmlReader(text).read()
        case "" | "none" | "html":
            said = text, [dict(entity) for entity in entities]
        case _:
            # Hypothesis: Vigie speaks HTML only; Markdown is refused rather than half read.
            raise BadRequest("unsupported parse_mode")
    return _with_found(*_trimmed(*said))


def _trimmed(text: str, entities: list[Json]) -> Formatted:
    """Without the spaces around it; an entity keeps what is left of it."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.replace("\r", ""))
    ends = text.rstrip(" \n\t")
    first = min((entity["offset"] for entity in entities), default=len(text))
    begins = min(len(ends) - len(ends.lstrip(" \n\t")), first)
    kept, length = ends[begins:], units(ends)
    shortened = [_within(entity, begins, length) for entity in entities]
    alive = [entity for entity in shortened if entity["length"] > 0]
    return kept, alive[:ENTITY_LIMIT]


def _within(entity: Json, begins: int, length: int) -> Json:
    inside = min(entity["length"], length - entity["offset"])
    return {**entity, "offset": entity["offset"] - begins, "length": inside}


def _with_found(text: str, entities: list[Json]) -> Formatted:
    """Add what Telegram finds by itself where no link or code stands already."""
    if "/" not in text and "@" not in text and "www." not in text:
        return text, entities
    taken = [e for e in entities if e["type"] in ("text_link", "code", "pre")]
    for kind, pattern in _FOUND.items():
        for found in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": units(text[: found.start()]),
                "length": units(found[0]),
            }
            if not any(_overlap(entity, other) for other in taken):
                taken.append(entity)
                entities = [*entities, entity]
    return text, sorted(entities, key=lambda e: (e["offset"], -e["length"]))[:ENTITY_LIMIT]


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
