"""The first tables, and the triggers that let facts, policies and the trail only grow.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Number

revision = "0001"
down_revision = None

NEW = sa.text("state = 'new'")
STILL_OPEN = sa.text("state IN ('ready', 'leased')")
IS_REMINDER = sa.text("obligation IS NOT NULL")
ONLY_GROWING = ("policies", "facts", "audit")


def upgrade() -> None:
    for create in (
        companies,
        policies,
        buyers,
        facts,
        audit,
        people,
        members,
        invitations,
        inbox,
        outbox,
        deadlines,
        dialogues,
        notes,
    ):
        create()
    for table in ONLY_GROWING:
        keep_from_changing(table)


def keep_from_changing(table: str) -> None:
    """A row is never changed, and goes only when its company goes."""
    if op.get_context().dialect.name != "sqlite":
        return  # PostgreSQL's triggers come with PostgreSQL
    op.execute(
        f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} "  # noqa: S608 - names above
        "WHEN EXISTS (SELECT 1 FROM companies WHERE id = OLD.company_id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} go only with their company'); END"
    )


def companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", Number, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("remind_at", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("rebuilt_on", sa.Date()),
        sa.Column("founded_at", Instant(), nullable=False),
        sa.Column("head", Number, nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_companies"),
        sa.UniqueConstraint("slug", name="uq_companies_slug"),
        sqlite_autoincrement=True,
    )


def policies() -> None:
    op.create_table(
        "policies",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_policies_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", name="pk_policies"),
    )


def buyers() -> None:
    op.create_table(
        "buyers",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_buyers_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", "name", name="pk_buyers"),
        sa.UniqueConstraint("company_id", "seq", name="uq_buyers_company_id_seq"),
    )


def facts() -> None:
    op.create_table(
        "facts",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("seq", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("buyer", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_facts_company_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("company_id", "seq", name="pk_facts"),
        sa.UniqueConstraint("company_id", "id", name="uq_facts_company_id_id"),
    )
    op.create_index("ix_facts_company_id_buyer", "facts", ["company_id", "buyer"])


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("seq", Number, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", Number),
        sa.Column("update_id", Number),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_audit_company_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("company_id", "seq", name="pk_audit"),
    )


def people() -> None:
    op.create_table(
        "people",
        sa.Column("id", Number, autoincrement=False, nullable=False),
        sa.Column("chat", Number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_chat", "people", ["chat"])


def members() -> None:
    op.create_table(
        "members",
        sa.Column("company_id", Number, nullable=False),
        sa.Column("person", Number, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("chosen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_members_company_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_members_person"),
        sa.PrimaryKeyConstraint("company_id", "person", name="pk_members"),
    )
    op.create_index("ix_members_person", "members", ["person"])


def invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("company_id", Number),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("spent_by", Number),
        sa.Column("spent_at", Instant()),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_invitations_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )


def inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", Number, autoincrement=False, nullable=False),
        sa.Column("chat", Number),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint("state IN ('new', 'done', 'given_up')", name="ck_inbox_state"),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["received_at", "update_id"],
        sqlite_where=NEW,
        postgresql_where=NEW,
    )


def outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("update_id", Number),
        sa.Column("chat", Number, nullable=False),
        sa.Column("recipient", Number, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("obligation", sa.Text()),
        sa.Column("rule", sa.Text()),
        sa.Column("due_on", sa.Date()),
        sa.Column("zone", sa.Text()),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("message_id", Number),
        sa.Column("sent_at", Instant()),
        sa.Column("seen_at", Instant()),
        sa.Column("withdrawn_at", Instant()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "state IN ('ready', 'leased', 'sent', 'dead', 'withdrawn')",
            name="ck_outbox_state",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_outbox_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_chat",
        "outbox",
        ["chat", "urgency", "id"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_index(
        "ix_outbox_ready_at",
        "outbox",
        ["ready_at"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_index(
        "uq_outbox_reminder",
        "outbox",
        ["company_id", "obligation", "rule", "due_on", "recipient", "channel"],
        unique=True,
        sqlite_where=IS_REMINDER,
        postgresql_where=IS_REMINDER,
    )


def deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("number", Number, nullable=False),
        sa.Column("company_id", Number),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("file_by", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("seen_on", sa.Date()),
        sa.Column("said_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_deadlines_company_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_deadlines"),
        sa.UniqueConstraint(
            "company_id", "obligation", name="uq_deadlines_company_id_obligation"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deadlines_company_id_buyer", "deadlines", ["company_id", "buyer"])
    op.create_index("ix_deadlines_next_on", "deadlines", ["next_on"])


def dialogues() -> None:
    op.create_table(
        "dialogues",
        sa.Column("chat", Number, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_dialogues"),
    )


def notes() -> None:
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )
