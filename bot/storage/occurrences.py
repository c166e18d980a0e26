"""Rows of occurrences: which instant of which schedule was announced, missed or replaced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import to_ms


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


async def set_replaced(connection: AsyncConnection, announcement_ids: list[int]) -> None:
    """What these announced is not true any more; should it be again, it may be announced again."""
    if announcement_ids:
        await connection.execute(
            text("""
                UPDATE occurrences SET state = 'replaced'
                WHERE announcement_id = :id AND state = 'announced'
            """),
            [{"id": announcement_id} for announcement_id in announcement_ids],
        )


async def replaced(connection: AsyncConnection) -> dict[str, int]:
    """Keys of what was withdrawn, each with its last announcement."""
    rows = await connection.execute(
        text("""
            SELECT key, announcement_id FROM occurrences
            WHERE state = 'replaced' AND announcement_id IS NOT NULL
        """)
    )
    return {row.key: row.announcement_id for row in rows}
