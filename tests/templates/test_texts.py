"""Every text there is, in both languages; French set as printers set it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, nodes

from bot.chat.handlers.invoices import FIELDS, USUAL_TERMS
from bot.chat.splitting import pieces, visible_length
from bot.chat.taps import SHAPES, fits
from bot.ports import Role
from bot.rendering import LANGUAGES, TEMPLATES, Typography, words
from bot.understanding import Intent
from domain import deadlines, steps
from domain.cover import Ground
from domain.facts import Decision

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for room in ("bot", "domain") for path in (ROOT / room).rglob("*.py"))
MESSAGES = sorted(
    {path.name for lang in LANGUAGES for path in (TEMPLATES / lang / "messages").glob("*")}
)
GOLDEN = sorted((ROOT / "tests" / "chat" / "golden").glob("*.txt"))
MISSET = re.compile(
    r" [€%:;!?»]|« |«\S|\S»|(?<=\d) (?=\d{3}\b)"
    r"|€ (?=HT|TTC)|(?<=\d) (?:jours?|mois|ans?|semaines?|heures?|fois|j|h)\b"
    r"|\bart\. (?=[A-Z]?\d)"
)
ADDRESS = re.compile(r"https?://\S+|\d\d:\d\d")


# --- The same texts in both languages --------------------------------------------------


def keys(labels: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in labels.items():
        if isinstance(value, Mapping):
            yield from keys(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def test_every_label_stands_in_both_languages() -> None:
    french, english = (set(keys(words(lang).labels)) for lang in LANGUAGES)
    own = {key for key in french | english if key.startswith("commands.")}

    assert french - own == english - own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_is_empty_or_a_placeholder(lang: str) -> None:
    def texts(labels: Mapping[str, Any]) -> Iterator[str]:
        for value in labels.values():
            if isinstance(value, Mapping):
                yield from texts(value)
            else:
                yield value

    assert [text for text in texts(words(lang).labels) if not text.strip("…. ")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_of_the_terminal_has_the_same_blanks_in_both(lang: str) -> None:
    def blanks(labels: Mapping[str, Any], above: str = "") -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, value in labels.items():
            if isinstance(value, Mapping):
                found |= blanks(value, f"{above}{key}.")
            else:
                found[above + key] = set(re.findall(r"\{(\w+)\}", value))
        return found

    assert blanks(words(lang).labels["terminal"]) == blanks(words("fr").labels["terminal"])


def test_every_template_stands_in_both_languages() -> None:
    french, english = (
        {
            str(path.relative_to(TEMPLATES / lang))
            for path in (TEMPLATES / lang).rglob("*.*")
        }
        for lang in LANGUAGES
    )

    assert french == english


# --- Every template compiles, and asks for the same values -----------------------------


def parsed(lang: str, name: str) -> nodes.Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=[Typography],
        line_statement_prefix="%",
        autoescape=True,
    )
    source = (TEMPLATES / lang / "messages" / name).read_text("utf-8")
    return environment.parse(source, f"{lang}/messages/{name}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_template_compiles(lang: str) -> None:
    environment = words(lang)._environment  # noqa: SLF001 - the one that says
    for path in sorted((TEMPLATES / lang).rglob("*.j2")):
        environment.get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize("name", MESSAGES)
def test_both_languages_say_the_same_figures(name: str) -> None:
    """The values a message shows: those of one language are those of the other."""

    def values(lang: str) -> set[str]:
        tree = parsed(lang, name)
        imported = {
            alias if isinstance(alias, str) else alias[1]
            for each in tree.find_all(nodes.FromImport)
            for alias in each.names
        }
        stored = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
        loaded = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
        return loaded - imported - stored

    assert values("fr") == values("en")


# --- What the code asks for is there ---------------------------------------------------

GROUPS: dict[str, type[StrEnum]] = {
    "intents": Intent,
    "grounds": Ground,
    "decisions": Decision,
    "roles": Role,
    "signs": steps.Operation,
}
WITHOUT_A_TEXT = {"intents": {"none"}}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", GROUPS)
def test_every_member_of_an_enumeration_has_its_text(lang: str, group: str) -> None:
    names = {member.value for member in GROUPS[group]} - WITHOUT_A_TEXT.get(group, set())

    assert names - set(words(lang).labels[group]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_duty_and_state_has_its_text(lang: str) -> None:
    duties = {
        value
        for name, value in vars(deadlines).items()
        if name.isupper() and isinstance(value, str) and re.fullmatch(r"[a-z_]{5,}", value)
    }
    states = {state.value for state in deadlines.DutyState}

    assert duties - set(words(lang).labels["duties"]) == set()
    assert states - set(words(lang).labels["duty_states"]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_duty_that_can_be_done_has_a_recipient(lang: str) -> None:
    known, received = words(lang).labels["duties"], words(lang).labels["recipients"]
    nobody_s = {"limit_end", "waiting_period_end", "indemnity_expected", "prescription"}

    assert set(known) - set(received) == nobody_s


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_and_term_of_a_card_has_its_text(lang: str) -> None:
    assert set(FIELDS) <= set(words(lang).labels["fields"])
    assert set(USUAL_TERMS) <= set(words(lang).labels["terms_of_payment"])


@cache
def all_calls() -> list[tuple[Path, ast.Call]]:
    return [
        (path, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Calls of a function or method of this name."""
    for path, call in all_calls():
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == name:
            yield path, call


def text_of(node: ast.expr | None) -> str | None:
    return (
        node.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        else None
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_label_named_in_the_code_is_there(lang: str) -> None:
    missing = []
    for path, call in calls("label"):
        named = [text_of(argument) for argument in call.args]
        if named and None not in named and not words(lang).has_label(*named):
            group = ".".join(str(key) for key in named)
            if group not in words(lang).labels:
                missing.append(f"{path.name}: {group}")

    assert missing == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_named_in_the_code_is_there(lang: str) -> None:
    named = {
        text
        for method in ("button", "link")
        for path, call in calls(method)
        if "chat" in path.parts and call.args and (text := text_of(call.args[0]))
    }

    assert named - set(words(lang).labels["buttons"]) == set()
    assert {"confirm", "done", "undo"} <= named


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_the_terminal_named_in_the_code_is_there(lang: str) -> None:
    named = {
        text
        for path, call in calls("line")
        if "phone" not in path.parts and call.args and (text := text_of(call.args[0]))
    }

    missing = [
        key
        for key in sorted(named)
        if not words(lang).has_label("terminal", *key.split("."))
    ]
    assert missing == []


def test_every_message_named_in_the_code_is_there() -> None:
    named = {
        text
        for method in ("say", "answer", "attach")
        for path, call in calls(method)
        if "chat" in path.parts and call.args
        for text in [text_of(call.args[0])]
        if text and re.fullmatch(r"[a-z_]+", text)
    }

    assert {f"{name}.html.j2" for name in named} - set(MESSAGES) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_of_the_domain_has_its_name(lang: str) -> None:
    named = {
        text.partition(":")[0]
        for path, call in calls("Step")
        if path.parent.name == "domain" and call.args
        for text in [text_of(call.args[0])]
        if text
    }
    known = {name.partition(":")[0] for name in words(lang).labels["steps"]}

    assert named - known == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_that_can_be_missing_has_its_name(lang: str) -> None:
    """The owner is told which term the contract does not say."""
    named = {
        text
        for name in ("NoTermInForce", "_unsaid", "_said")
        for path, call in calls(name)
        if path.parent.name == "domain"
        for argument in call.args
        for text in [text_of(argument)]
        if text
    }

    assert "premium.tax" in named
    assert named - set(words(lang).labels["contract_terms"]) == set()


# --- French, as printers set it ---------------------------------------------------------


def shown(path: Path) -> str:
    """What Vigie said: the indented lines, without addresses and hours."""
    said = [
        line for line in path.read_text("utf-8").splitlines() if line.startswith("    ")
    ]
    return ADDRESS.sub("", "\n".join(said))


@pytest.mark.parametrize(
    "path", [path for path in GOLDEN if path.stem.startswith("fr")], ids=lambda p: p.stem
)
def test_no_space_of_a_rendered_text_may_break_where_it_must_not(path: Path) -> None:
    wrong = [line for line in shown(path).splitlines() if MISSET.search(line.strip())]

    assert wrong == []


def test_no_space_of_a_label_may_break_where_it_must_not() -> None:
    labels = words("fr").labels
    text = yaml.safe_dump(dict(labels), allow_unicode=True, width=10_000)
    values = [line.partition(": ")[2] for line in text.splitlines()]
    wrong = [
        value for value in values if MISSET.search(ADDRESS.sub("", value.strip("'\"")))
    ]

    assert wrong == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_apostrophe_of_french_is_straight_and_no_word_is_missing(path: Path) -> None:
    text = shown(path)

    if path.stem.startswith("fr"):
        assert re.findall(r"\w'\w", text) == []
    assert not re.search(r"[ :]None\b(?! of)|\{\{|\}\}|Undefined|<[a-z]+>", text)
    assert "  \n" not in text


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_message_is_too_long_for_telegram(path: Path) -> None:
    messages = re.split(r"\n\n(?=[>\[(]|    )", path.read_text("utf-8"))

    assert max(visible_length(message) for message in messages) <= 4096


# --- Limits of Telegram -----------------------------------------------------------------


def test_a_long_text_is_cut_between_lines_with_every_tag_closed() -> None:
    block = "<blockquote expandable><b>Le calcul</b>\n" + "x × y\n" * 40 + "</blockquote>\n"
    cut = pieces(block * 30)

    assert len(cut) > 1
    assert all(visible_length(piece) <= 4096 for piece in cut)
    assert all(piece.count("<blockquote") == piece.count("</blockquote") for piece in cut)


def test_one_line_longer_than_telegram_allows_is_cut_too() -> None:
    cut = pieces("é" * 10_000)

    assert all(visible_length(piece) <= 4096 for piece in cut)
    assert "".join(cut) == "é" * 10_000


def test_a_block_longer_than_telegram_allows_is_cut_too() -> None:
    cut = pieces("<blockquote>" + "ligne\n" * 2_000 + "</blockquote>")

    assert all(visible_length(piece) <= 4096 for piece in cut)
    assert all(piece.startswith("<blockquote>ligne") for piece in cut)
    assert all(piece.endswith("ligne\n</blockquote>") for piece in cut)
    assert sum(piece.count("ligne") for piece in cut) == 2_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_of_commands_is_one_telegram_takes(lang: str) -> None:
    for name, text in words(lang).labels["commands"].items():
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(text) <= 256


def test_callback_data_stays_within_64_bytes() -> None:
    """The longest that each shape can carry: numbers of 64 bits, words of ours."""
    longest = {
        "n": "9" * 18,
        "d": "2026-11-22",
        "h": "2359",
        "s": "a" * 8,
        "w": max((*Intent, *FIELDS, "f" + "9" * 18, "a" * 12), key=len),
    }
    for verb, shape in SHAPES.items():
        data = ":".join([verb, *(longest[kind] for kind in shape)])

        assert fits(data)
        assert len(data.encode()) <= 64
