"""A paper as JSON and back, exactly: what a child process says to its parent.

Amounts travel as decimal text, days as ISO, sets as sorted lists. What is at its default
is left out. How a field travels is read once from its type.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from bot.ports.papers import Paper

OUT_OF_MEMORY = 77  # the child's exit code, where it could still choose one

Converter = Callable[[Any], Any]


def dumps(paper: Paper) -> str:
    """One line of JSON."""
    return json.dumps(_writer(Paper)(paper), ensure_ascii=False)


def loads(text: str) -> Paper:
    paper: Paper = _reader(Paper)(json.loads(text))
    return paper


def _same(value: Any) -> Any:
    return value


@cache
def _writer(kind: Any) -> Converter:
    if dataclasses.is_dataclass(kind):
        return _record_writer(kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return _unless_none(_writer(inner[0]))
    if origin is frozenset:
        return sorted
    if origin is tuple:
        return _items(inner, _writer)
    if origin is Mapping:
        return dict
    return str if kind in {Decimal, date} else _same


@cache
def _reader(kind: Any) -> Converter:
    if dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return _unless_none(_reader(inner[0]))
    if origin is frozenset:
        return frozenset
    if origin is tuple:
        return _items(inner, _reader)
    if kind is date:
        return date.fromisoformat
    return kind if kind is Decimal or _is_enum(kind) else _same


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _unless_none(convert: Converter) -> Converter:
    return lambda value: None if value is None else convert(value)


def _items(inner: tuple[Any, ...], side: Callable[[Any], Converter]) -> Converter:
    if inner[-1] is Ellipsis:
        each = side(inner[0])
        return lambda values: tuple(each(value) for value in values)
    converters = tuple(side(kind) for kind in inner)
    return lambda values: tuple(
        convert(value) for convert, value in zip(converters, values, strict=True)
    )


def _types(kind: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _record_writer(kind: Any) -> Converter:
    hints = _types(kind)
    fields = [
        (each.name, _default(each), _writer(hints[each.name]))
        for each in dataclasses.fields(kind)
    ]

    def write(record: Any) -> dict[str, Any]:
        said = ((name, getattr(record, name), usual, to) for name, usual, to in fields)
        return {name: to(value) for name, value, usual, to in said if value != usual}

    return write


def _record_reader(kind: Any) -> Converter:
    hints = _types(kind)
    readers = {each.name: _reader(hints[each.name]) for each in dataclasses.fields(kind)}

    def read(said: dict[str, Any]) -> Any:
        return kind(**{name: readers[name](value) for name, value in said.items()})

    return read


AT_ONCE = 500  # facts on a line: neither side holds a large paper twice


def pieces(paper: Paper) -> Iterator[str]:
    """The paper as lines: its long lists in slices, then the rest, which ends it."""
    long = {
        name: facts
        for name in ("invoices", "payments", "open_items", "limits", "events")
        if len(facts := getattr(paper, name)) > AT_ONCE
    }
    rest = _with(paper, dict.fromkeys(long, ()))
    for name, facts in long.items():
        for start in range(0, len(facts), AT_ONCE):
            part = _with(Paper(file=""), {name: facts[start : start + AT_ONCE]})
            yield json.dumps({"part": _writer(Paper)(part)}, ensure_ascii=False)
    yield dumps(rest)


def _with(paper: Paper, facts: Mapping[str, Any]) -> Paper:
    return dataclasses.replace(paper, **facts)


class Pieces:
    """Puts a paper together again; `paper` is None until its last piece came."""

    def __init__(self) -> None:
        self.paper: Paper | None = None
        self._facts: dict[str, list[Any]] = {}

    def add(self, line: str) -> None:
        said = json.loads(line)
        paper: Paper = _reader(Paper)(said.get("part", said))
        if "part" in said:
            for name in said["part"].keys() - {"file"}:
                self._facts.setdefault(name, []).extend(getattr(paper, name))
        else:
            long = {name: tuple(facts) for name, facts in self._facts.items()}
            self.paper = _with(paper, long)
