"""Rows of dialogues: what the bot has asked one of the staff and awaits; one a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import file_erasing
from bot.storage.instants import from_ms, to_ms

DONE = "done"  # the step of what was confirmed: nothing is awaited


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`step` is what is awaited, `facts` what was said so far; `at` is when something was last said."""

    step: str
    facts: Mapping[str, Any]
    at: datetime


async def put(
    connection: AsyncConnection, user_id: int, step: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """Begins a dialogue, or goes on with it; one about something else is over."""
    file_erasing.note(connection)
    await connection.execute(
        text("""
            INSERT INTO dialogues (user_id, step, facts, at) VALUES (:user_id, :step, :facts, :now)
            ON CONFLICT (user_id) DO UPDATE SET
                step = excluded.step, facts = excluded.facts, at = excluded.at
        """),
        {
            "user_id": user_id,
            "step": step,
            "facts": json.dumps(dict(facts), ensure_ascii=False),
            "now": to_ms(now),
        },
    )


async def done(connection: AsyncConnection, user_id: int, confirmation: str, now: datetime) -> None:
    """What was said was confirmed by the button that carries this: the same press again is the same one."""
    await put(connection, user_id, DONE, {"by": confirmation}, now)


async def find(connection: AsyncConnection, user_id: int) -> Dialogue | None:
    """The dialogue that this person is in."""
    rows = await connection.execute(
        text("SELECT step, facts, at FROM dialogues WHERE user_id = :user_id"), {"user_id": user_id}
    )
    row = rows.one_or_none()
    return None if row is None else Dialogue(row.step, json.loads(row.facts), from_ms(row.at))


async def drop(connection: AsyncConnection, user_id: int) -> bool:
    """Ends it; false when there was none."""
    removed = await connection.execute(
        text("DELETE FROM dialogues WHERE user_id = :user_id"), {"user_id": user_id}
    )
    file_erasing.note_removed(connection, removed)
    return removed.rowcount > 0


async def forget_before(connection: AsyncConnection, before: datetime) -> None:
    """Ends those in which nothing was said for long."""
    removed = await connection.execute(
        text("DELETE FROM dialogues WHERE at < :before"), {"before": to_ms(before)}
    )
    file_erasing.note_removed(connection, removed)
