"""The tables. Migrations build them step by step; a test compares both.

Instants are whole milliseconds since 1970 in UTC: the same on both databases, comparable in SQL.
What is stored of a person is in `subscribers` and `subscriptions`, and nowhere else for long:
`deliveries` and `drafts` name chats only until they are forgotten.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite gives out ids by itself only for INTEGER, PostgreSQL needs 64 bits for a large outbox
ROW_ID = BigInteger().with_variant(Integer(), "sqlite")

SUBSCRIBERS = Table(
    "subscribers",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("joined_week", Text, nullable=False),
)

SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column(
        "chat_id",
        BigInteger,
        ForeignKey("subscribers.chat_id", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Index("ix_subscriptions_chat_id", "chat_id"),
)

ANNOUNCEMENTS = Table(
    "announcements",
    METADATA,
    Column("announcement_id", ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("language", Text),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),  # active | held | finished | cancelled
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("totals", Text),  # rows by state as JSON, written when the rows themselves are forgotten
    Column("report_chat_id", BigInteger),  # where an admin watches it run; emptied when it is over
    Column("report_message_id", BigInteger),
    Column("held_because", Text),
    Column("rank", Integer, nullable=False, server_default=text("2")),  # the lowest goes first
    Column("leaves_at", BigInteger),  # nothing of it is due earlier
    # chats above this id have still to get their rows; NULL: everybody has
    Column("fanned_until", BigInteger),
    Column("recipients", BigInteger, nullable=False, server_default=text("0")),
    # subscriptions that it ended since it began, or since an admin let it go on
    Column("ended", BigInteger, nullable=False, server_default=text("0")),
    Index(
        "ix_announcements_active",
        "announcement_id",
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    ),
    Index(
        "ix_announcements_fanning",
        "announcement_id",
        sqlite_where=text("fanned_until IS NOT NULL"),
        postgresql_where=text("fanned_until IS NOT NULL"),
    ),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("delivery_id", ROW_ID, primary_key=True),
    Column(
        "announcement_id",
        ROW_ID,
        ForeignKey("announcements.announcement_id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("chat_id", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("claimed_by", Text),  # not used any more, nor is the next; the release before has need of both
    Column("lease_until", BigInteger),
    Column("message_id", BigInteger),
    Column("reason", Text),
    Column("epoch", BigInteger),  # the turn in which it began, see `working`
    UniqueConstraint("announcement_id", "chat_id"),
    Index(
        "ix_deliveries_due",
        "announcement_id",
        "next_attempt_at",
        "delivery_id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_begun",
        "announcement_id",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
)

OCCURRENCES = Table(
    "occurrences",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("webinar_id", Text),
    Column("starts_at", BigInteger),
    Column("due_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # announced | missed | replaced
    Column("announcement_id", ROW_ID, ForeignKey("announcements.announcement_id")),
    Index("ix_occurrences_starts_at", "starts_at"),
)

# what is true of each webinar that is not over, as people were or will be told
WEBINAR_STATES = Table(
    "webinar_states",
    METADATA,
    Column("webinar_id", Text, primary_key=True),
    Column("fact", Text, nullable=False),  # see `fact_of`
    Column("ends_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("other_fact", Text),  # what the schedule says instead, and has to stand before people are told
    Column("other_since", BigInteger),
)

WEBINAR_MENTIONS = Table(
    "webinar_mentions",
    METADATA,
    Column(
        "announcement_id",
        ROW_ID,
        ForeignKey("announcements.announcement_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("webinar_id", Text, primary_key=True),
    Column("fact", Text, nullable=False),
    Index("ix_webinar_mentions_webinar_id", "webinar_id"),
)

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("draft_id", ROW_ID, primary_key=True),
    Column("admin_chat_id", BigInteger, nullable=False, unique=True),
    Column("topic", Text, nullable=False),
    Column("language", Text),
    Column("body", Text),
    Column("source_message_id", BigInteger),  # not used any more; the release before has need of it
    Column("created_at", BigInteger, nullable=False),
    Column("awaits", Text),  # the language whose text comes next; NULL: the first text
    Column("sources", Text),  # as JSON, by language: the message that the text stands in
)

MISSED_QUESTIONS = Table(
    "missed_questions",
    METADATA,
    Column("week", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("asked", Integer, nullable=False),
)

ANSWER_RATINGS = Table(
    "answer_ratings",
    METADATA,
    Column("week", Text, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("helpful", Boolean, primary_key=True),
    Column("count", Integer, nullable=False),
)

HANDLED_UPDATES = Table(
    "handled_updates",
    METADATA,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("handled_at", BigInteger, nullable=False),
)

WORKING = Table(
    "working",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("ends_at", BigInteger, nullable=False),  # by the database's clock
)

# not used any more; the release before has need of it
PACE = Table(
    "pace",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("rate", Float, nullable=False),  # messages a second
    Column("next_slot", Float, nullable=False),  # seconds since 1970, by the database's clock
    Column("quiet_until", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
)

STAFF = Table(
    "staff",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", BigInteger, nullable=False),
)

STAFF_LINKS = Table(
    "staff_links",
    METADATA,
    Column("digest", Text, primary_key=True),  # of the code, which is kept nowhere
    Column("made_by", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

# nothing changes a row of it
STAFF_ACTS = Table(
    "staff_acts",
    METADATA,
    Column("staff_act_id", ROW_ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("announcement_id", BigInteger),
    Column("person", BigInteger),
    Column("count", BigInteger),
)

SCHEMA_STEPS = Table(
    "schema_steps",
    METADATA,
    Column("step", Text, primary_key=True),
    Column("oldest", Text, nullable=False),  # the step whose release may still run on this one
)

MARKS = Table(
    "marks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
