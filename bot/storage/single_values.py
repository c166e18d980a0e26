"""Single remembered values: what the process must know after a restart, each under a fixed name."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.instants import from_ms, to_ms


class Mark(StrEnum):
    """The names. `halted` is read by SQL in the outbox as well."""

    HALTED = "halted"
    RESTORED = "restored"  # when a backup was put in place; empty until the first start after it
    OWNERS = "owners"  # who were owners when a turn to work began, as JSON
    PLANNED_UNTIL = "planned_until"
    RECEIVED = "received"  # the last successful poll, or call of the webhook
    TICKED = "ticked"
    BOT = "bot"  # the id of the bot that worked last
    BACKED_UP = "backed_up"  # the last copy, by the computer's clock
    DESCRIBED = (
        "described"  # the digest of what the bot's profile says; when it is tried again at the soonest
    )
    STAFF_CHAT = "staff_chat"  # as the settings say it, and what became of it
    DIGESTED = "digested"  # the week in which staff were last told what to see to


async def write(connection: AsyncConnection, mark: Mark, value: str, at: datetime) -> None:
    """Sets a mark."""
    await connection.execute(
        text("""
            INSERT INTO marks (name, value, at) VALUES (:name, :value, :at)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at
        """),
        {"name": mark.value, "value": value, "at": to_ms(at)},
    )


async def write_first(connection: AsyncConnection, mark: Mark, value: str, at: datetime) -> str:
    """Sets a mark unless it is set; returns the value that stands. Of two at once, both get the same."""
    await connection.execute(
        text("""
            INSERT INTO marks (name, value, at) VALUES (:name, :value, :at) ON CONFLICT (name) DO NOTHING
        """),
        {"name": mark.value, "value": value, "at": to_ms(at)},
    )
    standing = await connection.execute(
        text("SELECT value FROM marks WHERE name = :name"), {"name": mark.value}
    )
    return str(standing.scalar_one())


async def read(connection: AsyncConnection, mark: Mark) -> tuple[str, datetime] | None:
    """A mark's value and when it was written; None when it never was."""
    rows = await connection.execute(
        text("SELECT value, at FROM marks WHERE name = :name"), {"name": mark.value}
    )
    row = rows.one_or_none()
    return None if row is None else (row.value, from_ms(row.at))


async def replace(connection: AsyncConnection, mark: Mark, before: str, after: str) -> bool:
    """Compare and set; when it was written stays. True for the one who changed it."""
    changed = await connection.execute(
        text("UPDATE marks SET value = :after WHERE name = :name AND value = :before"),
        {"name": mark.value, "before": before, "after": after},
    )
    return changed.rowcount == 1


async def erase(connection: AsyncConnection, mark: Mark) -> None:
    """Removes a mark."""
    await connection.execute(text("DELETE FROM marks WHERE name = :name"), {"name": mark.value})
