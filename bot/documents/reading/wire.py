"""A paper as JSON and back, exactly: what a child process says to its parent.

Amounts travel as decimal text, days as ISO, sets as sorted lists. What is at its default
is left out. How a field travels is read once from its type.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from bot.ports.papers import Paper

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
