"""« Où en est Moulin ? » : a buyer's file; « qui reçoit l'indemnité ? »; « Pourquoi ? »."""

from __future__ import annotations

from bot.chat.handlers import failures, guidance, sirens
from bot.chat.handlers import reasons as reasons_of
from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Turn
from bot.ports import Keyboard
from bot.services import buyers as service
from bot.services import refusals
from bot.services.buyers import AccountView
from domain.losses import ClaimStatus
from domain.money import Money

NEWCOMER = "newcomer"  # the topic: a name that is in no book yet
FIRST_STEPS = ("limit_request", "limit_decision")


def account(turn: Turn) -> None:
    buyer, unknown = turn.slots.buyer, turn.reading.unknown_buyer
    if buyer is not None:
        turn.close_question()
        _show(turn, buyer)
    elif unknown and not turn.reading.buyer_candidates:
        newcomer(turn, unknown)
    else:
        guidance.ask(turn, "buyer")


def newcomer(turn: Turn, name: str, order: Money | None = None) -> None:
    """A firm that is not in the book: what it takes before the first order."""
    view = service.newcomer(turn.situation, order)
    amount = {} if order is None else {"amount": str(order.amount)}
    turn.open_topic(NEWCOMER, {"buyer": name, **amount})
    turn.answer_is_no = view.insured is None
    keys = [
        turn.keys.named(
            turn.words.label("intents", intent), "first", turn.dialogue.number, intent
        )
        for intent in FIRST_STEPS
    ]
    turn.say(
        "prospect",
        (*rows(keys, 1), *turn.keys.asks("buyer_cover")),
        buyer=name,
        first=view.first_order,
        order=order,
        insured=view.insured,
    )


def _show(turn: Turn, buyer: str) -> None:
    view = service.account(turn.situation, buyer)
    turn.answer(
        "buyer_account",
        (
            *reasons(turn, buyer, view.refusals),
            *turn.keys.about(buyer, *_next(view)),
            *_more_facts(turn, view),
            *sirens.offer(turn, buyer),
        ),
        figures={"outstanding": view.outstanding, "limit_in_force": view.limit},
        view=view,
        buyer=buyer,
    )


def _next(view: AccountView) -> list[str]:
    """The likely next steps."""
    if view.first_order is not None:
        return ["limit_request", "buyer_cover"]
    if view.claim is not ClaimStatus.NONE:
        return ["claim_status", "indemnity_estimate", "documents"]
    first = "recourse" if view.without_limit else "buyer_cover"
    return [first, "claim_open" if view.late.days else "indemnity_estimate", "documents"]


def _more_facts(turn: Turn, view: AccountView) -> Keyboard:
    if not view.history.count:
        return ()
    return ((turn.keys.button("history", "facts", 1, key_of(view.buyer.name)),),)


def reasons(turn: Turn, buyer: str, found: object) -> Keyboard:
    """« Pourquoi ? », where there is something to explain."""
    return ((turn.keys.button("why", "why", key_of(buyer)),),) if found else ()


def facts(turn: Turn, arguments: list[str]) -> None:
    """« Historique », « Suite » : the buyer's facts, six at a time."""
    number, key = arguments
    buyer = guidance.buyer_by_key(turn, key)
    if buyer is None:
        failures.stale(turn)
        return
    page = service.account(turn.situation, buyer, int(number)).history
    more = turn.keys.following(page.following, "facts", key)
    turn.say(
        "buyer_facts",
        (*more, *turn.keys.about(buyer, "buyer_account")),
        page=page,
        buyer=buyer,
    )


def why(turn: Turn, arguments: list[str]) -> None:
    """« Pourquoi ? » : each ground, what it means, and what can be done."""
    buyer = guidance.buyer_by_key(turn, arguments[0])
    if buyer is None:
        failures.stale(turn)
        return
    view = refusals.explained(turn.situation, buyer)
    turn.say(
        "why",
        turn.keys.about(buyer, "recourse", "buyer_account"),
        view=view,
        family=reasons_of.family_of(view.decision.code if view.decision else ""),
        buyer=buyer,
        insurer=guidance.contact_line(turn),
    )


def payee(turn: Turn) -> None:
    """Who receives the indemnity: on one buyer, or on all."""
    view = service.payees(turn.situation, turn.slots.buyer or "")
    turn.close_question()
    change = turn.keys.button("change_payee", "begin", "loss_payee")
    keyboard = ((change,), *turn.keys.asks("claim_status", "indemnity_left"))
    turn.say("loss_payee", keyboard, view=view)
