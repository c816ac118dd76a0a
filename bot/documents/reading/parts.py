"""Which files belong together: a ledger export may be split (SirenFECAAAAMMJJ_1, _2).

Files given together whose names say the same SIREN and the same closing day, each with a
part of its own, are one ledger, in the order of their parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

NAME = re.compile(r"(\d{9}FEC\d{8})_(\d{1,3})(?!\d)", re.IGNORECASE)


def together(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """The files in the order in which they were given, parts at the place of the first."""
    groups: dict[object, list[tuple[int, Path]]] = {}
    for place, path in enumerate(paths):
        found = NAME.match(path.name)
        key: object = found[1].upper() if found else place
        groups.setdefault(key, []).append((int(found[2]) if found else 0, path))
    every: list[tuple[Path, ...]] = []
    for parts in groups.values():
        numbers = [number for number, _ in parts]
        if len(set(numbers)) < len(numbers):  # the same part twice: each for itself
            every += [(path,) for _, path in parts]
        else:
            every.append(tuple(path for _, path in sorted(parts)))
    return every
