"""Announcements with the counts of their deliveries, in one query however many they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Announcement
from bot.domain.delivery.deliveries import WORDS_ALONE, Progress, State
from bot.domain.delivery.holds import Hold, Unanswered
from bot.storage import announcements, holds
from bot.storage.instants import to_ms

_CHOSEN = {
    "latest": """
        SELECT announcement_id FROM announcements WHERE kind <> 'alert'
        ORDER BY announcement_id DESC LIMIT :value
    """,
    "sent": """
        SELECT announcement_id FROM announcements WHERE kind <> 'alert' AND changes IS NULL
        ORDER BY announcement_id DESC LIMIT :value
    """,
    "changes": "SELECT announcement_id FROM announcements WHERE changes = :value",
    "one": "SELECT announcement_id FROM announcements WHERE announcement_id = :value",
    "held": "SELECT announcement_id FROM announcements WHERE state = 'held'",
    "waiting": """
        SELECT announcement_id FROM announcements
        WHERE state = 'active' AND kind <> 'alert' AND leaves_at > :value
    """,
}


@dataclass(slots=True)
class Look:
    """One announcement as it stands; the counts that were kept once its rows are forgotten."""

    announcement: Announcement
    state: str
    hold: Hold | None
    counts: dict[State, int] = field(default_factory=dict)
    unanswered: Unanswered = field(default_factory=lambda: Unanswered(0, 0))
    words_alone: int = 0  # of those sent
    is_fanned_out: bool = True  # everybody who is meant has a row


async def latest(connection: AsyncConnection, size: int) -> list[Look]:
    """The newest, newest first; alerts are none to look at."""
    return await _looks(connection, "latest", size)


async def sent(connection: AsyncConnection, size: int) -> list[Look]:
    """The newest without those that change others, newest first."""
    return await _looks(connection, "sent", size)


async def changes(connection: AsyncConnection, announcement_id: int) -> list[Look]:
    """The corrections and recalls of this one, newest first."""
    return await _looks(connection, "changes", announcement_id)


async def one(connection: AsyncConnection, announcement_id: int) -> Look | None:
    """This one; None when there is none."""
    found = await _looks(connection, "one", announcement_id)
    return found[0] if found else None


async def held(connection: AsyncConnection) -> list[Look]:
    """Everything that is held, the newest first."""
    return await _looks(connection, "held", 0)


async def waiting(connection: AsyncConnection, now: datetime) -> list[Look]:
    """Everything that leaves later, the newest first."""
    return await _looks(connection, "waiting", to_ms(now))


async def refused_because(connection: AsyncConnection, announcement_id: int, reason: str) -> int:
    """How many rows of the announcement were refused for exactly this reason."""
    rows = await connection.execute(
        text("""
            SELECT count(*) FROM deliveries
            WHERE announcement_id = :id AND state = 'refused' AND reason = :reason
        """),
        {"id": announcement_id, "reason": reason},
    )
    return int(rows.scalar_one())


async def _looks(connection: AsyncConnection, chosen: str, value: int) -> list[Look]:
    # rows that are just being forgotten, some thousand at a time, count no more: their counts are kept
    rows = await connection.execute(
        text(f"""
            WITH chosen AS ({_CHOSEN[chosen]}), counted AS (
                SELECT announcement_id, state, count(*) AS n, sum(attempts) AS attempts,
                  sum(CASE WHEN reason = :alone THEN 1 ELSE 0 END) AS alone
                FROM deliveries
                WHERE announcement_id IN (SELECT announcement_id FROM chosen) GROUP BY announcement_id, state
            )
            SELECT a.*, c.state AS rows_in, c.n, c.attempts, c.alone FROM announcements a
            LEFT JOIN counted c ON c.announcement_id = a.announcement_id AND a.totals IS NULL
            WHERE a.announcement_id IN (SELECT announcement_id FROM chosen)
            ORDER BY a.announcement_id DESC
        """),  # noqa: S608 - one of the constants above
        {"alone": WORDS_ALONE} | ({} if chosen == "held" else {"value": value}),
    )
    looks: dict[int, Look] = {}
    for row in rows:
        look = looks.get(row.announcement_id)
        if look is None:
            hold = holds.decoded(row.held_because, row.ended, row.recipients)
            look = Look(announcements.read(row), row.state, hold if row.state == "held" else None)
            look.is_fanned_out = row.fanned_until is None
            kept = json.loads(row.totals) if row.totals is not None else {}
            look.counts = {State(state): count for state, count in kept.items()}
            look.words_alone = row.words_alone or 0
            looks[row.announcement_id] = look
        if row.rows_in is not None:
            look.counts[State(row.rows_in)] = int(row.n)
            if row.rows_in == State.SENT:
                look.words_alone = int(row.alone)
            if row.rows_in == State.UNKNOWN:
                look.unanswered = Unanswered(int(row.n), int(row.attempts))
    return list(looks.values())


async def progress(connection: AsyncConnection, announcement_id: int) -> Progress:
    """Rows by state; from the counts that were kept when the rows are forgotten already."""
    rows = await connection.execute(
        text("SELECT state, count(*) AS n FROM deliveries WHERE announcement_id = :id GROUP BY state"),
        {"id": announcement_id},
    )
    counts = {State(row.state): int(row.n) for row in rows}
    if not counts:
        kept = await announcements.totals(connection, announcement_id)
        counts = {State(state): count for state, count in kept.items()}
    return Progress(counts)


async def is_any_open(connection: AsyncConnection) -> bool:
    """Whether any announcement may have something left to be done: what a quiet night asks each second."""
    rows = await connection.execute(
        text("""
            SELECT 1 FROM announcements
            WHERE state = 'active' OR state = 'held' OR (state = 'cancelled' AND totals IS NULL)
            LIMIT 1
        """)
    )
    return rows.first() is not None


async def has_open(connection: AsyncConnection, announcement_id: int) -> bool:
    """Whether any row of the announcement may still go out, or is still to be written."""
    if await has_pending(connection, announcement_id):
        return True
    rows = await connection.execute(
        text("""
            SELECT 1 FROM deliveries WHERE announcement_id = :id AND state = 'sending'
            UNION ALL
            SELECT 1 FROM announcements WHERE announcement_id = :id AND fanned_until IS NOT NULL
            LIMIT 1
        """),
        {"id": announcement_id},
    )
    return rows.first() is not None


async def without_open_rows(connection: AsyncConnection) -> list[int]:
    """Ids of the announcements that are neither finished nor cancelled, though nothing of them is left."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements a
            WHERE (state = 'active' OR state = 'held') AND fanned_until IS NULL
              AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE announcement_id = a.announcement_id AND state = 'pending')
              AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE announcement_id = a.announcement_id AND state = 'sending')
            ORDER BY announcement_id
        """)
    )
    return list(rows.scalars())


async def has_pending(connection: AsyncConnection, announcement_id: int) -> bool:
    """Whether any row has not begun."""
    rows = await connection.execute(
        text("SELECT 1 FROM deliveries WHERE announcement_id = :id AND state = 'pending' LIMIT 1"),
        {"id": announcement_id},
    )
    return rows.first() is not None
