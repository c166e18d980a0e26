"""What somebody who watches the bot asks of the database: few rows, found by an index, whatever is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import from_ms, to_ms


async def queue(connection: AsyncConnection, now: datetime) -> tuple[int, datetime | None]:
    """How many deliveries are due and have not begun, and since when the first of them is."""
    rows = await connection.execute(
        text("""
            SELECT count(*) AS n, min(d.next_attempt_at) AS oldest
            FROM announcements a JOIN deliveries d ON d.announcement_id = a.announcement_id
            WHERE a.state = 'active' AND d.state = 'pending' AND d.next_attempt_at <= :now
        """),
        {"now": to_ms(now)},
    )
    row = rows.one()
    return int(row.n), None if row.oldest is None else from_ms(row.oldest)


async def weekly_under_way(connection: AsyncConnection, after: datetime, before: datetime) -> bool:
    """Whether a weekly update that was due between the two is neither over nor stopped."""
    rows = await connection.execute(
        text("""
            SELECT 1 FROM occurrences o JOIN announcements a ON a.announcement_id = o.announcement_id
            WHERE o.kind = 'weekly' AND o.due_at > :after AND o.due_at <= :before
              AND a.state IN ('active', 'held')
        """),
        {"after": to_ms(after), "before": to_ms(before)},
    )
    return rows.first() is not None


async def alert_reached_nobody(connection: AsyncConnection, after: datetime, before: datetime) -> bool:
    """Whether the newest alert that was made between the two came to none of the staff, or was for nobody."""
    rows = await connection.execute(
        text("""
            SELECT (SELECT count(*) FROM deliveries d WHERE d.announcement_id = a.announcement_id
                    AND d.state = 'sent') AS sent
            FROM announcements a
            WHERE a.kind = 'alert' AND a.created_at > :after AND a.created_at <= :before
            ORDER BY a.announcement_id DESC LIMIT 1
        """),
        {"after": to_ms(after), "before": to_ms(before)},
    )
    newest = rows.scalar_one_or_none()
    return newest == 0
