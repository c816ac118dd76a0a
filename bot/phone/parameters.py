"""What a bot sends with a call: plain values, JSON inside strings, and files.

Bots send forms, JSON bodies, query strings or multipart; whichever it was, values may come
as strings ("true", "12", "[…]") or as themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.phone.refusals import BadRequest

_NUMBER = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Parameters:
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def integer(self, name: str, default: int, least: int, most: int) -> int:
        """A number brought between its bounds; the default when it is none."""
        digits = _NUMBER.match(self.text(name).strip())
        return max(least, min(most, int(digits[0]))) if digits else default

    def identifier(self, name: str) -> int:
        """An id; 0 when it is absent or no number."""
        return self.integer(name, 0, -(1 << 52), 1 << 52)

    def json(self, name: str, what: str) -> Any:
        """A value that may come as JSON in a string; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise BadRequest(f"can't parse {what} JSON object") from None

    def listed(self, name: str, what: str) -> list[Any]:
        value = self.json(name, what)
        return value if isinstance(value, list) else []
