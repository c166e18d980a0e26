"""Rows of what is counted by the day; never whose it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.statistics import Countable, DailyCount
from bot.storage.instants import to_ms


async def add(connection: AsyncConnection, counts: Iterable[DailyCount]) -> None:
    """Counts so many more."""
    rows = _rows(counts)
    if rows:
        await connection.execute(
            text("""
                INSERT INTO daily_counts (day, what, name, language, count)
                VALUES (:day, :what, :name, :language, :count)
                ON CONFLICT (day, what, name, language)
                DO UPDATE SET count = daily_counts.count + excluded.count
            """),
            rows,
        )


async def take_stock(connection: AsyncConnection, day: date, stock: Iterable[DailyCount]) -> None:
    """How many subscribers there are on that day, instead of what was found on it before."""
    await connection.execute(
        text("DELETE FROM daily_counts WHERE day = :day AND what = :what"),
        {"day": day.isoformat(), "what": Countable.SUBSCRIBED.value},
    )
    await add(connection, stock)


async def note_leaving(connection: AsyncConnection, chat_id: int, now: datetime, within: timedelta) -> None:
    """Counts a subscriber who leaves, by the newest announcement that they got `within` this time, if any.

    To be called before the subscriber is forgotten; who is none is not counted.
    """
    # naming the announcements keeps this from reading the whole outbox
    await connection.execute(
        text("""
            INSERT INTO daily_counts (day, what, name, language, count)
            SELECT CAST(:day AS TEXT), CAST(:what AS TEXT), COALESCE((
                SELECT CAST(max(announcement_id) AS TEXT) FROM deliveries
                WHERE chat_id = :chat_id AND state = 'sent' AND announcement_id IN (
                    SELECT announcement_id FROM announcements
                    WHERE kind <> 'alert' AND totals IS NULL AND COALESCE(leaves_at, created_at) > :since)
            ), ''), '', 1
            FROM subscribers WHERE chat_id = :chat_id
            ON CONFLICT (day, what, name, language) DO UPDATE SET count = daily_counts.count + 1
        """),
        {
            "day": now.date().isoformat(),
            "what": Countable.LEFT.value,
            "chat_id": chat_id,
            "since": to_ms(now - within),
        },
    )


async def since(connection: AsyncConnection, day: date) -> list[DailyCount]:
    """What was counted on that day and after it."""
    rows = await connection.execute(
        text("""
            SELECT day, what, name, language, count AS counted FROM daily_counts
            WHERE day >= :day ORDER BY day, what, name, language
        """),
        {"day": day.isoformat()},
    )
    return [
        DailyCount(date.fromisoformat(row.day), Countable(row.what), row.name, row.language, row.counted)
        for row in rows
    ]


async def forget_before(connection: AsyncConnection, day: date) -> None:
    """Removes what was counted before that day."""
    await connection.execute(text("DELETE FROM daily_counts WHERE day < :day"), {"day": day.isoformat()})


def _rows(counts: Iterable[DailyCount]) -> list[dict[str, object]]:
    return [
        {
            "day": counted.day.isoformat(),
            "what": counted.what.value,
            "name": counted.name,
            "language": counted.language,
            "count": counted.count,
        }
        for counted in counts
    ]
