"""Names of files: what every telephone and computer can write."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str, otherwise: str = "x") -> str:
    """« Dupont & Fils » → dupont-fils; `otherwise` where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return OTHER.sub("-", plain.lower()).strip("-")[:LONGEST].strip("-") or otherwise
