"""A word to single chats by their numbers, before everything else that goes to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from bot.domain.announcements import Audience, ThreadGoneBody, WelcomeBody, kind_of
from bot.storage import alerts, announcements
from bot.storage.database import Connection

NO_TOPIC = Audience("")  # it goes to chats by their numbers


async def say(
    connection: Connection, body: WelcomeBody | ThreadGoneBody, chat_ids: Collection[int], now: datetime
) -> None:
    """Puts it into the outbox, in the caller's transaction."""
    key = f"{kind_of(body)}/{uuid4()}"
    announcement_id = await announcements.add(connection, key, NO_TOPIC, body, now, expires_at=None)
    if announcement_id is not None:
        await alerts.address(connection, announcement_id, chat_ids)
