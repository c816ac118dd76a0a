"""Buttons: their words from templates, their callback data from here.

Callback data is `verb` or `verb:arg:arg…`, at most 64 bytes. It names things by number or
by a short key, never by a person's words, and is authorised again when pressed.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2s

from bot.ports import Button, CompanyId, Keyboard
from bot.rendering import Words

LONGEST_LABEL = 40
FILE_FORMS = ("pdf", "xlsx", "zip")


def key_of(name: str) -> str:
    """A short name for a buyer or an obligation: twelve hexadecimal digits."""
    return blake2s(name.encode(), digest_size=6).hexdigest()


def tap(verb: str, *arguments: object) -> str:
    return ":".join([verb, *map(str, arguments)])


def rows(buttons: Iterable[Button], per_row: int = 2) -> Keyboard:
    """Buttons in rows; a label too long for half a phone stands alone."""
    laid: list[list[Button]] = []
    for button in buttons:
        fits = laid and len(laid[-1]) < per_row and _short(button) and _short(laid[-1][-1])
        if fits:
            laid[-1].append(button)
        else:
            laid.append([button])
    return tuple(tuple(row) for row in laid)


def joined(*keyboards: Keyboard) -> Keyboard:
    """One keyboard of several, short labels side by side."""
    return rows(button for keyboard in keyboards for row in keyboard for button in row)


def _short(button: Button) -> bool:
    return len(button.label) <= 18  # noqa: PLR2004 - about half a phone's width


class Keyboards:
    """Buttons worded in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def button(self, label: str, verb: str, *arguments: object) -> Button:
        """A button whose label stands under `buttons` in labels.yaml."""
        return Button(self._words.label("buttons", label), tap=tap(verb, *arguments))

    def named(self, text: str, verb: str, *arguments: object) -> Button:
        """A button that shows a name of the user's own (a buyer, a day)."""
        shown = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
        return Button(shown, tap=tap(verb, *arguments))

    def link(self, label: str, url: str) -> Button:
        return Button(self._words.label("buttons", label), url=url)

    def about(self, buyer: str, *intents: str) -> Keyboard:
        """Next likely steps about one buyer: nobody is asked again who is meant."""
        key = key_of(buyer)
        return rows(
            Button(self._words.label("intents", intent), tap=tap("of", intent, key))
            for intent in intents
        )

    def file_of(self, company: CompanyId, buyer: str) -> Keyboard:
        """The claim file in each of its forms, and the letters about the same buyer."""
        its = (company, key_of(buyer))
        forms = [
            self.button(f"as_{form}", "give", its[0], form, its[1]) for form in FILE_FORMS
        ]
        return (
            tuple(forms),
            (
                self.button("letters_about", "letters", *its),
                self.button("add_piece", "piece", *its),
            ),
        )

    def chosen(self, buyer: str, intent: str) -> Button:
        """A buyer's name; pressed, it asks what the intent means about him."""
        return self.named(buyer, "of", intent, key_of(buyer))

    def following(self, number: int, verb: str, *arguments: object) -> Keyboard:
        """« Suite » : page `number` of a list; 0: there is none."""
        return ((self.button("more", verb, number, *arguments),),) if number else ()

    def asks(self, *intents: str) -> Keyboard:
        """Next likely steps: each asks what its intent means."""
        return rows(
            Button(self._words.label("intents", intent), tap=tap("ask", intent))
            for intent in intents
        )
