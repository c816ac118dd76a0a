"""docs/reckoning.md, made from the case files: how each figure comes about, in two tongues.

`python -m tests.domain.reckoning_page` writes it; a test compares it with what is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.cases import ask, load_case
from bot.cases.check import record_of
from bot.cases.files import Case, Expectation
from bot.rendering import quantity, words
from domain.steps import Operation, Step

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reckoning.md"
SIGNS = {
    Operation.TIMES: " × ",
    Operation.PLUS: " + ",
    Operation.MINUS: " − ",
    Operation.RATIO: " ÷ ",
}
TEXT = {
    "fr": {
        "title": "Comment se calcule chaque chiffre",
        "decided": "Décisions, là où le contrat type est muet",
        "held": "tenu par",
        Operation.AT_MOST: "au plus",
        Operation.AT_LEAST: "au moins",
        Operation.SHARE: "× … ÷ …",
    },
    "en": {
        "title": "How each figure comes about",
        "decided": "Decisions, where the contract is silent",
        "held": "held by",
        Operation.AT_MOST: "at most",
        Operation.AT_LEAST: "at least",
        Operation.SHARE: "× … ÷ …",
    },
}
HEAD = """\
<!-- Made by `python -m tests.domain.reckoning_page` from the case files; do not edit. -->
# Reckoning

Français, puis English. Chaque chiffre vient d'un cas vérifié par les tests; every figure
comes from a case that the tests check.
"""


def page() -> str:
    told = yaml.load((HERE / "reckoning.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    parts = [HEAD]
    for lang in ("fr", "en"):
        parts.append(f"\n# {TEXT[lang]['title']}\n")
        parts.extend(_figures(figure, lang) for figure in told["figures"])
        parts.append(f"\n## {TEXT[lang]['decided']}\n\n")
        parts.extend(_decision(each, lang) for each in told["decisions"])
    return "".join(parts)


def _figures(figure: Mapping[str, Any], lang: str) -> str:
    case = case_named(figure["case"])
    lines = [f"\n## {figure[lang]}\n"]
    for on, question in figure["ask"]:
        lines.extend(_worked(case, asked, lang) for asked in _asked(case, on, question))
    return "".join(lines)


def case_named(name: str) -> Case:
    path = HERE / "cases" / f"{name}.yaml"
    return load_case(path.read_text("utf-8"), path.name)


def _asked(case: Case, on: str, question: str) -> Iterator[Expectation]:
    for each in case.expectations:
        if each.on.isoformat() == on and each.ask == question:
            yield each


def _worked(case: Case, asked: Expectation, lang: str) -> str:
    result = ask(record_of(case).on(asked.on), asked.ask, asked.arguments)
    given = ", ".join(f"{value}" for value in asked.arguments.values())
    about = f" ({given})" if given else ""
    when = quantity(asked.on, lang)
    lines = [f"\n**`{asked.ask}`{about}, {when}**\n\n"]
    lines.extend(f"- {_line(step, lang)}\n" for step in result.steps)
    return "".join(lines)


def _line(step: Step, lang: str) -> str:
    label = words(lang).step_name(step.label)
    value = quantity(step.value, lang)
    clause = f" *({step.clause})*" if step.clause else ""
    if step.operation is Operation.GIVEN:
        return f"{label} = {value}{clause}"
    inputs = [quantity(each, lang) for each in step.inputs]
    if step.operation is Operation.SHARE:
        whole, part, of = inputs
        shown = f"{whole} × {part} ÷ {of}"
    else:
        sign = SIGNS.get(step.operation) or f", {TEXT[lang][step.operation]} "
        shown = sign.join(inputs)
    return f"{label} = {shown} = **{value}**{clause}"


def _decision(each: Mapping[str, str], lang: str) -> str:
    return f"- {each[lang]} *({TEXT[lang]['held']} `{each['case']}.yaml`)*\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
