"""Whom to call: the insurer and the broker, as the policy gives them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rendering import Words
from domain.policy import Contact, Policy


@dataclass(frozen=True, slots=True)
class ContactLine:
    role: str
    text: str


def contacts(words: Words, policy: Policy) -> list[ContactLine]:
    lines = []
    for role, contact in policy.contacts:
        known = words.has_label("contacts", role)
        named = words.label("contacts", role) if known else role
        if text := _text(contact):
            lines.append(ContactLine(named, text))
    return lines


def _text(contact: Contact) -> str:
    said = (contact.name, contact.phone, contact.email, contact.portal)
    return " · ".join(part for part in said if part)
