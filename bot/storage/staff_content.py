"""Rows of staff_content: phrasings, answers and contacts that staff put in from the chat."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff_content import RowKind, StaffRow
from bot.storage import erasing
from bot.storage.instants import to_ms


async def everything(connection: AsyncConnection) -> list[StaffRow]:
    """All rows, in the order in which they were written. One of another release's kind is left out."""
    rows = await connection.execute(
        text("""
            SELECT kind, item_id, item, stands_over, batch FROM staff_content
            ORDER BY written_at, kind, item_id
        """)
    )
    return [
        StaffRow(
            RowKind(row.kind),
            row.item_id,
            None if row.item is None else json.loads(row.item),
            row.stands_over,
            row.batch,
        )
        for row in rows
        if row.kind in RowKind._value2member_map_
    ]


async def put(connection: AsyncConnection, row: StaffRow, now: datetime) -> None:
    """Writes a row, in place of an older one about the same thing."""
    await connection.execute(
        text("""
            INSERT INTO staff_content (kind, item_id, item, stands_over, batch, written_at)
            VALUES (:kind, :item_id, :item, :stands_over, :batch, :now)
            ON CONFLICT (kind, item_id) DO UPDATE SET item = excluded.item,
                stands_over = excluded.stands_over, batch = excluded.batch, written_at = excluded.written_at
        """),
        {
            "kind": row.kind.value,
            "item_id": row.item_id,
            "item": None if row.item is None else json.dumps(row.item, ensure_ascii=False),
            "stands_over": row.stands_over,
            "batch": row.batch,
            "now": to_ms(now),
        },
    )


async def take(connection: AsyncConnection, row: StaffRow) -> bool:
    """Removes the row about a thing; false when there was none."""
    erasing.note(connection)
    removed = await connection.execute(
        text("DELETE FROM staff_content WHERE kind = :kind AND item_id = :item_id"),
        {"kind": row.kind.value, "item_id": row.item_id},
    )
    return removed.rowcount > 0


async def take_batch(connection: AsyncConnection, batch: str) -> int:
    """Removes the rows of one act; returns how many there were."""
    erasing.note(connection)
    removed = await connection.execute(
        text("DELETE FROM staff_content WHERE batch = :batch"), {"batch": batch}
    )
    return int(removed.rowcount)
