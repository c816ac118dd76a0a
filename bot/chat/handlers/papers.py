"""A file in the chat: what was understood, one question at a time, one card, one batch.

The paper waits in the books' drawer and the answers in the dialogue, so that a restart
between card and « Valider » loses nothing. At « Valider » everything is compared with the
books anew: if they have changed meanwhile, the card is shown again instead.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.handlers import failures, paper_cards
from bot.chat.handlers.paper_answers import heard, usual_vat
from bot.chat.turn import Turn
from bot.ports import Books, FactId
from bot.ports.papers import Paper, PaperKind
from bot.reminders.refreshing import refresh
from bot.services.invoices import UNDO_WITHIN
from bot.services.papers.adopting import adopt, left_bare, memory_of, remember, undo
from bot.services.papers.comparing import propose
from bot.services.papers.layouts import AGAIN
from bot.services.papers.mending import FIELDS, is_single, slot_of
from bot.services.papers.proposal import NEW, Proposal
from domain.errors import DomainError

TOPIC = "paper"
PAPER, SHOWN, ASKING, PUT_RIGHT = "paper", "shown", "asking", "columns"
OWN_WORDS = frozenset({PAPER, SHOWN, ASKING, PUT_RIGHT})
Said = dict[str, str]


class BatchFailed(RuntimeError):
    """Something in it cannot stand: no `DomainError`, so that the whole unit is taken back
    and nothing of the file is written.
    """


def came(turn: Turn, paper: Paper) -> None:
    """A file that was read: nothing of it is written before « Valider »."""
    if not turn.may_write():
        return
    if paper.refused is not None or paper.kind is PaperKind.CASE:
        turn.failed = True
        key = paper.refused.key if paper.refused else "case"
        values = paper.refused.values if paper.refused else {}
        turn.say(
            "paper_refused",
            turn.keys.asks("help"),
            edits=turn.incoming.progress,
            name=paper.file,
            reason=paper_cards.refusal(turn.words, key, values),
        )
        return
    papers, chat = turn.uow.papers(turn.company.id), turn.incoming.chat
    is_busy = turn.dialogue.topic == TOPIC and bool(papers.waiting(chat))
    number = papers.keep(paper, chat, turn.now)
    if is_busy:
        paper_cards.queued(turn, paper, number, len(papers.waiting(chat)) - 1)
    else:
        go_on(turn, paper, {PAPER: str(number)}, edits=turn.incoming.progress)


def go_on(turn: Turn, paper: Paper, said: Said, *, edits: int | None = None) -> None:
    """The next question, or the card."""
    found = proposed(turn, paper, said)
    kept = {key: text for key, text in said.items() if key not in OWN_WORDS - {PAPER}}
    question = found.question
    if question is not None:
        turn.open_topic(TOPIC, {**kept, ASKING: question.slot})
        paper_cards.ask(turn, question, found, edits=edits)
    elif paper_cards.has_something(found):
        turn.open_topic(TOPIC, {**kept, SHOWN: found.fingerprint})
        paper_cards.show(turn, found, said, edits=edits)
    elif paper.layout is not None and not found.is_usable:
        turn.open_topic(TOPIC, kept)
        paper_cards.nothing_understood(turn, found, edits=edits)
    else:
        papers = turn.uow.papers(turn.company.id)
        remember(papers, found.learnt, turn.now)
        papers.forget(int(said[PAPER]))
        turn.close_topic()
        paper_cards.nothing_new(turn, found, edits=edits)
        show_next(turn)


def proposed(turn: Turn, paper: Paper, said: Said) -> Proposal:
    papers = turn.uow.papers(turn.company.id)
    memory = memory_of(papers, with_receipts=bool(paper.payments))
    answers = {key: text for key, text in said.items() if key not in OWN_WORDS}
    return propose(paper, turn.situation, memory, answers, usual_vat)


def close(turn: Turn) -> None:
    """The file is done with: nothing of it is kept."""
    number = turn.dialogue.draft.get(PAPER, "")
    if turn.dialogue.topic == TOPIC and number:
        turn.uow.papers(turn.company.id).forget(int(number))
    turn.close_topic()


def give_up(turn: Turn, *, edits: int | None = None) -> None:
    """Nothing of this file; the next one, where several came."""
    close(turn)
    turn.say("cancelled", edits=edits)
    show_next(turn)


def show_next(turn: Turn) -> None:
    """The oldest of the files that came while another was looked at."""
    for number in turn.uow.papers(turn.company.id).waiting(turn.incoming.chat):
        paper = turn.uow.papers(turn.company.id).kept(number, turn.now)
        if paper is not None:
            go_on(turn, paper, {PAPER: str(number)})
            return


def tell_left_behind(turn: Turn) -> None:
    """Something else came between: the file waits, and is not recorded."""
    if turn.dialogue.topic == TOPIC:
        return
    papers = turn.uow.papers(turn.company.id)
    waiting = papers.waiting(turn.incoming.chat)
    kept = [(one, papers.kept(one, turn.now)) for one in waiting]
    found = [(one, paper) for one, paper in kept if paper is not None]
    if found:
        number, paper = found[0]
        paper_cards.left_behind(turn, paper, number, len(found) - 1)


def show_first(turn: Turn, arguments: list[str]) -> None:
    """This file now; the one that was looked at waits in its turn."""
    number = int(arguments[0])
    paper = turn.uow.papers(turn.company.id).kept(number, turn.now)
    is_ours = number in turn.uow.papers(turn.company.id).waiting(turn.incoming.chat)
    if paper is None or not is_ours:
        turn.say("paper_gone")
    elif turn.may_write():
        go_on(turn, paper, {PAPER: str(number)})


# --- Buttons and typed answers ---------------------------------------------------------


def looked_at(turn: Turn, number: str) -> tuple[Paper, Said] | None:
    """The paper of this card and what was said of it; None (and a word) when the card is
    an old one, or its paper waited too long. A file that something else came between is
    shown again.
    """
    is_looked_at = turn.dialogue.topic == TOPIC
    if not is_looked_at or number != str(turn.dialogue.number):
        failures.stale(turn)
        if not is_looked_at and turn.member.role.may_write:
            show_next(turn)
        return None
    if not turn.may_write():
        return None
    return _open(turn)


def _open(turn: Turn) -> tuple[Paper, Said] | None:
    said = dict(turn.dialogue.draft)
    kept = turn.uow.papers(turn.company.id).kept(int(said[PAPER]), turn.now)
    if kept is None:
        turn.close_topic()
        turn.say("paper_gone")
        return None
    return kept, said


def answered(turn: Turn, arguments: list[str]) -> None:
    """One of the answers offered, by its number; or one that stands for all the rest."""
    current = looked_at(turn, arguments[0])
    if current is None:
        return
    paper, said = current
    question = proposed(turn, paper, said).question
    if question is None or question.slot != said.get(ASKING):
        failures.stale(turn)
        return
    choice = arguments[1]
    options = paper_cards.options_of(question)
    if choice in REST and question.key in REST[choice]:
        slot, answer = REST[choice][question.key]
        go_on(turn, paper, {**said, slot: answer})
    elif choice.isdigit() and int(choice) < len(options):
        go_on(turn, paper, {**said, question.slot: options[int(choice)]})
    else:
        failures.stale(turn)


# What a button says of all that is still to be asked of a kind.
REST: dict[str, dict[str, tuple[str, str]]] = {
    "all": {"buyer": ("buyers", NEW)},
    "each": {"terms": ("terms_each", "yes")},
    "sure": {"receipt": ("receipts", "sure")},
}
TOGGLES = {
    "differ": ("differ", "take"),
    "factored": ("factored", "yes"),
    "near": ("near", "yes"),
}


def typed(turn: Turn) -> bool:
    """Whether the words answer what was asked about a file."""
    text = turn.incoming.text.strip()
    asking = turn.dialogue.draft.get(ASKING, "") if turn.dialogue.topic == TOPIC else ""
    if not asking or not text or text.startswith("/") or turn.incoming.is_forwarded:
        return False
    answer = heard(turn, asking, text)
    if answer is None or not turn.may_write():
        return False
    current = _open(turn)
    if current is not None:
        paper, said = current
        slot, value = answer
        go_on(turn, paper, {**said, slot: value})
    return True


def act(turn: Turn, arguments: list[str]) -> None:
    """A button of the card."""
    current = looked_at(turn, arguments[0])
    if current is None:
        return
    paper, said = current
    action = arguments[1]
    if action in TOGGLES:
        slot, value = TOGGLES[action]
        off = {key: text for key, text in said.items() if key != slot}
        go_on(turn, paper, off if said.get(slot) == value else {**said, slot: value})
    elif action == "ok":
        _confirm(turn, paper, said)
    elif action == "no":
        give_up(turn, edits=turn.incoming.message_id)
    elif action == "fix":
        _correct(turn, paper, said)
    else:
        failures.stale(turn)


def _correct(turn: Turn, paper: Paper, said: Said) -> None:
    """Of one invoice, which field; of a file, everything answered is asked anew."""
    if is_single(proposed(turn, paper, said).paper):
        paper_cards.which_field(turn, FIELDS, of_a_table=paper.layout is not None)
        return
    layout = {"layout": AGAIN} if paper.layout else {}
    go_on(turn, paper, {PAPER: said[PAPER], **layout})


def ask_field(turn: Turn, arguments: list[str]) -> None:
    current = looked_at(turn, arguments[0])
    if current is None or arguments[1] not in FIELDS:
        return
    name = arguments[1]
    turn.open_topic(TOPIC, {**current[1], ASKING: slot_of(name)})
    paper_cards.ask_field(turn, name)


def lines(turn: Turn, arguments: list[str]) -> None:
    """« Détails » and its following pages; the card stays as it is."""
    page, number = arguments
    current = looked_at(turn, number)
    if current is not None:
        paper, said = current
        paper_cards.details(turn, proposed(turn, paper, said), int(page))


# --- Writing and taking back -----------------------------------------------------------


def _confirm(turn: Turn, paper: Paper, said: Said) -> None:
    found = proposed(turn, paper, said)
    if found.question is not None or found.fingerprint != said.get(SHOWN):
        turn.say("paper_changed")
        go_on(turn, paper, said)
        return
    papers = turn.uow.papers(turn.company.id)
    author = replace(turn.author, via="file")
    try:
        last, buyers = adopt(turn.books, papers, found, author, turn.now)
        turn.forget_situation()
        for buyer in sorted(buyers):
            refresh(turn.uow, turn.company.id, buyer, turn.now)
    except DomainError as error:
        raise BatchFailed from error
    close(turn)
    paper_cards.saved(turn, found, last)
    show_next(turn)


def undo_batch(turn: Turn, books: Books, fact_id: str) -> bool:
    """Take back the whole batch in which a fact came; False: it came in none."""
    papers = turn.uow.papers(books.company().id)
    number = fact_id.removeprefix("f")
    batch = papers.batch_with(FactId(int(number))) if number.isdigit() else None
    if batch is None:
        return False
    if batch.undone_at is not None or turn.now - batch.at > UNDO_WITHIN:
        turn.say("undo_nothing")
        return True
    try:
        buyers = undo(books, papers, batch, turn.author, turn.today, turn.now)
        turn.forget_situation()
        for buyer in sorted(buyers):
            refresh(turn.uow, books.company().id, buyer, turn.now)
    except DomainError as error:
        raise BatchFailed from error
    turn.say(
        "undone_batch",
        name=batch.file,
        count=batch.last - batch.first + 1,
        bare=left_bare(turn.situation, buyers),
    )
    return True
