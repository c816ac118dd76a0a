"""What amounts, spans, steps and errors promise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain import errors
from domain.money import Converted, Money, Percentage, euros, total
from domain.spans import Calendar, InsuranceYear, PaymentTerms, Span, months_after
from domain.steps import Operation, Quantity, Step, recomputed
from domain.terms import Dated

DAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("1.995", "2.00")]
)
def test_half_a_cent_is_rounded_up(amount: str, rounded: str) -> None:
    assert euros(amount).rounded() == euros(rounded)


def test_two_currencies_never_meet() -> None:
    with pytest.raises(errors.CurrencyMismatch) as caught:
        euros(1) + Money(Decimal(1), "USD")

    assert (caught.value.ours, caught.value.theirs) == ("EUR", "USD")
    assert str(caught.value) == "EUR and USD cannot be added"


def test_a_sum_of_nothing_is_zero_of_its_currency() -> None:
    assert total([], "USD") == Money(Decimal(0), "USD")
    assert -euros(3) == euros(-3)
    assert (-Money(Decimal(3), "USD")).currency == "USD"


def test_amounts_compare_in_their_currency_only() -> None:
    assert euros(1) <= euros(1)
    assert euros(1) < euros(2)
    assert not euros(2) <= euros(1)
    assert not euros(1) > euros(1)
    assert euros(1) >= euros(1)
    with pytest.raises(errors.CurrencyMismatch):
        assert euros(1) <= Money(Decimal(1), "USD")


def test_a_converted_amount_adds_as_what_it_is_here() -> None:
    amount = Converted(Decimal(100), "EUR", Decimal(110), "USD", DAY)

    assert amount + euros(1) == euros(101)


@pytest.mark.parametrize(
    ("text", "value"), [("90%", "0.90"), (" 0.25 % ", "0.0025"), ("0.9", "0.9")]
)
def test_a_percentage_is_read_with_or_without_its_sign(text: str, value: str) -> None:
    assert Percentage.of(text) == Percentage(Decimal(value))


@pytest.mark.parametrize("value", ["-0.1", "NaN", "Infinity"])
def test_no_percentage_is_negative_or_endless(value: str) -> None:
    with pytest.raises(errors.NotAPercentage) as caught:
        Percentage(Decimal(value))

    assert caught.value.text == value
    assert str(caught.value) == f"{value!r} is no percentage"


def test_a_ratio_is_rounded_to_a_hundredth_of_a_percent() -> None:
    assert Percentage(Decimal("0.00245")).rounded() == Percentage(Decimal("0.0025"))
    assert Percentage(Decimal("0.002449")).rounded() == Percentage(Decimal("0.0024"))
    assert Percentage(Decimal(1)).is_share
    assert not Percentage(Decimal("1.0001")).is_share


@pytest.mark.parametrize(
    ("text", "issued", "due"),
    [
        ("45 days", "2024-01-31", "2024-03-16"),
        ("45 days end of month", "2024-01-31", "2024-03-31"),
        ("end of month 45 days", "2024-01-31", "2024-03-16"),
        ("end of month 45 days", "2024-01-01", "2024-03-16"),
        ("3 months end of month", "2015-03-10", "2015-06-30"),
        ("1 month", "2024-01-31", "2024-02-29"),
        ("end of month", "2024-02-01", "2024-02-29"),
        ("30 days end of month the 10", "2024-01-15", "2024-03-10"),
        ("30 days end of month the 31", "2024-01-15", "2024-03-31"),
        ("cash", "2024-02-01", "2024-02-01"),
        ("0 days", "2024-02-01", "2024-02-01"),
        ("12 months", "2024-02-29", "2025-02-28"),
    ],
)
def test_payment_terms_lead_to_a_due_date(text: str, issued: str, due: str) -> None:
    terms = PaymentTerms.of(text)

    assert terms.due_on(date.fromisoformat(issued)) == date.fromisoformat(due)
    assert PaymentTerms.of(str(terms)) == terms


@pytest.mark.parametrize(
    "text", ["", "soon", "end of month 45 days end of month", "-3 days"]
)
def test_what_is_no_payment_term_is_refused(text: str) -> None:
    with pytest.raises(errors.NotATerm) as caught:
        PaymentTerms.of(text)

    assert caught.value.text == text
    assert "is no payment term" in str(caught.value)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2024-01-28", 1, "2024-02-28"),
        ("2024-01-29", 1, "2024-02-29"),
        ("2023-01-29", 1, "2023-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(
    day: str, months: int, then: str
) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_a_span_counts_its_months_then_its_days() -> None:
    assert Span(days=1, months=1).after(date(2024, 1, 31)) == date(2024, 3, 1)
    assert Span(days=1, months=1).before(date(2024, 3, 31)) == date(2024, 2, 28)
    assert Span(days=60).after(date(2024, 2, 29)) == date(2024, 4, 29)


def test_working_days_pass_over_weekends_and_holidays() -> None:
    calendar = Calendar(frozenset({date(2024, 5, 8), date(2024, 5, 9)}))

    assert calendar.working_day_on_or_before(date(2024, 5, 9)) == date(2024, 5, 7)
    assert calendar.working_day_on_or_after(date(2024, 5, 8)) == date(2024, 5, 10)
    assert calendar.working_day_on_or_before(date(2024, 5, 12)) == date(2024, 5, 10)
    assert calendar.working_days_after(date(2024, 5, 7), 2) == date(2024, 5, 13)


def test_an_insurance_year_starts_on_its_anniversary() -> None:
    first = InsuranceYear.of(date(2024, 2, 29), date(2024, 2, 29))

    assert (first.first_day, first.last_day) == (date(2024, 2, 29), date(2025, 2, 27))
    assert InsuranceYear.of(date(2024, 2, 29), date(2025, 2, 28)).number == 2
    assert InsuranceYear.of(date(2024, 6, 1), date(2025, 5, 31)).number == 1
    assert InsuranceYear.of(date(2024, 6, 1), date(2025, 6, 1)).number == 2
    assert InsuranceYear.of(date(2024, 6, 1), date(2020, 1, 1)).number == 1
    assert date(2025, 2, 27) in first
    assert date(2025, 2, 28) not in first


@pytest.mark.parametrize(
    ("operation", "inputs", "value"),
    [
        (Operation.GIVEN, (DAY,), DAY),
        (Operation.TIMES, (Percentage.of("50%"), euros(10), 3), euros("15.0")),
        (Operation.TIMES, (Decimal(2), 3), Decimal(6)),
        (Operation.PLUS, (euros(1), euros(2)), euros(3)),
        (Operation.MINUS, (euros(5), euros(2), euros(1)), euros(2)),
        (Operation.AT_MOST, (euros(5), euros(2)), euros(2)),
        (Operation.AT_LEAST, (euros(5), euros(2)), euros(5)),
        (Operation.SHARE, (euros(10), euros(3), euros(5)), euros(6)),
        (Operation.RATIO, (euros(1), euros(4)), Percentage.of("25%")),
    ],
)
def test_a_step_gives_its_value_again(
    operation: Operation, inputs: tuple[Quantity, ...], value: Quantity
) -> None:
    assert recomputed(Step("any", operation, inputs, value)) == value


def test_a_step_that_was_rounded_is_rounded_again() -> None:
    step = Step("any", Operation.TIMES, (euros("0.01"), Decimal("0.5")), euros("0.01"))

    assert recomputed(step) == euros("0.005")
    assert recomputed(Step("a", step.operation, step.inputs, step.value, rounded=True)) == (
        euros("0.01")
    )


def test_a_step_multiplies_no_days() -> None:
    with pytest.raises(TypeError):
        recomputed(Step("any", Operation.TIMES, (euros(1), DAY), euros(1)))


def test_a_term_says_when_it_was_not_said() -> None:
    rate: Dated[int] = Dated("rate").since(3, date(2024, 6, 1), "art. 1")

    with pytest.raises(errors.NoTermInForce) as caught:
        rate.on(date(2024, 5, 31))
    assert (caught.value.name, caught.value.on) == ("rate", date(2024, 5, 31))
    assert str(caught.value) == "the contract sets no rate on 2024-05-31"
    assert rate.on(date(2024, 6, 1)).value == 3


def test_a_later_value_keeps_the_clause_and_replaces_that_of_its_day() -> None:
    usual = Dated.usual("rate", 1)
    rate = usual.since(3, date(2024, 6, 1), "art. 1").since(5, date(2025, 1, 1))
    again = rate.since(4, date(2024, 6, 1))

    assert not usual.is_said
    assert rate.is_said
    assert rate.on(date(2025, 1, 1)).clause == "art. 1"
    assert [term.value for term in again.values] == [1, 4, 5]
    assert rate.on(date(2020, 1, 1)).value == 1


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        (errors.UnknownBuyer, {"name": "A"}, "no buyer is named 'A'"),
        (errors.UnknownInvoice, {"number": "F"}, "no invoice is numbered 'F'"),
        (
            errors.NoSuchDuty,
            {"duty": "d", "about": "A", "on": DAY},
            "nothing makes d a duty for 'A' on 2024-03-01",
        ),
        (
            errors.NotKnown,
            {"what": "x", "on": DAY},
            "the record does not tell x on 2024-03-01",
        ),
        (
            errors.ContradictoryTerms,
            {"first": "a", "second": "b"},
            "the policy may say a or b, not both",
        ),
        (
            errors.NotAField,
            {"kind": "invoice", "name": "x"},
            "a fact of kind invoice has no x",
        ),
    ],
)
def test_an_error_keeps_what_went_wrong_and_builds_its_own_sentence(
    kind: type[errors.DomainError], said: dict[str, object], sentence: str
) -> None:
    error = kind(**said)

    assert str(error) == sentence
    assert error.__dict__ == said
