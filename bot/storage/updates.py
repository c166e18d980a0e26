"""Ids of updates that were handled: so that one which comes again after a restart is not handled twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import to_ms


async def add(connection: AsyncConnection, update_id: int, now: datetime) -> None:
    """Remembers that an update was handled."""
    await connection.execute(
        text("""
            INSERT INTO handled_updates (update_id, handled_at) VALUES (:update_id, :now)
            ON CONFLICT (update_id) DO NOTHING
        """),
        {"update_id": update_id, "now": to_ms(now)},
    )


async def is_handled(connection: AsyncConnection, update_id: int) -> bool:
    """Whether the update was handled before."""
    rows = await connection.execute(
        text("SELECT 1 FROM handled_updates WHERE update_id = :update_id"), {"update_id": update_id}
    )
    return rows.first() is not None


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes what the platform cannot send again (it keeps updates for 24 hours)."""
    await connection.execute(
        text("DELETE FROM handled_updates WHERE handled_at < :before"), {"before": to_ms(before)}
    )
