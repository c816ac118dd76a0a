"""Statements, compiled once and run on the bare cursor.

SQLAlchemy builds every statement and knows every type; running one through it costs
40 µs, on the driver's own cursor 4 µs (measured, November 2026). A question in the chat
takes a dozen of them, so each is compiled the first time and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from bot.storage.database import Variants

Statement = Executable | Variants
Row = Sequence[Any]
Converter = Callable[[Any], Any]


class Prepared:
    """A statement as the driver wants it: its text, and how values go in and come out."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self._slots = tuple(_slots(compiled, dialect))
        self._is_positional = compiled.positional
        self._readers = _readers(statement, dialect)

    def arguments(self, values: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        if not self._is_positional:
            return {
                name: write(values.get(name, fixed)) if write else values.get(name, fixed)
                for name, write, fixed in self._slots
            }
        return [
            write(values.get(name, fixed)) if write else values.get(name, fixed)
            for name, write, fixed in self._slots
        ]

    def read(self, rows: list[Row]) -> list[Row]:
        readers = self._readers
        if readers is None:
            return rows
        return [
            [
                read(value) if read else value
                for read, value in zip(readers, row, strict=True)
            ]
            for row in rows
        ]


class Session:
    """The writer's transaction under way."""

    def __init__(self, cursor: Any, dialect: Dialect) -> None:
        self._cursor = cursor
        self._dialect = dialect
        self._prepared: dict[Statement, Prepared] = {}

    def rows(self, statement: Statement, **values: Any) -> list[Row]:
        prepared = self._prepare(statement)
        self._cursor.execute(prepared.sql, prepared.arguments(values))
        return prepared.read(self._cursor.fetchall())

    def row(self, statement: Statement, **values: Any) -> Row | None:
        found = self.rows(statement, **values)
        return found[0] if found else None

    def run(self, statement: Statement, **values: Any) -> int:
        """How many rows it touched."""
        prepared = self._prepare(statement)
        self._cursor.execute(prepared.sql, prepared.arguments(values))
        return int(self._cursor.rowcount)

    def run_many(
        self, statement: Statement, many_values: Iterable[Mapping[str, Any]]
    ) -> None:
        prepared = self._prepare(statement)
        self._cursor.executemany(
            prepared.sql, [prepared.arguments(values) for values in many_values]
        )

    def raw(self, sql: str) -> None:
        """For savepoints, the same words in every database."""
        self._cursor.execute(sql)

    def _prepare(self, statement: Statement) -> Prepared:
        known = self._prepared.get(statement)
        if known is None:
            known = Prepared(_variant(statement, self._dialect.name), self._dialect)
            self._prepared[statement] = known
        return known


def _variant(statement: Statement, dialect_name: str) -> Executable:
    return statement.of(dialect_name) if isinstance(statement, Variants) else statement


def _slots(
    compiled: SQLCompiler, dialect: Dialect
) -> Iterable[tuple[str, Converter | None, Any]]:
    """Each parameter's name, how to write it, and the value the statement itself gives."""
    for name in compiled.positiontup or compiled.binds:
        bind = compiled.binds[name]
        yield name, _impl(bind.type, dialect).bind_processor(dialect), bind.value


def _readers(
    statement: Executable, dialect: Dialect
) -> tuple[Converter | None, ...] | None:
    columns = getattr(statement, "exported_columns", ())
    readers = tuple(
        _impl(column.type, dialect).result_processor(dialect, None) for column in columns
    )
    return readers if any(readers) else None


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
