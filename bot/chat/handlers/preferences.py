"""« Réglages » : language and theme at once, the hour of reminders by a card, terms of the
policy as endorsements.
"""

from __future__ import annotations

from datetime import time

from bot.chat.handlers import entries, entry_hearing, failures, quiet_days
from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.ports import Button, Role, Told
from bot.rendering import LANGUAGES, clock_time, words
from bot.services import preferences as service
from bot.services.entries.policy_terms import TERMS
from bot.understanding import Intent

TOPIC = "preferences"
THEMES = ("light", "dark")
OTHER = {"fr": "en", "en": "fr", "light": "dark", "dark": "light"}


def settings(turn: Turn) -> None:
    setting, value = turn.slots.setting, turn.slots.value or ""
    answers = entry_hearing.is_answer(turn, Intent.SETTINGS)
    match setting:
        case None if answers:
            entries.add(turn)
        case "language" if value in LANGUAGES:
            speak(turn, [value])
        case "theme" if value in THEMES:
            show_in(turn, [value])
        case "reminders":
            _reminders(turn, value)
        case str() if setting in TERMS:
            entries.add(turn)
        case "starts_on" | "insurer":
            turn.say("settings_fixed", turn.keys.asks("settings"), setting=setting)
        case _:
            _menu(turn)


def _menu(turn: Turn) -> None:
    lang, theme = OTHER[turn.words.lang], OTHER[turn.theme]
    keys = turn.keys
    buttons = (
        keys.button(f"language_{lang}", "speak", lang),
        keys.button(f"theme_{theme}", "theme", theme),
        keys.button("reminding_hour", "hours"),
        keys.button("quiet_days", "quiet"),
        keys.button("my_email", "email"),
        *_rhythm(turn),
        keys.button("policy_terms", "policy"),
    )
    quiet = turn.member.person.quiet
    turn.say(
        "settings",
        rows(buttons),
        email=turn.member.person.email,
        theme=turn.theme,
        hour=turn.company.remind_at,
        weekdays=quiet_days.named(turn, quiet),
        periods=quiet_days.coming(turn, quiet),
        watches=turn.watches,
        has_register=turn.has_register,
    )


def _rhythm(turn: Turn) -> list[Button]:
    """The owner has every reminder; others choose."""
    member = turn.member
    if member.role is Role.OWNER or not member.role.may_write:
        return []
    if member.told is Told.ALWAYS:
        return [turn.keys.button("told_by_role", "told", "role")]
    return [turn.keys.button("told_always", "told", Told.ALWAYS.value)]


def speak(turn: Turn, arguments: list[str]) -> None:
    """In this language from now on; one press goes back."""
    lang = arguments[0]
    if lang not in LANGUAGES:
        failures.stale(turn)
        return
    turn.uow.people.speaks(turn.incoming.person, lang)
    turn.words = words(lang)
    back = turn.keys.button(f"language_{OTHER[lang]}", "speak", OTHER[lang])
    turn.say("settings_language", ((back,),))


def show_in(turn: Turn, arguments: list[str]) -> None:
    """Pictures in this theme from now on."""
    theme = arguments[0]
    if theme not in THEMES:
        failures.stale(turn)
        return
    turn.uow.people.sees_in(turn.incoming.person, theme)
    back = turn.keys.button(f"theme_{OTHER[theme]}", "theme", OTHER[theme])
    turn.say("settings_theme", ((back,),), theme=theme)


def policy_terms(turn: Turn, arguments: list[str]) -> None:
    """What is recorded of the policy, and how it is changed."""
    del arguments
    turn.say(
        "settings_terms", turn.keys.asks("settings"), lines=service.terms(turn.situation)
    )


# --- The hour of reminders -----------------------------------------------------------


def _reminders(turn: Turn, value: str) -> None:
    if value == "off":
        turn.say(
            "settings_no_silence",
            rows(
                [
                    turn.keys.button("reminding_hour", "hours"),
                    turn.keys.button("quiet_days", "quiet"),
                ]
            ),
        )
    elif value in {"", "on"}:
        hours(turn, [])
    else:
        _card(turn, time.fromisoformat(value))


def hours(turn: Turn, arguments: list[str]) -> None:
    """Likely hours; any other can be typed."""
    del arguments
    buttons = (
        turn.keys.named(clock_time(hour, turn.words.lang), "at", f"{hour:%H%M}")
        for hour in service.usual_hours()
    )
    turn.say("settings_hours", rows(buttons, 3), hour=turn.company.remind_at)


def choose_hour(turn: Turn, arguments: list[str]) -> None:
    _card(turn, _hour(arguments[0]))


def _card(turn: Turn, hour: time) -> None:
    """It concerns every member: nothing changes before « Valider »."""
    if not turn.may_write():
        return
    if not service.is_fit(hour):
        turn.say("settings_unfit_hour", earliest=service.EARLIEST, latest=service.LATEST)
        return
    turn.open_topic(TOPIC, {"remind_at": hour.isoformat("minutes")})
    number, keys = turn.dialogue.number, turn.keys
    turn.say(
        "settings_hour_card",
        (
            (keys.button("confirm", "hour", number, "ok"),),
            (keys.button("cancel", "hour", number, "no"),),
        ),
        hour=hour,
        before=turn.company.remind_at,
    )


def answer_card(turn: Turn, arguments: list[str]) -> None:
    number, said = arguments
    draft = turn.dialogue.draft
    if turn.dialogue.topic != TOPIC or number != str(turn.dialogue.number):
        failures.stale(turn)
        return
    turn.close_topic()
    if said != "ok":
        turn.say("cancelled", edits=turn.incoming.message_id)
        return
    if turn.may_write():
        hour, before = time.fromisoformat(draft["remind_at"]), turn.company.remind_at
        turn.uow.companies.remind_at(turn.company.id, hour, turn.now)
        back = turn.keys.button("undo", "at", f"{before:%H%M}")
        turn.say("settings_hour", ((back,),), edits=turn.incoming.message_id, hour=hour)


def _hour(text: str) -> time:
    return time(int(text[:2]), int(text[2:]))
