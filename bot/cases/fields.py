"""The words of a case file, one value at a time: text ↔ amounts, days, percentages.

Every scalar is text; no amount passes through a float. What cannot be read is told by
where it stands and what was expected there, and all of a mapping's faults at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from domain.errors import DomainError
from domain.money import Converted, Money, Percentage
from domain.spans import PaymentTerms, Span

E = TypeVar("E", bound=StrEnum)

Raw = Any  # str, list of Raw, or mapping of str to Raw, as YAML or JSON gives them
Path = tuple[str | int, ...]
Read = Callable[[Raw, str], Any]  # the second argument is the policy's currency
Write = Callable[[Any], Raw]

_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?")
_PERCENTAGE = re.compile(r"\d{1,4}(\.\d{1,8})?\s?%?")
_YEARS = range(1900, 2200)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands at `path`, and what was expected there."""

    path: Path
    expected: str
    found: str = ""

    def under(self, *path: str | int) -> Fault:
        return Fault((*path, *self.path), self.expected, self.found)


class Unreadable(DomainError):
    """A mapping that cannot be read, with all of its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "; ".join(
                f"{'.'.join(map(str, f.path))}: {f.expected}, found {f.found!r}"
                for f in self.faults
            )
        )


def fault(expected: str, found: Raw, *path: str | int) -> Unreadable:
    shown = found if isinstance(found, str) else type(found).__name__
    return Unreadable([Fault(path, expected, shown)])


def lacking(key: str, expected: str = "this key") -> Fault:
    return Fault((key,), expected, "nothing")


@dataclass(frozen=True, slots=True)
class Field:
    """`key` in a file is the attribute `name` of a value."""

    key: str
    read: Read
    write: Write
    name: str = ""
    is_required: bool = False

    @property
    def attribute(self) -> str:
        return self.name or self.key


def read_text(raw: Raw, _currency: str = "") -> str:
    if not isinstance(raw, str):
        raise fault("a text", raw)
    return raw


def read_some_text(raw: Raw, _currency: str = "") -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise fault("a text that is not empty", raw)
    return raw


def read_day(raw: Raw, _currency: str = "") -> date:
    try:
        if _DAY.fullmatch(raw) and int(raw[:4]) in _YEARS:
            return date.fromisoformat(raw)
    except (TypeError, ValueError):
        pass
    raise fault("a day, such as 2015-03-01", raw)


def read_money(raw: Raw, currency: str) -> Money:
    """Never negative: a credit note or a correction says the other way."""
    if isinstance(raw, str) and _AMOUNT.fullmatch(raw):
        return Money(Decimal(raw), currency)
    if isinstance(raw, Mapping):
        return read_converted(raw, currency)
    raise fault("an amount without sign, such as 1250.00", raw)


def read_converted(raw: Mapping[str, Raw], currency: str) -> Converted:
    """Told in another currency, with what it is in the policy's and the rate's day."""
    found = read_mapping(raw, CONVERTED, currency)
    if found["original_currency"] == currency:
        raise fault("another currency than the policy's", currency, "currency")
    return Converted(found["converted"].amount, currency, **_without(found, "converted"))


def _without(found: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != name}


def read_percentage(raw: Raw, _currency: str = "") -> Percentage:
    if isinstance(raw, str) and _PERCENTAGE.fullmatch(raw):
        return Percentage.of(raw)
    raise fault("a percentage, such as 90%", raw)


def read_share(raw: Raw, _currency: str = "") -> Percentage:
    found = read_percentage(raw)
    if not found.is_share:
        raise fault("a percentage of at most 100%", raw)
    return found


def read_number(raw: Raw, _currency: str = "") -> Decimal:
    if isinstance(raw, str) and _AMOUNT.fullmatch(raw):
        return Decimal(raw)
    raise fault("a number, such as 30", raw)


def read_bool(raw: Raw, _currency: str = "") -> bool:
    word = raw.lower() if isinstance(raw, str) else ""
    if word in {"true", "yes"}:
        return True
    if word in {"false", "no"}:
        return False
    raise fault("true or false", raw)


def read_span(raw: Raw, _currency: str = "") -> Span:
    if isinstance(raw, Mapping) and raw and raw.keys() <= {"days", "months"}:
        numbers = {key: _whole(key, value) for key, value in raw.items()}
        return Span(**numbers)
    raise fault("a length of time, such as {days: 60} or {months: 3}", raw)


def _whole(key: str, raw: Raw) -> int:
    if isinstance(raw, str) and raw.isdecimal() and len(raw) <= 4:  # noqa: PLR2004
        return int(raw)
    raise fault("a whole number", raw, key)


def read_terms(raw: Raw, _currency: str = "") -> PaymentTerms:
    try:
        return PaymentTerms.of(read_text(raw))
    except DomainError:
        expected = "a payment term, such as 45 days end of month"
        raise fault(expected, raw) from None


def read_texts(raw: Raw, _currency: str = "") -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(each, str) for each in raw):
        return tuple(raw)
    raise fault("a list, such as [F1, F2]", raw)


def one_of(kind: type[E]) -> Read:
    by_text = {each.value: each for each in kind}
    expected = "one of " + ", ".join(by_text)

    def read(raw: Raw, _currency: str = "") -> E:
        if not isinstance(raw, str) or raw not in by_text:
            raise fault(expected, raw)
        return by_text[raw]

    return read


def some_of(kind: type[E]) -> Read:
    read_one = one_of(kind)

    def read(raw: Raw, _currency: str = "") -> tuple[E, ...]:
        if not isinstance(raw, list):
            raise fault(f"a list of {', '.join(kind)}", raw)
        return tuple(read_one(each, "") for each in raw)

    return read


def write_text(value: object) -> str:
    return str(value)


def write_day(value: date) -> str:
    return value.isoformat()


def write_money(value: Money) -> Raw:
    if isinstance(value, Converted):
        return {
            "amount": _plain(value.original),
            "currency": value.original_currency,
            "converted": f"{value.amount:f}",
            "rate_on": value.rate_on.isoformat(),
        }
    return f"{value.amount:f}"


def write_percentage(value: Percentage) -> str:
    hundred = value.value * 100
    return f"{_plain(hundred)}%"


def write_number(value: Decimal) -> str:
    return _plain(value)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_bool(value: object) -> str:
    return "true" if value else "false"


def write_span(value: Span) -> dict[str, str]:
    said = {"months": value.months, "days": value.days}
    return {key: str(number) for key, number in said.items() if number} or {"days": "0"}


def write_texts(value: Iterable[str]) -> list[str]:
    return [str(each) for each in value]


def text(key: str, name: str = "", *, required: bool = False) -> Field:
    read = read_some_text if required else read_text
    return Field(key, read, write_text, name, required)


def day(key: str, name: str = "", *, required: bool = False) -> Field:
    return Field(key, read_day, write_day, name, required)


def money(key: str, *, required: bool = False) -> Field:
    return Field(key, read_money, write_money, "", required)


def share(key: str, *, required: bool = False) -> Field:
    return Field(key, read_share, write_percentage, "", required)


def yes_or_no(key: str, name: str = "") -> Field:
    return Field(key, read_bool, write_bool, name)


def choice(
    key: str, kind: type[StrEnum], name: str = "", *, required: bool = False
) -> Field:
    return Field(key, one_of(kind), write_text, name, required)


def table(*fields: Field) -> dict[str, Field]:
    return {field.key: field for field in fields}


CONVERTED = table(
    Field("amount", read_number, write_number, "original", is_required=True),
    text("currency", "original_currency", required=True),
    money("converted", required=True),
    day("rate_on", required=True),
)


def read_mapping(raw: Raw, fields: Mapping[str, Field], currency: str) -> dict[str, Any]:
    """Attribute → value; tells every unknown, missing and unreadable key at once."""
    if not isinstance(raw, Mapping):
        raise fault("a mapping of " + ", ".join(fields), raw)
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in raw.items():
        field = fields.get(key)
        if field is None:
            expected = "no such key; known are " + ", ".join(fields)
            faults.append(Fault((key,), expected, key))
            continue
        try:
            found[field.attribute] = field.read(value, currency)
        except Unreadable as unreadable:
            faults.extend(each.under(key) for each in unreadable.faults)
    faults.extend(missing(raw, fields))
    if faults:
        raise Unreadable(faults)
    return found


def missing(raw: Mapping[str, Raw], fields: Mapping[str, Field]) -> Iterable[Fault]:
    for field in fields.values():
        if field.is_required and field.key not in raw:
            yield lacking(field.key)


def write_mapping(value: object, fields: Mapping[str, Field]) -> dict[str, Raw]:
    """What differs from what is meant when nothing is said."""
    usual = getattr(type(value), "__dataclass_fields__", {})
    written: dict[str, Raw] = {}
    for key, field in fields.items():
        said = getattr(value, field.attribute)
        if said is None or (
            not field.is_required and said == usual[field.attribute].default
        ):
            continue
        written[key] = field.write(said)
    return written
