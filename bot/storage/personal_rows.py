"""Every column of every table: what /privacy says of it, which rows are whose, and how all of somebody's go.

A column that stands in none of these lists, and a sentence without columns, fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import dialogues, drafts, file_erasing, old_deliveries, subscribers
from bot.storage.instants import from_ms

SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "privacy.questions": {
        "missed_questions": ("week", "language", "question", "asked"),
        "hidden_questions": ("digest",),
    },
    "privacy.ratings": {
        "answer_ratings": ("week", "entry_id", "language", "helpful", "count"),
        "counted_today": ("mark", "day", "times"),
    },
    "privacy.updates": {"handled_updates": ("update_id", "handled_at")},
    "privacy.subscriber": {
        "subscribers": ("chat_id", "language", "joined_week"),
        "subscriptions": ("topic", "chat_id"),
    },
    "privacy.webinars": {
        "webinar_states": ("webinar_id", "fact", "ends_at", "changed_at", "other_fact", "other_since"),
        "webinar_mentions": ("announcement_id", "webinar_id", "fact"),
    },
    "privacy.pause": {"subscribers": ("paused_until", "paused_topics")},
    "privacy.thread": {"subscribers": ("thread_id",)},
    "privacy.person": {
        "personal_questions": (
            *("chat_id", "number", "language", "stage", "text", "staff_message_id", "since"),
        ),
    },
    "privacy.rounds": {
        "round_members": ("chat_id", "round_id", "question", "number", "region", "writes_until"),
        "round_inputs": ("number", "round_id", "question", "region", "choice", "text"),
    },
    "privacy.deliveries": {
        "deliveries": (
            *("delivery_id", "announcement_id", "chat_id", "language", "state", "attempts"),
            *("next_attempt_at", "claimed_by", "lease_until", "message_id", "reason", "epoch"),
        ),
    },
}
"""By sentence of /privacy: the columns that it tells everybody of."""

SAID_TO_STAFF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "privacy.staff": {
        "drafts": (
            *("draft_id", "admin_chat_id", "topic", "language", "body"),
            *("source_message_id", "created_at", "awaits", "sources"),
            *("leaves_at", "spares_groups", "corrects"),
        ),
        "announcements": ("report_chat_id", "report_message_id", "author", "sources"),
        "dialogues": ("user_id", "step", "facts", "at"),
        "staff": ("user_id", "added_by", "added_at"),
        "staff_links": ("digest", "made_by", "ends_at"),
        "staff_acts": ("staff_act_id", "at", "actor", "act", "announcement_id", "person", "count"),
    },
}
"""The same for what is kept of the staff alone."""

NOTHING_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "announcements": (
        *("announcement_id", "key", "kind", "topic", "language", "body", "state", "created_at", "expires_at"),
        *("totals", "held_because", "rank", "leaves_at", "fanned_until", "recipients", "ended"),
        *("changes", "spares_groups", "words_alone"),
    ),
    "daily_counts": ("day", "what", "name", "language", "count"),
    "staff_content": (
        *("kind", "item_id", "item", "stands_over", "batch", "written_at"),
        *("former_item", "former_stands_over", "former_batch"),
    ),
    "rounds": (
        *("round_id", "topic", "texts", "has_regions", "opened_at", "closes_at", "is_closed"),
        "people",
    ),
    "left_out": ("week", "piece"),
    "occurrences": ("key", "kind", "webinar_id", "starts_at", "due_at", "state", "announcement_id"),
    "working": ("name", "epoch", "holder", "ends_at"),
    "pace": ("name", "rate", "next_slot", "quiet_until", "changed_at"),
    "schema_steps": ("step", "oldest"),
    "marks": ("name", "value", "at"),
}

OF_A_PERSON: Mapping[str, tuple[str, ...]] = {
    "subscribers": ("chat_id",),
    "subscriptions": ("chat_id",),
    "personal_questions": ("chat_id",),
    "round_members": ("chat_id",),
    "deliveries": ("chat_id",),
    "drafts": ("admin_chat_id",),
    "dialogues": ("user_id",),
    "announcements": ("report_chat_id", "author"),
    "staff": ("user_id", "added_by"),
    "staff_links": ("made_by",),
    "staff_acts": ("actor", "person"),
}
"""By table, the columns that say whose a row is."""

BY_NUMBER: Mapping[str, str] = {
    "round_inputs": "number IN (SELECT number FROM round_members WHERE chat_id = :chat_id)",
}
"""By table without such a column, how its rows are found while they are somebody's."""

Rows = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class SentTo:
    """One thing that was sent to a chat, or is to be."""

    topic: str
    announced_at: datetime
    state: str


async def rows_of(connection: AsyncConnection, chat_id: int) -> Rows:
    """Every row that names this chat or person, by table, with the columns that are told of."""
    found: dict[str, list[dict[str, object]]] = {}
    by_column = {
        table: " OR ".join(f"{column} = :chat_id" for column in columns)
        for table, columns in OF_A_PERSON.items()
    }
    for table, whose in (by_column | dict(BY_NUMBER)).items():
        told = [
            name for said in (SAID, SAID_TO_STAFF) for kept in said.values() for name in kept.get(table, ())
        ]
        rows = await connection.execute(
            text(f"SELECT {', '.join(told)} FROM {table} WHERE {whose}"),  # noqa: S608 - names from above
            {"chat_id": chat_id},
        )
        if of_this_table := [dict(row) for row in rows.mappings()]:
            found[table] = of_this_table
    return found


async def sent_to(connection: AsyncConnection, chat_id: int) -> list[SentTo]:
    """What the chat got and is to get, the oldest first."""
    rows = await connection.execute(
        text("""
            SELECT a.topic, a.created_at, d.state FROM deliveries d
            JOIN announcements a ON a.announcement_id = d.announcement_id
            WHERE d.chat_id = :chat_id ORDER BY d.delivery_id
        """),
        {"chat_id": chat_id},
    )
    return [SentTo(row.topic, from_ms(row.created_at), row.state) for row in rows]


async def forget_everything(connection: AsyncConnection, chat_id: int) -> None:
    """No row names the chat any more, but those of the staff: who they are, and what they did."""
    file_erasing.note(connection)
    await subscribers.forget(connection, chat_id)
    await old_deliveries.take_names_off(connection, chat_id, also_alerts=True)
    await drafts.drop(connection, chat_id)
    await dialogues.drop(connection, chat_id)
    await connection.execute(
        text("""
            UPDATE announcements SET report_chat_id = NULL, report_message_id = NULL
            WHERE report_chat_id = :chat_id
        """),
        {"chat_id": chat_id},
    )
    await connection.execute(
        text("UPDATE announcements SET author = NULL, sources = NULL WHERE author = :chat_id"),
        {"chat_id": chat_id},
    )
    await connection.execute(text("DELETE FROM staff_links WHERE made_by = :chat_id"), {"chat_id": chat_id})
