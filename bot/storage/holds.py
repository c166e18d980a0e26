"""Announcements that wait for an admin's word: held ones, and those of which something is to go again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.holds import HeldBecause, Hold, Unanswered
from bot.storage.instants import to_ms


async def note_ended(connection: AsyncConnection, announcement_id: int, count: int) -> tuple[int, int]:
    """Adds subscriptions that the announcement ended; returns all that it ended, and its recipients.

    The row stays locked until the transaction ends, so of several workers each sees what was before it.
    """
    rows = await connection.execute(
        text("""
            UPDATE announcements SET ended = ended + :count WHERE announcement_id = :id
            RETURNING ended, recipients
        """),
        {"id": announcement_id, "count": count},
    )
    row = rows.one()
    return row.ended, row.recipients


async def hold(
    connection: AsyncConnection, announcement_id: int, because: HeldBecause, at: datetime
) -> int | None:
    """Holds an active announcement; the hold's number for the one who did it, None for all others."""
    changed = await connection.execute(
        text("""
            UPDATE announcements SET state = 'held', held_because = :why
            WHERE announcement_id = :id AND state = 'active'
        """),
        {"id": announcement_id, "why": encoded(because, at)},
    )
    return to_ms(at) if changed.rowcount == 1 else None


async def hold_waiting(
    connection: AsyncConnection, because: HeldBecause, made_before: datetime, at: datetime
) -> list[int]:
    """Holds what was made before, was to leave by now and has rows that wait; returns the ids."""
    rows = await connection.execute(
        text("""
            UPDATE announcements SET state = 'held', held_because = :why
            WHERE state = 'active' AND kind <> 'alert'
              AND created_at <= :made_before AND COALESCE(leaves_at, created_at) <= :at
              AND (fanned_until IS NOT NULL OR EXISTS (
                SELECT 1 FROM deliveries d
                WHERE d.announcement_id = announcements.announcement_id AND d.state = 'pending'
              ))
            RETURNING announcement_id
        """),
        {"why": encoded(because, at), "made_before": to_ms(made_before), "at": to_ms(at)},
    )
    return sorted(rows.scalars())


async def hold_all(connection: AsyncConnection, because: HeldBecause, at: datetime) -> None:
    """Holds everything that is active, alerts excepted."""
    await connection.execute(
        text("""
            UPDATE announcements SET state = 'held', held_because = :why
            WHERE state = 'active' AND kind <> 'alert'
        """),
        {"why": encoded(because, at)},
    )


async def let_go_on(connection: AsyncConnection, announcement_id: int, number: int, now: datetime) -> bool:
    """Ends the hold with this number, and counts endings anew; false when it is over already, or too late."""
    changed = await connection.execute(
        text("""
            UPDATE announcements SET state = 'active', held_because = NULL, ended = 0
            WHERE announcement_id = :id AND state = 'held' AND held_because LIKE :number
              AND (expires_at IS NULL OR expires_at > :now)
        """),
        {"id": announcement_id, "number": f"%@{number}", "now": to_ms(now)},
    )
    return changed.rowcount == 1


async def hold_of(connection: AsyncConnection, announcement_id: int) -> Hold | None:
    """Why the announcement is held; None when it is not."""
    rows = await connection.execute(
        text("""
            SELECT held_because, ended, recipients FROM announcements
            WHERE announcement_id = :id AND state = 'held'
        """),
        {"id": announcement_id},
    )
    row = rows.one_or_none()
    return None if row is None else decoded(row.held_because, row.ended, row.recipients)


async def hold_like(connection: AsyncConnection, announcement_id: int, earlier_id: int) -> None:
    """Holds an active announcement where the earlier one, whose place it takes, was held; for its reason."""
    await connection.execute(
        text("""
            UPDATE announcements SET state = 'held', held_because = (
                SELECT held_because FROM announcements WHERE announcement_id = :earlier)
            WHERE announcement_id = :id AND state = 'active' AND EXISTS (
                SELECT 1 FROM announcements WHERE announcement_id = :earlier AND held_because IS NOT NULL)
        """),
        {"id": announcement_id, "earlier": earlier_id},
    )


async def held_ids(connection: AsyncConnection) -> list[int]:
    """Ids of everything that is held, the oldest first."""
    rows = await connection.execute(
        text("SELECT announcement_id FROM announcements WHERE state = 'held' ORDER BY announcement_id")
    )
    return list(rows.scalars())


async def reopen(connection: AsyncConnection, announcement_id: int, meant: Unanswered, now: datetime) -> bool:
    """Opens a finished announcement whose unknown rows are those that are meant, and which has time left.

    Of several at once only one succeeds.
    """
    changed = await connection.execute(
        text("""
            UPDATE announcements SET state = 'active', held_because = NULL, ended = 0
            WHERE announcement_id = :id AND state = 'finished' AND totals IS NULL
              AND (expires_at IS NULL OR expires_at > :now)
              AND :count = (
                SELECT count(*) FROM deliveries WHERE announcement_id = :id AND state = 'unknown')
              AND :attempts = (
                SELECT COALESCE(sum(attempts), 0) FROM deliveries
                WHERE announcement_id = :id AND state = 'unknown')
        """),
        {
            "id": announcement_id,
            "now": to_ms(now),
            "count": meant.count,
            "attempts": meant.attempts,
        },
    )
    return changed.rowcount == 1


async def send_unknown_again(connection: AsyncConnection, announcement_id: int, now: datetime) -> int:
    """Rows whose outcome is unknown are pending again; their attempts go on counting. Returns how many."""
    changed = await connection.execute(
        text("""
            UPDATE deliveries
            SET state = 'pending', next_attempt_at = :now, reason = NULL
            WHERE announcement_id = :id AND state = 'unknown'
        """),
        {"id": announcement_id, "now": to_ms(now)},
    )
    return int(changed.rowcount)


def encoded(because: HeldBecause, at: datetime) -> str:
    """The reason, and when: nothing is held twice in one millisecond."""
    return f"{because.value}@{to_ms(at)}"


def decoded(held_because: str | None, ended: int, recipients: int) -> Hold | None:
    """The hold that these columns tell of."""
    if held_because is None:
        return None
    because, _, number = held_because.partition("@")
    return Hold(HeldBecause(because), int(number), ended, recipients)
