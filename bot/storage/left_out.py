"""Rows of left_out: pieces that staff took out of the weekly update of one week."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def of_week(connection: AsyncConnection, week: str) -> frozenset[str]:
    """The names of the pieces that are left out of the update of an ISO week."""
    rows = await connection.execute(text("SELECT piece FROM left_out WHERE week = :week"), {"week": week})
    return frozenset(rows.scalars())


async def add(connection: AsyncConnection, week: str, piece: str) -> bool:
    """Leaves a piece out of the update of a week; false when it is left out already."""
    added = await connection.execute(
        text("INSERT INTO left_out (week, piece) VALUES (:week, :piece) ON CONFLICT DO NOTHING"),
        {"week": week, "piece": piece},
    )
    return added.rowcount == 1


async def take(connection: AsyncConnection, week: str, piece: str) -> bool:
    """Puts a piece back; false when it was not left out."""
    taken = await connection.execute(
        text("DELETE FROM left_out WHERE week = :week AND piece = :piece"), {"week": week, "piece": piece}
    )
    return taken.rowcount == 1


async def forget_before(connection: AsyncConnection, week: str) -> None:
    """Forgets what was left out in the weeks before."""
    await connection.execute(text("DELETE FROM left_out WHERE week < :week"), {"week": week})
