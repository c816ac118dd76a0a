"""What the tests of documents share: a firm whose buyer has a name full of traps, and how
a paper is read back.
"""

# ruff: noqa: E501 - a case tells each fact on a line of its own

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pypdfium2

from bot.cases import load_case
from bot.cases.files import Case
from bot.ports import Channel
from bot.services.evidence import Evidence, Reacted, Said
from domain.record import Record, Situation

HOSTILE = "Dupont & Fils #1 *Sud* @Lyon $ <a> {{7*7}}"
DAY = date(2026, 11, 23)
CASE = f"""
name: traps
policy:
  policyholder: "Lapierre & Filles"
  insurer: Assureur-crédit
  number: LAP-41
  starts_on: 2026-02-01
  siren: "394718266"
  department: "41"
  timezone: Europe/Paris
  contacts:
    insurer: {{name: Assureur-crédit, phone: "01 99 00 41 10"}}
  premium: {{rate: 0.25%, expected_turnover: 10000000}}
  maximum_liability: {{amount: 300000}}
  insured_percentage: 90%
  deductible: 500
  maximum_payment_term: {{days: 90}}
  clauses: {{premium: "art. 3", insured_percentage: "art. 4", deductible: "art. 5",
    maximum_payment_term: "art. 6", duties: "art. 7", maximum_liability: "art. 9"}}
  duties:
    - {{duty: intervention_request, from: due_date, closes: {{days: 90}}, clause: "art. 7"}}
buyers:
  "{HOSTILE}": {{siren: "732829320", department: "69"}}
facts:
  - {{on: 2026-02-10, fact: limit_decision, buyer: &buyer "{HOSTILE}", decision: granted, amount: 40000, reference: D-77}}
  - {{on: 2026-06-01, fact: invoice, buyer: *buyer, number: "=F1", net: 30000, vat: 6000, delivered_on: 2026-06-01, due_on: 2026-07-31}}
  - {{on: 2026-06-20, fact: invoice, buyer: *buyer, number: F2, net: 20000, vat: 4000, delivered_on: 2026-06-20, due_on: 2026-08-19}}
  - {{on: 2026-07-01, fact: invoice, buyer: *buyer, number: F3, net: 5000, vat: 1000, delivered_on: 2026-07-01, due_on: 2026-11-30}}
  - {{on: 2026-08-05, fact: payment, buyer: *buyer, amount: 6000}}
  - {{on: 2026-08-10, fact: dunning, buyer: *buyer}}
  - {{on: 2026-09-01, fact: bad_news, buyer: *buyer, note: "=HYPERLINK(1)"}}
  - {{on: 2026-10-05, fact: limit_decision, buyer: *buyer, decision: cancelled, code: "07", reference: D-91}}
  - {{on: 2026-11-20, fact: order, buyer: *buyer, amount: 8000, deliver_on: 2026-12-10}}
"""
KEY = f"intervention_request:{HOSTILE}:=F1"
EVIDENCE = Evidence(
    (
        Said(
            KEY,
            "d7",
            "Anne",
            Channel.TELEGRAM,
            datetime(2026, 10, 22, 9, 0, tzinfo=UTC),
            datetime(2026, 10, 22, 9, 4, tzinfo=UTC),
            "sent",
        ),
    ),
    (Reacted(KEY, "Anne", "seen", datetime(2026, 10, 22, 9, 4, tzinfo=UTC)),),
)


def case() -> Case:
    return load_case(CASE, "traps")


def situation(day: date = DAY) -> Situation:
    found = case()
    return Record(found.policy, found.buyers, found.facts).on(day)


def text_of(pdf: bytes) -> str:
    """The words of a PDF, on one line: where lines break is no promise. A hyphen at the
    end of a line is read as U+FFFE.
    """
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return on_one_line(" ".join(pages).replace("\ufffe", "-"))


def on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def cells(xlsx: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook, its rows with their values."""
    import openpyxl  # noqa: PLC0415 - as slow here as in the program

    book = openpyxl.load_workbook(BytesIO(xlsx))
    return {
        page.title: [[cell.value for cell in row] for row in page.iter_rows()]
        for page in book
    }
