"""What is true of each webinar, and what each announcement says of it (`fact_of` in the domain).

An announcement leaves only while all that it says of webinars is true and has stood long enough (`IS_TRUE`).
So what reached a chat is in the order of the announcements, and the last of those that mention a webinar is
what the chat was last told of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import from_ms, to_ms

IS_TRUE = """NOT EXISTS (
    SELECT 1 FROM webinar_mentions m JOIN webinar_states w ON w.webinar_id = m.webinar_id
    WHERE m.announcement_id = a.announcement_id AND (w.other_fact IS NOT NULL OR w.fact <> m.fact)
)"""
"""In a statement: whether what the announcement `a` says of webinars is true."""

RESTS = """EXISTS (
    SELECT 1 FROM announcements n JOIN subscribers p ON p.chat_id = deliveries.chat_id
    WHERE n.announcement_id = deliveries.announcement_id AND n.kind = 'notice' AND p.paused_until IS NOT NULL
)"""
"""In a statement: whether a row of `deliveries` is a notice to a chat that pauses. It is due when the pause
ends, and in any case `A_DAY` (in milliseconds) later."""

A_DAY = 24 * 60 * 60 * 1000

_LAST_TOLD = """
    SELECT d.chat_id, max(d.announcement_id) AS announcement_id
    FROM webinar_mentions m
    JOIN deliveries d ON d.announcement_id = m.announcement_id AND d.state IN ('sent', 'sending', 'unknown')
    WHERE m.webinar_id = :webinar_id GROUP BY d.chat_id
"""


@dataclass(frozen=True, slots=True)
class WebinarState:
    """What is true of a webinar since `changed_at`; what the schedule says instead since `other_since`."""

    webinar_id: str
    fact: str
    ends_at: datetime
    changed_at: datetime
    other_fact: str | None = None
    other_since: datetime | None = None


async def states(connection: AsyncConnection) -> list[WebinarState]:
    """Every webinar that was not over when somebody last looked."""
    rows = await connection.execute(text("SELECT * FROM webinar_states ORDER BY webinar_id"))
    return [
        WebinarState(
            row.webinar_id,
            row.fact,
            from_ms(row.ends_at),
            from_ms(row.changed_at),
            row.other_fact,
            None if row.other_since is None else from_ms(row.other_since),
        )
        for row in rows
    ]


async def save(connection: AsyncConnection, state: WebinarState) -> None:
    """Stores what is true of a webinar, whatever was."""
    await connection.execute(
        text("""
            INSERT INTO webinar_states (webinar_id, fact, ends_at, changed_at, other_fact, other_since)
            VALUES (:webinar_id, :fact, :ends_at, :changed_at, :other_fact, :other_since)
            ON CONFLICT (webinar_id) DO UPDATE
            SET fact = excluded.fact, ends_at = excluded.ends_at, changed_at = excluded.changed_at,
                other_fact = excluded.other_fact, other_since = excluded.other_since
        """),
        {
            "webinar_id": state.webinar_id,
            "fact": state.fact,
            "ends_at": to_ms(state.ends_at),
            "changed_at": to_ms(state.changed_at),
            "other_fact": state.other_fact,
            "other_since": None if state.other_since is None else to_ms(state.other_since),
        },
    )


async def forget(connection: AsyncConnection, webinar_id: str) -> None:
    """It is over: what was told of it matters no more."""
    for table in ("webinar_mentions", "webinar_states"):
        await connection.execute(
            text(f"DELETE FROM {table} WHERE webinar_id = :webinar_id"),  # noqa: S608 - a constant
            {"webinar_id": webinar_id},
        )


async def last_mention(connection: AsyncConnection, webinar_id: str) -> int | None:
    """The newest announcement that says something of a webinar that is not over."""
    rows = await connection.execute(
        text("SELECT max(announcement_id) FROM webinar_mentions WHERE webinar_id = :webinar_id"),
        {"webinar_id": webinar_id},
    )
    found: int | None = rows.scalar_one_or_none()
    return found


async def mention(connection: AsyncConnection, announcement_id: int, facts: Mapping[str, str]) -> None:
    """Stores what an announcement says of webinars."""
    if facts:
        await connection.execute(
            text("""
                INSERT INTO webinar_mentions (announcement_id, webinar_id, fact)
                VALUES (:announcement_id, :webinar_id, :fact)
            """),
            [
                {"announcement_id": announcement_id, "webinar_id": webinar_id, "fact": fact}
                for webinar_id, fact in facts.items()
            ],
        )


async def open_and_untrue(connection: AsyncConnection, webinar_id: str) -> list[int]:
    """Announcements that are neither finished nor cancelled and say of the webinar what is not true."""
    rows = await connection.execute(
        text("""
            SELECT a.announcement_id FROM webinar_mentions m
            JOIN webinar_states w ON w.webinar_id = m.webinar_id AND w.fact <> m.fact
            JOIN announcements a ON a.announcement_id = m.announcement_id
            WHERE m.webinar_id = :webinar_id AND (a.state = 'active' OR a.state = 'held')
            ORDER BY a.announcement_id
        """),
        {"webinar_id": webinar_id},
    )
    return list(rows.scalars())


async def told_otherwise(connection: AsyncConnection, webinar_id: str) -> dict[str, int]:
    """What chats were last told of the webinar and is not true, each with an announcement that told it."""
    rows = await connection.execute(
        text(f"""
            SELECT m.fact, max(m.announcement_id) AS announcement_id
            FROM ({_LAST_TOLD}) AS last
            JOIN webinar_mentions m
              ON m.announcement_id = last.announcement_id AND m.webinar_id = :webinar_id
            JOIN webinar_states w ON w.webinar_id = m.webinar_id AND w.fact <> m.fact
            GROUP BY m.fact ORDER BY 2
        """),  # noqa: S608 - a constant
        {"webinar_id": webinar_id},
    )
    return {row.fact: row.announcement_id for row in rows}


async def count_told(connection: AsyncConnection, webinar_id: str) -> int:
    """How many chats that are still there were told something of the webinar."""
    rows = await connection.execute(
        text(f"""
            SELECT count(*) FROM ({_LAST_TOLD}) AS last JOIN subscribers s ON s.chat_id = last.chat_id
        """),  # noqa: S608 - a constant
        {"webinar_id": webinar_id},
    )
    return int(rows.scalar_one())


async def fan_out_to_told(
    connection: AsyncConnection, announcement_id: int, webinar_id: str, fact: str
) -> None:
    """One pending row for every chat that was last told this of the webinar, or may have been.

    Chats that left since are spared; each gets the language that it has now. All in one piece.
    """
    added = await connection.execute(
        text(f"""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, s.chat_id, s.language, 'pending', a.leaves_at
            FROM ({_LAST_TOLD}) AS last
            JOIN webinar_mentions m
              ON m.announcement_id = last.announcement_id AND m.webinar_id = :webinar_id AND m.fact = :fact
            JOIN subscribers s ON s.chat_id = last.chat_id
            JOIN announcements a ON a.announcement_id = :id
            WHERE true
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),  # noqa: S608 - a constant
        {"id": announcement_id, "webinar_id": webinar_id, "fact": fact},
    )
    await connection.execute(
        text("""
            UPDATE announcements SET recipients = recipients + :added, fanned_until = NULL
            WHERE announcement_id = :id
        """),
        {"id": announcement_id, "added": int(added.rowcount)},
    )
