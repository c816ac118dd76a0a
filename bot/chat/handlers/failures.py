"""What cannot be answered, said so that the owner knows what to do next."""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.services.invoices import UnfitInvoiceError
from domain.errors import DomainError, NoTermInForce, UnknownBuyer, UnknownInvoice


def tell(turn: Turn, error: DomainError) -> None:
    """Wrong or missing input becomes a sentence; nothing of this turn's was written."""
    turn.messages.clear()
    turn.failed = True
    match error:
        case NoTermInForce(name=name):
            turn.say("errors", error="NoTermInForce", name=name)
        case UnfitInvoiceError(key=key, values=values):
            turn.say("errors", error=key, **{"amount": None, **values})
        case UnknownBuyer(name=name):
            turn.say("errors", error="UnknownBuyer", name=name)
        case UnknownInvoice(number=number):
            turn.say("errors", error="UnknownInvoice", number=number)
        case _:
            turn.say("errors", error="other")


def unfit(turn: Turn, doubt: str) -> None:
    """Something in the sentence cannot be: a day, an amount."""
    turn.failed = True
    turn.say("errors", error=doubt, amount=None)


def stale(turn: Turn) -> None:
    """An old button: what it was about has changed since."""
    turn.say("stale_card")
