"""The chat's commands, understood in both languages whichever menu is shown."""

from __future__ import annotations

import re

from bot.understanding.intents import Intent

COMMANDS: dict[str, tuple[Intent, str]] = {
    "reste": (Intent.INDEMNITY_LEFT, "fr"),
    "left": (Intent.INDEMNITY_LEFT, "en"),
    "prime": (Intent.PREMIUM, "fr"),
    "premium": (Intent.PREMIUM, "en"),
    "couvert": (Intent.BUYER_COVER, "fr"),
    "covered": (Intent.BUYER_COVER, "en"),
    "facture": (Intent.INVOICE_ADD, "fr"),
    "invoice": (Intent.INVOICE_ADD, "en"),
    "echeances": (Intent.DEADLINES, "fr"),
    "deadlines": (Intent.DEADLINES, "en"),
    "point": (Intent.SUMMARY, "fr"),
    "summary": (Intent.SUMMARY, "en"),
    "aide": (Intent.HELP, "fr"),
    "help": (Intent.HELP, "en"),
}
# Says nothing of a language: the user's own stays.
_START = "start"
_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:@\w+)?(?![\w/])")


def command(folded: str) -> tuple[Intent, str | None] | None:
    """The intent of a sentence that begins with a command, and its language."""
    found = _COMMAND.match(folded)
    if found is None:
        return None
    if found["name"] == _START:
        return Intent.HELP, None
    return COMMANDS.get(found["name"])


def command_length(folded: str) -> int:
    found = _COMMAND.match(folded)
    return found.end() if found else 0
