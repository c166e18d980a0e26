"""Deliveries of a group that got a new id: they go along, and none is doubled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.deliveries import Delivery
from bot.storage import file_erasing, old_deliveries, outbox


async def move_deliveries(
    connection: AsyncConnection, chat_id: int, new_chat_id: int, delivery: Delivery | None, again_at: datetime
) -> None:
    """The rows of a moved group go to its new chat; where that has a row already, open ones are skipped.

    Naming the announcements that still have rows keeps this from reading the whole outbox.

    `delivery` is the row whose sending told us of the move: certainly not sent, it opens again at `again_at`.
    """
    if delivery is not None:
        await outbox.retry_at(connection, delivery, again_at, "moved")
    if chat_id == new_chat_id:
        return
    file_erasing.note(connection)
    parameters = {"old": chat_id, "new": new_chat_id}
    # where the fan-out has passed the new id already, but not the old one, it would find neither
    await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT a.announcement_id, s.chat_id, s.language, 'pending', a.leaves_at
            FROM announcements a
            JOIN subscriptions t ON t.topic = a.topic AND t.chat_id = :new
            JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE a.fanned_until >= :new AND a.fanned_until < :old AND a.changes IS NULL
              AND (a.language IS NULL OR s.language = a.language)
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        parameters,
    )
    await connection.execute(
        text("""
            UPDATE deliveries SET state = 'skipped'
            WHERE chat_id = :old AND state = 'pending'
              AND announcement_id IN (SELECT announcement_id FROM announcements WHERE totals IS NULL)
              AND EXISTS (
                SELECT 1 FROM deliveries other
                WHERE other.announcement_id = deliveries.announcement_id AND other.chat_id = :new
            )
        """),
        parameters,
    )
    await connection.execute(
        text("""
            UPDATE deliveries SET chat_id = :new
            WHERE chat_id = :old AND state = 'pending'
              AND announcement_id IN (SELECT announcement_id FROM announcements WHERE totals IS NULL)
        """),
        parameters,
    )
    # what reached the group, or is about to, reached its new chat: a notice to the reached has to find it.
    # The new chat counts its messages anew, and a number of the old one may be another message there
    await connection.execute(
        text("""
            UPDATE deliveries SET chat_id = :new, message_id = NULL
            WHERE chat_id = :old AND state IN ('sent', 'unknown', 'sending')
              AND announcement_id IN (SELECT announcement_id FROM announcements WHERE totals IS NULL)
              AND NOT EXISTS (
                SELECT 1 FROM deliveries other
                WHERE other.announcement_id = deliveries.announcement_id AND other.chat_id = :new
            )
        """),
        parameters,
    )
    # what is left in the old name is where the new chat has a row of its own
    await old_deliveries.take_names_off(connection, chat_id)
