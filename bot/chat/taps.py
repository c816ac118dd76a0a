"""The shape of each button's data: a button of an older Vigie, or of nobody's, is told
from ours before anything is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - 64 bits


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_hour(text: str) -> bool:
    try:
        datetime.strptime(text, "%H%M")  # noqa: DTZ007 - an hour has no zone of its own
    except ValueError:
        return False
    return len(text) == len("0900")


def _is_short(text: str) -> bool:
    return 0 < len(text) <= 8  # noqa: PLR2004 - a way of sending, beside long numbers


KINDS: dict[str, Callable[[str], bool]] = {
    "n": _is_number,
    "d": _is_day,
    "h": _is_hour,
    "w": bool,
    "s": _is_short,
}
SHAPES = {
    **dict.fromkeys(("seen", "duty", "history", "waits", "noted", "judged"), "nn"),
    **dict.fromkeys(("ok", "fix", "no", "new", "basis", "found"), "n"),
    **dict.fromkeys(("done", "snooze", "file", "terms"), "nn"),
    **dict.fromkeys(("field", "buyer", "facts", "late", "hour", "first", "which"), "nw"),
    **dict.fromkeys(("ask", "why", "word", "speak", "theme", "pic", "rest"), "w"),
    **dict.fromkeys(("siren", "register"), "w"),
    "entity": "nns",
    **dict.fromkeys(("hours", "policy", "quiet"), ""),
    "pick": "nww",
    "undo": "wn",
    "lines": "nn",
    **dict.fromkeys(("next", "columned"), "n"),
    "columns": "nn",
    "column": "nnn",
    "meant": "nnw",
    **dict.fromkeys(("paper", "reply", "mend"), "nw"),
    "by": "nns",
    "other": "nns",
    "came": "nnds",
    "saw": "nd",
    "ics": "",
    "email": "",
    "release": "",
    "feed": "n",
    "unfeed": "n",
    "told": "w",
    "ack": "nw",
    **dict.fromkeys(("of", "sim"), "ww"),
    "claims": "n",
    **dict.fromkeys(("give", "mail"), "nww"),
    **dict.fromkeys(("letters", "piece"), "nw"),
    "join": "nww",
    "drop": "nn",
    "posted": "nwd",
    "export": "w",
    "blank": "n",
    "at": "h",
}


def fits(tap: str) -> bool:
    """Whether the arguments are as many and of the kind that its verb takes; a verb not
    listed here is for others to know.
    """
    verb, *arguments = tap.split(":")
    shape = SHAPES.get(verb)
    if shape is None:
        return True
    return len(arguments) == len(shape) and all(
        KINDS[kind](argument) for kind, argument in zip(shape, arguments, strict=True)
    )
