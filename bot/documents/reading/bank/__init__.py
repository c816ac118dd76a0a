"""Bank statements in XML: CAMT.053, any version. Those in CSV are tables."""

from __future__ import annotations

from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Paper

MESSAGES = b"urn:iso:std:iso:20022:tech:xsd:camt."
STATEMENT = MESSAGES + b"053."
INTRADAY = (MESSAGES + b"052.", MESSAGES + b"054.")


def recognises(source: Source) -> bool:
    head = source.head.replace(b"\0", b"")
    return any(message in head for message in (STATEMENT, *INTRADAY))


def read(source: Source) -> Paper:
    from bot.documents.reading.bank import camt  # noqa: PLC0415 - lxml

    if STATEMENT not in source.head.replace(b"\0", b""):
        raise Refused("camt_intraday")  # 052 and 054 say the same receipts again
    return camt.read(source)
