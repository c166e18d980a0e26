"""Rows of drafts: the announcement that an admin is writing, one an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Audience, BroadcastBody, Kind, decode, encode
from bot.storage import erasing
from bot.storage.instants import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Draft:
    """`body` is None until the admin has written the text; `source_message_id` is that message."""

    draft_id: int
    admin_chat_id: int
    audience: Audience
    body: BroadcastBody | None
    source_message_id: int | None
    created_at: datetime


async def start(connection: AsyncConnection, admin_chat_id: int, audience: Audience, now: datetime) -> None:
    """Begins an empty draft; an older one of this admin is dropped."""
    await drop(connection, admin_chat_id)
    await connection.execute(
        text("""
            INSERT INTO drafts (admin_chat_id, topic, language, created_at)
            VALUES (:chat_id, :topic, :language, :now)
        """),
        {"chat_id": admin_chat_id, "topic": audience.topic, "language": audience.language, "now": to_ms(now)},
    )


async def find(connection: AsyncConnection, admin_chat_id: int) -> Draft | None:
    """The draft that this admin is writing."""
    rows = await connection.execute(
        text("""
            SELECT draft_id, admin_chat_id, topic, language, body, source_message_id, created_at
            FROM drafts WHERE admin_chat_id = :chat_id
        """),
        {"chat_id": admin_chat_id},
    )
    row = rows.one_or_none()
    if row is None:
        return None
    body = None if row.body is None else decode(Kind.BROADCAST, row.body)
    if not isinstance(body, BroadcastBody | None):
        raise TypeError("a draft holds a broadcast")
    return Draft(
        row.draft_id,
        row.admin_chat_id,
        Audience(row.topic, row.language),
        body,
        row.source_message_id,
        from_ms(row.created_at),
    )


async def write(
    connection: AsyncConnection, admin_chat_id: int, body: BroadcastBody, source_message_id: int
) -> None:
    """Puts (or replaces) the text of this admin's draft."""
    erasing.note(connection)
    await connection.execute(
        text("""
            UPDATE drafts SET body = :body, source_message_id = :message_id WHERE admin_chat_id = :chat_id
        """),
        {"chat_id": admin_chat_id, "body": encode(body), "message_id": source_message_id},
    )


async def aim(connection: AsyncConnection, admin_chat_id: int, audience: Audience) -> None:
    """Changes whom this admin's draft is for."""
    await connection.execute(
        text("UPDATE drafts SET topic = :topic, language = :language WHERE admin_chat_id = :chat_id"),
        {"chat_id": admin_chat_id, "topic": audience.topic, "language": audience.language},
    )


async def drop(connection: AsyncConnection, admin_chat_id: int) -> bool:
    """Removes this admin's draft; false when there was none."""
    erasing.note(connection)
    removed = await connection.execute(
        text("DELETE FROM drafts WHERE admin_chat_id = :chat_id"), {"chat_id": admin_chat_id}
    )
    return removed.rowcount > 0


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes drafts that nobody finished."""
    removed = await connection.execute(
        text("DELETE FROM drafts WHERE created_at < :before"), {"before": to_ms(before)}
    )
    if removed.rowcount:
        erasing.note(connection)
