"""Rows of alerts: announcements of their own kind, addressed to staff by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Announcement
from bot.storage import announcements
from bot.storage.instants import to_ms


async def latest(connection: AsyncConnection, cause: str) -> Announcement | None:
    """The newest alert of a cause: its key begins with `cause` and a stroke."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE kind = 'alert' AND substr(key, 1, :length) = :beginning
            ORDER BY announcement_id DESC LIMIT 1
        """),
        {"length": len(cause) + 1, "beginning": f"{cause}/"},
    )
    found = rows.scalar_one_or_none()
    return None if found is None else await announcements.find(connection, found)


async def address(connection: AsyncConnection, announcement_id: int, chat_ids: Iterable[int]) -> None:
    """One pending row for each of these chats, subscribed or not, in its language or in English."""
    chats = [{"id": announcement_id, "chat_id": chat_id} for chat_id in sorted(chat_ids)]
    if chats:
        await connection.execute(
            text("""
                INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
                SELECT a.announcement_id, CAST(:chat_id AS BIGINT), COALESCE(s.language, 'en'), 'pending',
                  a.leaves_at
                FROM announcements a LEFT JOIN subscribers s ON s.chat_id = :chat_id
                WHERE a.announcement_id = :id
                ON CONFLICT (announcement_id, chat_id) DO NOTHING
            """),
            chats,
        )
    await connection.execute(
        text("""
            UPDATE announcements SET recipients = :count, fanned_until = NULL WHERE announcement_id = :id
        """),
        {"id": announcement_id, "count": len(chats)},
    )


async def take_from(connection: AsyncConnection, chat_id: int) -> None:
    """No alert that has not left yet leaves for this chat."""
    await connection.execute(
        text("""
            UPDATE deliveries SET state = 'skipped' WHERE chat_id = :chat_id AND state = 'pending'
              AND announcement_id IN (SELECT announcement_id FROM announcements WHERE kind = 'alert')
        """),
        {"chat_id": chat_id},
    )


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes old alerts with their rows: they have no count that anybody looks up."""
    await connection.execute(
        text("DELETE FROM announcements WHERE kind = 'alert' AND created_at < :before"),
        {"before": to_ms(before)},
    )
