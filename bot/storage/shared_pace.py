"""One pace for all workers on one database: a row that they take turns to read, change and write."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.pacing import Pace

_NAME = "bot"
FAR = 60.0  # seconds: no slot lies so far ahead unless the clock was set back


async def change(connection: AsyncConnection, limit: float, step: Callable[[Pace, float], Pace]) -> Pace:
    """Applies `step(pace, now)` to the shared pace; returns the pace after it.

    `now` is the database's clock, in seconds since 1970: the workers' own clocks may differ. For PostgreSQL
    only; on SQLite there is one worker.
    """
    await connection.execute(
        text("""
            INSERT INTO pace (name, rate, next_slot, quiet_until, changed_at) VALUES (:name, :limit, 0, 0, 0)
            ON CONFLICT (name) DO NOTHING
        """),
        {"name": _NAME, "limit": limit},
    )
    rows = await connection.execute(
        text("""
            SELECT rate, changed_at, next_slot, quiet_until FROM pace WHERE name = :name FOR UPDATE
        """),
        {"name": _NAME},
    )
    row = rows.one()
    # asked for once the row is ours: waiting for it may have taken a while
    now = float((await connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))).scalar_one())
    next_slot = row.next_slot if row.next_slot < now + FAR else now
    after = step(Pace(limit, min(limit, row.rate), row.changed_at, next_slot, row.quiet_until), now)
    await connection.execute(
        text("""
            UPDATE pace
            SET rate = :rate, changed_at = :changed_at, next_slot = :next_slot, quiet_until = :quiet_until
            WHERE name = :name
        """),
        {
            "name": _NAME,
            "rate": after.slowed_to,
            "changed_at": after.slowed_at,
            "next_slot": after.next_slot,
            "quiet_until": after.quiet_until,
        },
    )
    return after
