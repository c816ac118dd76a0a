"""Which legal entity a buyer is: by a typed SIREN, or looked up in the company register.

Nothing is sent out before the press that asks for it, and its message says what is sent
and to whom. What the register flags (closed, public body) is shown and asked about; its
flags err both ways, so none is believed unasked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from bot.chat.handlers import failures, guidance
from bot.chat.keyboards import key_of
from bot.chat.turn import Reads, Turn
from bot.ports import Button, Keyboard
from bot.ports.world import LegalEntity
from bot.reminders.refreshing import refresh
from bot.services.watch.sirens import as_entity, lacks_siren, others_with, siren_in
from bot.understanding import Intent

TOPIC = "siren"
REGISTER = "register"  # the verb of the press that sends something out
SAID = re.compile(r"\bsire(?:n|t)\b", re.IGNORECASE)
DIGITS = re.compile(
    r"(?:FR\s?\d{2}\s?)?\d(?:[ .\u00a0\u202f-]?\d){8,13}(?!\d)", re.IGNORECASE
)
ELSE = re.compile(r"€|\b(?:euros?|eur|factures?|invoices?|ht|ttc)\b", re.IGNORECASE)
OWN = re.compile(r"\b(?:mon|notre|my|our)\s+(?:num[ée]ro\s+(?:de\s+)?)?sire", re.IGNORECASE)


def asks_register(tap: str) -> bool:
    return tap.partition(":")[0] == REGISTER


def offer(turn: Turn, buyer: str) -> Keyboard:
    """« Ajouter le SIREN », where it is not known."""
    if not lacks_siren(turn.situation, buyer):
        return ()
    return ((turn.keys.button("add_siren", "siren", key_of(buyer)),),)


def ask_along(turn: Turn, buyer: str) -> Keyboard:
    """The same after an entry about a buyer, where a SIREN is of use at once."""
    is_known = buyer in turn.record.buyers
    return offer(turn, buyer) if is_known and (turn.watches or turn.has_register) else ()


def query_of(turn: Turn) -> str:
    """What the press would send out: the number on its card, else the buyer's name."""
    key = turn.incoming.tap.partition(":")[2]
    buyer = guidance.buyer_by_key(turn, key)
    if buyer is None:
        return ""
    draft = turn.dialogue.draft
    is_about_it = turn.dialogue.topic == TOPIC and draft.get("buyer") == buyer
    return (draft.get("siren", "") if is_about_it else "") or buyer


# --- By hand -------------------------------------------------------------------------


def ask(turn: Turn, arguments: list[str]) -> None:
    """« Ajouter le SIREN »"""
    buyer = guidance.buyer_by_key(turn, arguments[0])
    if buyer is None:
        failures.stale(turn)
    elif turn.may_write():
        turn.open_topic(TOPIC, {"buyer": buyer})
        turn.say(
            "siren_ask",
            _look_up(turn, buyer),
            buyer=buyer,
            known=turn.situation.buyer_named(buyer).siren,
            has_register=turn.has_register,
        )


def typed(turn: Turn, reads: Reads) -> bool:
    """Whether a number was given: the answer to our question, or « SIREN de Leroc … »."""
    text = turn.incoming.text
    found = DIGITS.search(text)
    is_asked = turn.dialogue.topic == TOPIC
    is_named = SAID.search(text) is not None and not _is_about_else(text)
    if found is None or not (is_named or (is_asked and _is_bare(text, found[0]))):
        return False
    buyer = turn.dialogue.draft.get("buyer", "") if is_asked else ""
    if is_named:
        rest = text.replace(found[0], " ")
        named = reads(turn, rest, only=Intent.BUYER_ACCOUNT).slots.buyer
        buyer = named or buyer
    turn.remember(misses=0)
    if not buyer:
        turn.failed = True
        turn.say("siren_whose")
    elif turn.may_write():
        _number(turn, buyer, found[0])
    return True


def _is_about_else(text: str) -> bool:
    """One's own number, or a whole entry in which a SIREN happens to stand."""
    return OWN.search(text) is not None or ELSE.search(text) is not None


def _is_bare(text: str, number: str) -> bool:
    return not re.sub(r"[\W_]", "", text.replace(number, ""))


def _number(turn: Turn, buyer: str, text: str) -> None:
    siren = siren_in(re.sub(r"[^0-9A-Za-z]", "", text))
    if not siren:
        turn.failed = True
        turn.open_topic(TOPIC, {"buyer": buyer})
        turn.say("siren_unfit", _look_up(turn, buyer), buyer=buyer, number=text)
        return
    _propose(turn, buyer, (LegalEntity(siren, ""),), siren)
    confirm = turn.keys.button("confirm", "entity", turn.dialogue.number, siren, "keep")
    turn.say(
        "siren_card",
        ((confirm,), *_look_up(turn, buyer)),
        buyer=buyer,
        siren=siren,
        known=turn.situation.buyer_named(buyer).siren,
        others=others_with(turn.situation, siren, buyer),
        has_register=turn.has_register,
    )


# --- From the register ---------------------------------------------------------------


def _look_up(turn: Turn, buyer: str) -> Keyboard:
    if not turn.has_register:
        return ()
    return ((turn.keys.button("look_up", REGISTER, key_of(buyer)),),)


def choices(turn: Turn, arguments: list[str]) -> None:
    """What the register answered."""
    buyer, found = guidance.buyer_by_key(turn, arguments[0]), turn.incoming.looked_up
    if buyer is None:
        failures.stale(turn)
        return
    if not turn.may_write():
        return
    if found is None or found.failure:
        turn.failed = True
        kind = found.failure if found else "off"
        turn.say("siren_unavailable", _look_up(turn, buyer), buyer=buyer, kind=kind)
        return
    if not found.entities:
        turn.open_topic(TOPIC, {"buyer": buyer})
        turn.say("siren_none", buyer=buyer, query=found.query)
        return
    _propose(turn, buyer, found.entities)
    turn.say(
        "siren_choices",
        tuple((each,) for each in _entity_buttons(turn, found.entities)),
        buyer=buyer,
        entities=found.entities,
    )


def _entity_buttons(turn: Turn, found: tuple[LegalEntity, ...]) -> Iterator[Button]:
    number = turn.dialogue.number
    for one in found:
        flagged = one.is_closed or one.is_public
        text = " · ".join(part for part in (one.siren, one.name, one.city) if part)
        yield turn.keys.named(
            text, "entity", number, one.siren, "look" if flagged else "keep"
        )


def _propose(
    turn: Turn, buyer: str, found: tuple[LegalEntity, ...], siren: str = ""
) -> None:
    told = json.dumps([asdict(one) for one in found], default=str)
    draft = {"buyer": buyer, "found": told}
    turn.open_topic(TOPIC, {**draft, "siren": siren} if siren else draft)


def chosen(turn: Turn, arguments: list[str]) -> None:
    """One of them: what is flagged is asked about first."""
    number, siren, how = arguments
    draft = turn.dialogue.draft
    is_current = turn.dialogue.topic == TOPIC and number == str(turn.dialogue.number)
    entity = next(
        (one for one in _found(draft.get("found", "[]")) if one.siren == siren), None
    )
    if not is_current or entity is None:
        failures.stale(turn)
    elif turn.may_write():
        buyer = draft["buyer"]
        if how == "look":
            _ask_about(turn, buyer, entity)
        else:
            _write(turn, buyer, entity, how)


def _ask_about(turn: Turn, buyer: str, entity: LegalEntity) -> None:
    number, keys = turn.dialogue.number, turn.keys
    hows = ("public", "company") if entity.is_public else ("keep",)
    buttons = tuple(
        (keys.button(f"entity_{how}", "entity", number, entity.siren, how),) for how in hows
    )
    turn.say("siren_flagged", buttons, buyer=buyer, entity=entity)


def _write(turn: Turn, buyer: str, entity: LegalEntity, how: str) -> None:
    turn.books.add_buyer(
        as_entity(turn.situation, buyer, entity, how), turn.author, turn.now
    )
    turn.forget_situation()
    refresh(turn.uow, turn.company.id, buyer, turn.now)
    turn.close_topic()
    turn.say(
        "siren_saved",
        turn.keys.about(buyer, "buyer_cover", "buyer_account"),
        buyer=turn.situation.buyer_named(buyer),
        entity=entity,
        others=others_with(turn.situation, entity.siren, buyer),
        watches=turn.watches,
    )


def _found(told: str) -> list[LegalEntity]:
    return [_entity(said) for said in json.loads(told)]


def _entity(said: dict[str, object]) -> LegalEntity:
    closed = said.pop("closed_on", None)
    day = date.fromisoformat(str(closed)) if closed else None
    return LegalEntity(**said, closed_on=day)  # type: ignore[arg-type]
