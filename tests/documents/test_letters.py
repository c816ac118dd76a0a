"""Letters: their words in both languages, the law's figures, names as written."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from papers import DAY, HOSTILE, case, on_one_line, situation, text_of

from bot.chat.handlers.letters import sheet_of
from bot.chat.law import law, least_rate
from bot.documents.writing import press, typeset
from bot.documents.writing.sheets import Sheet
from bot.rendering import LANGUAGES, words
from bot.services.late_interest import HalfYear, half_years, missing, slices
from bot.services.letters import (
    LETTERS,
    letter_view,
    missing_rates,
    next_dunning,
)
from domain.facts import Decision, Dispute, DisputeState, Insolvency, LimitDecision
from domain.money import Percentage, euros
from domain.policy import BuyerKind, InsolvencyKind
from domain.record import Record, Situation

GOLDEN = Path(__file__).parent / "golden"
TOLD = {HalfYear(2026, 2): Percentage(Decimal("0.1215"))}
KINDS = sorted(LETTERS)


def insolvent() -> Situation:
    found = case()
    opening = Insolvency(
        on=date(2026, 11, 10),
        buyer=HOSTILE,
        kind=InsolvencyKind.LIQUIDATION,
        judgment_on=date(2026, 11, 3),
        published_on=date(2026, 11, 9),
    )
    return Record(found.policy, found.buyers, (*found.facts, opening)).on(DAY)


def known_for(name: str) -> Situation:
    return insolvent() if LETTERS[name].to == "agent" else situation()


def letter(name: str, lang: str, told: dict[HalfYear, Percentage] | None = None) -> Sheet:
    known, figures = known_for(name), law(TOLD if told is None else told)
    view = letter_view(known, name, HOSTILE, figures)
    return sheet_of(words(lang), known, view, figures)


def word_text(content: bytes) -> str:
    """Every paragraph and cell of a Word document."""
    import docx  # noqa: PLC0415 - as slow here as in the program

    document: Any = docx.Document(BytesIO(content))
    parts = [each.text for each in document.paragraphs]
    rows = (row for table in document.tables for row in table.rows)
    parts += [cell.text for row in rows for cell in row.cells]
    return on_one_line(" ".join(parts))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letters_say_what_was_read_and_found_good(lang: str) -> None:
    text = "\n".join(f"=== {name}\n{letter(name, lang).as_text()}" for name in KINDS)
    path = GOLDEN / f"letters-{lang}.txt"
    if os.environ.get("VIGIE_GOLDEN") == "rewrite":
        path.write_text(text, "utf-8")

    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
def test_word_and_pdf_hold_the_same_words(name: str, lang: str) -> None:
    sheet = letter(name, lang)
    waiting = press.packed(sheet.as_json())
    pdf = text_of(press.printed(press.PDF, waiting)).replace(" ", "")
    word = word_text(press.printed(press.DOCX, waiting)).replace(" ", "")

    assert HOSTILE.replace(" ", "") in pdf
    assert HOSTILE.replace(" ", "") in word
    for line in sheet.as_text().splitlines():
        for part in line.lstrip("#●").split(" | "):
            said = on_one_line(part).replace(" ", "")
            assert said in pdf or ": " in part
            assert said in word or ": " in part


def test_a_long_table_in_word_repeats_its_head_and_splits_no_row() -> None:
    import docx  # noqa: PLC0415 - as slow here as in the program

    sheet = letter("formal_notice", "fr")
    made = press.printed(press.DOCX, press.packed(sheet.as_json()))
    document: Any = docx.Document(BytesIO(made))
    head, *rows = document.tables[0].rows
    kept = [row._tr.xpath("./w:trPr/w:cantSplit") for row in (head, *rows)]  # noqa: SLF001 - python-docx has no other way

    assert head._tr.xpath("./w:trPr/w:tblHeader")  # noqa: SLF001
    assert not any(row._tr.xpath("./w:trPr/w:tblHeader") for row in rows)  # noqa: SLF001
    assert all(kept)


def test_nobody_signs_alone_on_a_page() -> None:
    """However long the table, the closing words stand with the signature."""
    closing = {"t": "p", "lines": [[["Salutations distinguées.", ""]]]}
    sign = {"t": "sign", "lines": [[["La signature", ""]]]}
    said = json.loads(letter("reminder_1", "fr").as_json())
    filler = {"t": "p", "lines": [[["Une ligne.", ""]]]}
    for length in range(24, 34):
        said["blocks"] = [filler] * length + [closing, sign]
        made = pypdfium2.PdfDocument(typeset.pdf(json.dumps(said)))
        last = made[len(made) - 1].get_textpage().get_text_range()
        assert "Salutations" in last
        assert "La signature" in last


def test_interest_runs_by_half_year_from_the_day_after() -> None:
    rates = {
        HalfYear(2024, 2): Percentage(Decimal("0.1425")),
        HalfYear(2025, 1): Percentage(Decimal("0.1315")),
    }
    found = slices(euros("36500"), date(2024, 12, 21), date(2025, 1, 20), rates)

    # 22 to 31 December: 10 days × 36 500 × 14.25 % ÷ 365 = 142.50;
    # 1 to 20 January: 20 days × 36 500 × 13.15 % ÷ 365 = 263.00.
    assert [(each.days, each.amount) for each in found] == [
        (10, euros("142.50")),
        (20, euros("263.00")),
    ]


def test_nothing_is_owed_on_the_due_date_itself() -> None:
    assert list(half_years(date(2026, 7, 31), date(2026, 7, 31))) == []


def test_a_half_year_that_nobody_knows_is_asked_for() -> None:
    assert missing_rates(situation(), "formal_notice", HOSTILE, law().rates) == (
        HalfYear(2026, 2),
    )
    assert missing_rates(situation(), "formal_notice", HOSTILE, law(TOLD).rates) == ()
    assert missing_rates(situation(), "reminder_1", HOSTILE, law().rates) == ()


def test_known_rates_are_the_central_banks_and_ten_points() -> None:
    assert law().rates[HalfYear(2025, 1)] == Percentage(Decimal("0.1315"))
    assert law().rates[HalfYear(2025, 2)] == Percentage(Decimal("0.1215"))
    assert law().rates[HalfYear(2026, 1)] == Percentage(Decimal("0.1215"))
    assert HalfYear(2026, 2) not in law().rates
    assert least_rate(HalfYear(2025, 2)) == Percentage(Decimal("0.0828"))
    assert least_rate(HalfYear(2026, 1)) == Percentage(Decimal("0.0786"))
    assert least_rate(HalfYear(2026, 2)) is None


def test_missing_rates_come_earliest_first() -> None:
    found = missing([date(2025, 6, 30)], date(2027, 1, 1), law().rates)

    assert found == (HalfYear(2026, 2), HalfYear(2027, 1))


def test_the_formal_notice_adds_up() -> None:
    view = letter_view(situation(), "formal_notice", HOSTILE, law(TOLD))

    # =F1: 30 000 × 12.15 % × 115 ÷ 365 = 1 148.42;
    # F2: 24 000 × 12.15 % × 96 ÷ 365 = 766.95.
    assert [(one.days_late, one.interest) for one in view.owed] == [
        (115, euros("1148.42")),
        (96, euros("766.95")),
        (0, None),
    ]
    assert view.interest == euros("1915.37")
    assert view.fees == euros("80")
    assert view.whole == euros("55995.37")


def test_a_rate_left_blank_is_left_to_be_filled_in() -> None:
    text = letter("formal_notice", "fr", {}).as_text()

    assert "[taux de vos conditions générales" in text
    assert "1 148" not in text


def test_what_is_declared_stops_with_the_judgment() -> None:
    view = letter_view(insolvent(), "debt_declaration", HOSTILE, law(TOLD))

    # From 31 July to 3 November 95 days: 30 000 × 12.15 % × 95 ÷ 365 = 948.70.
    assert view.owed[0].days_late == 95
    assert view.owed[0].interest == euros("948.70")
    assert view.due == euros("54000")
    assert view.to_come == euros("6000")


def test_the_next_reminder_follows_those_sent() -> None:
    assert next_dunning(situation(date(2026, 8, 6)), HOSTILE) == "reminder_1"
    assert next_dunning(situation(), HOSTILE) == "reminder_2"


def test_an_invoice_in_dispute_is_pointed_out() -> None:
    found = case()
    told = Dispute(on=date(2026, 9, 1), invoice="F2", state=DisputeState.OPENED)
    known = Record(found.policy, found.buyers, (*found.facts, told)).on(DAY)
    view = letter_view(known, "formal_notice", HOSTILE, law(TOLD))

    assert view.disputed == ("F2",)


def test_no_interest_is_claimed_from_a_public_body() -> None:
    found = case()
    public = (replace(found.buyers[0], kind=BuyerKind.PUBLIC),)
    known = Record(found.policy, public, found.facts).on(DAY)
    view = letter_view(known, "formal_notice", HOSTILE, law(TOLD))
    text = sheet_of(words("fr"), known, view, law(TOLD)).as_text()

    assert (view.interest, view.fees) == (None, None)
    assert missing_rates(known, "formal_notice", HOSTILE, law().rates) == ()
    assert "L441-10" not in text


@pytest.mark.parametrize(
    ("decision", "amount", "is_cited"),
    [("cancelled", None, True), ("refused", None, True), ("reduced", 10_000, False)],
)
def test_the_law_is_cited_where_the_insurer_gives_up_never_for_a_mere_cut(
    decision: str, amount: int | None, *, is_cited: bool
) -> None:
    found = case()
    cut = LimitDecision(
        on=date(2026, 11, 2),
        buyer=HOSTILE,
        decision=Decision(decision),
        amount=euros(str(amount)) if amount else None,
    )
    facts = [fact for fact in found.facts if fact.on != date(2026, 10, 5)]
    known = Record(found.policy, found.buyers, (*facts, cut)).on(DAY)
    view = letter_view(known, "withdrawal_reasons", HOSTILE, law(TOLD))

    for lang in LANGUAGES:
        text = sheet_of(words(lang), known, view, law(TOLD)).as_text()
        assert ("L113-4-1" in text) is is_cited


@pytest.mark.parametrize(
    ("kind", "to", "is_copied"),
    [
        (InsolvencyKind.LIQUIDATION, "[nom du liquidateur]", False),
        (
            InsolvencyKind.RECEIVERSHIP,
            "[nom de l’administrateur judiciaire, à défaut du débiteur]",
            True,
        ),
        (
            InsolvencyKind.SAFEGUARD,
            "[nom de l’administrateur judiciaire, à défaut du débiteur]",
            True,
        ),
    ],
)
def test_a_claim_of_title_goes_to_whom_the_law_says(
    kind: InsolvencyKind, to: str, *, is_copied: bool
) -> None:
    found = insolvent()
    facts = [
        replace(fact, kind=kind) if isinstance(fact, Insolvency) else fact
        for fact in found.record.facts
    ]
    known = Record(found.policy, tuple(found.record.buyers.values()), facts).on(DAY)
    view = letter_view(known, "title_claim", HOSTILE, law(TOLD))
    text = sheet_of(words("fr"), known, view, law(TOLD)).as_text()

    assert to in text
    assert ("Copie au mandataire judiciaire" in text) is is_copied


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("formal_notice", "art. L622-7 du Code de commerce"),
        ("reminder_1", "art. L622-7 du Code de commerce"),
        ("delivery_stop", "art. L622-13 du Code de commerce"),
        ("title_claim", "art. R624-13 du Code de commerce"),
    ],
)
def test_what_an_open_proceeding_changes_is_said_beside_the_letter(
    name: str, said: str
) -> None:
    view = letter_view(insolvent(), name, HOSTILE, law(TOLD))
    text = on_one_line(
        words("fr").say("messages/letter_word.html.j2", view=view, today=DAY)
    )

    assert said in text
