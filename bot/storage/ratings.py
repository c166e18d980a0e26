"""Rows of ratings: thumbs up and down by week, entry and language, counted; never whose."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def add(connection: AsyncConnection, week: str, entry_id: str, language: str, helpful: bool) -> None:
    """Counts one more thumb."""
    await connection.execute(
        text("""
            INSERT INTO answer_ratings (week, entry_id, language, helpful, count)
            VALUES (:week, :entry_id, :language, :helpful, 1)
            ON CONFLICT (week, entry_id, language, helpful)
            DO UPDATE SET count = answer_ratings.count + 1
        """),
        {"week": week, "entry_id": entry_id, "language": language, "helpful": helpful},
    )


async def forget_before(connection: AsyncConnection, week: str) -> int:
    """Removes what was counted before this ISO week; returns how many rows went."""
    removed = await connection.execute(text("DELETE FROM answer_ratings WHERE week < :week"), {"week": week})
    return int(removed.rowcount)


async def least_helpful(connection: AsyncConnection, size: int) -> list[tuple[str, str, int, int]]:
    """(entry id, language, thumbs up, thumbs down), the worst first: most thumbs down for each one up."""
    rows = await connection.execute(
        text("""
            SELECT entry_id, language, up, down FROM (
                SELECT entry_id, language,
                    sum(CASE WHEN helpful THEN count ELSE 0 END) AS up,
                    sum(CASE WHEN helpful THEN 0 ELSE count END) AS down
                FROM answer_ratings GROUP BY entry_id, language
            ) AS counted
            ORDER BY 1.0 * down / (up + 1) DESC, down DESC, up, entry_id, language LIMIT :size
        """),
        {"size": size},
    )
    return [(row.entry_id, row.language, int(row.up), int(row.down)) for row in rows]
