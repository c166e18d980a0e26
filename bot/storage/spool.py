"""The spool: a small SQLite file of one process, for updates that are confirmed and not handled yet.

It lies beside the process's data, works whatever the database does, and is in no backup. What it held is
overwritten as soon as it was handled. Beside it stand the numbers of the updates that were handled.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.storage.file_owner import make_empty
from bot.storage.instants import from_ms, to_ms

# milliseconds to wait for another program that holds the file: for the first call, and for those after it
BUSY, STILL_BUSY = 1000, 100
T = TypeVar("T")
_TABLES = """
    CREATE TABLE IF NOT EXISTS waiting (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        update_id INTEGER NOT NULL UNIQUE,
        kept_at INTEGER NOT NULL,
        body TEXT NOT NULL,
        epoch INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE IF NOT EXISTS handled (update_id INTEGER PRIMARY KEY, handled_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS handled_by_time ON handled (handled_at);
"""


_KEEP = "INSERT INTO waiting (update_id, kept_at, body, epoch) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Kept:
    """An update that waits: its number, itself as JSON, and the turn in which it was taken in."""

    update_id: int
    body: str
    epoch: int


class SpoolError(RuntimeError):
    """The file cannot be used for now; the text says why."""


class Spool:
    """`path` is made for this user alone; None keeps all in memory. Every call raises SpoolError.

    Calls are carried out one after another by a thread of their own: who does not wait for one waits for no
    disk.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._is_troubled = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")

    @property
    def beside(self) -> Path | None:
        """The file for what has to be stored at the end while another program holds ours."""
        return None if self._path is None else beside_of(self._path)

    async def keep(self, updates: Sequence[Kept], now: datetime) -> None:
        """Stores updates behind those that are there; one that is there stays as it is."""

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                _KEEP, [(one.update_id, to_ms(now), one.body, one.epoch) for one in updates]
            )

        await self._call(write)

    async def settle(self, handled: Sequence[tuple[int, datetime]], forget_before: datetime) -> bool:
        """These were handled: they wait no more, and are known until their time is before `forget_before`.

        False while the file's log still holds what people wrote: call `erase_log` after a while.
        """

        def write(connection: sqlite3.Connection) -> bool:
            connection.executemany(
                "INSERT OR REPLACE INTO handled (update_id, handled_at) VALUES (?, ?)",
                [(update_id, to_ms(at)) for update_id, at in handled],
            )
            gone = connection.executemany(
                "DELETE FROM waiting WHERE update_id = ?", [(update_id,) for update_id, _ in handled]
            ).rowcount
            connection.execute("DELETE FROM handled WHERE handled_at < ?", (to_ms(forget_before),))
            connection.commit()
            return not gone or _erase_log(connection)

        return await self._call(write)

    async def erase_log(self) -> bool:
        """Writes the log into the file and empties it; false while another program reads it."""
        return await self._call(_erase_log)

    async def waiting(self) -> list[Kept]:
        """What is to be handled, in the order in which it came."""
        rows = "SELECT update_id, body, epoch FROM waiting ORDER BY place"
        return await self._call(lambda connection: [Kept(*row) for row in connection.execute(rows)])

    async def newest_handled(self, size: int) -> list[tuple[int, datetime]]:
        """The numbers that were handled last, and when, oldest first."""
        sql = "SELECT update_id, handled_at FROM handled ORDER BY handled_at DESC LIMIT ?"
        return await self._call(
            lambda connection: [
                (int(number), from_ms(at)) for number, at in connection.execute(sql, (size,))
            ][::-1]
        )

    async def oldest(self) -> datetime | None:
        """Since when the oldest waits."""
        return await self._call(_oldest)

    async def take_over(self, other: Path) -> None:
        """Puts what waits in the file of a process that is no more behind our own, and removes that file."""

        def write(connection: sqlite3.Connection) -> None:
            rows, known = _content_of(other)
            connection.executemany(_KEEP, rows)
            connection.executemany("INSERT OR IGNORE INTO handled VALUES (?, ?)", known)
            connection.execute("DELETE FROM waiting WHERE update_id IN (SELECT update_id FROM handled)")
            connection.commit()
            for name in (other.name, f"{other.name}-wal", f"{other.name}-shm"):
                other.with_name(name).unlink(missing_ok=True)

        await self._call(write)

    async def close(self) -> None:
        """Closes the file; the next call would open it again."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_transaction, work)

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = _opened(self._path)
            self._connection.execute(f"PRAGMA busy_timeout = {STILL_BUSY if self._is_troubled else BUSY}")
            with self._connection:
                done = work(self._connection)
            self._is_troubled = False
            return done
        except (sqlite3.Error, OSError) as error:
            self._is_troubled = True
            raise SpoolError(f"{self._path}: {error}") from None

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def beside_of(path: Path) -> Path:
    """The second file of a process whose spool is this one."""
    return path.with_name(f"{path.name}.beside")


def oldest_in(path: Path) -> datetime | None:
    """Since when the oldest waits in the file of another process, which may run. Raises SpoolError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _oldest(connection)
    except (sqlite3.Error, OSError) as error:
        raise SpoolError(f"{path}: {error}") from None


def _content_of(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What waits there, and what was handled."""
    try:
        with closing(_opened(path)) as left:
            rows = left.execute(
                "SELECT update_id, kept_at, body, epoch FROM waiting ORDER BY place"
            ).fetchall()
            return rows, left.execute("SELECT update_id, handled_at FROM handled").fetchall()
    except (sqlite3.Error, OSError) as error:
        raise SpoolError(f"{path}: {error}") from None


def _erase_log(connection: sqlite3.Connection) -> bool:
    """Waits for no reader: what comes in meanwhile would have to wait with it."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return not is_busy


def _oldest(connection: sqlite3.Connection) -> datetime | None:
    row = connection.execute("SELECT min(kept_at) FROM waiting").fetchone()
    return None if row[0] is None else from_ms(row[0])


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        make_empty(path)  # SQLite's own files beside it get the same rights, and the same owner
    connection = sqlite3.connect(path or ":memory:", timeout=BUSY / 1000, check_same_thread=False)
    try:
        for pragma in ("secure_delete = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.executescript(_TABLES)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(waiting)")]
        if "epoch" not in columns:  # a file of an earlier release
            connection.execute("ALTER TABLE waiting ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
