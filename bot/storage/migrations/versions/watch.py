"""The watch: notices found about buyers, and how far each SIREN was looked up.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Number

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    notices()
    watched()


def of_a_company(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["company_id"],
        ["companies.id"],
        name=f"fk_{table}_company_id",
        ondelete="CASCADE",
    )


def notices() -> None:
    op.create_table(
        "notices",
        sa.Column("number", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("settled_at", Instant()),
        of_a_company("notices"),
        sa.PrimaryKeyConstraint("number", name="pk_notices"),
        sa.UniqueConstraint(
            "company_id", "notice", "buyer", name="uq_notices_company_id_notice_buyer"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_company_id_settled", "notices", ["company_id", "settled"])


def watched() -> None:
    op.create_table(
        "watched",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        of_a_company("watched"),
        sa.PrimaryKeyConstraint("company_id", "siren", name="pk_watched"),
    )
