"""The outbox: begin, settle, give up, expire.

A row *begins* right before its request leaves: one statement takes it from `pending` to `sending`. That is
the point of no return, and it looks once more whether it is this process's turn, the announcement is
active, what it says of webinars is true, outbound is not halted and the chat still wants it; an alert to
staff needs neither of the last two. So a kill leaves rows that had not begun, which go out after all, and
begun ones, which may have arrived: whoever takes the turn over makes them `unknown`.

A row of a change needs the copy that it changes in place of a subscription, and may be repeated; so may one
of an alert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.deliveries import Delivery, State
from bot.domain.delivery.ranks import LAST_RANK
from bot.storage import announcements, leader_lease, webinar_facts
from bot.storage.instants import to_ms
from bot.storage.list_parameters import among, listed

CLOSED_TOGETHER = 5_000  # rows


@dataclass(frozen=True, slots=True)
class Settled:
    """The final state of an attempt."""

    delivery: Delivery
    state: State
    message_id: int | None = None
    reason: str | None = None


# Two requests about one copy would overtake each other: while one is in the air, another waits.
_COPY_IS_STILL = """
    AND NOT EXISTS (
        SELECT 1 FROM announcements f
        JOIN deliveries o ON o.announcement_id = f.announcement_id AND o.chat_id = deliveries.chat_id
        WHERE (f.announcement_id = :changes OR f.changes = :changes) AND o.state = 'sending'
    )
"""
# An announcement `a`, for the chat of a row its subscription `t`, and the row `o` that brought its copy.
_AROUND = """
    FROM announcements a
    LEFT JOIN subscriptions t ON t.topic = a.topic AND t.chat_id = deliveries.chat_id
    LEFT JOIN deliveries o ON o.announcement_id = a.changes AND o.chat_id = deliveries.chat_id
    WHERE a.announcement_id = deliveries.announcement_id
"""
# `o` has a number by which the copy is known; 0 is no number
_HAS_COPY = "a.changes IS NOT NULL AND o.state = 'sent' AND o.message_id > 0"
# Whoever has left is sent nothing: not a topic that they left, nor a word to them alone, nor that a topic has
# ended. A notice puts right what the chat was told, perhaps under another topic: any subscription is enough.
_IS_WANTED = """
    (t.chat_id IS NOT NULL OR (a.kind IN ('welcome', 'farewell', 'thread_gone') AND EXISTS (
      SELECT 1 FROM subscribers s WHERE s.chat_id = deliveries.chat_id))
     OR (a.kind = 'notice' AND EXISTS (
      SELECT 1 FROM subscriptions s WHERE s.chat_id = deliveries.chat_id)))
"""
_MAY_HAVE = f"(a.kind = 'alert' OR (a.changes IS NULL AND {_IS_WANTED}) OR ({_HAS_COPY}))"


async def due(
    connection: AsyncConnection, now: datetime, size: int, *, up_to: int = LAST_RANK
) -> list[Delivery]:
    """Up to `size` rows that may begin: by the rank of their announcement (`up_to` this one), then its age,
    then when they are due. Looking changes nothing.
    """
    found: list[Delivery] = []
    for announcement_id, changes in await announcements.sendable(connection, now, up_to=up_to):
        about = {} if changes is None else {"changes": changes}
        rows = await connection.execute(
            text(f"""
                SELECT delivery_id, announcement_id, chat_id, language, attempts FROM deliveries
                WHERE announcement_id = :id AND state = 'pending' AND next_attempt_at <= :now
                {"" if changes is None else _COPY_IS_STILL}
                ORDER BY next_attempt_at, delivery_id LIMIT :size
            """),  # noqa: S608 - a constant
            about | {"id": announcement_id, "now": to_ms(now), "size": size - len(found)},
        )
        found += [_delivery(row, row.attempts + 1) for row in rows]
        if len(found) == size:
            break
    return found


async def begin(
    connection: AsyncConnection, epoch: int, delivery_ids: Sequence[int], now: datetime
) -> list[Delivery]:
    """Marks pending rows as leaving now and returns those that may leave, in the order of their ids."""
    rows = await connection.execute(
        text(f"""
            WITH turn AS (SELECT epoch FROM working WHERE epoch = :epoch {leader_lease.lock(connection)})
            UPDATE deliveries
            SET state = 'sending', attempts = attempts + 1, epoch = :epoch, next_attempt_at = :now
            WHERE delivery_id {among(connection, "ids")} AND state = 'pending'
              AND EXISTS (SELECT 1 FROM turn)
              AND EXISTS (
                SELECT 1 {_AROUND} AND a.state = 'active'
                  AND (a.expires_at IS NULL OR a.expires_at > :now) AND {_MAY_HAVE}
                  AND (a.kind = 'alert' OR NOT EXISTS (SELECT 1 FROM marks WHERE name = 'halted'))
                  AND {webinar_facts.IS_TRUE}
              )
            RETURNING delivery_id, announcement_id, chat_id, language, attempts, epoch,
              (SELECT o.message_id {_AROUND} AND {_HAS_COPY}) AS copy,
              (SELECT s.thread_id FROM subscribers s WHERE s.chat_id = deliveries.chat_id) AS thread_id
        """),  # noqa: S608 - what is put in are constants
        {"ids": listed(connection, delivery_ids), "epoch": epoch, "now": to_ms(now)},
    )
    order = {delivery_id: place for place, delivery_id in enumerate(delivery_ids)}
    begun = [
        replace(_delivery(row, row.attempts), epoch=row.epoch, copy=row.copy, thread_id=row.thread_id)
        for row in rows
    ]
    return sorted(begun, key=lambda delivery: order[delivery.delivery_id])


async def skip_left(connection: AsyncConnection, delivery_ids: Sequence[int]) -> None:
    """Of these rows, those whose chat has left the topic, or has no copy to change, never begin: skipped.

    Out of reach, where it may have a copy all the same. A notice waits until the chat's pause is over: the
    chat hears then what is true.
    """
    await connection.execute(
        text(f"""
            UPDATE deliveries
            SET state = CASE WHEN EXISTS (SELECT 1 {_AROUND} AND o.state IN ('sent', 'unknown'))
                             THEN 'unreachable' WHEN {webinar_facts.RESTS} THEN 'pending' ELSE 'skipped' END,
              next_attempt_at = COALESCE(
                (SELECT s.paused_until + {webinar_facts.A_DAY} FROM subscribers s
                 WHERE s.chat_id = deliveries.chat_id AND {webinar_facts.RESTS}), next_attempt_at)
            WHERE delivery_id {among(connection, "ids")} AND state = 'pending'
              AND NOT EXISTS (SELECT 1 {_AROUND} AND ({_MAY_HAVE} OR o.state = 'sending'))
        """),  # noqa: S608 - what is put in are constants
        {"ids": listed(connection, delivery_ids)},
    )


async def put_off(connection: AsyncConnection, rests: Sequence[tuple[int, datetime]]) -> None:
    """Rows of chats that rest, by their ids, are not due before these instants."""
    if rests:
        await connection.execute(
            text("UPDATE deliveries SET next_attempt_at = :at WHERE delivery_id = :id AND state = 'pending'"),
            [{"id": delivery_id, "at": to_ms(at)} for delivery_id, at in rests],
        )


# What is written of an attempt is bound to its number: written a second time, after a commit of which no
# word came back, it must not end or repeat an attempt that began since. And to its turn: a beginning that was
# undone had the number that the next turn's beginning has.
_THIS_ATTEMPT = """
    delivery_id = :id AND attempts = :attempt AND epoch = :epoch AND (state = 'sending' OR state = 'unknown')
"""


async def settle(connection: AsyncConnection, settled: Sequence[Settled]) -> None:
    """Writes the final states of rows that were being sent; no number of a message in a group that moved."""
    if settled:
        await connection.execute(
            text(f"""
                UPDATE deliveries SET state = :state, reason = :reason,
                  message_id = CASE WHEN chat_id = :chat_id THEN CAST(:message_id AS BIGINT) END
                WHERE {_THIS_ATTEMPT}
            """),  # noqa: S608 - a constant
            [
                {
                    "id": each.delivery.delivery_id,
                    "attempt": each.delivery.attempt,
                    "epoch": each.delivery.epoch,
                    "state": each.state.value,
                    "chat_id": each.delivery.chat_id,
                    "message_id": each.message_id,
                    "reason": each.reason,
                }
                for each in settled
            ],
        )


async def retry_at(connection: AsyncConnection, delivery: Delivery, at: datetime, reason: str) -> None:
    """Puts a row that was certainly not sent back into the outbox.

    Where it had been given up as unknown, its announcement may have been taken for finished: it is not.
    """
    changed = await connection.execute(
        text(f"""
            UPDATE deliveries SET state = 'pending', next_attempt_at = :at, reason = :reason
            WHERE {_THIS_ATTEMPT}
        """),  # noqa: S608 - a constant
        {
            "id": delivery.delivery_id,
            "attempt": delivery.attempt,
            "epoch": delivery.epoch,
            "at": to_ms(at),
            "reason": reason,
        },
    )
    if changed.rowcount:
        await announcements.resume_finished(connection, delivery.announcement_id)


async def give_up_earlier(connection: AsyncConnection, epoch: int) -> int:
    """Rows that began in earlier turns and were not settled become unknown, those of changes and alerts due
    again.

    Returns how many are unknown.
    """
    await connection.execute(
        text("""
            UPDATE deliveries SET state = 'pending'
            WHERE announcement_id IN (
                SELECT announcement_id FROM announcements
                WHERE (changes IS NOT NULL OR kind = 'alert') AND totals IS NULL)
              AND state = 'sending' AND (epoch IS NULL OR epoch < :epoch)
        """),
        {"epoch": epoch},
    )
    changed = await connection.execute(
        text("""
            UPDATE deliveries SET state = 'unknown', reason = 'the process ended'
            WHERE announcement_id IN (SELECT announcement_id FROM announcements WHERE totals IS NULL)
              AND state = 'sending' AND (epoch IS NULL OR epoch < :epoch)
        """),
        {"epoch": epoch},
    )
    return int(changed.rowcount)


async def past_their_time(connection: AsyncConnection, now: datetime) -> list[int]:
    """Ids of announcements that may not be sent any more and are not over yet, in their order."""
    rows = await connection.execute(
        text("""
            SELECT announcement_id FROM announcements
            WHERE (state = 'active' OR state = 'held') AND expires_at IS NOT NULL AND expires_at <= :now
            ORDER BY announcement_id
        """),
        {"now": to_ms(now)},
    )
    return list(rows.scalars())


async def close_pending(
    connection: AsyncConnection, announcement_id: int, state: State, *, but: int = 0
) -> int:
    """The next rows of an announcement that have not begun get a final state, `but` the last so many.

    At most a piece: a million rows at once would hold everybody else up. Returns how many.
    """
    rows = await connection.execute(
        text("""
            SELECT delivery_id FROM deliveries WHERE announcement_id = :id AND state = 'pending'
            ORDER BY next_attempt_at, delivery_id LIMIT :size
        """),
        {"id": announcement_id, "size": CLOSED_TOGETHER + but},
    )
    closing = list(rows.scalars())
    closing = closing[: len(closing) - but]
    if not closing:
        return 0
    ids = among(connection, "ids")
    changed = await connection.execute(
        text(f"UPDATE deliveries SET state = :state WHERE delivery_id {ids} AND state = 'pending'"),  # noqa: S608
        {"ids": listed(connection, closing), "state": state.value},
    )
    return int(changed.rowcount)


def _delivery(row: Row[Any], attempt: int) -> Delivery:
    return Delivery(row.delivery_id, row.announcement_id, row.chat_id, row.language, attempt)
