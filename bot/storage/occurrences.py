"""Rows of occurrences: which instant of which schedule was announced, missed or replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class AnnouncedReminder:
    """An announcement that told people of a webinar that was to start at `starts_at`."""

    key: str
    webinar_id: str
    starts_at: datetime
    announcement_id: int


async def add(
    connection: AsyncConnection,
    key: str,
    kind: str,
    due_at: datetime,
    *,
    webinar_id: str | None,
    starts_at: datetime | None,
) -> bool:
    """Stores an occurrence as missed until its announcement is known; false when the key is known."""
    added = await connection.execute(
        text("""
            INSERT INTO occurrences (key, kind, webinar_id, starts_at, due_at, state)
            VALUES (:key, :kind, :webinar_id, :starts_at, :due_at, 'missed')
            ON CONFLICT (key) DO NOTHING
        """),
        {
            "key": key,
            "kind": kind,
            "webinar_id": webinar_id,
            "starts_at": None if starts_at is None else to_ms(starts_at),
            "due_at": to_ms(due_at),
        },
    )
    return added.rowcount == 1


async def set_announced(connection: AsyncConnection, key: str, announcement_id: int) -> None:
    """The occurrence became this announcement."""
    await connection.execute(
        text("UPDATE occurrences SET state = 'announced', announcement_id = :id WHERE key = :key"),
        {"key": key, "id": announcement_id},
    )


async def set_replaced(connection: AsyncConnection, keys: list[str]) -> None:
    """The webinar was moved or cancelled: these occurrences stand no longer."""
    if keys:
        await connection.execute(
            text("UPDATE occurrences SET state = 'replaced' WHERE key = :key"), [{"key": key} for key in keys]
        )


async def announced_reminders(connection: AsyncConnection, after: datetime) -> list[AnnouncedReminder]:
    """What was announced of webinars that were to start after this instant; those of one start together."""
    rows = await connection.execute(
        text("""
            SELECT key, webinar_id, starts_at, announcement_id FROM occurrences
            WHERE state = 'announced' AND webinar_id IS NOT NULL AND starts_at > :after
            ORDER BY webinar_id, starts_at, announcement_id
        """),
        {"after": to_ms(after)},
    )
    return [
        AnnouncedReminder(row.key, row.webinar_id, from_ms(row.starts_at), row.announcement_id)
        for row in rows
    ]
