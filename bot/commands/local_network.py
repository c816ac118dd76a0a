"""`vigie phone --lan`: this machine's addresses on the local network, and the code shown.

Only private IPv4 addresses are opened: a machine that stands on the open internet stays
closed. The QR picture holds the address with the code, so that a camera is enough.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO

from bot.rendering import Words
from bot.terminal import say

# Asked which address this machine would speak from; connecting a datagram sends nothing.
_TOWARDS = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
_BLACK_ON_WHITE, _AS_BEFORE = "\x1b[40;97m", "\x1b[0m"


def addresses() -> tuple[str, ...]:
    """The one towards the internet first."""
    found = dict.fromkeys(filter(None, map(_spoken_from, _TOWARDS)))
    return tuple(address for address in found if is_local(address))


def is_local(address: str) -> bool:
    known = ipaddress.IPv4Address(address)
    return known.is_private and not (known.is_loopback or known.is_unspecified)


def _spoken_from(target: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug, suppress(OSError):
        plug.connect((target, 9))
        return str(plug.getsockname()[0])
    return ""


def show(texts: Words, opened: Sequence[str], code: str) -> None:
    """The addresses, the code, and both as a picture."""
    spaced = f"{code[:4]} {code[4:]}"
    for address in opened:
        say(texts.line("lan_open", address=address))
    say(texts.line("lan_code", code=spaced))
    say(picture(f"{opened[0]}/?code={code}", coloured=sys.stdout.isatty()))
    say(texts.line("lan_how"))


def picture(address: str, *, coloured: bool) -> str:
    """A QR picture of half blocks: light squares are drawn, dark ones are left out.

    On a terminal its colours are set, or a bright one would show the negative.
    """
    import segno  # noqa: PLC0415 - only who opens the phone to others needs it

    drawn = StringIO()
    segno.make(address, error="l", micro=False).terminal(drawn, border=2, compact=True)
    lines = drawn.getvalue().splitlines()
    if coloured:
        lines = [f"{_BLACK_ON_WHITE}{line}{_AS_BEFORE}" for line in lines]
    return "\n".join(lines)
