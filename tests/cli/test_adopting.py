"""`vigie import` of files for a company that exists: all or none, once, and asked first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.ports import UnitOfWork
from domain.facts import Invoice
from tests.cli.conftest import Looks, Run
from tests.cli.test_importing import answers
from tests.documents.reading.making import TOTALS, cii, due

SELLER = """<ram:Name>Lapierre</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">394718266</ram:ID>
</ram:SpecifiedLegalOrganization>"""
BUYER = "<ram:Name>LEROC</ram:Name>"


def invoice(desk: Path, name: str, number: str, terms: str = due("20261015")) -> Path:
    path = desk / name
    path.write_text(
        cii(number=number, seller=SELLER, buyer=BUYER, terms=terms, totals=TOTALS), "utf-8"
    )
    return path


def numbers(uow: UnitOfWork) -> list[str]:
    company = uow.companies.by_slug("lapierre")
    assert company is not None
    facts = uow.books(company.id).record().on(date(2030, 1, 1)).account("Leroc")
    return [one.number for one in facts.all(Invoice)]


def test_it_shows_asks_and_writes(
    lapierre: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, in_database: Looks
) -> None:
    path = invoice(desk, "a.xml", "F-9")
    answers(monkeypatch, "o")

    done = lapierre("import", path, "--company", "lapierre")

    assert done.code == 0, done.err
    assert "Facture à enregistrer : 1 000 € HT" in done.said
    assert "Écritures enregistrées depuis a.xml : 1" in done.said
    assert in_database(numbers) == ["F1", "F-9"]


def test_no_writes_nothing(
    lapierre: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, in_database: Looks
) -> None:
    answers(monkeypatch, "n")

    done = lapierre("import", invoice(desk, "a.xml", "F-9"), "--company", "lapierre")

    assert done.code == 1
    assert "Rien n’a été enregistré" in done.said
    assert in_database(numbers) == ["F1"]


def test_the_same_file_twice_counts_once(
    lapierre: Run, desk: Path, in_database: Looks
) -> None:
    path = invoice(desk, "a.xml", "F-9")
    lapierre("import", path, "--company", "lapierre", "--yes")

    again = lapierre("import", path, "--company", "lapierre", "--yes")

    assert again.code == 0
    assert "Déjà enregistrées, non recomptées : 1" in again.said
    assert in_database(numbers) == ["F1", "F-9"]


def test_one_file_that_cannot_be_read_keeps_all_out(
    lapierre: Run, desk: Path, in_database: Looks
) -> None:
    (desk / "b.bin").write_bytes(b"\x00\x01")

    done = lapierre(
        "import", invoice(desk, "a.xml", "F-9"), desk / "b.bin", "--company", "lapierre"
    )

    assert done.code == 2
    assert "b.bin" in done.err
    assert in_database(numbers) == ["F1"]


def test_a_file_that_is_not_there_is_said_in_words(lapierre: Run) -> None:
    french = lapierre("import", "nothere.csv", "--company", "lapierre")
    english = lapierre("import", "nothere.csv", "--company", "lapierre", lang="en")
    back = lapierre("import", "nothere.csv", "--company", "lapierre", "--undo")

    assert (french.code, english.code, back.code) == (2, 2, 2)
    assert (
        "nothere.csv\N{NO-BREAK SPACE}: illisible (ce fichier n’existe pas)" in french.err
    )
    assert "nothere.csv: unreadable (there is no such file)" in english.err
    assert "nothere.csv\N{NO-BREAK SPACE}: illisible (ce fichier n’existe pas)" in back.err


def test_with_yes_an_open_question_is_told_and_nothing_written(
    lapierre: Run, desk: Path, in_database: Looks
) -> None:
    path = invoice(desk, "a.xml", "F-9", terms="")

    done = lapierre("import", path, "--company", "lapierre", "--yes", lang="en")
    known = lapierre("import", path, "--company", "lapierre", "--yes")

    assert (done.code, known.code) == (0, 0)
    assert in_database(numbers) == ["F1", "F-9"]


def test_an_answer_may_be_given_beforehand(lapierre: Run, desk: Path) -> None:
    path = desk / "a.xml"
    text = cii(number="F-9", seller=SELLER, buyer="<ram:Name>Duval</ram:Name>", terms="")
    path.write_text(text, "utf-8")

    asked = lapierre("import", path, "--company", "lapierre", "--yes")
    told = lapierre(
        "import", path, "--company", "lapierre", "--yes", "--say", "terms=60 days"
    )

    assert asked.code == 1
    assert "--say terms=" in asked.err
    assert told.code == 0, told.err


def test_a_question_is_answered_by_its_number(
    lapierre: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk / "a.xml"
    text = cii(number="F-9", seller=SELLER, buyer="<ram:Name>Duval</ram:Name>", terms="")
    path.write_text(text, "utf-8")
    said = iter(["99", "3", "oui"])
    monkeypatch.setattr("builtins.input", lambda _: next(said))

    done = lapierre("import", path, "--company", "lapierre")

    assert done.code == 0, done.err
    assert "  3. 60 jours" in done.said
    assert "Échéance : 31 octobre 2026" in done.said


def test_cases_and_other_files_do_not_mix(lapierre: Run, desk: Path) -> None:
    (desk / "c.yaml").write_text("name: x\n", "utf-8")

    done = lapierre(
        "import", desk / "c.yaml", invoice(desk, "a.xml", "F-9"), "--company", "lapierre"
    )

    assert done.code == 2
    assert "ne s’importent pas ensemble" in done.err


def test_a_file_is_taken_back_whole_and_once(
    lapierre: Run, desk: Path, in_database: Looks
) -> None:
    path = invoice(desk, "a.xml", "F-9")
    lapierre("import", path, "--company", "lapierre", "--yes")

    undone = lapierre("import", path, "--company", "lapierre", "--undo")
    again = lapierre("import", path, "--company", "lapierre", "--undo")

    assert (undone.code, again.code) == (0, 1)
    assert "Repris, depuis a.xml : 1" in undone.said
    assert in_database(numbers) == ["F1"]
