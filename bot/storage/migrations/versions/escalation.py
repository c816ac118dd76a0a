"""E-mail as a channel, digests, who reacted to what, and calendar feeds.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Number

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("people", text_column("email"))
    op.add_column("members", text_column("told"))
    op.add_column("outbox", sa.Column("address", sa.Text()))
    op.add_column("outbox", sa.Column("local_time", sa.Text()))
    mentions()
    reactions()
    feeds()


def text_column(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def of_a_company(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["company_id"],
        ["companies.id"],
        name=f"fk_{table}_company_id",
        ondelete="CASCADE",
    )


def mentions() -> None:
    key = ["company_id", "obligation", "rule", "due_on", "recipient", "channel"]
    op.create_table(
        "mentions",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recipient", Number, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("outbox_id", Number, nullable=False),
        sa.Column("seen_at", Instant()),
        of_a_company("mentions"),
        sa.PrimaryKeyConstraint(*key, name="pk_mentions"),
    )
    op.create_index("ix_mentions_outbox_id", "mentions", ["outbox_id"])


def reactions() -> None:
    op.create_table(
        "reactions",
        sa.Column("id", Number, nullable=False),
        sa.Column("company_id", Number, nullable=False),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("person", Number, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        of_a_company("reactions"),
        sa.PrimaryKeyConstraint("id", name="pk_reactions"),
    )
    op.create_index(
        "ix_reactions_company_id_obligation", "reactions", ["company_id", "obligation"]
    )


def feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("company_id", Number, nullable=False),
        sa.Column("person", Number, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        of_a_company("feeds"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_feeds"),
    )
