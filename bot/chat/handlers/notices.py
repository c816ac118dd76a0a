"""The buttons under a notice: « Enregistrer » writes the judgment down, « Vu » ends the
daily telling and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.handlers import entries
from bot.chat.handlers.reminders import its_books
from bot.chat.turn import Turn
from bot.ports import CompanyId
from bot.ports.watch import KeptNotice, Settled
from bot.ports.world import Nature
from bot.services.entries import KINDS
from bot.services.watch.notices import insolvency_of
from domain.facts import Insolvency

REPORT = "insolvency_report"


def noted(turn: Turn, arguments: list[str]) -> None:
    """« Vu »"""
    kept = _kept(turn, arguments)
    if kept is not None:
        _settle(turn, kept, Settled.SEEN)
        turn.say("notice_seen", kept=kept)


def judged(turn: Turn, arguments: list[str]) -> None:
    """« Enregistrer » : at once when the notice says all; else the card asks the rest."""
    kept = _kept(turn, arguments)
    if kept is None or not turn.may_write():
        return
    fact, kind = insolvency_of(kept), KINDS[REPORT]
    if fact is None:
        entries.go_on(turn, kind, _said(kept))
        return
    if fact in _recorded(turn, kept.buyer):
        _settle(turn, kept, Settled.RECORDED)
        turn.say("notice_known", kept=kept)
        return
    _settle(turn, kept, Settled.RECORDED)
    entries.write(turn, kind, fact)


def _kept(turn: Turn, arguments: list[str]) -> KeptNotice | None:
    """None, and a word, when it is none of this person's business; else their company is
    the one spoken of from here on.
    """
    company = CompanyId(int(arguments[0]))
    if its_books(turn, company) is None:
        return None
    kept = turn.uow.watchbook(company).numbered(int(arguments[1]))
    if kept is None:
        turn.say("duty_gone")
        return None
    turn.speak_of(company)
    return kept


def _settle(turn: Turn, kept: KeptNotice, how: Settled) -> None:
    """Nobody else is called; who saw it, and when, is kept as evidence."""
    company, obligation = turn.company.id, f"notice:{kept.number}"
    outbox = turn.uow.outbox
    turn.uow.watchbook(company).settle(kept.number, how, turn.now)
    outbox.seen(company, obligation, turn.incoming.chat, turn.now)
    outbox.stand_down(company, obligation, turn.now)
    outbox.reacted(company, obligation, turn.incoming.person, "seen", turn.now)


def _recorded(turn: Turn, buyer: str) -> list[object]:
    """The judgments of the books, without their ids."""
    return [replace(each, id="") for each in turn.situation.account(buyer).all(Insolvency)]


def _said(kept: KeptNotice) -> dict[str, str]:
    """Of a conversion nothing but the buyer: the days that count are the opening's."""
    notice = kept.notice
    if notice.nature is Nature.CONVERSION:
        return {"buyer": kept.buyer}
    day = notice.judgment_on.isoformat() if notice.judgment_on else ""
    told = {
        "buyer": kept.buyer,
        "kind": notice.kind or "",
        "judgment_on": day,
        "published_on": notice.published_on.isoformat(),
    }
    return {name: text for name, text in told.items() if text}
