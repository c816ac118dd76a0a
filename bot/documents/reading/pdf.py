"""PDFs are known by their first bytes; what reads them is imported only then."""

from __future__ import annotations

from bot.documents.reading.source import Source
from bot.ports.papers import Paper

MARK = b"%PDF-"
WITHIN = 1024  # bytes, in which the mark must stand


def recognises(source: Source) -> bool:
    return MARK in source.head[:WITHIN]


def read(source: Source) -> Paper:
    from bot.documents.reading.einvoices import pdf  # noqa: PLC0415 - pypdf and pdfium

    return pdf.read(source)
