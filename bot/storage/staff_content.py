"""Rows of staff_content: what staff put in from the chat, of every kind."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.content.staff_content import RowKind, StaffRow
from bot.storage import file_erasing
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


async def find(connection: AsyncConnection, kind: RowKind, item_id: str) -> StaffRow | None:
    """The row about one thing; None where there is none."""
    rows = await everything(connection)
    return next((row for row in rows if (row.kind, row.item_id) == (kind, item_id)), None)


async def put(connection: AsyncConnection, row: StaffRow, now: datetime) -> None:
    """Writes a row, in place of an older one about the same thing; it remembers one of another act."""
    await connection.execute(
        text("""
            INSERT INTO staff_content (kind, item_id, item, stands_over, batch, written_at)
            VALUES (:kind, :item_id, :item, :stands_over, :batch, :now)
            ON CONFLICT (kind, item_id) DO UPDATE SET
                former_item = CASE WHEN staff_content.batch = excluded.batch
                    THEN staff_content.former_item ELSE staff_content.item END,
                former_stands_over = CASE WHEN staff_content.batch = excluded.batch
                    THEN staff_content.former_stands_over ELSE staff_content.stands_over END,
                former_batch = CASE WHEN staff_content.batch = excluded.batch
                    THEN staff_content.former_batch ELSE staff_content.batch END,
                item = excluded.item, stands_over = excluded.stands_over, batch = excluded.batch,
                written_at = excluded.written_at
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
    file_erasing.note(connection)
    removed = await connection.execute(
        text("DELETE FROM staff_content WHERE kind = :kind AND item_id = :item_id"),
        {"kind": row.kind.value, "item_id": row.item_id},
    )
    return removed.rowcount > 0


async def take_as_it_is(connection: AsyncConnection, row: StaffRow) -> bool:
    """The same, where nothing else was made of it since that row was read."""
    file_erasing.note(connection)
    removed = await connection.execute(
        text("DELETE FROM staff_content WHERE kind = :kind AND item_id = :item_id AND batch = :batch"),
        {"kind": row.kind.value, "item_id": row.item_id, "batch": row.batch},
    )
    return removed.rowcount > 0


async def take_batch(connection: AsyncConnection, batch: str, kinds: Collection[RowKind]) -> int:
    """Takes one act back: its rows go, or become what they were before it; returns how many there were.

    Rows of other kinds stay as they are.
    """
    file_erasing.note(connection)
    of_kinds: BindParameter[list[str]] = bindparam("kinds", [kind.value for kind in kinds], expanding=True)
    removed = await connection.execute(
        text("""
            DELETE FROM staff_content WHERE batch = :batch AND kind IN :kinds AND former_batch IS NULL
        """).bindparams(of_kinds),
        {"batch": batch},
    )
    restored = await connection.execute(
        text("""
            UPDATE staff_content SET item = former_item, stands_over = former_stands_over,
                batch = former_batch, former_item = NULL, former_stands_over = NULL, former_batch = NULL
            WHERE batch = :batch AND kind IN :kinds
        """).bindparams(of_kinds),
        {"batch": batch},
    )
    return int(removed.rowcount) + int(restored.rowcount)


async def before(connection: AsyncConnection, batch: str) -> StaffRow | None:
    """What the row of one act was before it; None where there was none, or is no such act any more."""
    rows = await connection.execute(
        text("""
            SELECT kind, item_id, former_item, former_stands_over, former_batch FROM staff_content
            WHERE batch = :batch AND former_batch IS NOT NULL
        """),
        {"batch": batch},
    )
    row = rows.first()
    if row is None:
        return None
    item = None if row.former_item is None else json.loads(row.former_item)
    return StaffRow(RowKind(row.kind), row.item_id, item, row.former_stands_over, row.former_batch)
