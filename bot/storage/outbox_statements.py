"""The statements of the outbox.

The states stand in them as they are, not as parameters: only so can the database see that
the indexes on what is still open apply.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql import Select

from bot.storage.database import insert_or_replace, insert_row, insert_unless_there
from bot.storage.tables import mentions, notes, outbox, reactions

DASHBOARD: ColumnElement[str] = literal_column("'dashboard'")
DIGEST: ColumnElement[str] = literal_column("'digest'")
HOLD: ColumnElement[str] = literal_column("'hold'")  # the note: no reminder goes out

READY: ColumnElement[str] = literal_column("'ready'")
LEASED: ColumnElement[str] = literal_column("'leased'")
SENT: ColumnElement[str] = literal_column("'sent'")
DEAD: ColumnElement[str] = literal_column("'dead'")
WITHDRAWN: ColumnElement[str] = literal_column("'withdrawn'")

ADD = insert_row(outbox).returning(outbox.c.id)
ADD_REMINDER = insert_unless_there(outbox, "id")
_THIS_REMINDER = and_(
    outbox.c.company_id == bindparam("company"),
    outbox.c.obligation == bindparam("its_obligation"),
    outbox.c.rule == bindparam("its_rule"),
    outbox.c.due_on == bindparam("its_due_on"),
    outbox.c.recipient == bindparam("its_recipient"),
    outbox.c.channel == bindparam("its_channel"),
)
REVIVE = (
    update(outbox)
    .where(_THIS_REMINDER, outbox.c.withdrawn_at.is_not(None), outbox.c.state != SENT)
    .values(
        state=case((outbox.c.state == WITHDRAWN, READY), else_=outbox.c.state),
        withdrawn_at=None,
        ready_at=case(
            (
                outbox.c.state == WITHDRAWN,
                bindparam("at", type_=outbox.c.ready_at.type),
            ),
            else_=outbox.c.ready_at,
        ),
        body=bindparam("its_body"),
        content=bindparam("its_content"),
    )
    .returning(outbox.c.id)
)
TAKE = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("its_id"),
        outbox.c.attempt == bindparam("was_attempt"),
    )
    .values(
        state=LEASED,
        owner=bindparam("by"),
        attempt=outbox.c.attempt + 1,
        ready_at=bindparam("until"),
        repeat=bindparam("again"),
    )
)
_LEASE = and_(
    outbox.c.id == bindparam("its_id"),
    outbox.c.owner == bindparam("by"),
    outbox.c.attempt == bindparam("its_attempt"),
    outbox.c.state == LEASED,
)
SETTLE_SENT = (
    update(outbox)
    .where(_LEASE)
    .values(state=SENT, message_id=bindparam("message"), sent_at=bindparam("at"))
)
SETTLE_DEAD = update(outbox).where(_LEASE).values(state=DEAD, reason=bindparam("why"))
SETTLE_AGAIN = (
    update(outbox)
    .where(_LEASE)
    .values(
        state=case((outbox.c.withdrawn_at.is_(None), READY), else_=WITHDRAWN),
        ready_at=bindparam("then"),
        repeat=or_(outbox.c.repeat, bindparam("again", type_=Boolean())),
        reason=bindparam("why"),
    )
)
MOVE = (
    update(outbox)
    .where(outbox.c.chat == bindparam("old"), outbox.c.state.in_([READY, LEASED]))
    .values(chat=bindparam("new"))
)
# The first condition says no more than the second, but shows that an index applies.
_HELD = and_(outbox.c.state.in_([READY, LEASED]), outbox.c.state == LEASED)
OWNERS = select(outbox.c.owner).where(_HELD).distinct()
RECLAIM = (
    update(outbox)
    .where(_HELD, outbox.c.owner == bindparam("dead"))
    .values(ready_at=bindparam("at"))
)
_ABOUT = and_(
    outbox.c.company_id == bindparam("company"),
    outbox.c.obligation == bindparam("its_obligation"),
)
WITHDRAW = (
    update(outbox)
    .where(_ABOUT, outbox.c.state.in_([READY, LEASED]), outbox.c.withdrawn_at.is_(None))
    .values(
        state=case((outbox.c.state == READY, WITHDRAWN), else_=LEASED),
        withdrawn_at=bindparam("at"),
    )
)
SEEN = (
    update(outbox)
    .where(_ABOUT, outbox.c.recipient == bindparam("its_recipient"), outbox.c.state == SENT)
    .values(
        seen_at=func.coalesce(
            outbox.c.seen_at, bindparam("at", type_=outbox.c.seen_at.type)
        )
    )
)
STAND_DOWN = (
    update(outbox)
    .where(_ABOUT, outbox.c.state == READY, outbox.c.ready_at > bindparam("now"))
    .values(state=WITHDRAWN, withdrawn_at=bindparam("now"))
)
_WAYS = (
    outbox.c.chat,
    outbox.c.sent_at,
    outbox.c.message_id,
    outbox.c.channel,
    outbox.c.state,
)
SENT_ABOUT = (
    select(outbox.c.rule, outbox.c.due_on, outbox.c.seen_at, *_WAYS)
    .where(_ABOUT)
    .order_by(outbox.c.due_on, outbox.c.id)
)

# --- Digests: what one row says of several reminders ---

_MENTIONED = and_(
    mentions.c.company_id == bindparam("company"),
    mentions.c.obligation == bindparam("its_obligation"),
)
# A mention of a digest that was taken back passes to the one that says it anew.
MENTION = insert_or_replace(mentions)
MENTIONED_ABOUT = (
    select(mentions.c.rule, mentions.c.due_on, mentions.c.seen_at, *_WAYS)
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(_MENTIONED)
    .order_by(mentions.c.due_on, outbox.c.id)
)
MENTION_SEEN = (
    update(mentions)
    .where(_MENTIONED, mentions.c.recipient == bindparam("its_recipient"))
    .values(
        seen_at=func.coalesce(
            mentions.c.seen_at, bindparam("at", type_=mentions.c.seen_at.type)
        )
    )
)
MENTIONED_ON = (
    select(mentions.c.obligation, mentions.c.rule, mentions.c.due_on)
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(
        mentions.c.company_id == bindparam("company"),
        mentions.c.recipient == bindparam("its_recipient"),
        outbox.c.due_on == bindparam("day"),
    )
)
MENTIONED_IN = select(mentions.c.obligation, mentions.c.rule, mentions.c.due_on).where(
    mentions.c.outbox_id == bindparam("its_id")
)
OWN_REMINDER = select(outbox.c.obligation, outbox.c.rule, outbox.c.due_on).where(
    outbox.c.id == bindparam("its_id"), outbox.c.obligation.is_not(None)
)
# A digest not sent yet that speaks of this obligation…
_OPEN_DIGESTS = (
    select(mentions.c.outbox_id)
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(_MENTIONED, outbox.c.state.in_([READY, LEASED]), outbox.c.withdrawn_at.is_(None))
)
# …and what else it speaks of: that must be said anew.
MENTIONED_BESIDE = (
    select(mentions.c.obligation, func.max(outbox.c.due_on, type_=outbox.c.due_on.type))
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(
        mentions.c.outbox_id.in_(_OPEN_DIGESTS.scalar_subquery()),
        mentions.c.obligation != bindparam("its_obligation"),
    )
    .group_by(mentions.c.obligation)
)
WITHDRAW_DIGESTS = (
    update(outbox)
    .where(outbox.c.id.in_(_OPEN_DIGESTS.scalar_subquery()))
    .values(
        state=case((outbox.c.state == READY, WITHDRAWN), else_=LEASED),
        withdrawn_at=bindparam("at"),
    )
)
TOLD = (
    select(mentions.c.outbox_id)
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(
        _MENTIONED,
        mentions.c.rule == bindparam("its_rule"),
        mentions.c.due_on == bindparam("its_due_on"),
        mentions.c.recipient == bindparam("its_recipient"),
        mentions.c.channel == bindparam("its_channel"),
        outbox.c.withdrawn_at.is_(None),
    )
)
# What reached nobody, for want of an open chat: it stands as if it had been taken back.
_WITHDRAWN_NOW = {"state": WITHDRAWN, "withdrawn_at": bindparam("at")}
RELEASE_DEAD = (
    update(outbox)
    .where(
        _ABOUT,
        outbox.c.rule == bindparam("its_rule"),
        outbox.c.due_on == bindparam("its_due_on"),
        outbox.c.state == DEAD,
    )
    .values(_WITHDRAWN_NOW)
)
_ITS_DIGESTS = select(mentions.c.outbox_id).where(
    _MENTIONED,
    mentions.c.rule == bindparam("its_rule"),
    mentions.c.due_on == bindparam("its_due_on"),
)
RELEASE_DEAD_DIGESTS = (
    update(outbox)
    .where(outbox.c.id.in_(_ITS_DIGESTS.scalar_subquery()), outbox.c.state == DEAD)
    .values(_WITHDRAWN_NOW)
)
PLANNED = select(outbox.c.id).where(_THIS_REMINDER, outbox.c.withdrawn_at.is_(None))

# --- Looking after the whole ---

# Dashboards are in the outbox under a key of their own; they may come later.
_OPEN_REMINDER = and_(
    outbox.c.obligation.is_not(None),
    outbox.c.obligation != DASHBOARD,
    outbox.c.state.in_([READY, LEASED]),
    outbox.c.withdrawn_at.is_(None),
)
OVERDUE = select(func.min(outbox.c.created_at, type_=outbox.c.created_at.type)).where(
    _OPEN_REMINDER, outbox.c.created_at < bindparam("before")
)
AHEAD = select(
    outbox.c.id, outbox.c.due_on, outbox.c.local_time, outbox.c.zone, outbox.c.ready_at
).where(
    _OPEN_REMINDER,
    outbox.c.company_id == bindparam("company"),
    outbox.c.attempt == 0,
    outbox.c.ready_at > bindparam("now"),
    outbox.c.local_time.is_not(None),
)
PUT_AT = (
    update(outbox)
    .where(outbox.c.id == bindparam("its_id"), outbox.c.state == READY)
    .values(
        ready_at=bindparam("then"),
        created_at=bindparam("then"),
        zone=bindparam("its_zone"),
    )
)
_WAITS_FOR = and_(
    outbox.c.company_id == bindparam("company"),
    outbox.c.recipient == bindparam("its_recipient"),
    outbox.c.state.in_([READY, LEASED]),
    outbox.c.withdrawn_at.is_(None),
)
WAITING_ABOUT = select(outbox.c.id).where(_WAITS_FOR, outbox.c.obligation.is_not(None))
WITHDRAW_FROM = (
    update(outbox)
    .where(_WAITS_FOR)
    .values(
        state=case((outbox.c.state == READY, WITHDRAWN), else_=LEASED),
        withdrawn_at=bindparam("at"),
    )
)
FORGET_REPLIES = (
    update(outbox)
    .where(
        outbox.c.state.in_([READY, LEASED]),
        or_(outbox.c.obligation.is_(None), outbox.c.obligation == DASHBOARD),
    )
    .values(state=WITHDRAWN, withdrawn_at=bindparam("now"))
)
MAY_BE_REPEATS = update(outbox).where(_OPEN_REMINDER).values(repeat=True)
_GIVEN_UP = and_(
    outbox.c.company_id == bindparam("company"),
    outbox.c.state == DEAD,
    outbox.c.created_at >= bindparam("since"),
)
GIVEN_UP = select(outbox.c.obligation, outbox.c.created_at).where(
    _GIVEN_UP, outbox.c.obligation.not_in([DASHBOARD, DIGEST])
)
DIGEST_GIVEN_UP = (
    select(mentions.c.obligation, outbox.c.created_at)
    .join_from(mentions, outbox, mentions.c.outbox_id == outbox.c.id)
    .where(_GIVEN_UP)
)
_LIKE: BindParameter[str] = bindparam("pattern")
OBLIGATIONS = (
    select(outbox.c.obligation)
    .where(
        outbox.c.company_id == bindparam("company"),
        outbox.c.obligation.like(_LIKE, escape="\\"),
    )
    .distinct()
)
OBLIGATIONS_MENTIONED = (
    select(mentions.c.obligation)
    .where(
        mentions.c.company_id == bindparam("company"),
        mentions.c.obligation.like(_LIKE, escape="\\"),
    )
    .distinct()
)
REACT = insert_row(reactions)
REACTIONS = (
    select(reactions.c.obligation, reactions.c.person, reactions.c.what, reactions.c.at)
    .where(
        reactions.c.company_id == bindparam("company"),
        reactions.c.obligation == bindparam("its_obligation"),
    )
    .order_by(reactions.c.id)
)
NEXT_DUE = select(func.min(outbox.c.ready_at, type_=outbox.c.ready_at.type)).where(
    outbox.c.state.in_([READY, LEASED]), outbox.c.withdrawn_at.is_(None)
)


def _due() -> Select[Any]:
    """Rows that may be taken now, the first of each chat.

    A chat waits while one of its messages is in flight, and while its first message
    waits to be tried again: what comes after must not overtake it.
    """
    other = outbox.alias("other")
    now: BindParameter[datetime] = bindparam("now", type_=outbox.c.ready_at.type)
    owner: BindParameter[str] = bindparam("by", type_=outbox.c.owner.type)
    still_open = other.c.state.in_([READY, LEASED])
    in_flight = and_(
        other.c.state == LEASED, or_(other.c.ready_at > now, other.c.owner == owner)
    )
    waits = and_(other.c.state == READY, other.c.attempt > 0, other.c.ready_at > now)
    earlier = and_(
        other.c.ready_at <= now,
        or_(
            other.c.urgency < outbox.c.urgency,
            and_(other.c.urgency == outbox.c.urgency, other.c.id < outbox.c.id),
        ),
    )
    is_held = exists().where(notes.c.key == HOLD)
    blocked = exists().where(
        other.c.chat == outbox.c.chat,
        other.c.channel == outbox.c.channel,
        other.c.id != outbox.c.id,
        still_open,
        other.c.withdrawn_at.is_(None),
        or_(in_flight, waits, earlier),
    )
    return (
        select(
            outbox.c.id,
            outbox.c.chat,
            outbox.c.body,
            outbox.c.content,
            outbox.c.attempt,
            outbox.c.repeat,
            outbox.c.state,
            outbox.c.obligation,
            outbox.c.rule,
            outbox.c.due_on,
            outbox.c.company_id,
            outbox.c.channel,
            outbox.c.address,
        )
        .where(
            outbox.c.state.in_([READY, LEASED]),
            outbox.c.ready_at <= now,
            outbox.c.withdrawn_at.is_(None),
            or_(outbox.c.obligation.is_(None), outbox.c.obligation == DASHBOARD, ~is_held),
            or_(outbox.c.state == READY, outbox.c.owner != owner),
            ~blocked,
        )
        .order_by(outbox.c.urgency, outbox.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


DUE = _due()
