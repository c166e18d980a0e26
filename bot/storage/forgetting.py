"""Old deliveries go, their counts stay: who got what is nobody's business for long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import to_ms


async def old_announcements(
    connection: AsyncConnection, before: datetime
) -> list[tuple[int, dict[str, int]]]:
    """(announcement id, rows by state) of what was created before and is over, and still has rows."""
    rows = await connection.execute(
        text("""
            SELECT a.announcement_id, d.state, count(*) AS n
            FROM announcements a JOIN deliveries d ON d.announcement_id = a.announcement_id
            WHERE a.created_at < :before AND a.state IN ('finished', 'cancelled') AND a.totals IS NULL
            GROUP BY a.announcement_id, d.state ORDER BY a.announcement_id
        """),
        {"before": to_ms(before)},
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.announcement_id, {})[row.state] = int(row.n)
    return list(found.items())


async def forget_deliveries(connection: AsyncConnection, announcement_id: int, totals: str) -> None:
    """Removes an announcement's rows and writes their counts beside it, unless it goes on (again)."""
    kept = await connection.execute(
        text("""
            UPDATE announcements SET totals = :totals
            WHERE announcement_id = :id AND state IN ('finished', 'cancelled') AND totals IS NULL
        """),
        {"id": announcement_id, "totals": totals},
    )
    if kept.rowcount:
        await connection.execute(
            text("DELETE FROM deliveries WHERE announcement_id = :id"), {"id": announcement_id}
        )
