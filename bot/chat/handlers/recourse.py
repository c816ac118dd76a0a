"""« Qui peut m'aider si une garantie tombe ? » : dated facts, never a closed scheme.

About the buyer named, or the only one whose guarantee is cut: what stays covered, then
the routes in their order. Each says who runs or sells it and who may ask, and ends in a
link or a letter.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any

from bot.chat.handlers import guidance
from bot.chat.keyboards import joined, key_of, rows
from bot.chat.law import products_of
from bot.chat.turn import Turn
from bot.facts import facts
from bot.ports import Keyboard
from bot.rendering import capitalised
from bot.services.recourse import (
    RecourseView,
    cut_buyers,
    mediation_under_way,
    recourse_view,
)
from domain.help_routes import EUROPEAN_UNION, PublicScheme

STALE_AFTER = timedelta(days=365)
MOST_BUYERS = 4
MAINLAND = re.compile(
    r"(?!20)(?:[0-8]\d|9[0-5])"
)  # where the pattern of addresses was seen
LETTERS = ("withdrawal_reasons", "complement_request", "mediator_file")


def recourse(turn: Turn) -> None:
    cut = cut_buyers(turn.situation)
    buyer = turn.slots.buyer or (cut[0] if len(cut) == 1 else "")
    turn.close_question()
    view = recourse_view(turn.situation, buyer, schemes()) if buyer else None
    known = facts("help")
    everyone = [one for one in known["schemes"] if not one["closed"]]
    turn.say(
        "recourse",
        _keyboard(turn, view, cut),
        facts=known,
        view=view,
        buyer=buyer,
        products=products_of(turn.record.policy.insurer),
        insurer_name=turn.record.policy.insurer,
        closed=[scheme for scheme in known["schemes"] if scheme["closed"]],
        open=_open(view, everyone),
        contact=_guides_contact(turn),
        address=_usual_address(turn),
        under_way=mediation_under_way(turn.situation, buyer),
        stale=turn.today - date.fromisoformat(known["checked_on"]) > STALE_AFTER,
        insurer=guidance.contact_line(turn),
    )


def schemes() -> tuple[PublicScheme, ...]:
    """The public schemes of the dated facts, as the domain judges them."""
    return tuple(map(_scheme, facts("help")["schemes"]))


def _scheme(said: dict[str, Any]) -> PublicScheme:
    closed_to = set(said.get("except_countries", ()))
    if "UK" in closed_to:
        closed_to.add("GB")
    if said.get("except_eu"):
        closed_to |= EUROPEAN_UNION
    return PublicScheme(
        said["name"],
        _loose(said["opened"], is_last=False),
        _loose(said["closed"], is_last=True) if said["closed"] else None,
        said["role"] == "exports",
        frozenset(closed_to),
    )


def _loose(text: str, *, is_last: bool) -> date:
    """« 2021 », « 2008-12 » or a day: the first day of it, or the last."""
    year, *rest = map(int, text.split("-"))
    month = rest[0] if rest else (12 if is_last else 1)
    last = calendar.monthrange(year, month)[1] if is_last else 1
    return date(year, month, rest[1] if len(rest) > 1 else last)


def _open(view: RecourseView | None, everyone: list[dict[str, Any]]) -> list[Any]:
    """For one buyer only what his country may use; else all that is open at all."""
    if view is None:
        return everyone
    names = {scheme.name for scheme in view.open_schemes}
    return [one for one in everyone if one["name"] in names]


def _guides_contact(turn: Turn) -> str:
    """The mediator's own contact for this department, where the guide gives one."""
    contact = facts("help")["mediator"]["contacts"].get(turn.record.policy.department)
    return f"{contact['phone']} · {contact['email']}" if contact else ""


def _usual_address(turn: Turn) -> str:
    """By the pattern that was seen on the mainland; "" elsewhere."""
    department = turn.record.policy.department
    pattern: str = facts("help")["mediator"]["email_pattern"]
    return pattern.format(department=department) if MAINLAND.fullmatch(department) else ""


def _keyboard(turn: Turn, view: RecourseView | None, cut: list[str]) -> Keyboard:
    known, keys = facts("help"), turn.keys
    links = [
        keys.link("law_of_reasons", known["law"]["link"]),
        keys.link("mediator_portal", known["mediator"]["portal"]),
        *_scheme_links(turn, view),
        keys.link("buyers_route", known["buyers_route"]["link"]),
        keys.link("schemes", known["information"]["link"]),
    ]
    if view is None:
        others = [keys.chosen(name, "recourse") for name in cut[:MOST_BUYERS]]
        return joined(rows(links, 1), rows(others), keys.asks("mediation_requested"))
    company, key = turn.company.id, key_of(view.buyer)
    letters = [
        keys.named(
            capitalised(turn.words.label("letters", name)), "mail", company, name, key
        )
        for name in LETTERS
    ]
    return (
        *rows(letters, 1),
        *rows(links, 1),
        *keys.about(view.buyer, "mediation_requested", "buyer_account"),
    )


def _scheme_links(turn: Turn, view: RecourseView | None) -> list[Any]:
    """Of what is open for this buyer; none to a closed scheme."""
    everyone = [one for one in facts("help")["schemes"] if not one["closed"]]
    shown = _open(view, everyone)
    return [turn.keys.link("francexport", one["link"]) for one in shown if one.get("link")]
