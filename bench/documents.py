"""Documents from what is known to the bytes that are sent: first one, later ones, memory.

The claim file has 200 invoices; wording it happens in the turn, printing it when it is
sent. Times are on the wall; the first includes loading the engine.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from bench.printing import keep, line, title
from bot.chat.handlers.claim_files import sheet_of as claim_sheet
from bot.chat.handlers.letters import sheet_of as letter_sheet
from bot.chat.law import law
from bot.documents.writing import press
from bot.documents.writing.workbooks import book
from bot.rendering import words
from bot.sample import sample_case
from bot.services import tables
from bot.services.claim_file import claim_file
from bot.services.evidence import Evidence
from bot.services.late_interest import HalfYear
from bot.services.letters import letter_view
from domain.facts import Invoice
from domain.money import Percentage, euros
from domain.record import Record, Situation

TODAY = date(2026, 11, 22)
BUYER = "Moulin"
INVOICES = 200
TIMES = 7
TOLD = {HalfYear(2026, 2): Percentage(Decimal("0.1215"))}
AIMS = {"claim file": 1.5, "archive": 1.5, "letter, PDF": 0.4, "letter, Word": 0.4}


def known() -> Situation:
    case = sample_case(TODAY)
    more = [
        Invoice(
            on=day,
            buyer=BUYER,
            number=f"G{number}",
            net=euros("400"),
            vat=euros("80"),
            delivered_on=day,
            due_on=day + timedelta(days=45),
        )
        for number in range(INVOICES - 1)
        for day in (TODAY - timedelta(days=60 + number % 90),)
    ]
    record = Record(case.policy, case.buyers, (*case.facts, *more))
    return record.on(TODAY)


def claim(form: str) -> bytes:
    situation, texts = known(), words("fr")
    file = claim_file(situation, BUYER)
    sheet = claim_sheet(texts, situation, file, Evidence((), ())).as_json()
    if form == "pdf":
        return press.printed(press.PDF, press.packed(sheet))
    workbook = book(texts, tables.of_claim(file))
    if form == "xlsx":
        return press.printed(press.XLSX, press.packed(workbook))
    waiting = press.archive({"d.pdf": sheet, "d.xlsx": workbook})
    return press.printed(press.ARCHIVE, waiting)


def letter(kind: str) -> bytes:
    situation, figures = known(), law(TOLD)
    view = letter_view(situation, "formal_notice", BUYER, figures)
    sheet = letter_sheet(words("fr"), situation, view, figures).as_json()
    return press.printed(kind, press.packed(sheet))


def company() -> bytes:
    said = book(words("fr"), tables.of_company(known()))
    return press.printed(press.XLSX, press.packed(said))


WORK: dict[str, Callable[[], bytes]] = {
    "claim file": lambda: claim("pdf"),
    "claim workbook": lambda: claim("xlsx"),
    "archive": lambda: claim("zip"),
    "letter, PDF": lambda: letter(press.PDF),
    "letter, Word": lambda: letter(press.DOCX),
    "the company's workbook": company,
}


def main() -> None:
    title(f"Documents ({INVOICES} invoices): first, then median of {TIMES}, seconds")
    figures = {}
    for name, work in WORK.items():
        first, _ = timed(work)
        later = median(timed(work)[0] for _ in range(TIMES))
        size = timed(work)[1]
        aim = f"(≤ {AIMS[name]})" if name in AIMS else ""
        line(name, f"{first:.2f}", f"{later:.2f}", f"{size // 1000} kB", aim)
        figures[name] = {"first": first, "later": later, "bytes": size}
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    line(
        "memory at its peak: this process, the typesetter",
        f"{own:.0f} MB",
        f"{child:.0f} MB",
    )
    keep("documents", {**figures, "peak_mb": own, "typesetter_peak_mb": child})


def timed(work: Callable[[], bytes]) -> tuple[float, int]:
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, len(made)


if __name__ == "__main__":
    main()
