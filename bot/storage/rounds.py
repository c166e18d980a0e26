"""Rows of rounds: what was asked, of whom, until when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.rounds import Round, RoundText, as_item, from_item
from bot.storage import file_erasing
from bot.storage.instants import from_ms, to_ms
from bot.storage.old_deliveries import NOBODY

_STOPPED_IN_TIME = """a.state = 'cancelled' AND a.totals IS NULL AND NOT EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.announcement_id = a.announcement_id AND d.state IN ('sent', 'unknown', 'sending'))"""


async def add(
    connection: AsyncConnection,
    topic: str,
    texts: Mapping[str, RoundText],
    opened_at: datetime,
    closes_at: datetime,
    *,
    has_regions: bool,
) -> int:
    """Stores a round and returns its id."""
    added = await connection.execute(
        text("""
            INSERT INTO rounds (topic, texts, has_regions, opened_at, closes_at)
            VALUES (:topic, :texts, :has_regions, :opened_at, :closes_at) RETURNING round_id
        """),
        {
            "topic": topic,
            "texts": json.dumps({code: as_item(each) for code, each in texts.items()}, ensure_ascii=False),
            "has_regions": has_regions,
            "opened_at": to_ms(opened_at),
            "closes_at": to_ms(closes_at),
        },
    )
    return int(added.scalar_one())


async def find(connection: AsyncConnection, round_id: int, *, stays: str = "") -> Round | None:
    """One round. It stays as it is until the transaction ends: for one who answers, `stays="SHARE"`, so that
    others may answer meanwhile; for who closes it, `stays="UPDATE"`.
    """
    lock = f"FOR {stays}" if stays in ("SHARE", "UPDATE") and connection.dialect.name != "sqlite" else ""
    rows = await connection.execute(
        text(f"SELECT * FROM rounds WHERE round_id = :id {lock}"),  # noqa: S608 - a constant
        {"id": round_id},
    )
    row = rows.one_or_none()
    return None if row is None else _read(row)


async def unclosed(connection: AsyncConnection) -> list[Round]:
    """Those that nobody has closed yet, the oldest first."""
    rows = await connection.execute(text("SELECT * FROM rounds WHERE NOT is_closed ORDER BY round_id"))
    return [_read(row) for row in rows]


async def latest(connection: AsyncConnection, size: int) -> list[Round]:
    """The newest rounds, newest first."""
    rows = await connection.execute(
        text("SELECT * FROM rounds ORDER BY round_id DESC LIMIT :size"), {"size": size}
    )
    return [_read(row) for row in rows]


async def close(connection: AsyncConnection, round_id: int, at: datetime, people: int) -> None:
    """It is over since then, and so many answered."""
    await connection.execute(
        text("""
            UPDATE rounds SET is_closed = :yes, closes_at = :at, people = :people WHERE round_id = :id
        """),
        {"id": round_id, "yes": True, "at": to_ms(at), "people": people},
    )


async def announced_under(connection: AsyncConnection, key: str) -> int | None:
    """The id of the announcement with this key; None when none was ever made."""
    statement = text("SELECT announcement_id FROM announcements WHERE key = :key")
    found: int | None = (await connection.execute(statement, {"key": key})).scalar_one_or_none()
    return found


async def reached_somebody(connection: AsyncConnection, key: str) -> bool:
    """Whether the announcement with this key was made, and not stopped before anybody got it."""
    statement = text(f"""
        SELECT 1 FROM announcements a WHERE key = :key AND NOT ({_STOPPED_IN_TIME})
    """)  # noqa: S608 - a constant
    return (await connection.execute(statement, {"key": key})).first() is not None


async def was_stopped_in_time(connection: AsyncConnection, key: str) -> bool:
    """Whether the announcement with this key was stopped before anybody got it."""
    statement = text(f"""
        SELECT 1 FROM announcements a WHERE key = :key AND {_STOPPED_IN_TIME}
    """)  # noqa: S608 - a constant
    return (await connection.execute(statement, {"key": key})).first() is not None


async def was_taken_back(connection: AsyncConnection, key: str) -> bool:
    """Whether the announcement with this key was stopped, or recalled."""
    statement = text("""
        SELECT 1 FROM announcements a WHERE key = :key AND (state = 'cancelled' OR EXISTS (
            SELECT 1 FROM announcements r
            WHERE r.changes = a.announcement_id AND r.kind = 'recall' AND r.state <> 'cancelled'))
    """)
    return (await connection.execute(statement, {"key": key})).first() is not None


async def free_key(connection: AsyncConnection, key: str) -> None:
    """One that was stopped before anybody got it gives its key to the next."""
    await connection.execute(
        text(f"""
            UPDATE announcements AS a SET key = key || '/stopped/' || announcement_id
            WHERE key = :key AND {_STOPPED_IN_TIME}
        """),  # noqa: S608 - a constant
        {"key": key},
    )


async def spare_who_answered(connection: AsyncConnection, announcement_id: int, round_id: int) -> None:
    """Who answered already is not reminded. To be called before its rows are written."""
    await connection.execute(
        text("""
            INSERT INTO deliveries (announcement_id, chat_id, language, state, next_attempt_at)
            SELECT DISTINCT CAST(:id AS BIGINT), m.chat_id, s.language, 'skipped', 0
            FROM round_members m
            JOIN round_inputs i ON i.number = m.number
            JOIN subscribers s ON s.chat_id = m.chat_id
            WHERE m.round_id = :round_id AND m.chat_id < :nobody
            ON CONFLICT (announcement_id, chat_id) DO NOTHING
        """),
        {"id": announcement_id, "round_id": round_id, "nobody": NOBODY},
    )


async def remove(connection: AsyncConnection, round_id: int) -> None:
    """Removes one that nobody takes part in any more."""
    await connection.execute(text("DELETE FROM rounds WHERE round_id = :id"), {"id": round_id})


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Removes rounds that closed before, with what was answered."""
    removed = await connection.execute(
        text("""
            DELETE FROM round_inputs WHERE round_id IN (
                SELECT round_id FROM rounds WHERE is_closed AND closes_at < :before)
        """),
        {"before": to_ms(before)},
    )
    await connection.execute(
        text("DELETE FROM rounds WHERE is_closed AND closes_at < :before"), {"before": to_ms(before)}
    )
    file_erasing.note_removed(connection, removed)


def _read(row: Row[Any]) -> Round:
    texts = {code: from_item(item) for code, item in json.loads(row.texts).items()}
    return Round(
        row.round_id,
        row.topic,
        texts,
        bool(row.has_regions),
        from_ms(row.opened_at),
        from_ms(row.closes_at),
        bool(row.is_closed),
        int(row.people),
    )
