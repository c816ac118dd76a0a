"""What is said once an entry stands: its consequences, and the next likely steps."""

from __future__ import annotations

from typing import Any

from bot.chat.handlers import sirens
from bot.chat.handlers.reasons import family_of
from bot.chat.turn import Turn
from bot.facts import facts
from bot.ports import Keyboard
from bot.services.entries import Kind, buyer_concerned
from domain.facts import Fact
from domain.steps import Answer

# What is likely next, about the same buyer where it is about one.
NEXT: dict[str, tuple[str, ...]] = {
    "payment_add": ("buyer_account", "deadlines"),
    "credit_note_add": ("buyer_account", "deadlines"),
    "indemnity_received": ("claim_status", "indemnity_left"),
    "recovery_received": ("claim_status", "indemnity_left"),
    "invoice_extend": ("buyer_account", "deadlines"),
    "invoice_dispute": ("buyer_account", "deadlines"),
    "limit_request": ("limit_decision", "buyer_cover"),
    "limit_decision": ("buyer_cover", "buyer_account"),
    "insolvency_report": ("claim_open", "deadlines"),
    "turnover_declare": ("premium", "indemnity_left"),
    "loss_payee": ("claim_status",),
    "mediation_requested": ("recourse", "deadlines"),
    "claim_open": ("claim_status", "indemnity_received"),
    "collection": ("claim_status", "buyer_account"),
    "indemnity_agreed": ("indemnity_received", "claim_status"),
    "claim_refused": ("recourse", "claim_status"),
    "settings": ("premium", "indemnity_left"),
}
AFTER_A_CUT = ("recourse", "mediation_requested", "buyer_cover")
OF_NO_BUYER = frozenset({"deadlines", "indemnity_left", "premium"})


def tell(turn: Turn, kind: Kind, fact_id: str, fact: Fact, view: Any) -> None:
    template = f"entry_{kind.intent}" if view is not None else "entry_saved"
    turn.answer(
        template,
        _keyboard(turn, kind, fact_id, fact, view),
        figures=_figures(view),
        edits=turn.incoming.message_id,
        intent=kind.intent,
        fact=fact,
        family=family_of(getattr(fact, "code", "")),
        view=view,
        buyer=buyer_concerned(turn.situation, fact),
        law=facts("help")["law"],
        mediator=facts("help")["mediator"],
    )


def _figures(view: Any) -> dict[str, Answer[Any]]:
    """Every worked-out figure of a view, by its name."""
    names = getattr(view, "__slots__", ())
    found = {name: getattr(view, name) for name in names}
    return {name: each for name, each in found.items() if isinstance(each, Answer)}


def _keyboard(turn: Turn, kind: Kind, fact_id: str, fact: Fact, view: Any) -> Keyboard:
    undo = turn.keys.button("undo", "undo", fact_id, turn.company.id)
    following = AFTER_A_CUT if getattr(view, "is_cut", False) else NEXT[kind.intent]
    buyer = buyer_concerned(turn.situation, fact)
    steps = (row for each in following for row in _step(turn, each, buyer))
    return ((undo,), *steps, *sirens.ask_along(turn, buyer))


def _step(turn: Turn, intent: str, buyer: str) -> Keyboard:
    if buyer and intent not in OF_NO_BUYER:
        return turn.keys.about(buyer, intent)
    return turn.keys.asks(intent)
