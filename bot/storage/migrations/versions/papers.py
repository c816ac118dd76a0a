"""Files that came in: what waits, what was said about them, what they brought.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Number

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    papers()
    paper_answers()
    batches()
    batch_receipts()


def of_a_company(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["company_id"],
        ["companies.id"],
        name=f"fk_{table}_company_id",
        ondelete="CASCADE",
    )


def papers() -> None:
    op.create_table(
        "papers",
        sa.Column("number", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("chat", Number),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        of_a_company("papers"),
        sa.PrimaryKeyConstraint("number", name="pk_papers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_papers_company_id", "papers", ["company_id"])


def paper_answers() -> None:
    op.create_table(
        "paper_answers",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        of_a_company("paper_answers"),
        sa.PrimaryKeyConstraint("company_id", "about", "key", name="pk_paper_answers"),
    )


def batches() -> None:
    op.create_table(
        "batches",
        sa.Column("number", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("first", Number, nullable=False),
        sa.Column("last", Number, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", Number),
        sa.Column("undone_at", Instant()),
        of_a_company("batches"),
        sa.PrimaryKeyConstraint("number", name="pk_batches"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_company_id_last", "batches", ["company_id", "last"])


def batch_receipts() -> None:
    op.create_table(
        "batch_receipts",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("batch", Number, autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        of_a_company("batch_receipts"),
        sa.PrimaryKeyConstraint(
            "company_id", "batch", "reference", name="pk_batch_receipts"
        ),
    )
