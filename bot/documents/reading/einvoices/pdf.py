"""A PDF: the e-invoice attached to it, else what its pages say.

Which attachment is the invoice is told by the namespace of its root, never by its name; of
several dialects the most trusted counts. The pages must show the same number and total: if
they do not, the owner is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.documents.reading import pdf_text
from bot.documents.reading.einvoices import attachments, cdar, cii, documents, ubl
from bot.documents.reading.einvoices.xml import parse
from bot.documents.reading.pages import Pages
from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Doubt, Paper, PaperKind

CII_TAG = next(iter(cii.DIALECTS))
TRUST = (CII_TAG, ubl.INVOICE, ubl.CREDIT_NOTE, *cii.DIALECTS, cdar.ROOT)
ENOUGH = 80  # signs of a page, below which it is a picture
PARTED = "[., \u00a0\u202f\u2009'’]?"  # between thousands


def read(source: Source) -> Paper:
    pages = Pages(source.path)
    found, broken = _invoices(source, pages)
    if not found:
        paper = pdf_text.read(source, pages)
        return replace(paper, doubts=(*broken, *paper.doubts))
    paper = _paper(found[0], source.name)
    others = tuple(_other(paper, each, source.name) for each in found[1:])
    doubts = (*paper.doubts, *(one for one in others if one), *_page_doubts(pages, paper))
    return replace(paper, doubts=doubts)


def _paper(root: Any, file: str) -> Paper:
    paper = documents.paper(root, file)
    is_facturx = paper.kind is PaperKind.CII
    return replace(paper, kind=PaperKind.FACTURX) if is_facturx else paper


def _invoices(source: Source, pages: Pages) -> tuple[list[Any], tuple[Doubt, ...]]:
    """The roots that are ours, the most trusted first; and what could not be read."""
    found: list[Any] = []
    broken: list[Doubt] = []
    for content in _attached(source, pages):
        try:
            root = parse(content)
        except Refused as refusal:
            if refusal.key == "doctype":
                raise
            broken.append(Doubt("broken_attachment"))
            continue
        if documents.is_order(root):
            raise Refused("order")
        if documents.speaks(root):
            found.append(root)
    return sorted(found, key=lambda root: TRUST.index(root.tag)), tuple(broken[:1])


def _attached(source: Source, pages: Pages) -> Iterable[bytes]:
    try:
        return attachments.attached(source.path)
    except (attachments.Locked, Refused):
        # pdfium mends more, and opens what only forbids printing.
        return tuple(pages.attachments())


def _other(paper: Paper, root: Any, file: str) -> Doubt | None:
    """A second invoice that says another number or sum than the one that counts."""
    first = paper.invoices[0] if paper.invoices else None
    other = next(iter(documents.paper(root, file).invoices), None)
    if first is None or other is None:
        return None
    if (first.number, first.payable) == (other.number, other.payable):
        return None
    return Doubt(
        "two_invoices",
        first.number or "",
        {"number": other.number or "", "payable": str(other.payable or "")},
    )


def _page_doubts(pages: Pages, paper: Paper) -> Iterator[Doubt]:
    """What the invoice says and no page shows."""
    if not paper.invoices:
        return
    text = pages.text()
    if len(text) < ENOUGH:
        return
    invoice = paper.invoices[0]
    about = invoice.number or ""
    if invoice.number and _bare(invoice.number) not in _bare(text):
        yield Doubt("number_not_on_page", about)
    totals = [each for each in (invoice.gross, invoice.payable) if each is not None]
    if totals and not any(_figure(total).search(text) for total in totals):
        yield Doubt("total_not_on_page", about, {"total": str(totals[0])})


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _figure(amount: Decimal) -> re.Pattern[str]:
    """The amount as French, English and German pages write it, whatever its sign."""
    whole, _, cents = f"{abs(amount):,.2f}".partition(".")
    digits = whole.replace(",", PARTED)
    decimals = f"[.,]{cents}" if cents != "00" else "(?:[.,](?:00|-))?"
    return re.compile(rf"(?<!\d){digits}{decimals}(?![.,]?\d)")
