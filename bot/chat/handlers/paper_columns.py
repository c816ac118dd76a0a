"""A table whose columns were understood amiss: which one it is, and what it holds.

The file itself is not kept. What the owner says of its columns is remembered under the
layout's signature, and he sends the file again; its columns are then shown for him to
confirm as those of any new table.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.handlers import failures, papers
from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.ports import Button
from bot.ports.adoption import COLUMNS, LAYOUT
from bot.ports.papers import Column, Layout, Paper
from bot.rendering import Words
from bot.services.pages import page
from bot.services.papers.layouts import as_kept, as_put_right, meanings_for, put_right
from bot.services.papers.names import clean

SHOWN = 10  # buttons


def which(turn: Turn, arguments: Sequence[str]) -> None:
    """Every column with a heading; a button for each."""
    number, dialogue = arguments
    opened = _opened(turn, dialogue)
    if opened is None:
        return
    paper, _, layout = opened
    every = [(at, one) for at, one in enumerate(layout.columns) if one.header]
    shown = page(every, int(number), SHOWN)
    buttons = (
        turn.keys.named(_told(turn.words, one), "column", 1, dialogue, at)
        for at, one in shown.lines
    )
    more = turn.keys.following(shown.following, "columns", dialogue)
    turn.say("paper_column", (*rows(buttons), *more), name=clean(paper.file), column=None)


def called(turn: Turn, arguments: Sequence[str]) -> None:
    """What one column may hold."""
    number, dialogue, place = arguments
    opened = _opened(turn, dialogue)
    if opened is None:
        return
    paper, _, layout = opened
    if int(place) >= len(layout.columns):
        failures.stale(turn)
        return
    column = layout.columns[int(place)]
    shown = page(
        [one for one in meanings_for(layout) if one != column.meaning], int(number), SHOWN
    )
    buttons = (
        turn.keys.named(_meaning(turn.words, one), "meant", dialogue, place, one or NOTHING)
        for one in shown.lines
    )
    more = turn.keys.following(shown.following, "column", dialogue, place)
    turn.say("paper_column", (*rows(buttons), *more), name=clean(paper.file), column=column)


NOTHING = "-"  # on a button: the column is left alone


def meant(turn: Turn, arguments: Sequence[str]) -> None:
    """The columns as they are now called: kept only when he says so."""
    dialogue, place, word = arguments
    opened = _opened(turn, dialogue)
    if opened is None:
        return
    paper, said, layout = opened
    meaning = "" if word == NOTHING else word
    if int(place) >= len(layout.columns) or meaning not in meanings_for(layout):
        failures.stale(turn)
        return
    corrected = put_right(layout, int(place), meaning)
    turn.open_topic(papers.TOPIC, {**said, papers.PUT_RIGHT: as_kept(corrected)})
    number, keys = turn.dialogue.number, turn.keys
    buttons: tuple[tuple[Button, ...], ...] = (
        (keys.button("paper_keep_columns", "columned", number),),
        (keys.button("correct", "columns", 1, number),),
        (keys.button("cancel", "paper", number, "no"),),
    )
    turn.say("paper_columns", buttons, name=clean(paper.file), layout=corrected)


def keep(turn: Turn, arguments: Sequence[str]) -> None:
    """Remembered for every table of this layout, which is to be confirmed anew."""
    opened = _opened(turn, arguments[0])
    if opened is None:
        return
    paper, said, layout = opened
    if papers.PUT_RIGHT not in said:
        failures.stale(turn)
        return
    memory, signature = turn.uow.papers(turn.company.id), layout.signature
    memory.remember(COLUMNS, {signature: as_kept(layout)}, turn.now)
    memory.remember(LAYOUT, {signature: ""}, turn.now)
    papers.close(turn)
    turn.say("paper_resend", name=clean(paper.file))
    papers.show_next(turn)


def _opened(turn: Turn, dialogue: str) -> tuple[Paper, papers.Said, Layout] | None:
    """The table of this card, and its columns as they are called so far."""
    found = papers.looked_at(turn, dialogue)
    if found is None:
        return None
    paper, said = found
    layout = papers.proposed(turn, paper, said).paper.layout
    if layout is None:
        failures.stale(turn)
        return None
    return paper, said, as_put_right(layout, said.get(papers.PUT_RIGHT, ""))


def _told(words: Words, column: Column) -> str:
    return f"{column.header} → {_meaning(words, column.meaning)}"


def _meaning(words: Words, meaning: str) -> str:
    known = meaning if words.has_label("paper_columns", meaning) else "left_alone"
    return words.label("paper_columns", known)
