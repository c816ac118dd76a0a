"""`vigie remind --dry-run`: what would be sent, to whom, when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.ports import ChatId, CompanyId, Person, PersonId, Role, UnitOfWork
from tests.cli.conftest import Looks, Run

NOW = datetime(2015, 8, 1, tzinfo=UTC)
UNTIL = ("--until", "2015-09-14")


def anne_joins(uow: UnitOfWork) -> None:
    uow.people.meet(Person(PersonId(7), ChatId(7), "Anne", "fr"))
    uow.people.join(PersonId(7), CompanyId(1), Role.OWNER, NOW)


def test_with_nobody_to_tell_it_shows_the_lines_and_warns(unpaid: Run) -> None:
    shown = unpaid("remind", "--dry-run", *UNTIL)

    assert shown.code == 0
    assert [line[:18] for line in shown.out.splitlines()] == [
        "31/08/2015 09:00  ",
        "14/09/2015 09:00  ",
    ]
    assert "à personne" in shown.said
    assert "Lapierre" in shown.err


def test_nobody_in_english_and_in_json(unpaid: Run) -> None:
    shown = unpaid("remind", "--dry-run", *UNTIL, lang="en")
    as_json = unpaid("remind", "--dry-run", *UNTIL, "--json")

    assert "to nobody" in shown.said
    assert [line["to"] for line in as_json.document] == [None, None]


def test_it_says_to_whom_when_and_about_what(unpaid: Run, in_database: Looks) -> None:
    in_database(anne_joins)

    shown = unpaid("remind", "--dry-run", *UNTIL)

    assert shown.err == ""
    first = shown.out.splitlines()[0].replace("\u00a0", " ")
    assert first.startswith("31/08/2015 09:00  Lapierre  à Anne : demande d’intervention")
    assert "Leroc · F1" in first


def test_json_names_the_obligation(unpaid: Run, in_database: Looks) -> None:
    in_database(anne_joins)

    [first, _] = unpaid("remind", "--dry-run", *UNTIL, "--json").document

    assert first == {
        "at": "2015-08-31T07:00:00+00:00",
        "company": "lapierre",
        "to": "Anne",
        "obligation": "intervention_request:Leroc:F1",
        "duty": "intervention_request",
        "buyer": "Leroc",
        "invoice": "F1",
        "channel": "telegram",
        "rule": "opens",
        "file_by": "2015-09-28",
        "last_day": "2015-09-28",
        "late_since": None,
    }


def test_until_is_included_and_nothing_further(unpaid: Run) -> None:
    eve = unpaid("remind", "--dry-run", "--until", "2015-08-30")
    day = unpaid("remind", "--dry-run", "--until", "2015-08-31")

    assert eve.out.splitlines() == ["Aucun rappel d’ici là."]
    assert len(day.out.splitlines()) == 1


def test_looking_changes_nothing(unpaid: Run) -> None:
    first = unpaid("remind", "--dry-run", *UNTIL, "--json")
    second = unpaid("remind", "--dry-run", *UNTIL, "--json")

    assert first.document == second.document


def test_without_a_database_none_is_made(vigie: Run, desk: Path) -> None:
    shown = vigie("remind", "--dry-run", "--json")

    assert shown.document == []
    assert [*desk.iterdir()] == []


def test_without_dry_run_it_is_bad_usage(vigie: Run) -> None:
    refused = vigie("remind")

    assert refused.code == 2
    assert "--dry-run" in refused.err
