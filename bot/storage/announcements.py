"""Rows of announcements: enqueue once by key, find, cancel, finish."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Announcement, Audience, Body, Kind, kind_of
from bot.domain.delivery.ranks import LAST_RANK, rank_of
from bot.domain.ids import SMALLEST_NUMBER
from bot.domain.stored_bodies import decode, encode
from bot.domain.webinar_facts import facts_in
from bot.storage import audiences, file_erasing, webinar_facts
from bot.storage.instants import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Watched:
    """Where the progress of an announcement is shown to the admin who confirmed it."""

    announcement_id: int
    chat_id: int
    message_id: int


async def add(
    connection: AsyncConnection,
    key: str,
    audience: Audience,
    body: Body,
    created_at: datetime,
    expires_at: datetime | None,
    leaves_at: datetime | None = None,
    changes: int | None = None,
) -> int | None:
    """Stores an announcement and returns its id; None when the key is taken (nothing is changed).

    Nothing of it leaves before `leaves_at`, or before `created_at` where that is not given.
    """
    added = await connection.execute(
        text("""
            INSERT INTO announcements
              (key, kind, topic, language, spares_groups, body, state, rank, created_at, leaves_at,
               expires_at, fanned_until, changes)
            VALUES
              (:key, :kind, :topic, :language, :spares_groups, :body, 'active', :rank, :created_at,
               :leaves_at, :expires_at, :smallest, :changes)
            ON CONFLICT (key) DO NOTHING RETURNING announcement_id
        """),
        {
            "rank": rank_of(audience, body),
            "changes": changes,
            "leaves_at": to_ms(leaves_at or created_at),
            "smallest": SMALLEST_NUMBER,
            "key": key,
            "kind": kind_of(body).value,
            **audiences.columns(audience),
            "body": encode(body),
            "created_at": to_ms(created_at),
            "expires_at": None if expires_at is None else to_ms(expires_at),
        },
    )
    found: int | None = added.scalar_one_or_none()
    if found is not None:
        await webinar_facts.mention(connection, found, facts_in(body))
    return found


async def find(
    connection: AsyncConnection, announcement_id: int, *, stays: bool = False
) -> Announcement | None:
    """One announcement by its id. With `stays` nobody corrects or recalls it until the transaction ends."""
    lock = "FOR KEY SHARE" if stays and connection.dialect.name != "sqlite" else ""
    rows = await connection.execute(
        text(f"SELECT * FROM announcements WHERE announcement_id = :id {lock}"),  # noqa: S608 - a constant
        {"id": announcement_id},
    )
    row = rows.one_or_none()
    return None if row is None else read(row)


async def confirmed_with(connection: AsyncConnection, digest: str) -> int | None:
    """The id of the newest broadcast that was confirmed with this digest."""
    rows = await connection.execute(
        text("SELECT max(announcement_id) FROM announcements WHERE key LIKE :key"),
        {"key": f"broadcast/%/{digest}"},
    )
    found: int | None = rows.scalar_one()
    return found


async def latest_weekly(connection: AsyncConnection, now: datetime, size: int) -> list[Announcement]:
    """The newest weekly updates that went out, one a week; the newest first."""
    rows = await connection.execute(
        text("""
            SELECT * FROM announcements
            WHERE kind = 'weekly' AND (state = 'active' OR state = 'finished') AND leaves_at <= :now
            ORDER BY announcement_id DESC LIMIT :size
        """),
        {"now": to_ms(now), "size": size},
    )
    return [read(row) for row in rows]


async def broadcasts_since(connection: AsyncConnection, since: datetime) -> list[tuple[Announcement, bool]]:
    """Broadcasts made since but those that nobody got, with whether they still go out; the newest first."""
    rows = await connection.execute(
        text("""
            SELECT * FROM announcements a WHERE kind = 'broadcast' AND created_at >= :since
              AND (state <> 'cancelled' OR EXISTS (SELECT 1 FROM deliveries d
                WHERE d.announcement_id = a.announcement_id AND d.state IN ('sent', 'unknown', 'sending')))
            ORDER BY announcement_id DESC
        """),
        {"since": to_ms(since)},
    )
    return [(read(row), row.state in ("active", "held")) for row in rows]


async def sendable(
    connection: AsyncConnection, now: datetime, *, up_to: int = LAST_RANK
) -> list[tuple[int, int | None]]:
    """(id, whose copies it changes) of what may leave now in part, by rank (`up_to` this one), then the
    oldest first.

    While everything is halted these are the alerts.
    """
    rows = await connection.execute(
        text(f"""
            SELECT announcement_id, changes FROM announcements a
            WHERE state = 'active' AND rank <= :up_to AND (leaves_at IS NULL OR leaves_at <= :now)
              AND (expires_at IS NULL OR expires_at > :now)
              AND (kind = 'alert' OR NOT EXISTS (SELECT 1 FROM marks WHERE name = 'halted'))
              AND {webinar_facts.IS_TRUE}
            ORDER BY rank, announcement_id
        """),  # noqa: S608 - a constant
        {"now": to_ms(now), "up_to": up_to},
    )
    return [(row.announcement_id, row.changes) for row in rows]


async def cancelled_ids(connection: AsyncConnection) -> list[int]:
    """Ids of cancelled announcements that have rows which have not begun."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements a
            WHERE state = 'cancelled' AND totals IS NULL AND EXISTS (
              SELECT 1 FROM deliveries d
              WHERE d.announcement_id = a.announcement_id AND d.state = 'pending'
            )
            ORDER BY announcement_id
        """)
    )
    return list(rows.scalars())


async def lock_open(connection: AsyncConnection, announcement_id: int) -> bool:
    """Whether it is neither finished nor cancelled, and stays what it is until the transaction ends."""
    lock = "" if connection.dialect.name == "sqlite" else "FOR UPDATE"
    rows = await connection.execute(
        text(f"""
            SELECT 1 FROM announcements
            WHERE announcement_id = :id AND (state = 'active' OR state = 'held') {lock}
        """),  # noqa: S608 - `lock` is one of the two constants above
        {"id": announcement_id},
    )
    return rows.first() is not None


async def finish(connection: AsyncConnection, announcement_id: int) -> None:
    """It is over. To be called under `lock_open`."""
    await connection.execute(
        text("UPDATE announcements SET state = 'finished' WHERE announcement_id = :id"),
        {"id": announcement_id},
    )


async def cancel(connection: AsyncConnection, announcement_id: int) -> bool:
    """Stops what goes out or is held; false when it was over already."""
    changed = await connection.execute(
        text("""
            UPDATE announcements SET state = 'cancelled'
            WHERE announcement_id = :id AND (state = 'active' OR state = 'held')
        """),
        {"id": announcement_id},
    )
    return changed.rowcount == 1


async def resume_finished(connection: AsyncConnection, announcement_id: int) -> None:
    """What was taken for finished is not: it is active again, or held when nobody has let it go on since.

    What is not finished is written as it is, so that nobody finishes it before the transaction ends.
    """
    await connection.execute(
        text("""
            UPDATE announcements
            SET state = CASE WHEN state <> 'finished' THEN state
                             WHEN held_because IS NULL THEN 'active' ELSE 'held' END
            WHERE announcement_id = :id AND state <> 'cancelled' AND totals IS NULL
        """),
        {"id": announcement_id},
    )


async def end_fan_out(connection: AsyncConnection, announcement_id: int) -> None:
    """Who has no row of it yet gets none."""
    await connection.execute(
        text("""
            UPDATE announcements SET fanned_until = NULL
            WHERE announcement_id = :id AND fanned_until IS NOT NULL
        """),
        {"id": announcement_id},
    )


async def leave_now(connection: AsyncConnection, announcement_id: int, now: datetime) -> bool:
    """What waits for its time leaves; false when it does not wait, or is over."""
    changed = await connection.execute(
        text("""
            UPDATE announcements SET leaves_at = :now
            WHERE announcement_id = :id AND state = 'active' AND leaves_at > :now
        """),
        {"id": announcement_id, "now": to_ms(now)},
    )
    if changed.rowcount != 1:
        return False
    await connection.execute(
        text("""
            UPDATE deliveries SET next_attempt_at = :now
            WHERE announcement_id = :id AND state = 'pending' AND attempts = 0 AND next_attempt_at > :now
        """),
        {"id": announcement_id, "now": to_ms(now)},
    )
    return True


async def set_body(connection: AsyncConnection, announcement_id: int, body: Body) -> None:
    """Whatever of it begins from now on says this; who has it already keeps what they have."""
    await connection.execute(
        text("UPDATE announcements SET body = :body WHERE announcement_id = :id"),
        {"id": announcement_id, "body": encode(body)},
    )


async def set_report(
    connection: AsyncConnection, announcement_id: int, chat_id: int | None, message_id: int | None
) -> None:
    """Where to show the progress; None when it need not be shown any more."""
    if chat_id is None:
        file_erasing.note(connection)
    await connection.execute(
        text("""
            UPDATE announcements SET report_chat_id = :chat_id, report_message_id = :message_id
            WHERE announcement_id = :id
        """),
        {"id": announcement_id, "chat_id": chat_id, "message_id": message_id},
    )


async def reports(connection: AsyncConnection) -> list[Watched]:
    """Every announcement whose progress somebody watches."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id, report_chat_id, report_message_id FROM announcements
            WHERE report_message_id IS NOT NULL ORDER BY announcement_id
        """)
    )
    return [Watched(row.announcement_id, row.report_chat_id, row.report_message_id) for row in rows]


async def totals(connection: AsyncConnection, announcement_id: int) -> Mapping[str, int]:
    """Counts kept from rows that were forgotten already."""
    rows = await connection.execute(
        text("SELECT totals FROM announcements WHERE announcement_id = :id"), {"id": announcement_id}
    )
    kept = rows.scalar_one_or_none()
    counts: dict[str, int] = {} if kept is None else json.loads(kept)
    return counts


def read(row: Row[Any]) -> Announcement:
    """The announcement in a row that has all its columns."""
    return Announcement(
        announcement_id=row.announcement_id,
        key=row.key,
        audience=audiences.read(row),
        body=decode(Kind(row.kind), row.body),
        created_at=from_ms(row.created_at),
        expires_at=None if row.expires_at is None else from_ms(row.expires_at),
        leaves_at=None if row.leaves_at is None else from_ms(row.leaves_at),
        changes=row.changes,
    )
