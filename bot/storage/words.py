"""JSON as the tables hold it: short, letters as they are."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_words(said: object) -> str:
    return _ENCODER.encode(said)


def from_words(body: str) -> Any:
    return json.loads(body)
