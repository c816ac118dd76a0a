"""`vigie import`: read, show, ask, write; all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ports import CompanyId, UnitOfWork
from tests.cli.conftest import CASES, Looks, Run

OWN = CASES / "lapierre.yaml"


def answers(monkeypatch: pytest.MonkeyPatch, said: str | None) -> list[str]:
    """The person at the terminal; None: there is nobody there. Gives what was asked."""
    asked: list[str] = []

    def read(question: str) -> str:
        asked.append(question)
        if said is None:
            raise EOFError
        return said

    monkeypatch.setattr("builtins.input", read)
    return asked


def slugs(uow: UnitOfWork) -> list[str]:
    return [company.slug for company in uow.companies.all()]


@pytest.mark.parametrize("said", ["o", "oui", "Y", " yes "])
def test_it_shows_asks_and_writes(
    vigie: Run, monkeypatch: pytest.MonkeyPatch, in_database: Looks, said: str
) -> None:
    asked = answers(monkeypatch, said)

    done = vigie("import", OWN, "--company", "lapierre")

    assert done.code == 0
    assert "contrat depuis le 1er mars 2015" in done.said
    assert "lapierre" in asked[0]
    assert in_database(slugs) == ["lapierre"]


@pytest.mark.parametrize("said", ["n", "", "peut-être", None])
def test_anything_but_yes_writes_nothing(
    vigie: Run, monkeypatch: pytest.MonkeyPatch, desk: Path, said: str | None
) -> None:
    answers(monkeypatch, said)

    done = vigie("import", OWN, "--company", "lapierre")

    assert done.code == 1
    assert "Rien n’a été enregistré" in done.said
    assert not (desk / "var").exists()


def test_yes_is_not_asked(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, None)

    done = vigie("import", OWN, "--company", "lapierre", "--yes", lang="en")

    assert done.code == 0
    assert asked == []
    assert "Company “lapierre” created." in done.said


def test_a_name_without_a_slug_gets_one(lapierre: Run, in_database: Looks) -> None:
    again = lapierre("import", OWN, "--yes")

    assert again.code == 1
    assert "existe déjà" in again.err
    assert in_database(slugs) == ["lapierre"]


def test_a_company_that_exists_is_left_alone(lapierre: Run, in_database: Looks) -> None:
    before = in_database(lambda uow: len(uow.books(CompanyId(1)).record().facts))

    again = lapierre("import", OWN, "--company", "lapierre", "--yes")

    assert again.code == 1
    assert "lapierre" in again.err
    assert in_database(lambda uow: len(uow.books(CompanyId(1)).record().facts)) == before


def test_every_fault_is_told_at_once_with_its_line(vigie: Run, desk: Path) -> None:
    wrong = OWN.read_text("utf-8")
    wrong = wrong.replace("insured_percentage: 90%", "insured_percentage: 190%")
    wrong = wrong.replace("starts_on: 2015-03-01", "starts_on: 2015-02-30")
    wrong = wrong.replace("fact: indemnity_paid", "fact: indemnity_payed")
    (desk / "wrong.yaml").write_text(wrong, "utf-8")

    done = vigie("import", "wrong.yaml", "--company", "lapierre", "--yes")

    assert done.code == 2
    assert done.out == ""
    for line in ("wrong.yaml:6:", "wrong.yaml:9:", "wrong.yaml:18:"):
        assert line in done.err
    assert not (desk / "var").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.yaml", None),
        ("latin.yaml", "name: Société\n".encode("latin-1")),
        ("empty.yaml", b""),
        ("broken.yaml", b"policy: [\n"),
        ("bill.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ],
)
def test_an_unreadable_file_is_named(
    vigie: Run, desk: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (desk / name).write_bytes(content)

    done = vigie("import", name, "--company", "lapierre", "--yes")

    assert done.code == 2
    assert name in done.err
    assert "Rien n’a été enregistré" in done.err
    assert "Traceback" not in done.err


def test_one_bad_file_keeps_the_good_one_out(vigie: Run, desk: Path) -> None:
    done = vigie("import", OWN, "absent.yaml", "--yes")

    assert done.code == 2
    assert not (desk / "var").exists()


def test_two_files_of_one_name_are_both_kept_out(vigie: Run, in_database: Looks) -> None:
    done = vigie("import", OWN, OWN, "--company", "lapierre", "--yes")

    assert done.code == 1
    assert in_database(slugs) == []


def test_after_it_the_figures_are_right(lapierre: Run) -> None:
    left = lapierre(
        "ask", "combien d'indemnité me reste-t-il", "--today", "2016-02-15", "--json"
    )
    before = lapierre(
        "ask", "combien d'indemnité me reste-t-il", "--today", "2016-02-14", "--json"
    )
    estimate = lapierre(
        "ask", "que toucherais-je si Leroc ne paie pas", "--today", "2015-08-01", "--json"
    )

    assert left.document["figures"]["indemnity_left"] == "510000.00"
    assert before.document["figures"]["indemnity_left"] == "600000.00"
    assert estimate.document["figures"]["indemnity"] == "90000.00"


def test_after_it_the_reminders_are_planned(unpaid: Run) -> None:
    planned = unpaid("remind", "--dry-run", "--until", "2015-09-30", "--json")

    assert [(one["rule"], one["at"][:10]) for one in planned.document] == [
        ("opens", "2015-08-31"),
        ("d15", "2015-09-14"),
        ("d7", "2015-09-21"),
        ("d3", "2015-09-25"),
        ("d1", "2015-09-27"),
        ("d0", "2015-09-28"),
        ("missed", "2015-09-29"),
    ]
