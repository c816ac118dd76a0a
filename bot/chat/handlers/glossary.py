"""« C'est quoi la quotité ? » : what it means, one's own figure; the list by letters."""

from __future__ import annotations

from functools import cache

from bot.chat.handlers import failures
from bot.chat.handlers.reasons import family_of
from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.ports import Button, Keyboard
from bot.rendering import capitalised, words
from bot.services.glossary import Entry, Glossary
from bot.services.own_figures import own_figure

LETTERS_PER_ROW = 6
NEXT: dict[str, tuple[str, ...]] = {
    "premium": ("premium", "premium_simulation"),
    "premium_rate": ("premium", "claims_experience"),
    "maximum_liability": ("indemnity_left",),
    "indemnity_left": ("indemnity_left",),
    "bad_debt_ratio": ("claims_experience",),
    "loss_ratio": ("claims_experience",),
    "break_even": ("claims_experience",),
    "overdue": ("overdue_list",),
    "overdue_notification_deadline": ("deadlines",),
    "intervention_request": ("deadlines", "claim_open"),
    "claim": ("claim_status",),
    "insured_percentage": ("indemnity_estimate",),
    "credit_limit": ("buyer_cover", "limit_request"),
    "limit_withdrawal": ("recourse",),
    "reduction": ("recourse",),
    "refusal": ("recourse",),
    "mediator": ("recourse",),
    "complementary_cover": ("recourse",),
    "loss_payee": ("loss_payee",),
    "indemnity_assignment": ("loss_payee",),
    "turnover_declaration": ("turnover_declare",),
    "outstanding": ("buyer_account",),
}


def meaning(turn: Turn) -> None:
    pages, sentence = _pages(turn.words.lang), turn.incoming.text
    found = pages.named(sentence, turn.slots.term)
    if not found and not pages.asks_for_index(sentence):
        found = pages.near(sentence)
        if len(found) != 1:
            _unknown(turn, found)
            return
    if found:
        _say(turn, found)
    else:
        _index(turn, pages)


def reason(turn: Turn) -> None:
    """What the insurer's reason means, as far as its words tell."""
    turn.remember(misses=0)
    _say(turn, (_pages(turn.words.lang).entries["reason_code"],))


def word(turn: Turn, arguments: list[str]) -> None:
    """A word of the list, pressed."""
    entry = _pages(turn.words.lang).entries.get(arguments[0])
    if entry is None:
        failures.stale(turn)
    else:
        _say(turn, (entry,))


def letter(turn: Turn, arguments: list[str]) -> None:
    """The words under a letter; none: the letters again."""
    pages = _pages(turn.words.lang)
    entries = pages.under(arguments[0]) if arguments else ()
    if not entries:
        _index(turn, pages)
        return
    keys = (*_words(turn, entries), _to_index(turn))
    turn.say(
        "glossary_letter",
        keys,
        edits=turn.incoming.message_id,
        letter=arguments[0],
        entries=entries,
    )


def _say(turn: Turn, entries: tuple[Entry, ...]) -> None:
    figures = {entry.code: own_figure(turn.situation, entry.code) for entry in entries}
    steps = turn.keys.asks(*NEXT.get(entries[0].code, ()))
    asks_reason = any(entry.code == "reason_code" for entry in entries)
    turn.say(
        "glossary",
        (*steps, _to_index(turn)),
        entries=entries,
        figures=figures,
        family=family_of(turn.incoming.text) if asks_reason else "",
    )


def _unknown(turn: Turn, near: tuple[Entry, ...]) -> None:
    turn.say("glossary_unknown", (*_words(turn, near), _to_index(turn)), near=near)


def _index(turn: Turn, pages: Glossary) -> None:
    buttons = (turn.keys.named(each, "letter", each) for each in pages.letters)
    keys = rows(buttons, LETTERS_PER_ROW)
    turn.say(
        "glossary_index", keys, edits=turn.incoming.message_id, count=len(pages.entries)
    )


def _words(turn: Turn, entries: tuple[Entry, ...]) -> Keyboard:
    return tuple(
        (turn.keys.named(capitalised(each.name), "word", each.code),) for each in entries
    )


def _to_index(turn: Turn) -> tuple[Button]:
    return (turn.keys.button("letters", "letter"),)


@cache
def _pages(lang: str) -> Glossary:
    return Glossary.of(words(lang).glossary)
