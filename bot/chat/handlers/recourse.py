"""« Qui peut m'aider si une garantie tombe ? » : dated facts, never a closed scheme."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.handlers import guidance
from bot.chat.turn import Turn
from bot.facts import facts
from bot.ports import Keyboard

STALE_AFTER = timedelta(days=365)


def recourse(turn: Turn) -> None:
    help_facts = facts("help")
    schemes = help_facts["schemes"]
    checked_on = date.fromisoformat(help_facts["checked_on"])
    turn.close_question()
    turn.say(
        "recourse",
        _links(turn),
        facts=help_facts,
        closed=[scheme for scheme in schemes if scheme["closed"]],
        open=[scheme for scheme in schemes if not scheme["closed"]],
        contact=_department_contact(turn),
        stale=turn.today - checked_on > STALE_AFTER,
        insurer=guidance.contact_line(turn),
        kept=[],
    )


def _department_contact(turn: Turn) -> str:
    """The mediator's own address for this department, where the guide gives one."""
    contact = facts("help")["mediator"]["contacts"].get(turn.record.policy.department)
    return f"{contact['phone']} · {contact['email']}" if contact else ""


def _links(turn: Turn) -> Keyboard:
    help_facts = facts("help")
    francexport = next(one for one in help_facts["schemes"] if one.get("link"))
    return (
        (turn.keys.link("mediator_portal", help_facts["mediator"]["portal"]),),
        (turn.keys.link("francexport", francexport["link"]),),
        (turn.keys.link("schemes", help_facts["information"]["link"]),),
    )
