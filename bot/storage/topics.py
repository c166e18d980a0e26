"""A topic as its subscriptions have it: how many chats, what is on its way to them, and how it ends."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# who rests has put their topics aside, with spaces between them
_RESTING = "' ' || paused_topics || ' ' LIKE '% ' || :topic || ' %'"


async def chats(connection: AsyncConnection, topic: str) -> int:
    """How many chats chose it, those in a pause among them."""
    found = await connection.execute(
        text(f"""
            SELECT (SELECT count(*) FROM subscriptions WHERE topic = :topic)
                 + (SELECT count(*) FROM subscribers WHERE {_RESTING})
        """),  # noqa: S608 - a constant
        {"topic": topic},
    )
    return int(found.scalar_one())


async def is_under_way(connection: AsyncConnection, topic: str) -> bool:
    """Whether something is still to go out to it, as to whom a round asks that is open. What changes copies
    goes to these, and waits for nobody."""
    found = await connection.execute(
        text("""
            SELECT 1 FROM announcements a
            WHERE a.topic = :topic AND a.changes IS NULL AND (a.state = 'active' OR a.state = 'held')
              AND (a.fanned_until IS NOT NULL OR EXISTS (
                SELECT 1 FROM deliveries d WHERE d.announcement_id = a.announcement_id
                  AND (d.state = 'pending' OR d.state = 'sending')))
            UNION ALL
            SELECT 1 FROM rounds WHERE topic = :topic AND NOT is_closed
            LIMIT 1
        """),
        {"topic": topic},
    )
    return found.first() is not None


async def move(connection: AsyncConnection, topic: str, to: str) -> None:
    """Whoever chose `topic` has also chosen `to`; in a pause too."""
    await connection.execute(
        text("""
            INSERT INTO subscriptions (topic, chat_id)
            SELECT :to, chat_id FROM subscriptions WHERE topic = :topic
            ON CONFLICT (topic, chat_id) DO NOTHING
        """),
        {"topic": topic, "to": to},
    )
    await connection.execute(
        text(f"""
            UPDATE subscribers SET paused_topics = paused_topics || ' ' || :to
            WHERE {_RESTING} AND ' ' || paused_topics || ' ' NOT LIKE '% ' || :to || ' %'
        """),  # noqa: S608 - a constant
        {"topic": topic, "to": to},
    )


async def end(connection: AsyncConnection, topic: str) -> list[int]:
    """Nobody has chosen it any more, in a pause neither; the chats that had."""
    chosen = await connection.execute(
        text("DELETE FROM subscriptions WHERE topic = :topic RETURNING chat_id"), {"topic": topic}
    )
    resting = await connection.execute(
        text(f"""
            UPDATE subscribers
            SET paused_topics = trim(replace(' ' || paused_topics || ' ', ' ' || :topic || ' ', ' '))
            WHERE {_RESTING} RETURNING chat_id
        """),  # noqa: S608 - a constant
        {"topic": topic},
    )
    had = [*chosen.scalars(), *resting.scalars()]
    await connection.execute(
        text("UPDATE subscribers SET paused_until = NULL, paused_topics = NULL WHERE paused_topics = ''")
    )
    return had
