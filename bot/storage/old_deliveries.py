"""Old deliveries go, their counts stay: who got what is nobody's business for long.

Who leaves is taken off their deliveries at once: the rows count on, and nobody can say whose they were.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.deliveries import WORDS_ALONE
from bot.storage import file_erasing
from bot.storage.instants import to_ms

PIECE = 5_000  # rows forgotten together: few enough that whoever wants to write meanwhile does not wait
NOBODY = 2**60  # with a delivery's number added it is nobody's chat id: Telegram's have at most 52 bits


async def take_names_off(connection: AsyncConnection, chat_id: int, *, also_alerts: bool = False) -> None:
    """The chat's deliveries are nobody's from now on; what waited for it is skipped. Alerts stay, unless told
    otherwise: they go to the staff's ids, whoever is subscribed.
    """
    file_erasing.note(connection)
    # naming the announcements that still have rows keeps this from reading the whole outbox
    await connection.execute(
        text("""
            UPDATE deliveries
            SET chat_id = :nobody + delivery_id, message_id = NULL,
                state = CASE WHEN state = 'pending' THEN 'skipped' ELSE state END
            WHERE chat_id = :chat_id AND announcement_id IN (
                SELECT announcement_id FROM announcements
                WHERE totals IS NULL AND (kind <> 'alert' OR :also_alerts))
        """),
        {"chat_id": chat_id, "nobody": NOBODY, "also_alerts": also_alerts},
    )


async def old_announcements(
    connection: AsyncConnection, before: datetime
) -> list[tuple[int, dict[str, int]]]:
    """(announcement id, rows by state) of what left before and is over, and still has rows.

    What is being changed at the moment waits until that is over. What told people of a webinar that is still
    to come stays: they have to hear when that changes.
    """
    rows = await connection.execute(
        text("""
            SELECT a.announcement_id, d.state, count(*) AS n
            FROM announcements a JOIN deliveries d ON d.announcement_id = a.announcement_id
            WHERE COALESCE(a.leaves_at, a.created_at) < :before
              AND a.state IN ('finished', 'cancelled') AND a.totals IS NULL
              AND NOT EXISTS (
                SELECT 1 FROM announcements c
                WHERE c.changes = a.announcement_id AND c.state IN ('active', 'held'))
              AND NOT EXISTS (SELECT 1 FROM webinar_mentions m WHERE m.announcement_id = a.announcement_id)
            GROUP BY a.announcement_id, d.state ORDER BY a.announcement_id
        """),
        {"before": to_ms(before)},
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.announcement_id, {})[row.state] = int(row.n)
    return list(found.items())


async def keep_totals(connection: AsyncConnection, announcement_id: int, totals: str) -> None:
    """Writes the counts of an announcement that is over: its rows count no more, and may be forgotten."""
    await connection.execute(
        text("""
            UPDATE announcements SET totals = :totals, author = NULL, sources = NULL, words_alone = (
                SELECT count(*) FROM deliveries d
                WHERE d.announcement_id = announcements.announcement_id
                  AND d.state = 'sent' AND d.reason = :alone)
            WHERE announcement_id = :id AND state IN ('finished', 'cancelled') AND totals IS NULL
        """),
        {"id": announcement_id, "totals": totals, "alone": WORDS_ALONE},
    )


async def forget_counted(connection: AsyncConnection) -> bool:
    """Removes a piece of the rows of which the counts are kept; false when there were none."""
    removed = await connection.execute(
        text("""
            DELETE FROM deliveries WHERE delivery_id IN (
                SELECT d.delivery_id FROM announcements a
                JOIN deliveries d ON d.announcement_id = a.announcement_id
                WHERE a.totals IS NOT NULL LIMIT :piece)
        """),
        {"piece": PIECE},
    )
    file_erasing.note_removed(connection, removed)
    return removed.rowcount > 0
