"""Every message goes out from here: replies, documents and reminders alike."""

from __future__ import annotations

from bot.outbox.sender import Sender

__all__ = ["Sender"]
