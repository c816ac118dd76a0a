"""Words found in sentences, near misses, and one's own figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.rendering import words
from bot.services.glossary import Glossary
from bot.services.own_figures import FIGURES, UNKNOWN, Figure, own_figure
from domain.money import Percentage, euros
from domain.spans import Span
from tests.services.book import LEROC, seen_on

PAGES = {lang: Glossary.of(words(lang).glossary) for lang in ("fr", "en")}


def codes(lang: str, sentence: str, code: str | None = None) -> list[str]:
    return [entry.code for entry in PAGES[lang].named(sentence, code)]


def test_both_languages_have_the_same_words_and_figures() -> None:
    french, english = (PAGES[lang].entries for lang in ("fr", "en"))

    assert french.keys() == english.keys()
    assert len(french) >= 60
    assert {c for c, e in french.items() if e.yours} == {
        c for c, e in english.items() if e.yours
    }


def test_a_figure_belongs_to_a_word_that_says_what_it_is_called() -> None:
    named = {code for code, entry in PAGES["fr"].entries.items() if entry.yours}

    assert named == set(FIGURES)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_definitions_are_short(lang: str) -> None:
    assert all(len(entry.says) <= 200 for entry in PAGES[lang].entries.values())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_word_is_found_by_its_own_name(lang: str) -> None:
    for code, entry in PAGES[lang].entries.items():
        assert code in codes(lang, entry.name)


@pytest.mark.parametrize(
    ("lang", "sentence", "found"),
    [
        ("fr", "C'est quoi la quotité ?", ["insured_percentage"]),
        ("fr", "que veut dire quotité non garantie", ["uninsured_percentage"]),
        ("fr", "c'est quoi une carence", ["protracted_default"]),
        ("fr", "c'est quoi le délai de carence", ["claims_waiting_period"]),
        ("fr", "que veut dire quotité dans mon contrat", ["insured_percentage"]),
        (
            "fr",
            "différence entre franchise et seuil",
            ["each_and_every_deductible", "claims_threshold"],
        ),
        ("fr", "déclaration de créance", ["declare_debt"]),
        ("fr", "c'est quoi le S/P", ["loss_ratio"]),
        ("fr", "les récupérations", ["recoveries"]),
        ("en", "what is the insured percentage?", ["insured_percentage"]),
        ("en", "what does policy mean", ["policy"]),
        ("en", "what are recoveries", ["recoveries"]),
    ],
)
def test_the_longest_name_wins(lang: str, sentence: str, found: list[str]) -> None:
    assert codes(lang, sentence) == found


def test_what_the_understanding_saw_serves_where_no_name_is_said() -> None:
    assert codes("fr", "ça veut dire quoi blind cover", "unnamed_buyer_cover") == [
        "unnamed_buyer_cover"
    ]
    assert codes("fr", "annulation", "cancellation") == ["limit_withdrawal"]


@pytest.mark.parametrize(
    ("lang", "sentence", "found"),
    [
        ("fr", "que veut dire quotitée", ["insured_percentage"]),
        ("fr", "c'est quoi la prorogattion", ["due_date_extension"]),
        ("en", "what does deductable mean", ["each_and_every_deductible"]),
        ("fr", "que veut dire subrogation", []),
    ],
)
def test_near_misses(lang: str, sentence: str, found: list[str]) -> None:
    assert [entry.code for entry in PAGES[lang].near(sentence)] == found


def test_the_index_has_each_word_once() -> None:
    for pages in PAGES.values():
        under = [entry.code for letter in pages.letters for entry in pages.under(letter)]

        assert sorted(under) == sorted(pages.entries)


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("insured_percentage", Figure(Percentage(Decimal("0.90")), "art. 4")),
        ("uninsured_percentage", Figure(Percentage(Decimal("0.10")), "art. 4")),
        ("unnamed_buyer_cover", Figure(euros(8_000), "art. 5")),
        ("maximum_liability", Figure(euros(600_000))),
        ("premium", Figure(euros(20_000))),
        ("premium_rate", Figure(Percentage(Decimal("0.0025")))),
        ("insurable_turnover", Figure(euros(10_000_000))),
        ("outstanding", Figure(euros(100_000))),
        ("overdue", Figure(euros(120_000))),
        ("maximum_payment_term", Figure(Span(days=120), "art. 6")),
        ("claims_waiting_period", Figure(Span(months=5))),
        ("overdue_notification_deadline", Figure(Span(days=90), "art. 7")),
        ("each_and_every_deductible", Figure(None)),
        ("loss_payee", Figure("Dubois")),
        ("bad_debt_ratio", UNKNOWN),
        ("buyer", Figure(3)),
    ],
)
def test_one_s_own_figure(code: str, figure: Figure) -> None:
    assert own_figure(seen_on("2026-03-31", LEROC), code) == figure


def test_a_word_without_a_figure_has_none() -> None:
    assert own_figure(seen_on("2026-03-31", LEROC), "forfeiture") is None


TROUBLES = """
  - {on: 2026-03-20, fact: limit_decision, buyer: Moulin, decision: refused}
  - {on: 2026-03-21, fact: dispute, invoice: L1, state: opened}
  - {on: 2026-03-22, fact: order, buyer: Leroc, amount: 5000, deliver_on: 2026-04-20}
  - {on: 2026-03-23, fact: mediation_requested}
  - on: 2026-03-24
    fact: insolvency
    buyer: Moulin
    kind: receivership
    judgment_on: 2026-03-24
"""


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("credit_limit", Figure(euros(100_000))),
        ("refusal", Figure(1)),
        ("reduction", Figure(0)),
        ("dispute", Figure(1)),
        ("receivable", Figure(euros(120_000))),
        ("binding_order", Figure(euros(5_000))),
        ("mediator", Figure(1)),
        ("receivership", Figure(1)),
        ("safeguard", Figure(0)),
        ("de_jure_insolvency", Figure(1)),
        ("recoveries", Figure(euros(0))),
        ("tacit_renewal", Figure(date(2027, 1, 1))),
        ("date_of_loss", None),
        ("relief", None),
        ("premium_tax", UNKNOWN),
    ],
)
def test_what_the_record_holds_on_all_buyers(code: str, figure: Figure | None) -> None:
    assert own_figure(seen_on("2026-03-31", LEROC, TROUBLES), code) == figure


def test_the_insurance_year_is_today_s() -> None:
    figure = own_figure(seen_on("2026-03-31", LEROC), "insurance_year")

    assert figure is not None
    assert figure.kind == "year"
    assert getattr(figure.value, "last_day", None) == date(2026, 12, 31)
