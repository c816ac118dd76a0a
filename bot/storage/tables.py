"""The tables. Every table about a company has `company_id`, and its keys begin with it.

Facts, the policy and the audit trail are only ever added to (triggers see to it); they
go only together with their company. A company has one number line, `companies.head`:
whatever is written about it takes the next number, and the audit trail has a row for each.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.columns import Instant, Number

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def of_a_company(*, key: bool = True) -> Column[int]:
    return Column(
        "company_id",
        Number,
        ForeignKey("companies.id", ondelete="CASCADE"),
        primary_key=key,
        nullable=not key,
    )


companies = Table(
    "companies",
    metadata,
    Column("id", Number, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("remind_at", Text, nullable=False),  # "09:00"
    Column("is_sample", Boolean, nullable=False),
    Column("rebuilt_on", Date),
    Column("founded_at", Instant, nullable=False),
    Column("head", Number, nullable=False),  # the last number given out
    Column("head_hash", Text, nullable=False),  # the hash of the audit row so numbered
    sqlite_autoincrement=True,  # an erased company's id never names another
)

policies = Table(
    "policies",
    metadata,
    of_a_company(),
    Column("body", Text, nullable=False),  # JSON, in the words of case files
)

buyers = Table(
    "buyers",
    metadata,
    of_a_company(),
    Column("name", Text, primary_key=True),
    Column("seq", Number, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("company_id", "seq"),
)

facts = Table(
    "facts",
    metadata,
    of_a_company(),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("on", Date, nullable=False),
    Column("buyer", Text),  # null: about no one buyer; may be one nobody introduced
    Column("number", Text),  # of the invoice it is about
    Column("body", Text, nullable=False),
    UniqueConstraint("company_id", "id"),
    Index("ix_facts_company_id_buyer", "company_id", "buyer"),
)

audit = Table(
    "audit",
    metadata,
    of_a_company(),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("person", Number),  # null: the system itself or the command line
    Column("update_id", Number),
    Column("via", Text, nullable=False),
    Column("what", Text, nullable=False),  # policy, buyer, fact, member
    Column("ref", Text, nullable=False),  # which one
    Column("digest", Text, nullable=False),  # of what was written
    Column("hash", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("chat", Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("theme", Text, nullable=False, server_default="light"),  # of pictures
    Column("quiet_days", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Index("ix_people_chat", "chat"),
)

members = Table(
    "members",
    metadata,
    of_a_company(),
    Column("person", Number, ForeignKey("people.id"), primary_key=True),
    Column("role", Text, nullable=False),
    Column("chosen_at", Instant, nullable=False),
    Column("told", Text, nullable=False, server_default=""),  # always; "": by role
    Index("ix_members_person", "person"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", Text, primary_key=True),
    of_a_company(key=False),  # null: its bearer founds a new company
    Column("role", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("spent_by", Number),
    Column("spent_at", Instant),
)

NOT_DONE = text("state = 'new'")

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Number, primary_key=True, autoincrement=False),
    Column("chat", Number),
    Column("body", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Instant),
    Column("reason", Text),
    CheckConstraint("state IN ('new', 'done', 'given_up')", name="state"),
    Index(
        "ix_inbox_new",
        "received_at",
        "update_id",
        sqlite_where=NOT_DONE,
    ),
)

STILL_OPEN = text("state IN ('ready', 'leased')")
IS_REMINDER = text("obligation IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True),
    of_a_company(key=False),
    Column("update_id", Number),  # the update it answers
    Column("chat", Number, nullable=False),  # where to send: changes when a group moves
    Column("recipient", Number, nullable=False),  # for whom: never changes
    Column("channel", Text, nullable=False),
    Column("obligation", Text),
    Column("rule", Text),
    Column("due_on", Date),  # the company's local day…
    Column("zone", Text),  # …in this zone
    Column("local_time", Text),  # …from this wall time on, "09:00"
    Column("address", Text),  # of an e-mail
    Column("urgency", Integer, nullable=False),  # 0 first; answers to a person are 0
    Column("state", Text, nullable=False),
    Column("ready_at", Instant, nullable=False),  # ready: when due; leased: until when
    Column("owner", Text),
    Column("attempt", Integer, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("content", LargeBinary),  # of the attachment
    Column("created_at", Instant, nullable=False),
    Column("message_id", Number),
    Column("sent_at", Instant),
    Column("seen_at", Instant),
    Column("withdrawn_at", Instant),
    Column("reason", Text),
    CheckConstraint(
        "state IN ('ready', 'leased', 'sent', 'dead', 'withdrawn')", name="state"
    ),
    Index(
        "uq_outbox_reminder",
        "company_id",
        "obligation",
        "rule",
        "due_on",
        "recipient",
        "channel",
        unique=True,
        sqlite_where=IS_REMINDER,
    ),
    Index(
        "ix_outbox_ready_at",
        "ready_at",
        sqlite_where=STILL_OPEN,
    ),
    Index(
        "ix_outbox_chat",
        "chat",
        "urgency",
        "id",
        sqlite_where=STILL_OPEN,
    ),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("number", Number, primary_key=True),  # short enough for a button
    of_a_company(key=False),
    Column("obligation", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("buyer", Text, nullable=False),  # "": the policy itself
    Column("invoice", Text, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("file_by", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("next_on", Date),
    Column("seen_on", Date),
    Column("said_on", Date),
    UniqueConstraint("company_id", "obligation"),
    Index("ix_deadlines_next_on", "next_on"),
    Index("ix_deadlines_company_id_buyer", "company_id", "buyer"),
    sqlite_autoincrement=True,  # an old button never names another duty
)

mentions = Table(
    "mentions",
    metadata,  # what a digest says: each is a reminder of its own
    of_a_company(),
    Column("obligation", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("recipient", Number, primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
    Column("outbox_id", Number, nullable=False),
    Column("seen_at", Instant),
    Index("ix_mentions_outbox_id", "outbox_id"),
)

reactions = Table(
    "reactions",
    metadata,  # what people did about a reminder; only ever added to
    Column("id", Number, primary_key=True),
    Column(
        "company_id",
        Number,
        ForeignKey("companies.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("obligation", Text, nullable=False),
    Column("person", Number, nullable=False),
    Column("what", Text, nullable=False),  # seen, put_off, done, file
    Column("at", Instant, nullable=False),
    Index("ix_reactions_company_id_obligation", "company_id", "obligation"),
)

feeds = Table(
    "feeds",
    metadata,  # links to a calendar; a new one of the same person takes its place
    Column("token_hash", Text, primary_key=True),
    Column(
        "company_id",
        Number,
        ForeignKey("companies.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("person", Number, nullable=False),
    Column("made_at", Instant, nullable=False),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("chat", Number, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

papers = Table(
    "papers",
    metadata,  # what files said, until it is confirmed; the files themselves are not kept
    Column("number", Number, primary_key=True),
    of_a_company(key=False),
    Column("chat", Number),
    Column("body", LargeBinary, nullable=False),  # JSON, compressed
    Column("kept_at", Instant, nullable=False),
    Index("ix_papers_company_id", "company_id"),
    sqlite_autoincrement=True,  # an old card never confirms another file
)

paper_answers = Table(
    "paper_answers",
    metadata,  # what the owner once said about files
    of_a_company(),
    Column("about", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("said_at", Instant, nullable=False),
)

batches = Table(
    "batches",
    metadata,  # what each file brought into the books
    Column("number", Number, primary_key=True),
    of_a_company(key=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("first", Number, nullable=False),  # numbers of its facts, from the first…
    Column("last", Number, nullable=False),  # …to the last
    Column("at", Instant, nullable=False),
    Column("person", Number),
    Column("undone_at", Instant),
    Index("ix_batches_company_id_last", "company_id", "last"),
    sqlite_autoincrement=True,
)

batch_receipts = Table(
    "batch_receipts",
    metadata,  # references of receipts: none is counted twice
    of_a_company(),
    Column("batch", Number, primary_key=True, autoincrement=False),
    Column("reference", Text, primary_key=True),
)

notices = Table(
    "notices",
    metadata,  # of the BODACC, about buyers; a notice is kept once and told once
    Column("number", Number, primary_key=True),
    of_a_company(key=False),
    Column("notice", Text, nullable=False),
    Column("buyer", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("noticed_on", Date, nullable=False),
    Column("settled", Text, nullable=False),  # "": told every day until it is seen
    Column("settled_at", Instant),
    UniqueConstraint("company_id", "notice", "buyer"),
    Index("ix_notices_company_id_settled", "company_id", "settled"),
    sqlite_autoincrement=True,  # an old button never names another notice
)

watched = Table(
    "watched",
    metadata,  # up to which day each SIREN was looked up
    of_a_company(),
    Column("siren", Text, primary_key=True),
    Column("through", Date, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def mean_the_same_in_postgresql() -> None:
    """Partial indexes are partial there too. Said only when that database is opened: to
    name a dialect is to import it, which takes 25 ms of each start.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            if where is not None:
                index.dialect_options["postgresql"]["where"] = where


pieces = Table(
    "pieces",
    metadata,  # the owner's own papers for a claim file, as they came
    Column("number", Number, primary_key=True),
    of_a_company(key=False),
    Column("buyer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("person", Number, nullable=False),
    Column("kept_at", Instant, nullable=False),
    UniqueConstraint("company_id", "buyer", "kind", "digest"),
    sqlite_autoincrement=True,  # an old button never names another piece
)
