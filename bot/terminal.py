"""Words on a terminal: which language, and how messages look without markup."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper

from bot.logs import redacted
from bot.rendering import LANGUAGES, Words
from bot.settings import Fault

TAGS = re.compile(r"</?[a-z][^>]*>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#34;", '"'))


def language(arguments: Sequence[str]) -> str:
    """`--lang`, else the terminal's own; French for one we do not speak."""
    for before, after in zip(arguments, [*arguments[1:], ""], strict=True):
        chosen = before.partition("=")[2] if before.startswith("--lang=") else after
        if before.split("=")[0] == "--lang" and chosen in LANGUAGES:
            return chosen
    spoken = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    )
    return "en" if (spoken or "").startswith("en") else "fr"


def plain(html: str) -> str:
    """A message as a terminal shows it."""
    text = TAGS.sub("", html)
    for entity, sign in ENTITIES:
        text = text.replace(entity, sign)
    return text.replace("&amp;", "&")


def speak_plainly() -> None:
    """A terminal that lacks a letter shows a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """On standard error, where no token and no password may stand either."""
    sys.stderr.write(f"{redacted(text)}\n")
    sys.stderr.flush()


def say_faults(texts: Words, faults: Iterable[Fault]) -> None:
    warn(texts.line("bad_configuration"))
    for fault in faults:
        reason = texts.line(
            f"faults.{fault.key}", variable=fault.variable, needs=fault.needs
        )
        warn(f"  {fault.variable}: {reason}")
