"""From an announcement to its rows: one for every chat of its audience, piece by piece.

The pieces go by chat id, and the announcement remembers how far it came. So a million rows hold nobody up
for longer than one piece does, a kill in the middle loses and doubles nothing, and the first rows are on
their way while the last are still being written.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.old_deliveries import NOBODY

PIECE = 10_000  # rows; some 0.1 s of writing


async def unfinished(connection: AsyncConnection) -> list[int]:
    """Ids of announcements some of whose audience has no row yet, in the order of their ranks."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE fanned_until IS NOT NULL AND (state = 'active' OR state = 'held')
            ORDER BY rank, announcement_id
        """)
    )
    return list(rows.scalars())


async def fan_out(connection: AsyncConnection, announcement_id: int, size: int = PIECE) -> int:
    """The next pending rows, for up to `size` chats of the topic; returns how many rows were added.

    Adds nothing when everybody has a row already, or when another worker is at it.
    """
    lock = "" if connection.dialect.name == "sqlite" else "FOR UPDATE SKIP LOCKED"
    found = await connection.execute(
        text(f"""
            SELECT topic, fanned_until FROM announcements
            WHERE announcement_id = :id AND fanned_until IS NOT NULL {lock}
        """),  # noqa: S608 - `lock` is one of the two constants above
        {"id": announcement_id},
    )
    row = found.one_or_none()
    if row is None:
        return 0
    piece = await connection.execute(
        text("""
            SELECT count(*) AS chats, max(chat_id) AS last FROM (
                SELECT chat_id FROM subscriptions WHERE topic = :topic AND chat_id > :after
                ORDER BY chat_id LIMIT :size
            ) AS piece
        """),
        {"topic": row.topic, "after": row.fanned_until, "size": size},
    )
    chats, last = piece.one()
    added = await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, s.chat_id, s.language, 'pending', a.leaves_at
            FROM announcements a
            JOIN subscriptions t ON t.topic = a.topic AND t.chat_id > :after AND t.chat_id <= :last
            JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE a.announcement_id = :id AND (a.language IS NULL OR s.language = a.language)
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        {"id": announcement_id, "after": row.fanned_until, "last": last or row.fanned_until},
    )
    count = int(added.rowcount)
    await _note(connection, announcement_id, count, last if chats == size else None)
    return count


async def spare_reached(connection: AsyncConnection, announcement_id: int, key: str) -> None:
    """Whom an earlier announcement of this key reached, or may have reached, will not get this one too.

    An earlier one has this key itself, or one that goes on from it after a "/".
    """
    await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT :id, d.chat_id, min(d.language), 'skipped', 0
            FROM announcements a
            JOIN deliveries d
              ON d.announcement_id = a.announcement_id AND d.state IN ('sent', 'sending', 'unknown')
            WHERE a.announcement_id <> :id AND (a.key = :key OR a.key LIKE :going_on)
              AND d.chat_id < :nobody
            GROUP BY d.chat_id
        """),
        {"id": announcement_id, "key": key, "going_on": f"{key}/%", "nobody": NOBODY},
    )


async def fan_out_to_reached(connection: AsyncConnection, announcement_id: int, keys: str) -> None:
    """One pending row for every chat that an announcement whose key begins so reached, or may have reached.

    Chats that left since are spared; each gets the language that it has now. All in one piece.
    """
    added = await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT DISTINCT a.announcement_id, s.chat_id, s.language, 'pending', a.leaves_at
            FROM announcements a
            JOIN announcements e ON e.key LIKE :keys
            JOIN deliveries d
              ON d.announcement_id = e.announcement_id AND d.state IN ('sent', 'sending', 'unknown')
            JOIN subscribers s ON s.chat_id = d.chat_id
            WHERE a.announcement_id = :id
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        {"id": announcement_id, "keys": f"{keys}%"},
    )
    await _note(connection, announcement_id, int(added.rowcount), None)


async def spare_subscribed(connection: AsyncConnection, announcement_id: int, topic: str) -> None:
    """Who is subscribed to this topic gets it by another announcement, and not this one too."""
    await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, s.chat_id, s.language, 'skipped', 0
            FROM announcements a
            JOIN subscriptions t ON t.topic = a.topic
            JOIN subscriptions other ON other.chat_id = t.chat_id AND other.topic = :topic
            JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE a.announcement_id = :id
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        {"id": announcement_id, "topic": topic},
    )


async def _note(
    connection: AsyncConnection, announcement_id: int, added: int, fanned_until: int | None
) -> None:
    await connection.execute(
        text("""
            UPDATE announcements SET recipients = recipients + :added, fanned_until = :until
            WHERE announcement_id = :id
        """),
        {"id": announcement_id, "added": added, "until": fanned_until},
    )
