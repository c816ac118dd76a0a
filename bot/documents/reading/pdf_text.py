"""Pages without an e-invoice: what can be read is offered, all of it marked unsure.

A label (« Net à payer », « Due date ») is looked for in each cell of the page; its value
stands in the same cell, in the next one of the line, or in the one below. A label that two
different values answer says nothing. No day and no sum is worked out from others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice

from bot.documents.reading import figures, labels, ocr
from bot.documents.reading.cells import Cell
from bot.documents.reading.pages import Pages
from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Doubt, Paper, PaperInvoice, PaperKind

ENOUGH = 40  # signs; fewer, and the pages are pictures
LONGEST = 200  # signs of a cell
Lines = Sequence[Sequence[Cell]]
Value = str | date | Decimal


def read(source: Source, pages: Pages) -> Paper:
    """Raises Refused: nothing_found, ocr_missing."""
    lines = pages.lines()
    doubts: tuple[Doubt, ...] = ()
    if sum(len(cell.text) for line in lines for cell in line) < ENOUGH:
        lines = ocr.lines(pages.picture(number) for number in pages.read[: ocr.MOST])
        doubts = (Doubt("read_by_ocr"),)
    if len(pages.read) < pages.count:
        skipped = str(pages.count - len(pages.read))
        doubts = (*doubts, Doubt("pages_unread", values={"pages": skipped}))
    return offered(lines, source.name, doubts)


def differing(one: Lines, other: Lines) -> frozenset[str]:
    """Fields that two readings of a picture tell in two ways."""
    first, second = fields(one), fields(other)
    return frozenset(
        name for name in first if name in second and first[name] != second[name]
    )


def offered(
    lines: Lines,
    file: str,
    doubts: tuple[Doubt, ...] = (),
    left_out: frozenset[str] = frozenset(),
) -> Paper:
    """What the lines say as an invoice to confirm. Raises Refused: nothing_found."""
    found = {name: value for name, value in fields(lines).items() if name not in left_out}
    if left_out:
        told = {"fields": ", ".join(sorted(left_out))}
        doubts = (*doubts, Doubt("read_in_two_ways", values=told))
    if not found.keys() & {"number", "gross", "payable", "net"}:
        raise Refused("nothing_found")
    named = frozenset(found)
    invoice = PaperInvoice(
        **found,  # type: ignore[arg-type] # each rule reads the type of its field
        is_credit=_is_credit(lines),
        estimated=named,
    )
    unsure = Doubt("unsure", invoice.number or "", {"fields": ", ".join(sorted(named))})
    return Paper(
        file=file,
        kind=PaperKind.PDF_TEXT,
        invoices=(invoice,),
        doubts=(*doubts, unsure),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """`label` may stand anywhere in a cell; `value` reads what comes after it."""

    field: str
    label: re.Pattern[str]
    value: Callable[[str], Value | None]

    @property
    def is_bare(self) -> bool:
        """« Total » alone: at the head of a column it names the sums of the items."""
        return self.field in SUMS and self.label.pattern.startswith("(?:^")


def _first(
    pattern: re.Pattern[str], read: Callable[[str], Value | None]
) -> Callable[[str], Value | None]:
    def value(text: str) -> Value | None:
        found = pattern.match(text)
        if found is None:
            return None
        try:
            return read(found[1])
        except (figures.NotAFigure, figures.NotADay):
            return None

    return value


SUMS = frozenset({"net", "vat", "gross", "prepaid", "payable"})
UNITS = re.compile(r"\b(?:EUR|euros?|USD|GBP|CHF)\b", re.IGNORECASE)
BEFORE = r"[\s:.\-–#]*(?:n[°ºo]\.?|le|du|on|of|EUR|USD|GBP|CHF|[€$£])?[\s:.]*"
AMOUNT = re.compile(
    BEFORE
    + r"([-−(]?\s?[€$£]?\s?\d{1,3}(?:[ \u00a0\u202f.,'’]?\d{3})*(?:[.,]\d{1,2})?\)?-?)"
    r"(?![\d%]|[.,]\d|\s*%)"
)
DAY = re.compile(
    BEFORE + r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
    r"|\d{1,2}(?:er|st|nd|rd|th)?[ \u00a0][^\W\d]{3,9}\.?[ \u00a0]\d{4}"
    r"|[^\W\d]{3,9}\.?[ \u00a0]\d{1,2},[ \u00a0]\d{4})(?!\d)"
)
NUMBER = re.compile(
    r"[\s:.\-–]*(?:(?:n[°ºo]\.?|num[ée]ro|number|no\.|ref\.?|#)[\s:.]*)*"
    r"((?=[\w/.\-]*\d)[\w][\w/.\-]{0,29}[\w]|\d)(?![\w/])"
)
TERMS = re.compile(r"[\s:]*([^:]{4,80})$")
CODE = re.compile(r"\w*\d\w*")  # « C012 » is an account, no name
NAME = re.compile(r"[\s:]*([^\W\d][^:@]{1,79})$")

_amount = _first(AMOUNT, lambda text: figures.amount(re.sub(r"[€$£\s]", "", text)))
_day = _first(DAY, lambda text: figures.day(re.sub(r"(?<=\d)(er|st|nd|rd|th)\b", "", text)))


def _number(text: str) -> Value | None:
    """A number, and no day."""
    found = NUMBER.match(text)
    return None if found is None or _day(text) is not None else found[1]


_terms = _first(TERMS, lambda text: text.strip())
_name = _first(NAME, lambda text: None if CODE.fullmatch(text) else text.strip())

READS: Mapping[str, Callable[[str], Value | None]] = {
    "number": _number,
    "issued_on": _day,
    "due_on": _day,
    "delivered_on": _day,
    "terms": _terms,
    "net": _amount,
    "vat": _amount,
    "gross": _amount,
    "prepaid": _amount,
    "payable": _amount,
    "buyer": _name,
    "seller": _name,
}
RULES = tuple(
    Rule(field, pattern, READS[field])
    for field, patterns in labels.LABELS
    for pattern in patterns
)


def fields(found_on: Lines) -> dict[str, Value]:
    """Each field that one value answers; a later rule only where no earlier one did."""
    lines = [[_cut(cell) for cell in line] for line in found_on]
    found: dict[str, Value] = {}
    for rule in RULES:
        values = set(_values(rule, lines)) if rule.field not in found else set()
        if len(values) == 1:
            found[rule.field] = values.pop()
    text = "\n".join(cell.text for line in lines for cell in line)
    if currency := _currency(text):
        found["currency"] = currency
    _drop_wrong_label(found)
    return found


def _cut(cell: Cell) -> Cell:
    """No label stands in the middle of a novel."""
    return cell if len(cell.text) <= LONGEST else replace(cell, text=cell.text[:LONGEST])


def _drop_wrong_label(found: dict[str, Value]) -> None:
    """A due date before the invoice's own belongs to something else; terms are kept only
    where they stand for the day.
    """
    issued, due = found.get("issued_on"), found.get("due_on")
    if isinstance(issued, date) and isinstance(due, date) and due < issued:
        del found["due_on"]
    if "due_on" in found:
        found.pop("terms", None)


def _values(rule: Rule, lines: Lines) -> Iterator[Value]:
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            label = rule.label.search(cell.text)
            if label is None:
                continue
            places = _after(lines, row, column, cell.text[label.end() :])
            within = islice(places, 1 if rule.is_bare else None)
            found = (rule.value(text) for text in within)
            value = next((each for each in found if each is not None), None)
            if value is not None:
                yield value


def _after(lines: Lines, row: int, column: int, rest: str) -> Iterator[str]:
    """Where the value of a label may stand: behind it, else beside it, else below it."""
    if re.search(r"\w", UNITS.sub("", rest)):
        yield rest
        return
    line = lines[row]
    yield line[column + 1].text if column + 1 < len(line) else ""
    for below in lines[row + 1 : row + 3]:
        under = [cell for cell in below if _overlap(cell, line[column])]
        if under:
            yield under[0].text
            return


def _overlap(one: Cell, other: Cell) -> bool:
    return one.left < other.right and other.left < one.right


def _is_credit(lines: Lines) -> bool:
    title = re.compile(r"^(?:avoir|credit note|note de cr[ée]dit)\b", re.IGNORECASE)
    return any(title.search(cell.text) for line in lines for cell in line)


CURRENCIES = {"EUR": r"€|\bEUR\b|\beuros?\b", "USD": r"\$|\bUSD\b", "GBP": r"£|\bGBP\b"}
CURRENCIES |= {"CHF": r"\bCHF\b"}


def _currency(text: str) -> str:
    """The only one that the pages name."""
    said = [code for code, sign in CURRENCIES.items() if re.search(sign, text)]
    return said[0] if len(said) == 1 else ""
