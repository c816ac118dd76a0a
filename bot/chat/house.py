"""Who is let in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """`guests_of`: the company that every visitor of the phone belongs to; "" on real
    Telegram. `is_open`: strangers may found a company of their own.
    `feeds_at`: the public address at which calendar feeds are served; "": nowhere.
    `watches`: buyers' SIRENs are looked up in the BODACC; `has_register`: firms are looked
    up in the company register when a member asks for it.
    """

    guests_of: str = ""
    is_open: bool = False
    zone: str = "Europe/Paris"
    feeds_at: str = ""
    watches: bool = False
    has_register: bool = False
