"""Rows of the staff, of the links that make somebody one of them, and of what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people.staff import Act, Recorded, StaffMember
from bot.storage import file_erasing
from bot.storage.instants import from_ms, to_ms


async def members(connection: AsyncConnection) -> list[StaffMember]:
    """Everybody who was added, in that order."""
    rows = await connection.execute(
        text("SELECT user_id, added_by, added_at FROM staff ORDER BY added_at, user_id")
    )
    return [StaffMember(row.user_id, row.added_by, from_ms(row.added_at)) for row in rows]


async def add(connection: AsyncConnection, member: StaffMember) -> bool:
    """False for somebody who was there already."""
    added = await connection.execute(
        text("""
            INSERT INTO staff (user_id, added_by, added_at) VALUES (:user_id, :added_by, :added_at)
            ON CONFLICT (user_id) DO NOTHING
        """),
        {"user_id": member.user_id, "added_by": member.added_by, "added_at": to_ms(member.added_at)},
    )
    return added.rowcount == 1


async def remove(connection: AsyncConnection, user_id: int) -> bool:
    """False for somebody who was not there."""
    removed = await connection.execute(
        text("DELETE FROM staff WHERE user_id = :user_id"), {"user_id": user_id}
    )
    file_erasing.note_removed(connection, removed)
    return removed.rowcount > 0


async def add_link(connection: AsyncConnection, digest: str, made_by: int, ends_at: datetime) -> None:
    """A link, by the digest of its code."""
    await connection.execute(
        text("INSERT INTO staff_links (digest, made_by, ends_at) VALUES (:digest, :made_by, :ends_at)"),
        {"digest": digest, "made_by": made_by, "ends_at": to_ms(ends_at)},
    )


async def use_link(connection: AsyncConnection, digest: str, now: datetime) -> int | None:
    """Uses a link up; who made it, None where there is none that still holds."""
    used = await connection.execute(
        text("DELETE FROM staff_links WHERE digest = :digest AND ends_at > :now RETURNING made_by"),
        {"digest": digest, "now": to_ms(now)},
    )
    owner: int | None = used.scalar_one_or_none()
    if owner is not None:
        file_erasing.note(connection)
    return owner


async def forget_links_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes links that do not hold any more."""
    removed = await connection.execute(
        text("DELETE FROM staff_links WHERE ends_at <= :before"), {"before": to_ms(before)}
    )
    file_erasing.note_removed(connection, removed)


async def record(connection: AsyncConnection, recorded: Recorded) -> None:
    """Writes down what somebody did. Nothing changes it afterwards."""
    await connection.execute(
        text("""
            INSERT INTO staff_acts (at, actor, act, announcement_id, person, count)
            VALUES (:at, :actor, :act, :announcement_id, :person, :count)
        """),
        {
            "at": to_ms(recorded.at),
            "actor": recorded.actor,
            "act": recorded.act.value,
            "announcement_id": recorded.announcement_id,
            "person": recorded.person,
            "count": recorded.count,
        },
    )


async def latest(connection: AsyncConnection, size: int) -> list[Recorded]:
    """The newest acts, newest first."""
    rows = await connection.execute(
        text("""
            SELECT actor, act, at, announcement_id, person, count AS people FROM staff_acts
            ORDER BY staff_act_id DESC LIMIT :size
        """),
        {"size": size},
    )
    return [
        Recorded(row.actor, Act(row.act), from_ms(row.at), row.announcement_id, row.person, row.people)
        for row in rows
    ]


async def has_open_sendings(connection: AsyncConnection, actor: int) -> bool:
    """Whether something that somebody confirmed has not gone out to its end."""
    rows = await connection.execute(
        text("""
            SELECT 1 FROM staff_acts t JOIN announcements a ON a.announcement_id = t.announcement_id
            WHERE t.actor = :actor AND t.act NOT IN ('stopped', 'paused')
              AND (a.state = 'active' OR a.state = 'held')
            LIMIT 1
        """),
        {"actor": actor},
    )
    return rows.first() is not None


async def forget_acts_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes what was done long ago."""
    removed = await connection.execute(
        text("DELETE FROM staff_acts WHERE at < :before"), {"before": to_ms(before)}
    )
    file_erasing.note_removed(connection, removed)
