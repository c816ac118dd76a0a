"""Pieces for claim files, as they came.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Number

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "pieces",
        sa.Column("number", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("person", Number, nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_pieces_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_pieces"),
        sa.UniqueConstraint(
            "company_id",
            "buyer",
            "kind",
            "digest",
            name="uq_pieces_company_id_buyer_kind_digest",
        ),
        sqlite_autoincrement=True,
    )
