"""The ledger export of French law (FEC, fichier des écritures comptables).

Read in one pass: the whole ledger is checked (amounts, days, debits equal credits), of the
customers' accounts everything is kept. The name of the file says whose books they are:
SIREN, FEC, closing day, and a part where the export was split (`_1`, `_2`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from bot.documents.reading.encodings import encoding_of
from bot.documents.reading.fec.facts import Facts, euros, facts_of
from bot.documents.reading.fec.gathering import Gathering, without_collector
from bot.documents.reading.fec.header import Header, header_of
from bot.documents.reading.fec.ledger import Ledger
from bot.documents.reading.fec.lines import chunks
from bot.documents.reading.figures import NotADay, day
from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Doubt, Paper, PaperKind

NAME = re.compile(r"(\d{9})FEC(\d{8})(?:_(\d+))?", re.IGNORECASE)
LINES_BEFORE_HEADER = 3
LONGEST_YEAR = 731  # days: a first accounting year may take up to two calendar years
MOST_LINES_TOLD = 5


def recognises(source: Source) -> bool:
    """By its header, whatever it is called."""
    try:
        return _header(source) is not None
    except Refused:
        return True  # a header of the law, with columns missing


def read(source: Source) -> Paper:
    return read_parts([source])


def read_parts(sources: Sequence[Source]) -> Paper:
    """One ledger, whole or split over several files."""
    with without_collector():
        return _read(sources)


def _read(sources: Sequence[Source]) -> Paper:
    gathering = Gathering()
    encoding = ""
    for source in sources:
        found = _header(source)
        if found is None:
            raise Refused("fec_no_header")
        header, skipped, encoding = found
        gathering.add(_behind(chunks(source, encoding), skipped), header, skipped)
    ledger = gathering.end()
    return _paper(sources, ledger, encoding)


def _header(source: Source) -> tuple[Header, int, str] | None:
    """The header, the lines up to it, the encoding of its bytes."""
    encoding = encoding_of(source.head)
    head = source.head
    if encoding.startswith("utf-16"):
        head = head.decode(encoding, "replace").encode()
    if b"\0" in head[:1000]:
        return None
    lines = [line for line in head.replace(b"\r", b"\n").split(b"\n") if line.strip()]
    for place, line in enumerate(lines[:LINES_BEFORE_HEADER]):
        inner = "utf-8" if encoding.startswith("utf-16") else encoding
        if header := header_of(line, inner):
            return header, place + header.stands, encoding
    return None


def _behind(pieces: Iterator[bytes], skipped: int) -> Iterator[bytes]:
    """Without the first lines that are not blank."""
    first = next(pieces, b"")
    while skipped:
        line, _, first = first.partition(b"\n")
        skipped -= bool(line.strip())
        if not first:
            break
    return chain([first], pieces)


def _paper(sources: Sequence[Source], ledger: Ledger, encoding: str) -> Paper:
    siren, closing, _ = _named(sources[0].name)
    parts = [_named(source.name)[2] for source in sources]
    is_part = bool(parts[0]) and (
        len(parts) == 1 or parts != [str(number) for number in range(1, len(parts) + 1)]
    )
    if not ledger.lines:
        raise Refused("fec_empty")
    if ledger.debit != ledger.credit and not is_part:
        raise Refused(
            "fec_unbalanced",
            debit=str(euros(ledger.debit)),
            credit=str(euros(ledger.credit)),
            line=str(min(ledger.uneven, default=0)),
        )
    if encoding not in {"utf-8-sig", "utf-8"} or ledger.sample:
        encoding = _inner(encoding, ledger)
    about = tuple(_doubts(ledger, closing, is_part=is_part))
    facts = facts_of(ledger, encoding, siren)
    return Paper(
        file=" + ".join(source.name for source in sources),
        kind=PaperKind.FEC,
        invoices=tuple(facts.invoices),
        payments=tuple(facts.payments),
        open_items=tuple(facts.open_items),
        events=tuple(facts.events),
        owner_id=siren,
        lines=ledger.lines,
        total=euros(ledger.debit),
        doubts=(*about, *_told(facts), *facts.doubts),
    )


def _inner(encoding: str, ledger: Ledger) -> str:
    """Of the kept bytes: of the first letters met that are not ASCII."""
    if encoding.startswith("utf-16"):
        return "utf-8"
    return encoding_of(bytes(ledger.sample).removeprefix(b"\xef\xbb\xbf"))


def _named(name: str) -> tuple[str, date | None, str]:
    """SIREN, closing day, part; blank where the name does not say."""
    found = NAME.search(name)
    if not found:
        return "", None, ""
    try:
        closing = day(found[2])
    except NotADay:
        closing = None
    return found[1], closing, found[3] or ""


def _doubts(ledger: Ledger, closing: date | None, *, is_part: bool) -> Iterator[Doubt]:
    if is_part:
        yield Doubt("fec_part")
    if not ledger.accounts:
        yield Doubt("fec_no_customers")
    if not ledger.has_due_days and ledger.accounts:
        yield Doubt("fec_no_due_days")
    outside = sorted(on for on in ledger.days if _is_outside(on, closing))
    if outside and closing:
        values = {"days": str(len(outside)), "first": outside[0].isoformat()}
        yield Doubt("fec_outside_year", values=values | {"closing": closing.isoformat()})
    for key, lines in (
        ("fec_uneven", ledger.uneven),
        ("fec_both_sides", ledger.both_sides),
    ):
        if lines:
            first = ", ".join(map(str, sorted(lines)[:MOST_LINES_TOLD]))
            yield Doubt(key, values={"count": str(len(lines)), "lines": first})

    if ledger.bad_days:
        cells = (cell.decode("latin-1")[:20] for cell in ledger.bad_days[:MOST_LINES_TOLD])
        values = {"count": str(len(ledger.bad_days)), "values": ", ".join(cells)}
        yield Doubt("fec_bad_days", values=values)


def _is_outside(on: date, closing: date | None) -> bool:
    return closing is not None and not 0 <= (closing - on).days <= LONGEST_YEAR


def _told(facts: Facts) -> Iterator[Doubt]:
    """What moved on the accounts without being an invoice or a payment."""
    if facts.openings:
        yield Doubt("fec_opening_sums", values={"count": str(facts.openings)})
    for (role, buyer), (times, cents) in facts.told.items():
        values = {"count": str(times), "amount": str(euros(cents))}
        yield Doubt(f"fec_{role}", buyer, values)
