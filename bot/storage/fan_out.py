"""From an announcement to its rows: one for every chat of its audience, piece by piece.

The pieces go by chat id, and the announcement remembers how far it came. So a million rows hold nobody up
for longer than one piece does, a kill in the middle loses and doubles nothing, and the first rows are on
their way while the last are still being written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.deliveries import DELETABLE
from bot.storage import audiences
from bot.storage.instants import to_ms
from bot.storage.old_deliveries import NOBODY

SOON = timedelta(minutes=5)  # so long before it leaves the rows of an announcement are written
PIECE = 10_000  # rows; some 0.1 s of writing
_LASTS = round(DELETABLE.total_seconds() * 1000)


async def unfinished(connection: AsyncConnection, now: datetime) -> list[int]:
    """Ids of announcements that leave soon and some of whose audience has no row yet, by their ranks.

    Who is meant is looked up when it leaves: who joined since the confirmation is, who left is not.
    """
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE fanned_until IS NOT NULL AND (state = 'active' OR state = 'held')
              AND (leaves_at IS NULL OR leaves_at <= :soon)
            ORDER BY rank, announcement_id
        """),
        {"soon": to_ms(now + SOON)},
    )
    return list(rows.scalars())


async def fan_out(connection: AsyncConnection, announcement_id: int, size: int = PIECE) -> int:
    """The next pending rows, for up to `size` chats of the topic; returns how many rows were added.

    Of a change, for up to `size` chats that got what it changes. Adds nothing when everybody has a row
    already, or when another worker is at it.
    """
    lock = "" if connection.dialect.name == "sqlite" else "FOR NO KEY UPDATE SKIP LOCKED"
    found = await connection.execute(
        text(f"""
            SELECT topic, language, spares_groups, fanned_until, changes FROM announcements
            WHERE announcement_id = :id AND fanned_until IS NOT NULL {lock}
        """),  # noqa: S608 - `lock` is one of the two constants above
        {"id": announcement_id},
    )
    row = found.one_or_none()
    if row is None:
        return 0
    if row.changes is not None:
        return await _fan_out_change(connection, announcement_id, row.changes, row.fanned_until, size)
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
        text(f"""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, s.chat_id, s.language, 'pending', a.leaves_at
            FROM announcements a
            JOIN subscriptions t ON t.topic = a.topic AND t.chat_id > :after AND t.chat_id <= :last
            JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE a.announcement_id = :id AND {audiences.MEANT}
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),  # noqa: S608 - a constant
        {
            "id": announcement_id,
            "after": row.fanned_until,
            "last": last or row.fanned_until,
            **audiences.meant(audiences.read(row)),
        },
    )
    count = int(added.rowcount)
    await _note(connection, announcement_id, count, last if chats == size else None)
    return count


async def _fan_out_change(
    connection: AsyncConnection, announcement_id: int, changed: int, after: int, size: int
) -> int:
    """A row for every chat that has or may have a copy; in the language that the copy is in.

    A copy without a number is out of reach, and one that is too old to be deleted is too late.
    """
    piece = await connection.execute(
        text("""
            SELECT count(*) AS chats, max(chat_id) AS last FROM (
                SELECT chat_id FROM deliveries WHERE announcement_id = :changed AND chat_id > :after
                ORDER BY chat_id LIMIT :size
            ) AS piece
        """),
        {"changed": changed, "after": after, "size": size},
    )
    chats, last = piece.one()
    added = await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, o.chat_id, o.language,
              CASE WHEN o.state = 'unknown' OR (o.state = 'sent' AND COALESCE(o.message_id, 0) = 0)
                   THEN 'unreachable'
                   WHEN a.kind = 'recall' AND o.state = 'sent' AND o.next_attempt_at <= a.created_at - :lasts
                   THEN 'expired'
                   ELSE 'pending' END,
              a.leaves_at
            FROM announcements a
            JOIN deliveries o ON o.announcement_id = a.changes AND o.chat_id > :after AND o.chat_id <= :last
            WHERE a.announcement_id = :id AND o.state IN ('sent', 'sending', 'unknown')
            ORDER BY o.next_attempt_at, o.delivery_id
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        {"id": announcement_id, "after": after, "last": after if last is None else last, "lasts": _LASTS},
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
