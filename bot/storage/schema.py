"""The tables. Migrations build them step by step; a test compares both.

Instants are whole milliseconds since 1970 in UTC: the same on both databases, comparable in SQL.
Which columns say whose a row is, and how everything of somebody goes, stands in `personal_rows`.

Tables that hold something of people have no row number on SQLite: it would tell who came before whom.
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
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage import round_schema, staff_schema  # their tables are among METADATA
from bot.storage.table_metadata import METADATA, ROW_ID

__all__ = ["METADATA", "ROW_ID", "round_schema", "staff_schema"]

SUBSCRIBERS = Table(
    "subscribers",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("joined_week", Text, nullable=False),
    Column("paused_until", BigInteger),  # the beginning of a day; NULL: no pause
    Column("paused_topics", Text),  # what comes again then, with spaces between; it is in no other table
    Column("thread_id", BigInteger),  # of a group: the forum topic for its messages; NULL: the general one
    Index(
        "ix_subscribers_paused",
        "paused_until",
        sqlite_where=text("paused_until IS NOT NULL"),
        postgresql_where=text("paused_until IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
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
    sqlite_with_rowid=False,
)

ANNOUNCEMENTS = Table(
    "announcements",
    METADATA,
    Column("announcement_id", ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("language", Text),  # or several, with commas between; NULL: all
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
    Column("spares_groups", Boolean, nullable=False, server_default=false()),
    Column("changes", BigInteger),  # the announcement whose copies it edits or deletes
    # who wrote it and, as JSON by language, in which messages; forgotten with the rows
    Column("author", BigInteger),
    Column("sources", Text),
    Column("words_alone", BigInteger),  # kept beside the totals: how many of those sent lack their file
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
    Index(
        "ix_announcements_changes",
        "changes",
        sqlite_where=text("changes IS NOT NULL"),
        postgresql_where=text("changes IS NOT NULL"),
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

MISSED_QUESTIONS = Table(
    "missed_questions",
    METADATA,
    Column("week", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("asked", Integer, nullable=False),
    sqlite_with_rowid=False,
)

ANSWER_RATINGS = Table(
    "answer_ratings",
    METADATA,
    Column("week", Text, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("helpful", Boolean, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

DAILY_COUNTS = Table(
    "daily_counts",
    METADATA,
    Column("day", Text, primary_key=True),  # 2026-11-29, in UTC
    Column("what", Text, primary_key=True),  # subscribed | answered | missed | left
    Column("name", Text, primary_key=True),  # a topic, or the number of an announcement; may be empty
    Column("language", Text, primary_key=True),  # may be empty
    Column("count", BigInteger, nullable=False),
)

HANDLED_UPDATES = Table(
    "handled_updates",
    METADATA,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("handled_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
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
