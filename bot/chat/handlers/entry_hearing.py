"""What a sentence says of an entry: its fields, the answer to an open question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.handlers import entry_cards, reasons, two_days
from bot.chat.turn import Turn
from bot.services.entries import KINDS, Draft, Field, Form, Kind
from bot.services.entries.troubles import TWO_DAYS
from bot.understanding import Decision, Intent, Reading, Slots
from domain.money import Percentage

ASKED_AS = {
    Form.AMOUNT: "amount",
    Form.DAY: "paid_on",
    Form.TEXT: "value",
    Form.CHOICE: "state",
}
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """The slots of a sentence, and the state (of a dispute, a proceeding) beside them."""

    slots: Slots
    state: str = ""

    def text(self, slot: str) -> str:
        """Of no slot: nothing."""
        match slot:
            case "":
                return ""
            case "state":
                return self.state
            case _:
                return _as_text(getattr(self.slots, slot))


def is_open(turn: Turn) -> bool:
    """A draft of ours is on its way, not just a question about whom."""
    return turn.dialogue.topic in KINDS and "text" not in turn.dialogue.draft


def is_answer(turn: Turn, topic: str) -> bool:
    """Our question about this kind of entry is open."""
    return is_open(turn) and turn.dialogue.topic == topic and bool(turn.dialogue.asked)


def heard(turn: Turn, kind: Kind) -> Said:
    """The draft whose question is answered, with the answer; else a new one."""
    kept = _kept(turn, kind)
    asking = kept.pop("asking", "")
    said = said_in(kind, Heard(turn.slots, turn.reading.state or ""), asking)
    if "amount" in said and {"buyer", "invoice"} & said.keys():
        kept = {}  # whole sentences begin anew
    if turn.reading.unknown_buyer and "buyer" not in said:
        said["unknown"] = turn.reading.unknown_buyer
    if kind.intent == Intent.LIMIT_DECISION and (
        reason := reasons.told(turn.incoming.text)
    ):
        said.setdefault("code", reason)
    if turn.reading.longer is not None and "due_on" not in said:
        said["longer"] = str(turn.reading.longer)
    days = two_days.of_proceeding(turn) if TWO_DAYS in turn.reading.doubts else {}
    if days:
        said |= days
    elif turn.reading.doubts and not kept:
        said["doubts"] = " ".join(turn.reading.doubts)
    return {**kept, **said}


def _kept(turn: Turn, kind: Kind) -> Said:
    return dict(turn.dialogue.draft) if is_answer(turn, kind.intent) else {}


def said_in(kind: Kind, heard: Heard, asking: str) -> Said:
    """What a sentence says of a kind's fields. The value that answers the question about
    one field is none of the others; nor is a day that answers which day.
    """
    asked = kind.field(asking) if asking else None
    answer = heard.text(slot_of(asked)) if asked else ""
    if asked is None or not answer:
        found = {field.name: heard.text(field.slot) for field in kind.fields}
    else:
        others = [field for field in kind.fields if not _taken(field, asked)]
        found = {field.name: heard.text(field.slot) for field in others}
        found[asking] = answer
    return {name: text for name, text in found.items() if _fits(kind.field(name), text)}


def _taken(field: Field, asked: Field) -> bool:
    if field.slot == "period_to" and asked.slot == "period_from":
        return False  # a period answers for both its ends
    is_day = field.form is asked.form is Form.DAY
    return field.slot == slot_of(asked) or is_day


def _fits(field: Field, text: str) -> bool:
    return bool(text) and (not field.choices or text in field.choices)


def slot_of(field: Field) -> str:
    """The slot by which an answer is read."""
    return field.asked_as or field.slot or ASKED_AS.get(field.form, field.form.value)


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Percentage():
            return str(value.value)
        case _:
            return str(value)


# --- Free answers ------------------------------------------------------------------


def says_otherwise(turn: Turn, reading: Reading) -> bool:
    """A retreat, or a whole sentence that is surely about something else."""
    if reading.intent in (Intent.UNDO, Intent.HELP):
        return True
    is_sure = reading.decision in (Decision.ACT, Decision.CONFIRM)
    is_whole = {"buyer", "amount", "invoice"} & reading.slots.names()
    return is_sure and bool(is_whole) and reading.intent != turn.dialogue.topic


def free_answer(turn: Turn, kind: Kind, field: Field, text: str) -> str:
    """The option whose words these are; else the words themselves, where any will do."""
    draft = Draft(turn.dialogue.draft)
    typed = text.casefold()
    for value in kind.options(field.name, draft, turn.situation):
        label = entry_cards.option_label(turn, kind, field, value)
        if typed in (label.casefold(), value):
            return value
    return text if field.form is Form.TEXT else ""


def without_day(turn: Turn, name: str) -> str:
    """« Banque du Val à partir du 1er janvier » : the name alone, where a day was heard."""
    if turn.slots.effective_on is None:
        return name
    openers = turn.words.label("entries", "day_openers").split("|")
    ends = [at for each in openers if (at := name.casefold().find(f" {each} ")) > 0]
    return name[: min(ends)] if ends else name
