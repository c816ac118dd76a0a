"""Checks case files: one line per expectation that fails, then the count."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TextIO

from bot.calendars import calendar_of
from bot.cases.fields import Raw, Unreadable, write_money, write_percentage
from bot.cases.files import Case, CaseUnreadable, Expectation, load_case
from bot.cases.questions import Result, Told, ask
from domain.errors import DomainError
from domain.money import Money, Percentage
from domain.record import Record
from domain.steps import Quantity, Step

ALL_WELL, SOME_FAILED, NOT_READ = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Failure:
    file: str
    expectation: Expectation
    got: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        asked = self.expectation
        given = ", ".join(f"{key}: {value}" for key, value in asked.arguments.items())
        question = f"{asked.ask} ({given})" if given else asked.ask
        steps = "; ".join(written_step(step) for step in self.steps)
        return (
            f"{self.file}:{asked.line}: on {asked.on} {question}: "
            f"expected {written(asked.answer)}, got {self.got}"
            + (f" [{steps}]" if steps else "")
        )


@dataclass(slots=True)
class Report:
    passed: int = 0
    failures: list[Failure] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        if self.problems:
            return NOT_READ
        return SOME_FAILED if self.failures else ALL_WELL

    def __str__(self) -> str:
        lines = [*self.problems, *map(str, self.failures)]
        lines.append(f"{self.passed} passed, {len(self.failures)} failed")
        return "\n".join(lines)


def check_cases(paths: Iterable[Path | str]) -> Report:
    report = Report()
    for path in map(Path, paths):
        try:
            case = load_case(path.read_text("utf-8"), str(path))
        except CaseUnreadable as unreadable:
            report.problems.extend(map(str, unreadable.problems))
        except (OSError, UnicodeDecodeError) as error:
            report.problems.append(f"{path}: cannot be read: {error}")
        else:
            check_case(case, report)
    return report


def check_case(case: Case, report: Report) -> None:
    record = record_of(case)
    for expectation in case.expectations:
        failure = _failure(case, record, expectation)
        if failure is None:
            report.passed += 1
        else:
            report.failures.append(failure)


def record_of(case: Case) -> Record:
    """The case's record, on the calendar of its policyholder."""
    return Record(case.policy, case.buyers, case.facts, calendar_of(case.policy))


def main(paths: Iterable[Path | str], out: TextIO | None = None) -> int:
    report = check_cases(paths)
    (out or sys.stdout).write(f"{report}\n")
    return report.exit_code


def _failure(case: Case, record: Record, asked: Expectation) -> Failure | None:
    try:
        result = ask(record.on(asked.on), asked.ask, asked.arguments)
    except (Unreadable, DomainError) as error:
        return Failure(case.file, asked, str(error))
    if matches(asked.answer, result):
        return None
    return Failure(case.file, asked, written(result.told), result.steps)


def matches(expected: Raw, result: Result) -> bool:
    """A scalar may stand for a mapping by its main entry."""
    told = result.told
    if isinstance(told, list) and isinstance(expected, str):
        return same(expected, result.whole)
    if isinstance(told, dict) and not isinstance(expected, Mapping):
        told = told.get(result.main)
    if isinstance(told, list) and isinstance(expected, list):
        return len(told) == len(expected) and all(
            matches(each, Result(one, main=result.main))
            for each, one in zip(expected, told, strict=True)
        )
    return same(expected, told)


def same(expected: Raw, told: Told) -> bool:  # noqa: PLR0911 - one line per kind of answer
    match told:
        case bool():
            word = expected.lower() if isinstance(expected, str) else ""
            return word in ({"yes", "true"} if told else {"no", "false"})
        case Money():
            return _number(expected) == told.rounded().amount
        case Percentage():
            share = (
                expected[:-1] if isinstance(expected, str) and expected[-1:] == "%" else ""
            )
            return _number(share) == told.rounded().value * 100
        case date():
            return bool(expected == told.isoformat())
        case dict():
            return isinstance(expected, Mapping) and all(
                key in told and matches(each, Result(told[key]))
                for key, each in expected.items()
            )
        case list():
            return isinstance(expected, list) and matches(expected, Result(told))
        case _:
            return bool(expected == str(told))


def _number(raw: Raw) -> Decimal | None:
    try:
        return Decimal(raw) if isinstance(raw, str) else None
    except InvalidOperation:
        return None


def written(told: Told) -> str:
    match told:
        case bool():
            return "yes" if told else "no"
        case Money():
            return str(write_money(told.rounded()))
        case Percentage():
            return write_percentage(told)
        case Mapping():
            return "{" + ", ".join(f"{k}: {written(v)}" for k, v in told.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, told)) + "]"
        case _:
            return str(told)


def written_step(step: Step) -> str:
    inputs = f" {step.operation.value} ".join(_quantity(each) for each in step.inputs)
    clause = f" ({step.clause})" if step.clause else ""
    return f"{step.label} = {inputs} = {_quantity(step.value)}{clause}"


def _quantity(quantity: Quantity) -> str:
    return written(quantity)


def expectations(paths: Iterable[Path]) -> Iterator[tuple[Case, Expectation]]:
    """Every expectation of several files, each with its case."""
    for path in paths:
        case = load_case(path.read_text("utf-8"), str(path))
        yield from ((case, each) for each in case.expectations)
