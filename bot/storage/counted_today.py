"""Rows of counted_today: that somebody did something today, or this week, under a keyed digest which says
nothing else.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import file_erasing


async def once_more(connection: AsyncConnection, mark: str, last_day: date) -> int:
    """Counts one more under a mark, which is kept to the end of a day; returns how many it is."""
    counted = await connection.execute(
        text("""
            INSERT INTO counted_today (mark, day, times) VALUES (:mark, :day, 1)
            ON CONFLICT (mark) DO UPDATE SET times = counted_today.times + 1
            RETURNING times
        """),
        {"mark": mark, "day": last_day.isoformat()},
    )
    return int(counted.scalar_one())


async def is_counted(connection: AsyncConnection, mark: str) -> bool:
    """Whether something was counted under a mark."""
    found = await connection.execute(text("SELECT 1 FROM counted_today WHERE mark = :mark"), {"mark": mark})
    return found.first() is not None


async def forget_before(connection: AsyncConnection, day: date) -> None:
    """Removes what was kept to the end of an earlier day."""
    removed = await connection.execute(
        text("DELETE FROM counted_today WHERE day < :day"), {"day": day.isoformat()}
    )
    file_erasing.note_removed(connection, removed)
