"""Who works, of several processes on one database: one row with an epoch, a holder and an end.

On PostgreSQL the end is an instant of the database's clock, so that the processes' own clocks do not matter.
On SQLite the lock of the file says that nobody else is there, and whoever asks has the turn.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = "bot"
# as SQL, in milliseconds since 1970
_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"


def _is_shared(connection: AsyncConnection) -> bool:
    return connection.dialect.name != "sqlite"


def lock(connection: AsyncConnection) -> str:
    """The end of a SELECT of the row: whoever takes the turn over waits until this transaction is through."""
    return "FOR SHARE" if _is_shared(connection) else ""


async def take(connection: AsyncConnection, holder: str, lease: float) -> int | None:
    """The epoch that begins now, for so many seconds; None while it is somebody else's turn.

    An end that lies further ahead than a lease comes from a clock that was set back: it counts as past.
    """
    is_over, now = "TRUE", "0"
    if _is_shared(connection):
        is_over, now = f"working.ends_at <= {_NOW} OR working.ends_at > {_NOW} + 2 * :lease", _NOW
    taken = await connection.execute(
        text(f"""
            INSERT INTO working (name, epoch, holder, ends_at) VALUES (:name, 1, :holder, {now} + :lease)
            ON CONFLICT (name) DO UPDATE
            SET epoch = working.epoch + 1, holder = excluded.holder, ends_at = excluded.ends_at
            WHERE {is_over}
            RETURNING epoch
        """),  # noqa: S608 - constants
        {"name": _ROW, "holder": holder, "lease": round(lease * 1000)},
    )
    epoch: int | None = taken.scalar_one_or_none()
    return epoch


async def renew(connection: AsyncConnection, epoch: int, lease: float) -> bool:
    """Moves the end; false when another epoch has begun."""
    now = _NOW if _is_shared(connection) else "0"
    renewed = await connection.execute(
        text(f"UPDATE working SET ends_at = {now} + :lease WHERE name = :name AND epoch = :epoch"),  # noqa: S608
        {"name": _ROW, "epoch": epoch, "lease": round(lease * 1000)},
    )
    return renewed.rowcount == 1


async def give_up(connection: AsyncConnection, epoch: int) -> None:
    """The turn is over: the next process need not wait."""
    await connection.execute(
        text("UPDATE working SET ends_at = 0 WHERE name = :name AND epoch = :epoch"),
        {"name": _ROW, "epoch": epoch},
    )


async def is_current(connection: AsyncConnection, epoch: int) -> bool:
    """Whether this is still the epoch; if so, it is until the transaction ends."""
    rows = await connection.execute(
        text(f"SELECT 1 FROM working WHERE name = :name AND epoch = :epoch {lock(connection)}"),  # noqa: S608
        {"name": _ROW, "epoch": epoch},
    )
    return rows.first() is not None


async def latest(connection: AsyncConnection) -> int:
    """The epoch that began last; 0 before the first."""
    rows = await connection.execute(text("SELECT epoch FROM working WHERE name = :name"), {"name": _ROW})
    return rows.scalar_one_or_none() or 0


async def is_held(connection: AsyncConnection) -> bool:
    """Whether a process works on a server's database now, or did a moment ago."""
    rows = await connection.execute(
        text(f"SELECT 1 FROM working WHERE name = :name AND ends_at > {_NOW}"),  # noqa: S608 - a constant
        {"name": _ROW},
    )
    return rows.first() is not None
