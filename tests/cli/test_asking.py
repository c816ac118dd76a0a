"""`vigie ask`: one question, one answer, and nothing kept without --yes."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CASES, Looks, Run

INVOICE = ("facture", "Leroc", "12", "000", "HT", "à", "45", "jours", "fin", "de", "mois")
PROMISED = ["intent", "decision", "slots", "choices", "confidence"]


def test_an_empty_database_is_answered_from_the_sample(vigie: Run, desk: Path) -> None:
    answer = vigie("ask", "combien", "d'indemnité", "me", "reste-t-il", "?")

    assert answer.code == 0
    assert answer.out.startswith("510\u202f000\u00a0€")
    assert "exemple Lapierre" in answer.err
    assert not (desk / "var").exists()


def test_json_has_the_promised_keys_and_stands_alone(lapierre: Run) -> None:
    answer = lapierre(
        "ask", "combien d'indemnité me reste-t-il ?", "--today", "2016-02-20", "--json"
    )

    assert answer.code == 0
    assert answer.err == ""
    assert list(answer.document) == [*PROMISED, "figures", "steps", "text", "lang"]
    assert answer.document["intent"] == "indemnity_left"
    assert answer.document["decision"] == "act"
    assert answer.document["figures"] == {
        "indemnity_left": "510000.00",
        "maximum_liability": "600000.00",
    }
    assert answer.document["lang"] == "fr"
    assert {frozenset(step) for step in answer.document["steps"]} == {
        frozenset({"label", "formula", "value", "clause"})
    }
    assert "<" not in answer.document["text"]


def test_a_step_shows_its_working(lapierre: Run) -> None:
    answer = lapierre("ask", "quelle est ma prime", "--today", "2015-03-01", "--json")

    assert answer.document["figures"]["premium"] == "20000.00"
    formulas = [step["formula"] for step in answer.document["steps"]]
    assert "0,25\u00a0% × 80\u00a0% × 10\u202f000\u202f000\u00a0€" in formulas


def test_it_answers_in_the_language_asked(lapierre: Run) -> None:
    answer = lapierre("ask", "what is my premium", "--lang", "en", "--today", "2015-04-01")

    assert answer.code == 0
    assert answer.out.startswith("€20,000 of premium")


def test_an_unknown_company_is_told_with_those_there_are(lapierre: Run) -> None:
    answer = lapierre("ask", "ma prime", "--company", "zorglub")

    assert answer.code == 2
    assert answer.out == ""
    assert "zorglub" in answer.err
    assert "lapierre" in answer.err


def test_an_unknown_company_of_an_empty_database_is_told_too(vigie: Run) -> None:
    answer = vigie("ask", "ma prime", "--company", "zorglub")

    assert answer.code == 2
    assert "zorglub" in answer.err


def test_several_companies_must_be_chosen_from(lapierre: Run) -> None:
    lapierre("import", CASES / "lapierre.yaml", "--company", "lapierre-2", "--yes")

    answer = lapierre("ask", "ma prime")
    chosen = lapierre("ask", "ma prime", "--company", "lapierre-2", "--today", "2015-04-01")

    assert answer.code == 2
    assert "lapierre, lapierre-2" in answer.err
    assert chosen.code == 0


def test_no_words_is_bad_usage(vigie: Run) -> None:
    answer = vigie("ask")

    assert answer.code == 2
    assert "vigie ask" in answer.err


def test_what_is_not_understood_is_a_no(lapierre: Run) -> None:
    answer = lapierre("ask", "qsdf wxcv hjklm", "--json")

    assert answer.code == 1
    assert answer.document["intent"] == "none"
    assert answer.document["decision"] == "abstain"
    assert answer.document["figures"] == {}


def test_a_buyer_who_is_not_covered_is_a_no(lapierre: Run) -> None:
    answer = lapierre("ask", "Leroc est-il couvert ?", "--today", "2015-04-01")

    assert answer.code == 1


def test_an_unknown_buyer_is_told(lapierre: Run) -> None:
    answer = lapierre("ask", "Zorglub est-il couvert ?")

    assert answer.code == 1
    assert "Zorglub" in answer.out


def test_a_bad_day_is_bad_usage(vigie: Run) -> None:
    answer = vigie("ask", "ma prime", "--today", "2015-02-30")

    assert answer.code == 2
    assert answer.out == ""
    assert "2015-02-30" in answer.err


def test_without_yes_nothing_is_written(lapierre: Run, in_database: Looks) -> None:
    before = in_database(_facts)

    shown = lapierre("ask", *INVOICE, "--today", "2015-06-01")

    assert shown.code == 0
    assert "12\u202f000\u00a0€\u00a0HT" in shown.out
    assert "--yes" in shown.err
    assert in_database(_facts) == before


def test_with_yes_the_invoice_is_written_once(lapierre: Run, in_database: Looks) -> None:
    before = in_database(_facts)

    done = lapierre("ask", *INVOICE, "--today", "2015-06-01", "--yes")

    assert done.code == 0
    assert "P-1" in done.out
    assert done.err == ""
    assert in_database(_facts) == before + 1


def test_with_yes_an_unfit_invoice_is_refused(lapierre: Run, in_database: Looks) -> None:
    before = in_database(_facts)

    done = lapierre(
        "ask", "facture Leroc F1 500 HT à 30 jours", "--today", "2015-06-01", "--yes"
    )

    assert done.code == 1
    assert "F1" in done.out
    assert in_database(_facts) == before


def test_an_undo_takes_back_nothing_that_was_imported(
    lapierre: Run, in_database: Looks
) -> None:
    before = in_database(_facts)

    done = lapierre("ask", "annule la dernière saisie", "--yes")

    assert "rien à annuler" in done.out
    assert done.err == ""
    assert in_database(_facts) == before


def test_an_incomplete_invoice_is_asked_for_and_not_written(
    lapierre: Run, in_database: Looks
) -> None:
    before = in_database(_facts)

    done = lapierre("ask", "/facture Leroc 12 000 HT", "--yes")

    assert done.code == 1
    assert "échéance" in done.out
    assert in_database(_facts) == before


def _facts(uow: object) -> int:
    company = uow.companies.by_slug("lapierre")  # type: ignore[attr-defined]
    return len(uow.books(company.id).record().facts)  # type: ignore[attr-defined]
