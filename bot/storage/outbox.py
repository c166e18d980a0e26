"""The outbox: claim with a lease, begin, settle, recover, expire.

A row is claimed in batches (it stays `pending`, only nobody else takes it while the lease runs) and
*begun* right before its request leaves. Beginning is the point of no return: it looks once more whether
the announcement is active, outbound is not halted and the chat is still subscribed; an alert to staff needs
neither of the last two. So a kill leaves claimed rows, which go out after all, and begun ones, which may have
arrived and become `unknown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deliveries import Delivery, Progress, State
from bot.storage import announcements
from bot.storage.instants import to_ms

CLOSED_TOGETHER = 5_000  # rows


async def claim(
    connection: AsyncConnection, worker: str, now: datetime, lease_until: datetime, size: int
) -> list[Delivery]:
    """Takes up to `size` due rows that no other living worker holds: by the rank of their announcement,
    then the announcement's age, then when they are due.

    A worker asks for more only when it is through with what it had, so rows that are still in its own
    name were dropped by a failure, and are taken anew.
    """
    claimed: list[Delivery] = []
    for announcement_id in await announcements.active_ids(connection):
        claimed += await _due(connection, announcement_id, worker, now, size - len(claimed))
        if len(claimed) == size:
            break
    if not claimed:
        return []
    # by a list of ids, not by a subquery: PostgreSQL joins that by reading the whole table
    await connection.execute(
        text("""
            UPDATE deliveries SET claimed_by = :worker, lease_until = :lease WHERE delivery_id IN :ids
        """).bindparams(bindparam("ids", expanding=True)),
        {"worker": worker, "lease": to_ms(lease_until), "ids": [d.delivery_id for d in claimed]},
    )
    return claimed


async def _due(
    connection: AsyncConnection, announcement_id: int, worker: str, now: datetime, size: int
) -> list[Delivery]:
    lock = "" if connection.dialect.name == "sqlite" else "FOR UPDATE SKIP LOCKED"
    rows = await connection.execute(
        text(f"""
            SELECT delivery_id, announcement_id, chat_id, language, attempts FROM deliveries
            WHERE announcement_id = :id AND state = 'pending' AND next_attempt_at <= :now
              AND (lease_until IS NULL OR lease_until <= :now OR claimed_by = :worker)
            ORDER BY next_attempt_at, delivery_id LIMIT :size {lock}
        """),  # noqa: S608 - `lock` is one of the two constants above
        {"id": announcement_id, "worker": worker, "now": to_ms(now), "size": size},
    )
    return [
        Delivery(row.delivery_id, row.announcement_id, row.chat_id, row.language, row.attempts + 1)
        for row in rows
    ]


async def begin(
    connection: AsyncConnection,
    worker: str,
    delivery_ids: Sequence[int],
    now: datetime,
    lease_until: datetime,
) -> set[int]:
    """Marks claimed rows as leaving now and returns the ids of those that may leave."""
    rows = await connection.execute(
        text("""
            UPDATE deliveries SET state = 'sending', attempts = attempts + 1, lease_until = :lease
            WHERE delivery_id IN :ids AND state = 'pending' AND claimed_by = :worker
              AND EXISTS (
                SELECT 1 FROM announcements a
                LEFT JOIN subscriptions t ON t.topic = a.topic AND t.chat_id = deliveries.chat_id
                WHERE a.announcement_id = deliveries.announcement_id AND a.state = 'active'
                  AND (a.expires_at IS NULL OR a.expires_at > :now)
                  AND (a.kind = 'alert' OR (
                    t.chat_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM marks WHERE name = 'halted')))
              )
            RETURNING delivery_id
        """).bindparams(bindparam("ids", expanding=True)),
        {"ids": list(delivery_ids), "worker": worker, "now": to_ms(now), "lease": to_ms(lease_until)},
    )
    return set(rows.scalars())


async def undo_begin(connection: AsyncConnection, worker: str, delivery_ids: Sequence[int]) -> None:
    """Rows that `worker` may have begun, by a commit of which no word came back, and certainly did not send.

    To be called before the worker claims again: later one of them may be in the air.
    """
    await connection.execute(
        text("""
            UPDATE deliveries
            SET state = 'pending', attempts = attempts - 1, claimed_by = NULL, lease_until = NULL
            WHERE delivery_id IN :ids AND state = 'sending' AND claimed_by = :worker
        """).bindparams(bindparam("ids", expanding=True)),
        {"ids": list(delivery_ids), "worker": worker},
    )


async def give_back(
    connection: AsyncConnection, worker: str, delivery_ids: Sequence[int], next_attempt_at: datetime
) -> None:
    """Lets claimed rows go unsent: to be tried again later, or skipped where the chat left meanwhile."""
    parameters: dict[str, Any] = {"ids": list(delivery_ids), "worker": worker, "next": to_ms(next_attempt_at)}
    await connection.execute(
        text("""
            UPDATE deliveries SET state = 'skipped', claimed_by = NULL, lease_until = NULL
            WHERE delivery_id IN :ids AND state = 'pending' AND claimed_by = :worker
              AND NOT EXISTS (
                SELECT 1 FROM announcements a
                LEFT JOIN subscriptions t ON t.topic = a.topic AND t.chat_id = deliveries.chat_id
                WHERE a.announcement_id = deliveries.announcement_id
                  AND (a.state = 'active' OR a.state = 'held') AND (a.kind = 'alert' OR t.chat_id IS NOT NULL)
              )
        """).bindparams(bindparam("ids", expanding=True)),
        {"ids": parameters["ids"], "worker": worker},
    )
    await connection.execute(
        text("""
            UPDATE deliveries SET claimed_by = NULL, lease_until = NULL, next_attempt_at = :next
            WHERE delivery_id IN :ids AND state = 'pending' AND claimed_by = :worker
        """).bindparams(bindparam("ids", expanding=True)),
        parameters,
    )


# What is written of an attempt is bound to its number: written a second time, after a commit of which no
# word came back, it must not end or repeat an attempt that began since.
_THIS_ATTEMPT = "delivery_id = :id AND attempts = :attempt AND (state = 'sending' OR state = 'unknown')"


async def settle(
    connection: AsyncConnection, delivery: Delivery, state: State, *, reason: str | None = None
) -> None:
    """Writes the final state of a row that was being sent."""
    await connection.execute(
        text(f"""
            UPDATE deliveries SET state = :state, reason = :reason, claimed_by = NULL, lease_until = NULL
            WHERE {_THIS_ATTEMPT}
        """),  # noqa: S608 - a constant
        {"id": delivery.delivery_id, "attempt": delivery.attempt, "state": state.value, "reason": reason},
    )


async def settle_sent(connection: AsyncConnection, sent: Sequence[tuple[Delivery, int]]) -> None:
    """Writes many rows as sent, each with the id of its message."""
    if sent:
        await connection.execute(
            text(f"""
                UPDATE deliveries
                SET state = 'sent', message_id = :message_id, reason = NULL,
                    claimed_by = NULL, lease_until = NULL
                WHERE {_THIS_ATTEMPT}
            """),  # noqa: S608 - a constant
            [
                {"id": delivery.delivery_id, "attempt": delivery.attempt, "message_id": message_id}
                for delivery, message_id in sent
            ],
        )


async def retry_at(connection: AsyncConnection, delivery: Delivery, at: datetime, reason: str) -> None:
    """Puts a row that was certainly not sent back into the outbox.

    Where it had been given up as unknown, its announcement may have been taken for finished: it is not.
    """
    await connection.execute(
        text(f"""
            UPDATE deliveries
            SET state = 'pending', next_attempt_at = :at, reason = :reason,
                claimed_by = NULL, lease_until = NULL
            WHERE {_THIS_ATTEMPT}
        """),  # noqa: S608 - a constant
        {"id": delivery.delivery_id, "attempt": delivery.attempt, "at": to_ms(at), "reason": reason},
    )
    await announcements.resume_finished(connection, delivery.announcement_id)


async def recover(connection: AsyncConnection, now: datetime) -> int:
    """Begun rows whose lease ran out belong to nobody alive: they become unknown. Returns how many."""
    changed = await connection.execute(
        text("""
            UPDATE deliveries
            SET state = 'unknown', reason = 'the process ended',
                claimed_by = NULL, lease_until = NULL
            WHERE announcement_id IN (SELECT announcement_id FROM announcements WHERE totals IS NULL)
              AND state = 'sending' AND lease_until <= :now
        """),
        {"now": to_ms(now)},
    )
    return int(changed.rowcount)


async def release_all(connection: AsyncConnection) -> None:
    """Ends every lease at once: for the start of the only process of a database."""
    await connection.execute(text("UPDATE deliveries SET lease_until = 0 WHERE state = 'sending'"))
    await connection.execute(
        text("UPDATE deliveries SET lease_until = NULL WHERE state = 'pending' AND lease_until IS NOT NULL")
    )


async def past_their_time(connection: AsyncConnection, now: datetime) -> list[int]:
    """Ids of announcements that may not be sent any more and are not over yet."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE (state = 'active' OR state = 'held') AND expires_at IS NOT NULL AND expires_at <= :now
        """),
        {"now": to_ms(now)},
    )
    return list(rows.scalars())


async def close_pending(connection: AsyncConnection, announcement_id: int, state: State) -> int:
    """The next rows of an announcement that have not begun get a final state; returns how many.

    At most a piece: a million rows at once would hold everybody else up.
    """
    ids = (
        await connection.execute(
            text("""
                SELECT delivery_id FROM deliveries WHERE announcement_id = :id AND state = 'pending'
                ORDER BY next_attempt_at, delivery_id LIMIT :size
            """),
            {"id": announcement_id, "size": CLOSED_TOGETHER},
        )
    ).scalars()
    closing = list(ids)
    if not closing:
        return 0
    changed = await connection.execute(
        text("""
            UPDATE deliveries SET state = :state, claimed_by = NULL, lease_until = NULL
            WHERE delivery_id IN :ids AND state = 'pending'
        """).bindparams(bindparam("ids", expanding=True)),
        {"ids": closing, "state": state.value},
    )
    return int(changed.rowcount)


async def progress(connection: AsyncConnection, announcement_id: int) -> Progress:
    """Rows by state; from the counts that were kept when the rows are forgotten already."""
    rows = await connection.execute(
        text("SELECT state, count(*) AS n FROM deliveries WHERE announcement_id = :id GROUP BY state"),
        {"id": announcement_id},
    )
    counts = {State(row.state): int(row.n) for row in rows}
    if not counts:
        kept = await announcements.totals(connection, announcement_id)
        counts = {State(state): count for state, count in kept.items()}
    return Progress(counts)


async def has_open(connection: AsyncConnection, announcement_id: int) -> bool:
    """Whether any row of the announcement may still go out, or is still to be written."""
    if await has_pending(connection, announcement_id):
        return True
    rows = await connection.execute(
        text("""
            SELECT 1 FROM deliveries WHERE announcement_id = :id AND state = 'sending'
            UNION ALL
            SELECT 1 FROM announcements WHERE announcement_id = :id AND fanned_until IS NOT NULL
            LIMIT 1
        """),
        {"id": announcement_id},
    )
    return rows.first() is not None


async def has_pending(connection: AsyncConnection, announcement_id: int) -> bool:
    """Whether any row has not begun."""
    rows = await connection.execute(
        text("SELECT 1 FROM deliveries WHERE announcement_id = :id AND state = 'pending' LIMIT 1"),
        {"id": announcement_id},
    )
    return rows.first() is not None
