"""A case file that cannot be read says where, which key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cases import CaseUnreadable, check_cases, load_case, main

HEAD = """\
name: a case
policy:
  policyholder: Atelier
  insurer: Assureur
  starts_on: 2024-01-01
  insured_percentage: 90%
buyers:
  Alpha: {}
facts:
"""

FACT = "{on: 2024-02-01, fact: invoice, buyer: Alpha, "
TURNOVER = "{on: 2024-02-01, fact: turnover_declared, amount: 1, "


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CaseUnreadable) as caught:
        load_case(text, "a.yaml")
    return [(problem.line, problem.key) for problem in caught.value.problems]


def told(text: str) -> str:
    with pytest.raises(CaseUnreadable) as caught:
        load_case(text, "a.yaml")
    return str(caught.value)


def test_several_errors_are_told_at_once_each_with_its_line() -> None:
    text = HEAD + (
        "  - {on: 2024-02-30, fact: bad_news, buyer: Alpha}\n"
        "  - {on: 2024-02-01, fact: payment, buyer: Alpha, amount: -5, colour: red}\n"
        "  - {on: 2024-02-01, fact: gossip}\n"
        "  - {on: 2024-02-01, fact: invoice, buyer: Alpha, number: F1, net: 1e3}\n"
    )

    assert problems(text) == [
        (10, "on"),
        (11, "amount"),
        (11, "colour"),
        (12, "fact"),
        (13, "net"),
    ]


def test_a_problem_names_file_line_key_expected_and_found() -> None:
    text = HEAD + "  - {on: 01/02/2024, fact: bad_news, buyer: Alpha}\n"

    assert (
        told(text) == "a.yaml:10: on: expected a day, such as 2015-03-01; found 01/02/2024"
    )


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        ("{on: 2024-02-01}", "fact"),
        ("{on: 2024-02-01, fact: payment, buyer: Alpha}", "amount"),
        ("{on: 2024-02-01, fact: payment, buyer: Beta, amount: 5}", "buyer"),
        ("{on: 2024-02-01, fact: payment, buyer: '', amount: 5}", "buyer"),
        ("{on: 2024-02-01, fact: dispute, invoice: F9, state: opened}", "invoice"),
        (
            "{on: 2024-02-01, fact: intervention_request, buyer: Alpha, invoices: [F9]}",
            "invoices",
        ),
        (
            "{on: 2024-02-01, fact: intervention_request, buyer: Alpha, invoices: F9}",
            "invoices",
        ),
        ("{on: 2024-02-01, fact: correction, of: x, void: true}", "of"),
        ("{on: 2024-02-01, fact: correction, of: x}", "void"),
        ("{on: 2024-02-01, fact: correction, of: x, colour: red}", "colour"),
        ("{on: 2024-02-01, fact: correction, of: x, amount: red}", "amount"),
        ("{on: 2024-02-01, fact: correction, of: x, new_on: red}", "new_on"),
        ("{on: 2024-02-01, fact: correction, void: true}", "of"),
        ("{on: 2024-02-01, fact: endorsement, from: 2024-03-01, colour: red}", "colour"),
        ("{on: 2024-02-01, fact: endorsement, from: x, deductible: 5}", "from"),
        ("{on: 2024-02-01, fact: endorsement, deductible: 5}", "from"),
        ("{on: 2024-02-01, fact: endorsement, from: 2024-03-01, clauses: {x: y}}", "x"),
        (
            "{on: 2024-02-01, fact: limit_decision, buyer: Alpha, decision: granted}",
            "amount",
        ),
        (
            "{on: 2024-02-01, fact: limit_decision, buyer: Alpha, decision: maybe}",
            "decision",
        ),
        ("{on: 2024-02-01, fact: limit_decision, buyer: Alpha, decision: [x]}", "decision"),
        ("{on: 2024-02-01, fact: invoice, buyer: Alpha, number: F1, net: 5}", "due_on"),
        (
            FACT + "number: F1, net: 5, terms: soon}",
            "terms",
        ),
        (
            FACT + "number: F1, net: 5, terms: cash, prepaid: maybe}",
            "prepaid",
        ),
        (
            TURNOVER + "from: 2024-02-02, to: 2024-02-01}",
            "to",
        ),
        ("{on: 2024-02-01, fact: bad_news, buyer: Alpha, note: [1]}", "note"),
        ("just words", "facts"),
    ],
)
def test_a_wrong_fact_is_told_by_the_key_at_fault(fact: str, key: str) -> None:
    assert problems(HEAD + f"  - {fact}\n") == [(10, key)]


@pytest.mark.parametrize(
    ("term", "key"),
    [
        ("premium: {rate: high}", "rate"),
        ("premium: {minimum: 5, minimum_share: 80%}", "minimum_share"),
        ("premium: {declaration: {every: week, due: {days: 3}}}", "every"),
        ("premium: lots", "premium"),
        ("maximum_liability: {amount: 5, premium_multiple: 3}", "maximum_liability"),
        ("maximum_liability: {amount: x}", "amount"),
        ("maximum_liability: {premium_multiple: x}", "premium_multiple"),
        ("insured_percentage: 101%", "insured_percentage"),
        ("maximum_payment_term: 120", "maximum_payment_term"),
        ("maximum_payment_term: {days: many}", "days"),
        ("maximum_payment_term: {weeks: 2}", "maximum_payment_term"),
        ("stop_also: judgment", "stop_also"),
        ("reckoning: [percentage]", "reckoning"),
        ("claims_waiting_period: 5", "claims_waiting_period"),
        ("claims_waiting_period: {months: 5, from: delivery}", "from"),
        ("claims_threshold: {amount: 5, on: gross}", "on"),
        ("loss_payee: {default: x, buyers: y}", "buyers"),
        ("duties: none", "duties"),
        ("duties: [{duty: x, from: y, closes: {days: 1}}]", "from"),
        ("duties: [{duty: x, from: delivery}]", "closes"),
        ("contacts: x", "contacts"),
        ("contacts: {insurer: {fax: 1}}", "fax"),
        ("clauses: x", "clauses"),
        ("clauses: {colour: red}", "colour"),
        ("clauses: {premium: ''}", "premium"),
        ("colour: red", "colour"),
        ("country: []", "country"),
    ],
)
def test_a_wrong_term_is_told_by_the_key_at_fault(term: str, key: str) -> None:
    text = HEAD.replace("insured_percentage: 90%", term).replace("facts:\n", "")

    assert problems(text) == [(6, key)]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("{on: 2024-02-01, ask: premium}", "answer"),
        ("{on: today, ask: premium, answer: 1}", "on"),
        ("{on: 2024-02-01, ask: weather, answer: 1}", "ask"),
        ("{on: 2024-02-01, ask: [premium], answer: 1}", "ask"),
        ("{on: 2024-02-01, ask: premium, buyer: Alpha, answer: 1}", "buyer"),
        ("{on: 2024-02-01, ask: outstanding, answer: 1}", "buyer"),
        ("what now", "expect"),
    ],
)
def test_a_wrong_question_is_told_by_the_key_at_fault(question: str, key: str) -> None:
    [(line, found)] = problems(HEAD.replace("facts:\n", "") + f"expect:\n  - {question}\n")

    assert (line, found) == (10, key)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("- a list", 1),
        ("name: x\n", 1),
        ("name: [x\n", 2),
        ("policy: x\n", 1),
        (HEAD + "  - {on: 2024-02-01, fact: bad_news, buyer: Alpha}\nmore: 1\n", 11),
        (HEAD.replace("facts:\n", "name: again\n"), 9),
        (HEAD.replace("facts:\n", "facts: none\n"), 9),
        (HEAD.replace("facts:\n", "expect: none\n"), 9),
        (HEAD.replace("  Alpha: {}\nfacts:\n", "  - Alpha\n"), 7),
        (HEAD.replace("Alpha: {}\nfacts:\n", "Alpha: {kind: firm}\n"), 8),
    ],
)
def test_a_wrong_file_is_told_by_its_line(text: str, line: int) -> None:
    assert [at for at, _ in problems(text)][:1] == [line]


def test_a_number_used_twice_is_told_unless_the_first_is_void() -> None:
    invoice = "fact: invoice, buyer: Alpha, number: F1, net: 5, terms: cash}\n"
    twice = f"  - {{on: 2024-02-01, id: a, {invoice}  - {{on: 2024-02-02, {invoice}"
    void = "  - {on: 2024-02-02, fact: correction, of: a, void: true}\n"

    assert problems(HEAD + twice) == [(11, "number")]
    assert len(load_case(HEAD + twice + void).facts) == 3


class TestTheCommand:
    def test_counts_alone_on_the_last_line_and_tells_what_failed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "one.yaml"
        path.write_text(
            HEAD.replace("facts:\n", "")
            + "expect:\n"
            + "  - {on: 2024-02-01, ask: outstanding, buyer: Alpha, answer: 0.00}\n"
            + "  - {on: 2024-02-01, ask: outstanding, buyer: Alpha, answer: 1}\n"
            + "  - {on: 2024-02-01, ask: outstanding, buyer: Nobody, answer: 1}\n"
            + "  - {on: 2024-02-01, ask: can_deliver, buyer: Alpha, amount: x, "
            + "answer: 1}\n",
            "utf-8",
        )

        assert main([path]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == "1 passed, 3 failed"
        assert lines[0] == (
            f"{path}:11: on 2024-02-01 outstanding (buyer: Alpha): expected 1, got 0.00 "
            "[outstanding = 0.00 = 0.00]"
        )
        assert "no buyer is named 'Nobody'" in lines[1]
        assert "an amount without sign" in lines[2]

    def test_leaves_with_2_when_a_file_cannot_be_read(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong, binary = tmp_path / "wrong.yaml", tmp_path / "binary.yaml"
        wrong.write_text("policy: [", "utf-8")
        binary.write_bytes(b"\xff\xfe\x00")

        assert main([wrong, binary, tmp_path / "absent.yaml"]) == 2
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 4
        assert lines[-1] == "0 passed, 0 failed"

    def test_says_nothing_failed_of_no_files(self) -> None:
        assert str(check_cases([])) == "0 passed, 0 failed"


def test_ids_stand_once_and_a_correction_changes_what_its_fact_has() -> None:
    text = HEAD + (
        "  - {on: 2024-02-01, fact: bad_news, buyer: Alpha, id: n1}\n"
        "  - {on: 2024-02-01, fact: bad_news, buyer: Alpha, id: n1}\n"
        "  - {on: 2024-02-02, fact: correction, of: n1, amount: 5}\n"
        "  - {on: 2024-02-02, fact: payment, buyer: Beta, amount: 5}\n"
        "  - {on: 2024-02-30, fact: bad_news, buyer: Alpha}\n"
    )

    assert problems(text) == [(11, "id"), (12, "amount"), (13, "buyer"), (14, "on")]
