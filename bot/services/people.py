"""A person's e-mail address: where what nobody has seen is written to."""

from __future__ import annotations

import re

# No more than what a mail server must be told; the rest is the server's business.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
LONGEST = 254


def is_address(text: str) -> bool:
    return len(text) <= LONGEST and bool(ADDRESS.fullmatch(text))


def address_in(text: str) -> str | None:
    """The one address a sentence holds; None when there is none, or several."""
    found = [match.group().rstrip(".") for match in ADDRESS.finditer(text)]
    return found[0] if len(found) == 1 and is_address(found[0]) else None
