"""Which dialect an XML document speaks, by the namespace of its root; and what it says."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bot.documents.reading.einvoices import cdar, cii, ubl
from bot.documents.reading.einvoices.xml import parse
from bot.documents.reading.source import Refused
from bot.ports.papers import Paper, PaperKind


def speaks(root: Any) -> bool:
    """Whether this is one of our documents: an invoice or a life-cycle message."""
    return root.tag in {*cii.DIALECTS, ubl.INVOICE, ubl.CREDIT_NOTE, cdar.ROOT}


def is_order(root: Any) -> bool:
    return bool(etree.QName(root).localname.startswith(cii.ORDER))


def paper(root: Any, file: str) -> Paper:
    """Raises Refused: order, xml_unknown."""
    if root.tag == cdar.ROOT:
        return _message(root, file)
    if root.tag in cii.DIALECTS:
        dialect = cii.DIALECTS[root.tag]
        kind, (invoice, doubts) = dialect.kind, cii.invoice(root, dialect)
    elif root.tag in {ubl.INVOICE, ubl.CREDIT_NOTE}:
        kind, (invoice, doubts) = PaperKind.UBL, ubl.invoice(root)
    else:
        if is_order(root):
            raise Refused("order")
        raise Refused("xml_unknown", root=etree.QName(root).localname[:60])
    return Paper(file=file, kind=kind, invoices=(invoice,), doubts=doubts)


def _message(root: Any, file: str) -> Paper:
    payments, events, seller, doubts = cdar.message(root)
    return Paper(
        file=file,
        kind=PaperKind.CDAR,
        payments=payments,
        events=events,
        owner_id=seller,
        doubts=doubts,
    )


def from_bytes(data: bytes, file: str) -> Paper:
    return paper(parse(data), file)
