"""The tables of rounds. From an input to a member leads `round_members.number` alone, while it lasts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, false, text

from bot.storage.table_metadata import METADATA, ROW_ID

ROUNDS = Table(
    "rounds",
    METADATA,
    Column("round_id", ROW_ID, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("texts", Text, nullable=False),  # as JSON, by language
    Column("has_regions", Boolean, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("is_closed", Boolean, nullable=False, server_default=false()),
    Column("people", BigInteger, nullable=False, server_default=text("0")),  # who answered, once it is closed
)

# who takes part in an open round; nothing of it is left when it closes
ROUND_MEMBERS = Table(
    "round_members",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("round_id", ROW_ID, primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),  # of the input, drawn by lot
    Column("region", Text, nullable=False),
    Column("writes_until", BigInteger),  # until when the next words are the input; NULL: they are not
    sqlite_with_rowid=False,
)

ROUND_INPUTS = Table(
    "round_inputs",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # drawn anew when the round closes
    Column("round_id", ROW_ID, nullable=False),
    Column("question", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("choice", Integer),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)
