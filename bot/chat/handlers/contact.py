"""« Mon e-mail » : where a member is written to when nobody has seen a reminder; and, for
who is no owner, whether reminders come at once or only then.
"""

from __future__ import annotations

import re

from bot.chat.turn import Turn
from bot.ports import Told
from bot.services.glossary import fold
from bot.services.people import address_in

TOPIC = "contact"
MINE = re.compile(
    r"\b(mon|ma|my)( (nouvel(le)?|new))?( adresse)? (e ?mails?|courriels?)\b"
    r"|\b(mon|my) adresse (e ?mail|courriel)\b|\bmy e ?mail address\b"
)
NONE = re.compile(
    r"\b(aucun|aucune|supprim\w*|efface\w*|oublie\w*|none|delete|remove|forget)\b"
)


def heard(turn: Turn) -> bool:
    """Whether the sentence gave an address, or spoke of one's own."""
    text = turn.incoming.text
    address, folded = address_in(text), f" {fold(text.partition('@')[0])} "
    is_asked = turn.dialogue.topic == TOPIC
    is_alone = text.strip() == address and not turn.dialogue.topic
    if address is not None and (is_asked or is_alone or MINE.search(folded)):
        _keep(turn, address)
    elif (is_asked or MINE.search(folded)) and NONE.search(folded):
        _keep(turn, "")
    elif MINE.search(folded) and "@" not in text:
        ask(turn, [])
    elif is_asked and "@" in text:
        turn.say("email_unfit")
    else:
        return False
    turn.remember(misses=0)
    return True


def ask(turn: Turn, arguments: list[str]) -> None:
    del arguments
    turn.open_topic(TOPIC, {})
    turn.say("email_ask", email=turn.member.person.email)


def _keep(turn: Turn, email: str) -> None:
    turn.uow.people.written_to_at(turn.incoming.person, email)
    if turn.dialogue.topic == TOPIC:
        turn.close_topic()
    turn.say("email_saved", email=email)


def choose_rhythm(turn: Turn, arguments: list[str]) -> None:
    """All reminders from now on, or only those nobody has seen."""
    told = Told.ALWAYS if arguments[0] == Told.ALWAYS else Told.BY_ROLE
    turn.uow.people.told(turn.incoming.person, turn.member.company, told, turn.now)
    turn.say("rhythm_saved", always=told is Told.ALWAYS)
