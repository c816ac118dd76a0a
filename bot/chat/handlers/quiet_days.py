"""« Jours calmes » : the days on which a member is told of nothing that can wait."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.chat.handlers import failures
from bot.chat.keyboards import rows
from bot.chat.turn import Reads, Turn
from bot.ports import Keyboard, QuietDays
from bot.ports.quiet_days import WEEK, Period
from bot.rendering import LANGUAGES, day_of_week
from bot.services.glossary import fold
from bot.understanding import Intent

WEEKEND = (5, 6)
NONE = "none"
PER_ROW = 2
# How it is asked for, in either language, over folded text.
_TOLD = r"(rappels?|alertes?|notifications?|reminders?|alerts?)"
NAMED = re.compile(r"\bjours? (calmes?|de silence|sans rappels?)\b|\bquiet days?\b")
SILENCE = re.compile(
    rf"\b(pas|plus|aucun|sans|ni|no|without|any)( (de|d|more))? {_TOLD}\b"
    rf"|\b(coup|suspend|arret|stop|mut|paus|silenc)[a-z]* ((les|mes|the|my|all) )?{_TOLD}\b"
    r"|\bsilence\b|\bquiet (at|on|from|every|over)\b"
    r"|\b(don t|do not|never) (remind|disturb|bother)\b|\bne (me |m )?(rappel|derang)"
)
WEEKENDS = re.compile(r"\bweek ?ends?\b|\bfins? de semaine\b")
DATES = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sentence says of quiet days."""

    weekdays: frozenset[int]
    period: Period | None


def heard(turn: Turn, reads: Reads) -> bool:
    """Whether the sentence was about quiet days; « pas de rappels le week-end »."""
    text = f" {fold(turn.incoming.text)} "
    if not _speaks_of_it(text):
        return False
    turn.remember(misses=0)
    weekdays = _weekdays(text)
    has_dates = bool(DATES.search(text)) or not weekdays
    asked = Asked(weekdays, _period(turn, reads) if has_dates else None)
    if not asked.weekdays and asked.period is None:
        screen(turn, [])
        return True
    quiet = turn.member.person.quiet
    quiet = QuietDays(quiet.weekdays | asked.weekdays, quiet.periods)
    if asked.period:
        quiet = quiet.with_period(*asked.period, turn.today)
    _keep(turn, quiet)
    return True


def screen(turn: Turn, arguments: list[str]) -> None:
    del arguments
    _show(turn, turn.member.person.quiet, edits=None)


def rest(turn: Turn, arguments: list[str]) -> None:
    """A day of the week the other way round; or none at all any more."""
    said = arguments[0]
    if said == NONE:
        _keep(turn, QuietDays(), edits=turn.incoming.message_id)
    elif said.isdigit() and int(said) in WEEK:
        quiet = turn.member.person.quiet.toggled([int(said)])
        _keep(turn, quiet, edits=turn.incoming.message_id)
    else:
        failures.stale(turn)


def _keep(turn: Turn, quiet: QuietDays, edits: int | None = None) -> None:
    turn.uow.people.rests_on(turn.incoming.person, quiet)
    _show(turn, quiet, edits=edits)


def _show(turn: Turn, quiet: QuietDays, *, edits: int | None) -> None:
    turn.say(
        "settings_quiet",
        _keys(turn, quiet),
        edits=edits,
        weekdays=named(turn, quiet),
        periods=coming(turn, quiet),
    )


def named(turn: Turn, quiet: QuietDays) -> list[str]:
    """The days of the week, as they are called."""
    return [day_of_week(each, turn.words.lang) for each in sorted(quiet.weekdays)]


def coming(turn: Turn, quiet: QuietDays) -> list[Period]:
    """The periods that are not over."""
    return [each for each in quiet.periods if each[1] >= turn.today]


def _keys(turn: Turn, quiet: QuietDays) -> Keyboard:
    lang = turn.words.lang
    days = [
        turn.keys.named(
            f"{'✓ ' if each in quiet.weekdays else ''}{day_of_week(each, lang)}",
            "rest",
            each,
        )
        for each in WEEK
    ]
    none = ((turn.keys.button("no_quiet_days", "rest", NONE),),) if str(quiet) else ()
    return (*rows(days, PER_ROW), *none, *turn.keys.asks("settings"))


# --- In a sentence -----------------------------------------------------------------


def _speaks_of_it(text: str) -> bool:
    """It names quiet days, or silence together with days on which it should reign."""
    if NAMED.search(text):
        return True
    has_days = _weekdays(text) or DATES.search(text)
    return bool(SILENCE.search(text) and has_days)


def _weekdays(text: str) -> frozenset[int]:
    named = {
        each
        for lang in LANGUAGES
        for each in WEEK
        if re.search(rf"\b{fold(day_of_week(each, lang))}s?\b", text)
    }
    return frozenset({*named, *(WEEKEND if WEEKENDS.search(text) else ())})


def _period(turn: Turn, reads: Reads) -> Period | None:
    """The next time that it comes: nobody rests in the past."""
    slots = reads(turn, turn.incoming.text, only=Intent.DEADLINES).slots
    first, last = slots.period_from, slots.period_to
    if first is None or last is None or last < first:
        return None
    if last < turn.today:
        first, last = _next_year(first), _next_year(last)
    return (first, last) if last >= turn.today else None


def _next_year(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
