"""Corrections and recalls: what they would reach, what they change, and the draft of a correction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Announcement, Audience, BroadcastBody
from bot.domain.delivery.deliveries import DELETABLE
from bot.storage import announcements, drafts, file_erasing
from bot.storage.drafts import Draft
from bot.storage.instants import from_ms, to_ms

LOOKED_THROUGH = 100  # announcements of one author: who edits an older text of theirs finds it with /sent


@dataclass(frozen=True, slots=True)
class Reach:
    """What a change of an announcement would come to.

    `copies` are known by a number, and `too_old` of them cannot be deleted any more. `out_of_reach` may be
    there and have no number. `waiting` have not begun. `last_at`: when the last copy was sent.
    """

    copies: int
    too_old: int
    out_of_reach: int
    waiting: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What one of the staff is writing in place of what went out."""

    draft: Draft
    corrects: int


@dataclass(frozen=True, slots=True)
class SentText:
    """An announcement that somebody wrote, and where: the message of each text, by language."""

    announcement: Announcement
    sources: Mapping[str, int]


async def reach(connection: AsyncConnection, announcement_id: int, now: datetime) -> Reach:
    """Counts the rows of an announcement by what a change could do with them."""
    rows = await connection.execute(
        text("""
            SELECT
              COALESCE(sum(CASE WHEN state = 'sending' OR (state = 'sent' AND message_id > 0)
                                THEN 1 ELSE 0 END), 0) AS copies,
              COALESCE(sum(CASE WHEN state = 'sent' AND message_id > 0 AND next_attempt_at <= :too_old
                                THEN 1 ELSE 0 END), 0) AS too_old,
              COALESCE(sum(CASE WHEN state = 'unknown' OR (state = 'sent' AND COALESCE(message_id, 0) = 0)
                                THEN 1 ELSE 0 END), 0) AS out_of_reach,
              COALESCE(sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END), 0) AS waiting,
              max(CASE WHEN state = 'sent' THEN next_attempt_at END) AS last_at
            FROM deliveries WHERE announcement_id = :id
        """),
        {"id": announcement_id, "too_old": to_ms(now - DELETABLE)},
    )
    row = rows.one()
    last_at = None if row.last_at is None else from_ms(row.last_at)
    return Reach(int(row.copies), int(row.too_old), int(row.out_of_reach), int(row.waiting), last_at)


async def lock(connection: AsyncConnection, announcement_id: int) -> Announcement | None:
    """An announcement of which nothing begins until the transaction ends; None when its rows are gone."""
    end = "" if connection.dialect.name == "sqlite" else "FOR UPDATE"
    rows = await connection.execute(
        text(f"SELECT * FROM announcements WHERE announcement_id = :id AND totals IS NULL {end}"),  # noqa: S608
        {"id": announcement_id},
    )
    row = rows.one_or_none()
    return None if row is None else announcements.read(row)


async def stop_changes(connection: AsyncConnection, announcement_id: int) -> None:
    """Earlier corrections that are under way are over: what comes now takes their place."""
    await connection.execute(
        text("""
            UPDATE announcements SET state = 'cancelled', fanned_until = NULL
            WHERE changes = :id AND (state = 'active' OR state = 'held')
        """),
        {"id": announcement_id},
    )


async def end(connection: AsyncConnection, announcement_id: int) -> None:
    """Nothing of it goes out any more, whether it was over or not."""
    await connection.execute(
        text("""
            UPDATE announcements SET state = 'cancelled', fanned_until = NULL WHERE announcement_id = :id
        """),
        {"id": announcement_id},
    )


async def withdraw(connection: AsyncConnection, announcement_id: int, now: datetime) -> bool:
    """Stops what waits for its time, and who wrote it is forgotten; false when its time has come."""
    withdrawn = await connection.execute(
        text("""
            UPDATE announcements
            SET state = 'cancelled', fanned_until = NULL, author = NULL, sources = NULL
            WHERE announcement_id = :id AND (state = 'active' OR state = 'held') AND leaves_at > :now
        """),
        {"id": announcement_id, "now": to_ms(now)},
    )
    return withdrawn.rowcount == 1


async def recall_of(connection: AsyncConnection, announcement_id: int) -> int | None:
    """The recall of an announcement, unless it was stopped."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE changes = :id AND kind = 'recall' AND state <> 'cancelled'
        """),
        {"id": announcement_id},
    )
    found: int | None = rows.scalars().first()
    return found


async def confirmed_with(connection: AsyncConnection, announcement_id: int, digest: str) -> int | None:
    """The newest correction of this announcement that was confirmed with this digest."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements WHERE changes = :id AND key LIKE :key
            ORDER BY announcement_id DESC LIMIT 1
        """),
        {"id": announcement_id, "key": f"correct/%/{digest}"},
    )
    found: int | None = rows.scalar_one_or_none()
    return found


async def note_sources(
    connection: AsyncConnection, announcement_id: int, author: int, sources: Mapping[str, int]
) -> None:
    """Who wrote it, and in which messages: an edit of one of them is about it."""
    await connection.execute(
        text("UPDATE announcements SET author = :author, sources = :sources WHERE announcement_id = :id"),
        {"id": announcement_id, "author": author, "sources": json.dumps(dict(sources))},
    )


async def written_in(connection: AsyncConnection, author: int, message_id: int) -> SentText | None:
    """The newest announcement of which this author wrote a text in this message."""
    rows = await connection.execute(
        text("""
            SELECT * FROM announcements WHERE author = :author AND sources IS NOT NULL AND totals IS NULL
            ORDER BY announcement_id DESC LIMIT :size
        """),
        {"author": author, "size": LOOKED_THROUGH},
    )
    for row in rows:
        sources: dict[str, int] = json.loads(row.sources)
        if message_id in sources.values():
            return SentText(announcements.read(row), sources)
    return None


async def sources_of(connection: AsyncConnection, announcement_id: int) -> dict[str, int]:
    """In which messages it was written, by language."""
    rows = await connection.execute(
        text("SELECT sources FROM announcements WHERE announcement_id = :id"), {"id": announcement_id}
    )
    kept = rows.scalar_one_or_none()
    sources: dict[str, int] = {} if kept is None else json.loads(kept)
    return sources


async def start_draft(
    connection: AsyncConnection,
    admin_chat_id: int,
    announcement: Announcement,
    body: BroadcastBody,
    awaits: str,
    now: datetime,
) -> None:
    """Begins a correction with this body; the next text is the one in `awaits`. An older draft is dropped."""
    await drafts.start(connection, admin_chat_id, announcement.audience, now)
    await connection.execute(
        text("UPDATE drafts SET corrects = :corrects WHERE admin_chat_id = :chat_id"),
        {"chat_id": admin_chat_id, "corrects": announcement.announcement_id},
    )
    await drafts.write(connection, admin_chat_id, body, {}, awaits)


async def find_draft(connection: AsyncConnection, admin_chat_id: int) -> CorrectionDraft | None:
    """The correction that this admin is writing."""
    rows = await connection.execute(
        text("SELECT * FROM drafts WHERE admin_chat_id = :chat_id AND corrects IS NOT NULL"),
        {"chat_id": admin_chat_id},
    )
    row = rows.one_or_none()
    return None if row is None else CorrectionDraft(drafts.read(row), row.corrects)


async def drop_draft(connection: AsyncConnection, admin_chat_id: int) -> None:
    """Removes the correction that this admin is writing; a broadcast stays."""
    file_erasing.note(connection)
    await connection.execute(
        text("DELETE FROM drafts WHERE admin_chat_id = :chat_id AND corrects IS NOT NULL"),
        {"chat_id": admin_chat_id},
    )


async def start_anew(
    connection: AsyncConnection, admin_chat_id: int, audience: Audience, body: BroadcastBody, now: datetime
) -> None:
    """A draft of a broadcast with this body. An older one is dropped."""
    await drafts.start(connection, admin_chat_id, audience, now)
    await drafts.write(connection, admin_chat_id, body, {})
