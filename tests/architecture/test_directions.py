"""Who may know whom: the table of docs/architecture.md, enforced."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"
STANDARD = set(sys.stdlib_module_names)

# Each room: what of this project, and what from outside, it may import.
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "services": ({"domain", "bot.ports", "bot.services"}, set()),
    "understanding": (
        {"domain.errors", "domain.money", "domain.spans", "bot.understanding"},
        {"rapidfuzz", "yaml"},
    ),
    "cases": ({"domain", "bot.cases", "bot.calendars"}, {"yaml"}),
    "storage": (
        {
            "domain",
            "bot.ports",
            "bot.cases",
            "bot.calendars",
            "bot.documents.reading.wire",  # papers are kept as they travel
            "bot.storage",
        },
        {"sqlalchemy", "alembic"},
    ),
    "outbox": ({"domain", "bot.ports", "bot.outbox"}, set()),
    "reminders": (
        {"domain", "bot.ports", "bot.services", "bot.reminders"},
        {"apscheduler", "structlog"},
    ),
    "facts": ({"bot.facts"}, {"yaml"}),
    # The world outside; the outbox only for how an e-mail is made plain.
    "connectors": (
        {
            "domain.policy",
            "bot.ports",
            "bot.outbox.plain",
            "bot.understanding",
            "bot.connectors",
        },
        {"httpx", "structlog", "aiosmtplib"},
    ),
    "phone": ({"bot.phone"}, {"telegram", "starlette", "uvicorn", "httpx", "yaml", "h11"}),
    "documents/writing": (
        {"domain", "bot.rendering", "bot.documents.writing"},
        {"resvg_py", "icalendar"},
    ),
    # Facts and doubts, no words, no books: neither templates nor storage.
    "documents/reading": (
        {"domain", "bot.ports.papers", "bot.documents.reading"},
        {
            "lxml",
            "pypdf",
            "pypdfium2",
            "PIL",
            "stdnum",
            "openpyxl",
            "python_calamine",
            "yaml",
        }
        | {"rapidfuzz", "pycamt", "charset_normalizer"},
    ),
    "web": ({"bot.ports", "bot.web"}, {"starlette"}),
    "chat": (
        {
            "domain",
            "bot.ports",
            "bot.services",
            "bot.understanding",
            "bot.rendering",
            "bot.facts",
            "bot.cases",
            "bot.chat",
            "bot.reminders.refreshing",
            "bot.reminders.wording",
            "bot.reminders.hold",
            "bot.reminders.rerouting",
            "bot.reminders.quiet",
            "bot.documents.writing",
        },
        {"telegram", "structlog", "httpx"},
    ),
}
ONLY = {
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "telegram": {"chat", "phone", "application.py", "commands"},
    "jinja2": {"rendering.py"},
    "apscheduler": {"reminders"},
    "lxml": {"documents"},
    "typst": {"documents"},
    "docxtpl": {"documents"},
    "pypdf": {"documents"},
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module in {"bot", "domain"}:
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                names.add(node.module)
    return names


def within(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=str)
def test_domain_imports_only_itself_and_the_standard_library(path: Path) -> None:
    outside = {name.partition(".")[0] for name in imported(path)} - STANDARD

    assert outside <= {"domain"}


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=str)
def test_domain_reads_no_clock_and_knows_no_float(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    floats = [
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is float
    ]
    clocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"today", "now", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime"}
    ]

    assert not floats
    assert not clocks


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    ours, foreign = ROOMS[room]
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((BOT / room).rglob("*.py"))
        for name in imported(path)
        if name.partition(".")[0] not in STANDARD
        and not within(name, ours)
        and not within(name, foreign)
    }

    assert strangers == set()


@pytest.mark.parametrize("package", sorted(ONLY))
def test_a_package_stays_in_its_rooms(package: str) -> None:
    found = {
        path.relative_to(BOT).parts[0]
        for path in sorted(BOT.rglob("*.py"))
        if any(within(name, {package}) for name in imported(path))
    }

    assert found <= ONLY[package]


def test_domain_modules_import_only_modules_above_them() -> None:
    """No circle: an order exists in which each module imports only earlier ones."""
    needs = {
        path.stem: {
            name.partition(".")[2].partition(".")[0]
            for name in imported(path)
            if name.startswith("domain.")
        }
        for path in (ROOT / "domain").glob("*.py")
        if path.stem != "__init__"
    }
    placed: set[str] = set()
    while ready := {
        name for name, above in needs.items() if name not in placed and above <= placed
    }:
        placed |= ready

    assert placed == set(needs)
