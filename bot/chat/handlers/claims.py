"""« Où en est mon dossier ? » : from the request to the recoveries, and what comes next."""

from __future__ import annotations

from bot.chat.handlers import guidance
from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Turn
from bot.ports import Keyboard
from bot.services import progress as service
from bot.services.pages import page
from bot.services.progress import ClaimView, NoClaim
from domain.losses import ClaimStatus

MOST_BUTTONS = 3
NEXT: dict[ClaimStatus, tuple[str, ...]] = {
    ClaimStatus.WAITING: ("indemnity_estimate", "buyer_account"),
    ClaimStatus.PAYABLE: ("loss_payee", "buyer_account"),
    ClaimStatus.OVERDUE: ("indemnity_received", "buyer_account"),
    ClaimStatus.AGREED: ("indemnity_received", "loss_payee"),
    ClaimStatus.PAID: ("recovery_received", "buyer_account"),
    ClaimStatus.REFUSED: ("recourse", "buyer_account"),
}
# What the insurer may have said or done since: told by a press, no sentence needed.
STEPS: dict[ClaimStatus, tuple[str, ...]] = {
    ClaimStatus.WAITING: ("collection", "claim_refused"),
    ClaimStatus.PAYABLE: ("indemnity_agreed", "claim_refused", "collection"),
    ClaimStatus.OVERDUE: ("indemnity_agreed", "claim_refused", "collection"),
    ClaimStatus.AGREED: ("collection",),
    ClaimStatus.PAID: ("collection",),
    ClaimStatus.REFUSED: ("indemnity_agreed",),
}


def status(turn: Turn) -> None:
    """Of the buyer named; of the only claim; of all."""
    buyer = turn.slots.buyer
    if buyer is None and turn.reading.missing:
        guidance.ask(turn, "buyer")
        return
    turn.close_question()
    if buyer is None and turn.slots.invoice:
        buyer = turn.situation.buyer_of(turn.slots.invoice)
    if buyer is None:
        _all(turn, 1)
    else:
        _one(turn, buyer)


def more(turn: Turn, arguments: list[str]) -> None:
    """« Suite »."""
    _all(turn, int(arguments[0]))


def _all(turn: Turn, number: int) -> None:
    lines = service.claim_lines(turn.situation)
    if len(lines) == 1:
        _one(turn, lines[0].buyer)
        return
    shown = page(lines, number)
    names = (line.buyer for line in shown.lines[:MOST_BUTTONS])
    keys: Keyboard = tuple((turn.keys.chosen(name, "claim_status"),) for name in names)
    more_lines = turn.keys.following(shown.following, "claims")
    turn.say(
        "claims",
        (*more_lines, *keys) or turn.keys.asks("claim_open", "overdue_list"),
        page=shown,
    )


def _one(turn: Turn, buyer: str) -> None:
    match service.claim_view(turn.situation, buyer):
        case NoClaim() as view:
            keyboard = turn.keys.about(buyer, "claim_open", "buyer_account")
            turn.answer(
                "claim_none",
                keyboard,
                figures={"outstanding": view.outstanding},
                view=view,
            )
        case ClaimView() as view:
            turn.answer(
                "claim_status",
                (*turn.keys.about(buyer, *NEXT[view.status]), *_steps(turn, view)),
                figures={"indemnity": view.reckoning.indemnity},
                view=view,
                insurer=guidance.contact_line(turn),
            )


def _steps(turn: Turn, view: ClaimView) -> Keyboard:
    key = key_of(view.buyer)
    return rows(
        turn.keys.button(f"step_{step}", "begin", step, key) for step in STEPS[view.status]
    )
