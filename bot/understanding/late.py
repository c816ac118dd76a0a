"""Regular expressions compiled when first asked, so that starting up stays quick.

The grammar of figures and days has some forty large ones; a sentence without a figure
needs none of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Compiled now; what was asked is kept, so that it is asked here only once."""
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, which remembers a pattern that is asked for another method."""
    return cast("re.Pattern[str]", _Late(source, flags))
