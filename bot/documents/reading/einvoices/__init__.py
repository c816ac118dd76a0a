"""E-invoices: CII, UBL, ZUGFeRD 1, and the life-cycle messages about them.

This reader takes XML files; `pdf` those within a PDF. It takes every XML that no other
reader knows, to say what it is and why it is refused.
"""

from __future__ import annotations

from bot.documents.reading.source import Source
from bot.ports.papers import Paper

MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
PAGES = (b"<!doctype html", b"<html")  # some software calls such a page a workbook
BANK = b"urn:iso:std:iso:20022:tech:xsd:camt."


def recognises(source: Source) -> bool:
    """By the first sign after a byte order mark: an XML file begins with « < »."""
    head = source.head.replace(b"\0", b"")
    for mark in MARKS:
        head = head.removeprefix(mark)
    start = head.lstrip()[:20].lower()
    return start.startswith(b"<") and not start.startswith(PAGES) and BANK not in head


def read(source: Source) -> Paper:
    from bot.documents.reading.einvoices import documents  # noqa: PLC0415 - lxml

    return documents.from_bytes(source.path.read_bytes(), source.name)
