"""One way to both databases: connect by URL, open transactions, run SQL.

SQLite: one writer at a time (BEGIN IMMEDIATE, else two writers die with "database is locked"), readers
beside it (WAL). PostgreSQL: psycopg 3. An in-memory SQLite has one connection, so its transactions take
turns.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.storage import migrating
from bot.storage.reachability import DatabaseUnreachableError, Reachability

Connection = AsyncConnection  # what services pass to the stores, without knowing SQLAlchemy
T = TypeVar("T")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
OLDEST_SQLITE = (3, 35, 0)  # RETURNING


class DatabaseUrlError(ValueError):
    """The database URL cannot be used; the text says why and carries no password."""


class Database:
    """A pool of connections. Open it with `Database.open(url)`, close it with `close()`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer; ours take turns here, where waiting costs no connection and no sleep of
        # SQLite's own while the file is busy
        self._turns: AbstractAsyncContextManager[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._reachability = Reachability(None if self.is_sqlite else self._look, engine.url.password)

    @classmethod
    def open(cls, url: str) -> Database:
        """Connects lazily to `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`.

        Raises DatabaseUrlError for anything else.
        """
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(_sqlite_engine(parsed))
        from bot.storage import postgres  # its driver is there only where PostgreSQL is used

        return cls(postgres.open_engine(parsed))

    async def probe(self) -> None:
        """Connects once. Raises DatabaseUnreachableError."""
        try:
            await self._look()
        except (OSError, SQLAlchemyError) as error:
            reason = self._reachability.words(error)
            raise DatabaseUnreachableError(f"the database cannot be reached: {reason}") from None

    async def _look(self) -> None:
        async with self._engine.connect():
            return

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back by any exception.

        Raises DatabaseUnreachableError, of which the last word may be missing: it may have been committed.
        """
        with self._reachability.watched(writing=True):
            async with self._turns, self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for reading only: on SQLite it waits for no writer.

        Raises DatabaseUnreachableError.
        """
        with self._reachability.watched(writing=False):
            async with self._engine.connect() as connection:
                await connection.execution_options(bot_reading=True)
                yield connection

    def held_back(self) -> AbstractContextManager[None]:
        """Inside, and in tasks that begin inside, this counts as unreachable."""
        return self._reachability.held_back()

    async def migrate(self) -> None:
        """Brings the schema up to date."""
        await self._run(migrating.upgrade)

    async def schema_is_current(self) -> bool:
        """Whether the database stands at the newest step this program knows."""
        return await self._run(migrating.revision_of) == migrating.newest_revision()

    async def schema_differences(self) -> list[object]:
        """What a migrated database lacks against the tables in `schema`."""
        return await self._run(migrating.differences)

    async def _run(self, work: Callable[[SyncConnection], T]) -> T:
        async with self._engine.begin() as connection:
            if self.is_sqlite:
                return await connection.run_sync(work)
            from bot.storage import postgres

            with postgres.patient(connection):
                return await connection.run_sync(work)

    async def close(self) -> None:
        """Closes every connection; the database may not be used afterwards."""
        await self._reachability.close()
        await self._engine.dispose()


def parse_url(url: str) -> URL:
    """The URL with the driver that we use. Raises DatabaseUrlError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(
            "not a database URL; examples: sqlite:///bot.db, postgresql://host/name"
        ) from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise DatabaseUrlError(f"no support for {parsed.get_backend_name()}; use sqlite or postgresql")
    return parsed.set(drivername=driver)


def _sqlite_engine(url: URL) -> AsyncEngine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUrlError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed")
    in_memory = url.database in (None, "", ":memory:")
    size = 1 if in_memory else 5
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout = 20000",  # before anything that may find the file busy
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def roll_back(connection: sqlite3.Connection, _record: object, _error: object) -> None:
        # a connection whose transaction was cancelled is closed without this, but stays open, and holds the
        # write lock, for as long as anything still refers to its last cursor
        connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: SyncConnection) -> None:
        reading = connection.get_execution_options().get("bot_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
