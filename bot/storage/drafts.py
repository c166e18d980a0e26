"""Rows of drafts: the announcement that an admin is writing, one an admin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Audience, BroadcastBody, Kind
from bot.domain.stored_bodies import decode, encode
from bot.storage import audiences, file_erasing
from bot.storage.instants import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Draft:
    """`body` is None until the admin has written a text.

    `awaits` is the language whose text comes next, or what else does, None for the first text; `sources` are
    the messages that the texts stand in, by language. Without `leaves_at` it leaves when it is confirmed.
    """

    admin_chat_id: int
    audience: Audience
    body: BroadcastBody | None
    created_at: datetime
    awaits: str | None = None
    sources: Mapping[str, int] = field(default_factory=dict)
    leaves_at: datetime | None = None


async def start(connection: AsyncConnection, admin_chat_id: int, audience: Audience, now: datetime) -> None:
    """Begins an empty draft; an older one of this admin is dropped."""
    await drop(connection, admin_chat_id)
    await connection.execute(
        text("""
            INSERT INTO drafts (admin_chat_id, topic, language, spares_groups, created_at)
            VALUES (:chat_id, :topic, :language, :spares_groups, :now)
        """),
        {"chat_id": admin_chat_id, "now": to_ms(now), **audiences.columns(audience)},
    )


async def find(connection: AsyncConnection, admin_chat_id: int) -> Draft | None:
    """The broadcast that this admin is writing; a correction is none (`storage.corrections`)."""
    rows = await connection.execute(
        text("""
            SELECT admin_chat_id, topic, language, spares_groups, body, created_at, awaits, sources, leaves_at
            FROM drafts WHERE admin_chat_id = :chat_id AND corrects IS NULL
        """),
        {"chat_id": admin_chat_id},
    )
    row = rows.one_or_none()
    return None if row is None else read(row)


def read(row: Row[Any]) -> Draft:
    """The draft in a row that has all its columns."""
    body = None if row.body is None else decode(Kind.BROADCAST, row.body)
    if not isinstance(body, BroadcastBody | None):
        raise TypeError("a draft holds a broadcast")
    return Draft(
        row.admin_chat_id,
        audiences.read(row),
        body,
        from_ms(row.created_at),
        row.awaits,
        {} if row.sources is None else json.loads(row.sources),
        None if row.leaves_at is None else from_ms(row.leaves_at),
    )


async def write(
    connection: AsyncConnection,
    admin_chat_id: int,
    body: BroadcastBody,
    sources: Mapping[str, int],
    awaits: str | None = None,
) -> None:
    """Puts (or replaces) the texts of this admin's draft; `awaits` is what is still to come."""
    file_erasing.note(connection)
    await connection.execute(
        text("""
            UPDATE drafts SET body = :body, sources = :sources, awaits = :awaits
            WHERE admin_chat_id = :chat_id
        """),
        {
            "chat_id": admin_chat_id,
            "body": encode(body),
            "sources": json.dumps(dict(sources)),
            "awaits": awaits,
        },
    )


async def await_text(connection: AsyncConnection, admin_chat_id: int, language: str | None) -> bool:
    """The next text of this admin is in that language (or what else is named), with None the first anew.

    False when there is no written draft.
    """
    changed = await connection.execute(
        text("UPDATE drafts SET awaits = :language WHERE admin_chat_id = :chat_id AND body IS NOT NULL"),
        {"chat_id": admin_chat_id, "language": language},
    )
    return changed.rowcount == 1


async def aim(connection: AsyncConnection, admin_chat_id: int, audience: Audience) -> None:
    """Changes whom this admin's draft is for."""
    await connection.execute(
        text("""
            UPDATE drafts SET topic = :topic, language = :language, spares_groups = :spares_groups
            WHERE admin_chat_id = :chat_id
        """),
        {"chat_id": admin_chat_id, **audiences.columns(audience)},
    )


async def schedule(connection: AsyncConnection, admin_chat_id: int, leaves_at: datetime | None) -> None:
    """This admin's draft leaves then, with None as soon as it is confirmed; no time is awaited any more."""
    await connection.execute(
        text("UPDATE drafts SET leaves_at = :at, awaits = NULL WHERE admin_chat_id = :chat_id"),
        {"chat_id": admin_chat_id, "at": None if leaves_at is None else to_ms(leaves_at)},
    )


async def drop(connection: AsyncConnection, admin_chat_id: int) -> bool:
    """Removes this admin's draft; false when there was none."""
    removed = await connection.execute(
        text("DELETE FROM drafts WHERE admin_chat_id = :chat_id"), {"chat_id": admin_chat_id}
    )
    file_erasing.note_removed(connection, removed)
    return removed.rowcount > 0


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes drafts that nobody finished."""
    removed = await connection.execute(
        text("DELETE FROM drafts WHERE created_at < :before"), {"before": to_ms(before)}
    )
    file_erasing.note_removed(connection, removed)
