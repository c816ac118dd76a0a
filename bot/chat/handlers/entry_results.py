"""What is said once an entry stands: its consequences, and the next likely steps."""

from __future__ import annotations

from typing import Any

from bot.chat.keyboards import key_of
from bot.chat.turn import Turn
from bot.facts import facts
from bot.ports import Keyboard
from bot.services.entries import Kind, buyer_concerned
from domain.facts import Fact
from domain.steps import Answer

# Questions and entries that are likely next; an entry takes the buyer along.
ASKS: dict[str, tuple[str, ...]] = {
    "payment_add": ("buyer_account", "deadlines"),
    "credit_note_add": ("buyer_account", "deadlines"),
    "indemnity_received": ("indemnity_left", "claim_status"),
    "recovery_received": ("indemnity_left", "claim_status"),
    "invoice_extend": ("deadlines",),
    "invoice_dispute": ("deadlines",),
    "limit_request": ("buyer_cover",),
    "limit_decision": ("buyer_cover",),
    "insolvency_report": ("deadlines",),
    "turnover_declare": ("premium", "indemnity_left"),
    "loss_payee": ("indemnity_left",),
    "mediation_requested": ("recourse", "deadlines"),
    "claim_open": ("claim_status", "deadlines"),
}
BEGINS: dict[str, tuple[str, ...]] = {
    "limit_request": ("limit_decision",),
    "insolvency_report": ("claim_open",),
    "claim_open": ("indemnity_received",),
}
CUT_ASKS, CUT_BEGINS = ("recourse", "buyer_cover"), ("mediation_requested",)


def tell(turn: Turn, kind: Kind, fact_id: str, fact: Fact, view: Any) -> None:
    template = f"entry_{kind.intent}" if view is not None else "entry_saved"
    turn.answer(
        template,
        _keyboard(turn, kind, fact_id, fact, view),
        figures=_figures(view),
        edits=turn.incoming.message_id,
        intent=kind.intent,
        fact=fact,
        view=view,
        buyer=buyer_concerned(turn.situation, fact),
        law=facts("help")["law"],
    )


def _figures(view: Any) -> dict[str, Answer[Any]]:
    """Every worked-out figure of a view, by its name."""
    names = getattr(view, "__slots__", ())
    found = {name: getattr(view, name) for name in names}
    return {name: each for name, each in found.items() if isinstance(each, Answer)}


def _keyboard(turn: Turn, kind: Kind, fact_id: str, fact: Fact, view: Any) -> Keyboard:
    cut = getattr(view, "is_cut", False)
    begins = CUT_BEGINS if cut else BEGINS.get(kind.intent, ())
    asks = CUT_ASKS if cut else ASKS[kind.intent]
    key = key_of(buyer_concerned(turn.situation, fact))
    undo = turn.keys.button("undo", "undo", fact_id, turn.company.id)
    steps = tuple(
        (turn.keys.named(turn.words.label("intents", each), "begin", each, key),)
        for each in begins
    )
    return ((undo,), *steps, *turn.keys.asks(*asks))
