"""From an announcement to its rows: one for every chat of its audience, piece by piece.

The pieces go by chat id, and the announcement remembers how far it came. So a million rows hold nobody up
for longer than one piece does, a kill in the middle loses and doubles nothing, and the first rows are on
their way while the last are still being written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audiences
from bot.storage.instants import to_ms

SOON = timedelta(minutes=5)  # so long before it leaves the rows of an announcement are written
PIECE = 10_000  # rows; some 0.1 s of writing


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

    Adds nothing when everybody has a row already, or when another worker is at it.
    """
    lock = "" if connection.dialect.name == "sqlite" else "FOR UPDATE SKIP LOCKED"
    found = await connection.execute(
        text(f"""
            SELECT topic, language, spares_groups, fanned_until FROM announcements
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


async def fan_out_to_reached(
    connection: AsyncConnection, announcement_id: int, earlier_ids: Sequence[int]
) -> int:
    """One pending row for every chat that an earlier announcement reached or may have reached.

    Chats that left since are spared; each gets the language that it has now. All in one piece.
    """
    added = await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT DISTINCT a.announcement_id, d.chat_id, s.language, 'pending', a.leaves_at
            FROM announcements a
            JOIN deliveries d ON d.announcement_id IN :earlier AND d.state IN ('sent', 'sending', 'unknown')
            JOIN subscribers s ON s.chat_id = d.chat_id
            WHERE a.announcement_id = :id
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """).bindparams(bindparam("earlier", expanding=True)),
        {"id": announcement_id, "earlier": list(earlier_ids)},
    )
    count = int(added.rowcount)
    await _note(connection, announcement_id, count, None)
    return count


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
