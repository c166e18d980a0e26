"""The tables of what staff do, are asked and put in, and of what members ask them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, false

from bot.storage.table_metadata import METADATA, ROW_ID

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
    Column("awaits", Text),  # the language whose text comes next, or what else; NULL: the first text
    Column("sources", Text),  # as JSON, by language: the message that the text stands in
    Column("spares_groups", Boolean, nullable=False, server_default=false()),
    Column("leaves_at", BigInteger),  # NULL: as soon as it is confirmed
    Column("corrects", BigInteger),  # the announcement that it is to correct
)

# what staff put in from the chat: it stands over the files
STAFF_CONTENT = Table(
    "staff_content",
    METADATA,
    Column("kind", Text, primary_key=True),  # entry | phrasing | contact | topic | webinar | news
    Column("item_id", Text, primary_key=True),
    Column("item", Text),  # as JSON; NULL: what the file says is taken away
    Column("stands_over", Text, nullable=False),  # the digest of what the file said then
    Column("batch", Text, nullable=False),  # of one act
    Column("written_at", BigInteger, nullable=False),
    Column("former_item", Text),  # with the next two: the row that this one took the place of
    Column("former_stands_over", Text),
    Column("former_batch", Text),  # NULL: there was none
)

# what staff leave out of the weekly update of one week
LEFT_OUT = Table(
    "left_out",
    METADATA,
    Column("week", Text, primary_key=True),  # an ISO week
    Column("piece", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# what one of the staff is being asked
DIALOGUES = Table(
    "dialogues",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("facts", Text, nullable=False),  # as JSON: what was said so far
    Column("at", BigInteger, nullable=False),
)

# questions that nobody wants to see again, by the digest of their words
HIDDEN_QUESTIONS = Table(
    "hidden_questions",
    METADATA,
    Column("digest", Text, primary_key=True),
)

# that somebody did something today, or this week, so that it counts once; gone after `day`
COUNTED_TODAY = Table(
    "counted_today",
    METADATA,
    Column("mark", Text, primary_key=True),  # a keyed digest of who, what and that day
    Column("day", Text, nullable=False),
    Column("times", Integer, nullable=False),
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

PERSONAL_QUESTIONS = Table(
    "personal_questions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # all that staff see of who asked
    Column("chat_id", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("stage", Text, nullable=False),  # writing | shown | sent | late | answered
    Column("text", Text),  # until it is sent
    Column("staff_message_id", BigInteger, unique=True),  # where it stands in the staff's chat
    Column("since", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
