"""XML as e-invoices write it: parsed safely, asked by paths.

No entity is resolved, nothing is fetched, and a DOCTYPE is refused: no e-invoice needs one.
Paths name elements without their namespaces (`A/B`): which dialect a document speaks is
decided once, by the namespace of its root. What is written but cannot be read becomes a
doubt, and the fact stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from lxml import etree

from bot.documents.reading.source import Refused
from bot.ports.papers import Doubt

T = TypeVar("T")
DECIMAL = re.compile(r"[+-]?(?:\d{1,24}(?:\.\d{0,24})?|\.\d{1,24})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T+Z-].*)?")
PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?")  # formats 102, 203, 204
DOCTYPE = re.compile(rb"<\s*!\s*DOCTYPE", re.IGNORECASE)
LONGEST = 500  # characters of a name or number that are kept


def parse(data: bytes) -> Any:
    """The root element. Raises Refused: doctype, malformed_xml."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        # UTF-16 without its noughts reads as ASCII.
        if DOCTYPE.search(data.replace(b"\0", b"")):
            raise Refused("doctype") from None
        raise Refused("malformed_xml") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("doctype")
    return root


class Part:
    """An element and what stands below it. `doubts` gathers what could not be read."""

    __slots__ = ("doubts", "element")

    def __init__(self, element: Any, doubts: list[Doubt]) -> None:
        self.element, self.doubts = element, doubts

    def all(self, path: str) -> Iterator[Part]:
        for element in self.element.iterfind(_wild(path)):
            yield Part(element, self.doubts)

    def first(self, path: str) -> Part:
        """The first one, or a part with nothing in it."""
        found = self.element.find(_wild(path))
        return Part(etree.Element("nothing") if found is None else found, self.doubts)

    @property
    def own(self) -> str | None:
        """Its own text on one line, without control characters; None when blank."""
        text = " ".join((self.element.text or "").split())
        return "".join(sign for sign in text if sign.isprintable())[:LONGEST] or None

    def scheme(self, name: str = "schemeID") -> str:
        return (self.element.get(name) or "").strip()

    def text(self, *paths: str) -> str | None:
        """The first of these that says something."""
        return next((own for path in paths for own in self._texts(path)), None)

    def _texts(self, path: str) -> Iterator[str]:
        return (own for part in self.all(path) if (own := part.own) is not None)

    def days(self, path: str) -> tuple[date, ...]:
        found = (part.read(as_day, "unreadable_day") for part in self.all(path))
        return tuple(day for day in found if day is not None)

    def day(self, *paths: str) -> date | None:
        return next((day for path in paths for day in self.days(path)), None)

    def amount(self, path: str, currency: str | None = None) -> Decimal | None:
        """Of the same total in several currencies, the one in the document's own."""
        parts = [part for part in self.all(path) if part.own is not None]
        spoken = [part for part in parts if part.scheme("currencyID") == currency]
        unsaid = [part for part in parts if not part.scheme("currencyID")]
        others = parts if currency is None or len(parts) == 1 else []
        for part in (*spoken, *unsaid, *others):
            return part.read(as_amount, "unreadable_amount")
        return None

    def read(self, reader: Callable[[str], T | None], doubt: str) -> T | None:
        """Its text through the reader; a doubt when it says what cannot be read."""
        if self.own is None:
            return None
        found = reader(self.own)
        if found is None:
            name = etree.QName(self.element).localname
            self.doubts.append(Doubt(doubt, values={"field": name, "text": self.own[:40]}))
        return found


@cache
def _wild(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def as_amount(text: str) -> Decimal | None:
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def as_day(text: str) -> date | None:
    found = ISO_DAY.fullmatch(text) or PLAIN_DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(each) for each in found.groups()))
    except ValueError:
        return None
