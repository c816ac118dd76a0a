"""« Qui est en retard ? » : by age, each with the last day to declare."""

from __future__ import annotations

from bot.chat.handlers import failures, guidance
from bot.chat.keyboards import key_of
from bot.chat.turn import Turn
from bot.ports import Keyboard
from bot.services import overdue as service

ALL = "-"  # in place of a buyer's key


def late(turn: Turn) -> None:
    if turn.reading.buyer_candidates and turn.slots.buyer is None:
        guidance.ask(turn, "buyer")
        return
    turn.close_question()
    _show(turn, turn.slots.buyer or "", 1)


def more(turn: Turn, arguments: list[str]) -> None:
    """« Suite »."""
    number, key = arguments
    buyer = "" if key == ALL else guidance.buyer_by_key(turn, key)
    if buyer is None:
        failures.stale(turn)
        return
    _show(turn, buyer, int(number))


def _show(turn: Turn, buyer: str, number: int) -> None:
    view = service.overdue_view(turn.situation, buyer, number)
    more_lines = turn.keys.following(
        view.page.following, "late", key_of(buyer) if buyer else ALL
    )
    oldest = view.page.lines[0].invoice.buyer if view.page.lines else ""
    steps = turn.keys.about(oldest, "claim_open") if oldest else ()
    letters = _letters(turn, oldest) if oldest else ()
    picture = ((turn.keys.button("picture", "pic", "ages"),),) if oldest else ()
    turn.say(
        "overdue_list",
        (*more_lines, *picture, *letters, *steps, *turn.keys.asks("deadlines")),
        view=view,
        buyer=buyer,
    )


def _letters(turn: Turn, buyer: str) -> Keyboard:
    """To remind whoever is the latest."""
    text = f"{turn.words.label('buttons', 'letters_about')} · {buyer}"
    return ((turn.keys.named(text, "letters", turn.company.id, key_of(buyer)),),)
