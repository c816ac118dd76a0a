"""Values into words: Jinja templates and French and English typography.

Every word shown comes from templates/; this module only knows how numbers, days and
steps are written. A no-break space U+00A0 stands before € % : » and after «, a narrow
one U+202F between thousands and before ; ! ? in French.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.units import format_unit
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from domain.money import Money, Percentage
from domain.spans import Span
from domain.steps import Operation, Step

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LANGUAGES = ("fr", "en")
LOCALES = {"fr": Locale.parse("fr_FR"), "en": Locale.parse("en_GB")}
NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"
_CODE_OR_TAG = re.compile(
    r"(\{\{(?:.|\n)*?\}\}|\{%(?:.|\n)*?%\}|\{#(?:.|\n)*?#\}|^% .*$|<[^>]*>)", re.MULTILINE
)
# Jinja's line statements swallow the empty lines after them; a comment keeps those.
_STATEMENT_THEN_EMPTY = re.compile(r"^(% .*\n)(?=[ \t]*\n)", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*\n|\n\s+\n")
_UNITS = r"(?:jours?|mois|ans?|semaines?|heures?|fois|j|h)"
_FRENCH = (
    (re.compile(r" ([:»€%])"), NBSP + r"\1"),
    (re.compile(r" ([;!?])"), NNBSP + r"\1"),
    (re.compile(r"« "), "«" + NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NNBSP),
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(rf"(?<=[\d}}]) (?={_UNITS}\b)"), NBSP),
    (re.compile(r"(?<=€) (?=HT\b|TTC\b)"), NBSP),
    (re.compile(r"(?<=\bart\.) (?=[LRD\d])|(?<=\bn°) (?=\d)"), NBSP),
)
_UNIT_AFTER_VALUE = re.compile(rf"^ (?={_UNITS}\b|HT\b|TTC\b)")
_ARTICLE = re.compile(r"(?<=\bart\.) (?=[A-Z]?\.? ?\d)|(?<=\bn°) (?=\d)")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF"}


def number(value: Decimal | int, lang: str) -> str:
    """1 234,5 in French, 1,234.5 in English; the sign is a true minus."""
    return f"{_sign(value)}{_digits(abs(Decimal(value)), lang, most=8)}"


def money(value: Money, lang: str) -> str:
    """510 000 € or €510,000: no cents where there are none."""
    rounded = value.rounded().amount
    cents = 0 if rounded == rounded.to_integral_value() else 2
    digits = _digits(abs(rounded), lang, least=cents, most=cents)
    symbol = SYMBOLS.get(value.currency, value.currency)
    sign = _sign(rounded)
    if lang == "fr":
        return f"{sign}{digits}{NBSP}{symbol}"
    return (
        f"{sign}{symbol}{digits}" if len(symbol) == 1 else f"{sign}{symbol}{NBSP}{digits}"
    )


def percent(value: Percentage | Decimal, lang: str) -> str:
    """0,25 % or 0.25%."""
    share = value.value if isinstance(value, Percentage) else value
    digits = f"{_sign(share)}{_digits(abs(share) * 100, lang, most=4)}"
    return f"{digits}{NBSP}%" if lang == "fr" else f"{digits}%"


def _sign(value: Decimal | int) -> str:
    return MINUS if value < 0 else ""


def _digits(value: Decimal, lang: str, *, least: int = 0, most: int) -> str:
    """A positive number's digits in groups, with `least` to `most` decimals."""
    group, point = _marks(lang)
    whole, _, decimals = f"{value:,.{most}f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return whole.replace(",", group) + (f"{point}{decimals}" if decimals else "")


@cache
def _marks(lang: str) -> tuple[str, str]:
    """What stands between thousands, and before the decimals."""
    symbols = LOCALES[lang].number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def day(value: date, lang: str, *, year: bool = True) -> str:
    """1er décembre 2026, 1 December 2026; day and month on one line."""
    first = lang == "fr" and value.day == 1
    text = f"{'1er' if first else value.day}{NBSP}{_months(lang)[value.month]}"
    return f"{text} {value.year}" if year else text


def weekday(value: date, lang: str) -> str:
    """Mardi 1er décembre, Tuesday 1 December."""
    return f"{_weekdays(lang)[value.weekday()]} {day(value, lang, year=False)}"


def day_of_week(number: int, lang: str) -> str:
    """Lundi, Monday for 0."""
    return _weekdays(lang)[number]


@cache
def _months(lang: str) -> Mapping[int, str]:
    return dict(LOCALES[lang].months["format"]["wide"])


@cache
def _weekdays(lang: str) -> Mapping[int, str]:
    return dict(LOCALES[lang].days["format"]["wide"])


def short_day(value: date, lang: str) -> str:
    """01/12/2026 in both languages: days before months."""
    del lang
    return f"{value:%d/%m/%Y}"


def loose_day(text: str, lang: str) -> str:
    """A day, month or year known only so far: 2008-12 → décembre 2008."""
    match text.split("-"):
        case [year, month, day_of_month]:
            return day(date(int(year), int(month), int(day_of_month)), lang)
        case [year, month]:
            return f"{_months(lang)[int(month)]} {year}"
        case _:
            return text


def reference(text: str) -> str:
    """A clause as the policy names it; « art. » and its number stay on one line."""
    return _ARTICLE.sub(NBSP, text)


def country(code: str, lang: str) -> str:
    """Royaume-Uni for UK or GB."""
    names: Mapping[str, str] = LOCALES[lang].territories
    return names.get({"UK": "GB"}.get(code, code), code)


def length(value: Span, lang: str) -> str:
    """5 mois, 90 jours; 5 months, 90 days."""
    told = (("duration-month", value.months), ("duration-day", value.days))
    parts = (
        format_unit(count, unit, locale=LOCALES[lang]).replace(" ", NBSP)
        for unit, count in told
        if count or (unit == "duration-day" and not value.months)
    )
    return " + ".join(parts)


def clock_time(value: time | datetime, lang: str) -> str:
    """9 h, 9 h 30; 9:00, 9:30."""
    if lang == "en":
        return f"{value.hour}:{value.minute:02d}"
    minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def quantity(value: object, lang: str) -> str:
    """Any quantity of a step, as it is written."""
    if isinstance(value, datetime):
        value = value.date()
    for kind, writer in WRITERS:
        if isinstance(value, kind):
            return writer(value, lang)
    return str(value)


WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any, str], str]], ...] = (
    (Money, money),
    (Percentage, percent),
    (date, day),
    ((Decimal, int), number),
    (Span, length),
)


def quantities(values: Sequence[object], lang: str) -> list[str]:
    return [quantity(value, lang) for value in values]


def french(text: str) -> str:
    """No-break spaces and apostrophes as French printers set them."""
    for pattern, replacement in _FRENCH:
        text = pattern.sub(replacement, text)
    return text


def _after_value(text: str, before: str) -> str:
    """« {{ n }} jours », « {{ amount }} HT » : a number keeps its unit beside it."""
    is_value = before.endswith(("}}", "</b>"))
    return _UNIT_AFTER_VALUE.sub(NBSP, text) if is_value else text


class Typography(Extension):
    """Sets the spaces of French templates once, when they are compiled; what people
    have written themselves is never touched.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del filename
        source = _STATEMENT_THEN_EMPTY.sub(r"\1{# #}\n", source)
        if name is None or not name.startswith("fr/"):
            return source
        parts = _CODE_OR_TAG.split(source)
        return "".join(
            part if n % 2 else french(_after_value(part, parts[n - 1] if n else ""))
            for n, part in enumerate(parts)
        )


class Words:
    """Everything that can be said in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.labels: Mapping[str, Any] = _texts(lang, "labels.yaml")
        self._environment = _environment(lang, self)

    def say(self, template: str, /, **values: object) -> str:
        """The text of templates/<lang>/<template>; trailing blank lines gone."""
        chosen = self._environment.get_template(f"{self.lang}/{template}")
        return _tidy(chosen.render(values))

    def draw(self, template: str, /, **values: object) -> str:
        """A drawing of templates/<template>: one layout, worded in this language."""
        return self._environment.get_template(template).render(values)

    def label(self, *keys: object) -> str:
        """A short text of templates/<lang>/labels.yaml; raises `NoWords` if absent."""
        found: Any = self.labels
        try:
            for key in keys:
                found = found[str(key)]
        except (KeyError, TypeError):
            raise NoWords(self.lang, ".".join(map(str, keys))) from None
        return str(found)

    def line(self, key: str, **values: object) -> str:
        """A line for the terminal: `terminal.<key>` of labels.yaml, filled in."""
        return self.label("terminal", *key.split(".")).format(**values)

    def quantity(self, value: object) -> str:
        """Any quantity, as this language writes it."""
        return quantity(value, self.lang)

    @property
    def glossary(self) -> Mapping[str, Any]:
        """templates/<lang>/glossary.yaml: what the words of the trade mean."""
        return _texts(self.lang, "glossary.yaml")

    def step_name(self, label: str) -> str:
        """What a line of working is called; "open:F1" is the open amount of F1."""
        name, _, detail = label.partition(":")
        if detail and not self.has_label("steps", label):
            return f"{self.label('steps', name)} {detail}"
        return self.label("steps", label if detail else name)

    def has_label(self, *keys: object) -> bool:
        try:
            self.label(*keys)
        except NoWords:
            return False
        return True


def _tidy(text: str) -> str:
    """At most one empty line between paragraphs, none at the ends or inside quotations."""
    closed = text.replace("\n</blockquote>", "</blockquote>")
    return _EMPTY_LINES.sub("\n\n", closed).strip()


class NoWords(KeyError):
    """A text is missing from templates/: a defect that the tests find."""

    def __init__(self, lang: str, key: str) -> None:
        super().__init__(f"{lang}: {key}")


@cache
def words(lang: str) -> Words:
    """The words of a language; French for one we do not speak."""
    return Words(lang if lang in LANGUAGES else "fr")


@cache
def _texts(lang: str, name: str) -> Mapping[str, Any]:
    text = (TEMPLATES / lang / name).read_text("utf-8")
    texts: Mapping[str, Any] = yaml.load(  # CBaseLoader makes text only
        french(text) if lang == "fr" else text,
        yaml.CBaseLoader,  # noqa: S506
    )
    return texts


def _environment(lang: str, words_: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=_is_markup,  # noqa: S701 - on for every .html template
        extensions=[Typography],
        undefined=StrictUndefined,
        line_statement_prefix="%",
        auto_reload=False,
    )
    writers: Mapping[str, Callable[..., object]] = {
        "money": money,
        "percent": percent,
        "day": day,
        "weekday": weekday,
        "short_day": short_day,
        "clock_time": clock_time,
        "number": number,
        "country": country,
        "quantity": quantity,
        "quantities": quantities,
        "loose_day": loose_day,
    }
    for name, writer in writers.items():
        environment.filters[name] = partial(writer, lang=lang)
    environment.filters["joined"] = joined
    environment.filters["reference"] = reference
    environment.filters["capitalised"] = capitalised
    environment.filters["telling"] = telling
    environment.globals.update(
        label=words_.label,
        has_label=words_.has_label,
        step_name=words_.step_name,
        lang=lang,
    )
    return environment


def telling(steps: Sequence[Step]) -> list[Step]:
    """The working without its idle lines: a zero, a sum that changes nothing, a figure
    that only says what a later line starts from.
    """
    told: list[Step] = []
    for number, step in enumerate(steps):
        later = steps[number + 1 :]
        idle = (_is_idle(step) or _is_taken_up(step, later)) and (
            step is not steps[-1] or bool(told)
        )
        if not idle or (step is steps[-1] and told and told[-1].value != step.value):
            told.append(step)
    return told


def _is_taken_up(step: Step, later: Sequence[Step]) -> bool:
    given = step.operation is Operation.GIVEN
    return given and any(step.value in one.inputs for one in later)


def _is_idle(step: Step) -> bool:
    """It gives zero as it stands, or gives back its only input that is not zero."""
    real = [one for one in step.inputs if not isinstance(one, Money) or one]
    if step.operation is Operation.TIMES or len(real) > 1:
        return False
    if step.operation is Operation.GIVEN:
        return not real
    return bool(real) and real[0] == step.value


def joined(values: Sequence[object], mark: str, last: str = "") -> Markup:
    """`a × b × c`; `last` is the word before the last one ("a, b et c")."""
    texts = [Markup.escape(value) for value in values]
    if last and len(texts) > 1:
        return Markup.escape(mark).join(texts[:-1]) + Markup.escape(last) + texts[-1]
    return Markup.escape(mark).join(texts)


def capitalised(text: str) -> str:
    """The first letter only: names and acronyms further on keep theirs."""
    return text[:1].upper() + text[1:]


def _is_markup(name: str | None) -> bool:
    return name is not None and (".html" in name or ".svg" in name)
