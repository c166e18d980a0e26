"""Connections to an SQLite file: one that writes, a few that read, each with a thread of its own.

SQLite has one writer. Ours take turns before they touch a connection, and ask for the file's lock without
waiting inside SQLite: so a writer that waits, for us or for another program, holds no thread, and readers
(WAL) have connections of their own that no writer can take. A database in memory has one connection for all.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoTurnError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.storage.file_owner import make_empty

OLDEST = (3, 35, 0)  # RETURNING
READERS = 8  # connections
READER_WAITS = 0.25  # seconds for a free one, and inside SQLite where even reading finds the file locked
WAITED_IN_SILENCE = 25  # tries; who called a verb is told then why nothing happens
ASK_AGAIN = 0.02  # seconds between two tries for the lock that another program holds
LOG_KEPT = 4 * 1024 * 1024  # bytes of the write-ahead log, once it was written into the file
CACHE = 500  # KiB of pages for each connection; what else is read again the system keeps
ERASING_WAITS = 0.2  # seconds for readers to come to their end, while nobody writes
_BUSY = 5  # sqlite.org/rescode.html
logger = logging.getLogger(__name__)
T = TypeVar("T")


class _File(sqlite3.Connection):
    """An open file of which closing undoes what is under way first. Twice is once."""

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


class _Statement:
    """A cursor whose statement, rows and end are one errand to the connection's thread, not four.

    SQLite keeps a file open for a cursor that anything refers to: none outlives its errand.
    """

    def __init__(self, line: _SqliteLine) -> None:
        self._line = line
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> _Statement:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> _Statement:  # noqa: ANN401 - sqlite3's signature
        return await self._line.run(self._run, "execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Any) -> _Statement:  # noqa: ANN401 - sqlite3's signature
        return await self._line.run(self._run, "executemany", sql, parameters)

    def _run(self, file: sqlite3.Connection, how: str, sql: str, parameters: Any) -> _Statement:  # noqa: ANN401 - same
        with closing(file.cursor()) as cursor:
            if self._line.begins and not file.in_transaction:
                cursor.execute("BEGIN")
            getattr(cursor, how)(sql, parameters)
            self._rows = cursor.fetchall()
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self.rowcount = cursor.rowcount
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""


class _SqliteLine(aiosqlite.Connection):
    """A connection that is closed, and its thread ended, whoever gave up waiting for it in the middle.

    One that `begins` puts its first statement into a transaction, without an errand for that.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, begins: bool) -> None:
        super().__init__(self._open, iter_chunk_size=64)
        self.begins = begins
        self._open_file = connect
        self._file: sqlite3.Connection | None = None
        self._ended: asyncio.Future[Any] | None = None
        self._is_done = False
        self._thread.daemon = True

    def _open(self) -> sqlite3.Connection:
        self._file = self._open_file()
        return self._file

    def cursor(self) -> _Statement:  # type: ignore[override]  # all that SQLAlchemy asks of a cursor
        return _Statement(self)

    async def run(self, errand: Callable[..., T], *words: Any) -> T:  # noqa: ANN401 - the errand's own
        """What the errand returns that the thread does with the file."""
        self._is_done = False  # as it stays where somebody gave up waiting
        result: T = await self._execute(errand, self._file, *words)  # type: ignore[no-untyped-call]  # aiosqlite's
        self._is_done = True
        return result

    async def rollback(self) -> None:
        """Where nothing is under way there is nothing to ask."""
        if self._is_done and self._running and self._file is not None and not self._file.in_transaction:
            return
        await super().rollback()

    def stop(self) -> asyncio.Future[Any] | None:
        """Has the file closed after what was asked before. It waits for nothing; twice is once."""
        if self._ended is None:
            self._tx.put_nowait((None, self._close_file))
            self._ended = super().stop()
        return self._ended

    async def close(self) -> None:
        """Returns when the file is closed."""
        ended = self.stop()
        if ended is not None:
            await asyncio.wait([ended])  # who is cancelled here cancels nothing

    @property
    def is_over(self) -> bool:
        return self._ended is not None and self._ended.done()

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()


class SqlitePools:
    """The connections of one database."""

    def __init__(self, url: URL) -> None:
        self._lines: list[
            _SqliteLine
        ] = []  # so that each one is closed by us, and none by the garbage collector
        self._turns = asyncio.Lock()
        in_memory = url.database in (None, "", ":memory:")
        self.writing = self._engine(url, size=1, wait_for_one=30, inside=0, begins=False)
        self.reading = (
            self.writing
            if in_memory
            else self._engine(url, size=READERS, wait_for_one=READER_WAITS, inside=READER_WAITS, begins=True)
        )

    def _engine(
        self, url: URL, size: int, wait_for_one: float, inside: float, *, begins: bool
    ) -> AsyncEngine:
        def connect(*args: Any, **kwargs: Any) -> _SqliteLine:  # noqa: ANN401 - sqlite3's signature
            self._lines = [line for line in self._lines if not line.is_over]
            line = _SqliteLine(lambda: _open_file(inside, *args, **kwargs), begins=begins)
            self._lines.append(line)
            return line

        return create_async_engine(
            url,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=wait_for_one,
            hide_parameters=True,
            connect_args={"async_creator_fn": connect},
        )

    @asynccontextmanager
    async def writer(self, patience: float) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that may write, and has the lock."""
        async with self._turn(patience) as until, self.writing.connect() as connection:
            await _begin(connection, until)
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the database."""
        async with self.reading.connect() as connection:
            if self.reading is self.writing:
                await connection.exec_driver_sql("BEGIN")
            yield connection

    @asynccontextmanager
    async def _turn(self, patience: float) -> AsyncIterator[float]:
        """Our own writers one after another; gives the time of the loop until which there is patience."""
        until = asyncio.get_running_loop().time() + patience
        try:
            async with asyncio.timeout_at(until):
                await self._turns.acquire()
        except TimeoutError:
            raise NoTurnError("others write for too long") from None
        try:
            yield until
        finally:
            self._turns.release()

    async def erase_log(self) -> bool:
        """Writes the log into the file and empties it; false while a reader, or another program, needs it.

        What was deleted is overwritten in the file (secure_delete), but the log still holds what was there.
        """
        async with self._turn(ERASING_WAITS), self.writing.connect() as connection:
            await connection.exec_driver_sql(f"PRAGMA busy_timeout = {ERASING_WAITS * 1000:.0f}")
            try:
                found = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                return bool(found.one()[0] == 0)
            finally:
                await connection.exec_driver_sql("PRAGMA busy_timeout = 0")

    def hasten(self, seconds: float) -> None:
        """Nothing to do: nobody waits for longer than a moment."""

    def cut(self) -> None:
        """Ends every connection, also those that somebody holds."""
        for line in self._lines:
            line.stop()

    async def close(self) -> None:
        """Returns when every connection is closed, one after another: so the last one finds itself alone.

        The last one writes the log into the file. Of two that close at once each sees the other, and neither
        does (sqlite.org/wal.html): who then copies the file alone copies it without what was written last.
        """
        for line in self._lines:
            await line.close()
        await self.writing.dispose()
        await self.reading.dispose()


async def _begin(connection: AsyncConnection, until: float) -> None:
    for tries in count(1):
        if tries == WAITED_IN_SILENCE:
            logger.info("database.waiting", extra={"trouble": "the file is locked by another program"})
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")  # else two writers find it locked midway
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0)
            if code & 0xFF != _BUSY or asyncio.get_running_loop().time() >= until:
                raise
            await asyncio.sleep(ASK_AGAIN)
        else:
            return


def _open_file(inside: float, *args: Any, **kwargs: Any) -> sqlite3.Connection:  # noqa: ANN401 - its signature
    if args and args[0] != ":memory:":
        make_empty(Path(args[0]))
    # to open it may find the file locked for a moment by another that opens it, or closes it as the last
    connection = _File(*args, **{**kwargs, "isolation_level": None, "timeout": READER_WAITS})
    try:
        for pragma in (
            "journal_mode = WAL",
            f"journal_size_limit = {LOG_KEPT}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"cache_size = -{CACHE}",
            f"busy_timeout = {inside * 1000:.0f}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
