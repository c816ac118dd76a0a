"""Leases their owner does not know of.

A commit may stand though its answer was lost with the connection: the replies in it are
leased, and nobody sends them. Their owner, alive and well, is who can tell.
"""

from __future__ import annotations

from sqlalchemy import and_, bindparam, literal_column, select, update

from bot.storage.tables import outbox

NOBODY = ""
_OPEN = outbox.c.state.in_([literal_column("'ready'"), literal_column("'leased'")])
_LEASED = outbox.c.state == literal_column("'leased'")

OVER = select(outbox.c.id).where(
    and_(_OPEN, _LEASED),
    outbox.c.owner == bindparam("by"),
    outbox.c.ready_at <= bindparam("now"),
)
FORSAKE = (
    update(outbox)
    .where(outbox.c.id == bindparam("its_id"), _LEASED, outbox.c.owner == bindparam("by"))
    .values(owner=NOBODY)
)
