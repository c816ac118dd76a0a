"""A case file: read whole or not at all, with the line of every fault; and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

import yaml

from bot.cases.facts import WRITTEN_AS, fact_from_mapping, fact_to_mapping
from bot.cases.fields import Fault, Path, Raw, Unreadable, fault, lacking, read_day
from bot.cases.policies import (
    buyer_from_mapping,
    buyer_to_mapping,
    policy_from_mapping,
    policy_to_mapping,
)
from bot.cases.questions import QUESTIONS
from bot.cases.terms import TERM_WORDS
from domain.errors import DomainError
from domain.facts import Buyer, Correction, Endorsement, Fact, Invoice
from domain.policy import Policy

T = TypeVar("T")
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
KEYS = ("name", "policy", "buyers", "facts", "expect")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, where, and what was expected there."""

    file: str
    line: int
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.key}"
        return f"{where}: expected {self.expected}; found {self.found}"


class CaseUnreadable(DomainError):
    """A file that cannot be read, with all of its problems, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question on a day and the answer it must have."""

    on: date
    ask: str
    arguments: Mapping[str, Raw]
    answer: Raw
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    policy: Policy
    buyers: tuple[Buyer, ...]
    facts: tuple[Fact, ...]
    expectations: tuple[Expectation, ...] = ()
    file: str = ""


def load_case(text: str, name: str = "case") -> Case:
    """The case of a text; `name` is the file's, for problems. Raises `CaseUnreadable`."""
    return _Reading(text, name).case()


def write_case(case: Case) -> str:
    """The text that `load_case` reads back as the same policy, buyers and facts."""
    content = {
        "name": case.name,
        "policy": policy_to_mapping(case.policy),
        "buyers": {buyer.name: buyer_to_mapping(buyer) for buyer in case.buyers},
        "facts": [fact_to_mapping(fact) for fact in case.facts],
    }
    text: str = yaml.dump(
        content, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text


class _Reading:
    """One file on its way to a case; collects what is wrong."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines: dict[Path, int] = {(): 1}
        self.tree = self._plain(self._composed(text), ())

    def case(self) -> Case:
        if not isinstance(self.tree, Mapping):
            raise self._unreadable([fault("a mapping of " + ", ".join(KEYS), self.tree)])
        tree = self.tree
        for key in tree:
            if key not in KEYS:
                self._note(Fault((key,), "one of " + ", ".join(KEYS), key))
        if "policy" not in tree:
            self._note(lacking("policy"))
        policy = self._read(
            ("policy",), lambda: policy_from_mapping(tree.get("policy", {}))
        )
        buyers = tuple(self._buyers(tree.get("buyers") or {}))
        placed = dict(self._facts(tree.get("facts") or [], policy))
        self._check(placed)
        facts = tuple(placed.values())
        expectations = tuple(self._expectations(tree.get("expect") or []))
        if self.problems or policy is None:
            raise CaseUnreadable(self.problems)
        name = str(tree.get("name") or self.name)
        return Case(name, policy, buyers, facts, expectations, self.name)

    def _composed(self, text: str) -> Any:
        try:
            return yaml.compose(text, Loader=Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            said = str(getattr(error, "problem", None) or "not readable")
            problem = Problem(self.name, line, "file", "YAML", said)
            raise CaseUnreadable([problem]) from None

    def _plain(self, node: Any, path: Path) -> Raw:
        """Text, lists and mappings, with the line of each path noted."""
        if node is None:
            return ""
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(each, (*path, at)) for at, each in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return node.value

    def _mapping(self, node: Any, path: Path) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for key, value in node.value:
            name = str(key.value)
            self.lines[*path, name] = key.start_mark.line + 1
            if name in found:
                self._note(Fault((*path, name), "each key once", name))
            found[name] = self._plain(value, (*path, name))
        return found

    def _buyers(self, raw: Raw) -> Iterator[Buyer]:
        if not isinstance(raw, Mapping):
            self._note(Fault(("buyers",), "a mapping of names", type(raw).__name__))
            return
        for name, said in raw.items():
            buyer = self._read(("buyers", name), partial(buyer_from_mapping, name, said))
            if buyer is not None:
                yield buyer

    def _facts(self, raw: Raw, policy: Policy | None) -> Iterator[tuple[int, Fact]]:
        if not isinstance(raw, list):
            self._note(Fault(("facts",), "a list of facts", type(raw).__name__))
            return
        currency = policy.currency if policy else "EUR"
        for place, said in enumerate(raw):
            path = ("facts", place)
            if not isinstance(said, Mapping):
                self._note(Fault(path, "a mapping with the keys on and fact", str(said)))
                continue
            fact = self._read(path, partial(fact_from_mapping, said, currency))
            if fact is not None:
                yield place, fact

    def _check(self, placed: Mapping[int, Fact]) -> None:
        """Names must be those of the file, numbers and ids stand once."""
        ids, said = self._told("id"), self.tree.get("buyers")
        buyers = set(said) if isinstance(said, Mapping) else set()
        numbers = self._told("number", "invoice", "correction")
        facts = placed.values()
        void = {f.of for f in facts if isinstance(f, Correction) and f.void} - {""}
        targets = {fact.id: fact for fact in facts if fact.id}
        seen: set[tuple[str, str]] = set()
        for place, fact in placed.items():
            path = ("facts", place)
            self._known(path, "buyer", getattr(fact, "buyer", ""), buyers)
            self._known(path, "invoice", getattr(fact, "invoice", ""), numbers)
            for number in getattr(fact, "invoices", ()):
                self._known(path, "invoices", number, numbers)
            if isinstance(fact, Correction):
                self._known(path, "of", fact.of, ids)
                self._changes(path, fact, targets.get(fact.of))
            once = [("id", fact.id)] if fact.id else []
            if isinstance(fact, Invoice) and fact.id not in void:
                once.append(("number", fact.number))
            for key, name in once:
                if (key, name) in seen:
                    self._note(Fault((*path, key), f"each {key} once", name))
                seen.add((key, name))

    def _changes(self, path: Path, correction: Correction, target: Fact | None) -> None:
        """A correction changes what the corrected fact has."""
        for name, _ in correction.changes if target else ():
            is_term = isinstance(target, Endorsement) and name in TERM_WORDS
            if not is_term and not hasattr(target, name):
                key = WRITTEN_AS.get(name, name)
                kind = target.kind_of_fact if target else ""
                self._note(Fault((*path, key), f"a key of the corrected {kind}", key))

    def _told(self, key: str, *kinds: str) -> set[str]:
        """What the facts say under this key, also those that cannot be read."""
        raw = self.tree.get("facts")
        told = (
            [each for each in raw if isinstance(each, Mapping)]
            if isinstance(raw, list)
            else []
        )
        return {
            each[key]
            for each in told
            if isinstance(each.get(key), str) and (not kinds or each.get("fact") in kinds)
        }

    def _known(self, path: Path, key: str, name: str, names: set[str]) -> None:
        if name and name not in names:
            told = ", ".join(sorted(names)[:8]) or "none"
            self._note(Fault((*path, key), f"one that the file tells of ({told})", name))

    def _expectations(self, raw: Raw) -> Iterator[Expectation]:
        if not isinstance(raw, list):
            self._note(Fault(("expect",), "a list of questions", type(raw).__name__))
            return
        for place, said in enumerate(raw):
            path: Path = ("expect", place)
            found = self._read(path, partial(self._question, said, path))
            if found is not None:
                yield found

    def _question(self, raw: Raw, path: Path) -> Expectation:
        if not isinstance(raw, Mapping):
            raise fault("a mapping with the keys on, ask, answer", raw)
        absent = [key for key in ("on", "ask", "answer") if key not in raw]
        if absent:
            raise Unreadable(lacking(key) for key in absent)
        given = {k: v for k, v in raw.items() if k not in {"on", "ask", "answer"}}
        try:
            today = read_day(raw["on"])
        except Unreadable as unreadable:
            raise Unreadable(each.under("on") for each in unreadable.faults) from None
        self.check_question(raw["ask"], given)
        return Expectation(today, raw["ask"], given, raw["answer"], self.lines[path])

    def check_question(self, name: Raw, given: Mapping[str, Raw]) -> None:
        question = QUESTIONS.get(name) if isinstance(name, str) else None
        if question is None:
            raise fault("one of " + ", ".join(QUESTIONS), name, "ask")
        known = {*question.required, *question.optional}
        faults = [
            Fault((key,), "no such key; known are " + ", ".join(sorted(known)), key)
            for key in given
            if key not in known
        ]
        faults += [lacking(key) for key in sorted(question.required - given.keys())]
        if faults:
            raise Unreadable(faults)

    def _read(self, path: Path, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except Unreadable as unreadable:
            for each in unreadable.faults:
                self._note(each.under(*path))
        return None

    def _note(self, found: Fault) -> None:
        path = found.path
        while path and path not in self.lines:
            path = path[:-1]
        key = next((str(p) for p in reversed(found.path) if isinstance(p, str)), "file")
        self.problems.append(
            Problem(self.name, self.lines[path], key, found.expected, found.found)
        )

    def _unreadable(self, faults: Iterable[Unreadable]) -> CaseUnreadable:
        for each in faults:
            for found in each.faults:
                self._note(found)
        return CaseUnreadable(self.problems)
