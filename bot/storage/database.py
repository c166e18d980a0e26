"""One way to both databases: connect by URL, open transactions, run SQL.

How connections are had and given back is the matter of `sqlite` and of `postgres`; here stand what both have
in common: faults that pass, the schema, and an end at which nothing is left open.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from importlib.util import find_spec
from typing import Protocol, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.waits import Waits
from bot.storage import file_erasing, migrating
from bot.storage.database_reachability import DatabaseUnreachableError, Reachability
from bot.storage.faults import words
from bot.storage.file_erasing import Eraser
from bot.storage.migrating import SchemaError, Standing

Connection = AsyncConnection  # what services pass to the stores, without knowing SQLAlchemy
Url = URL  # the address of a database, likewise
T = TypeVar("T")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
HASTENED = 0.4  # of the time for the end, for a statement: what it was about is written or given up after it


class DatabaseUrlError(ValueError):
    """The database URL cannot be used; the text says why and carries no password."""


class Pools(Protocol):
    """The connections of one database; `patience` are the seconds that a writer waits for its turn."""

    writing: AsyncEngine
    reading: AsyncEngine

    def writer(self, patience: float) -> AbstractAsyncContextManager[AsyncConnection]: ...
    def reader(self) -> AbstractAsyncContextManager[AsyncConnection]: ...
    async def erase_log(self) -> bool: ...
    def hasten(self, seconds: float) -> None: ...
    def cut(self) -> None: ...
    async def close(self) -> None: ...


class Database:
    """Open it with `Database.open(url)`, close it with `close()`."""

    def __init__(self, pools: Pools, waits: Waits) -> None:
        self._pools = pools
        self._waits = waits
        self.is_sqlite = pools.writing.dialect.name == "sqlite"
        self._reachability = Reachability(None if self.is_sqlite else self._look, waits.database_look)
        self._eraser = Eraser(pools.erase_log, waits.erase)
        self._uses = 0
        self._unused = asyncio.Event()
        self._is_closed = False

    @classmethod
    def open(cls, url: str, waits: Waits | None = None) -> Database:
        """Connects lazily to `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`.

        Raises DatabaseUrlError for anything else.
        """
        waits, parsed = waits or Waits(), parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            from bot.storage import sqlite

            if sqlite3.sqlite_version_info < sqlite.OLDEST:
                raise DatabaseUrlError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed")
            return cls(sqlite.SqlitePools(parsed), waits)
        from bot.storage import postgres  # its driver is there only where PostgreSQL is used

        return cls(postgres.PostgresPools(parsed, waits.database_silent), waits)

    async def probe(self) -> None:
        """Connects once. Raises DatabaseUnreachableError."""
        try:
            await self._look()
        except (OSError, SQLAlchemyError) as error:
            raise DatabaseUnreachableError(f"the database cannot be reached: {words(error)}") from None

    async def _look(self) -> None:
        with self._in_use():
            async with self._pools.reading.connect():
                return

    @asynccontextmanager
    async def transaction(self, patience: float | None = None) -> AsyncIterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back by any exception.

        On SQLite it waits so many seconds for its turn and for the lock that another program may hold.
        Raises DatabaseUnreachableError, of which the last word may be missing: it may have been committed;
        DatabaseUnusableError where only a hand can help.
        """
        if patience is None:
            is_troubled = self._reachability.is_troubled
            patience = self._waits.database_troubled if is_troubled else self._waits.database_busy
        with self._in_use(), self._reachability.watched(writing=True):
            async with self._pools.writer(patience) as connection:
                yield connection
                erased = file_erasing.is_noted(connection)
        if erased and self.is_sqlite:
            self._eraser.wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for reading only: no writer is waited for, on SQLite.

        Raises DatabaseUnreachableError.
        """
        with self._in_use(), self._reachability.watched(writing=False):
            async with self._pools.reader() as connection:
                yield connection

    def held_back(self) -> AbstractContextManager[None]:
        """Inside, and in tasks that begin inside, this counts as unreachable."""
        return self._reachability.held_back()

    async def prepare(self, *, even_newer: bool = False, may_create: bool = True) -> None:
        """Makes sure that this program may run on the tables; on SQLite it brings them up to date first.

        Raises SchemaError, for newer tables only unless `even_newer`, for none at all unless it `may_create`
        them, and DatabaseUnreachableError.
        """
        found = await self._read(migrating.marking)
        standing, why_not = found.standing(), found.refusal()
        if standing is Standing.EMPTY and not may_create:
            raise SchemaError("there are no tables of this program in it")
        if standing in (Standing.EMPTY, Standing.BEHIND):
            if not self.is_sqlite:
                raise SchemaError("the database's schema is not this program's; run: compact-bot migrate")
            await self.migrate()
        elif why_not is not None and (standing is Standing.FOREIGN or not even_newer):
            raise SchemaError(why_not)
        if self.is_sqlite:
            self._eraser.wake()  # a kill may have come before what was deleted was gone

    async def migrate(self) -> None:
        """Brings the schema up to date. Raises SchemaError where this program may not run on it."""
        async with self.transaction() as connection:
            if self.is_sqlite:
                await connection.run_sync(migrating.upgrade)
                return
            from bot.storage import postgres

            with postgres.patient(connection):
                await connection.run_sync(migrating.upgrade)

    async def standing(self) -> Standing:
        """How the tables stand to this program."""
        return await self._read(migrating.standing)

    async def schema_differences(self) -> list[object]:
        """What a migrated database lacks against the tables in `schema`."""
        return await self._read(migrating.differences)

    async def _read(self, work: Callable[[SyncConnection], T]) -> T:
        async with self.reading() as connection:
            return await connection.run_sync(work)

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        if self._is_closed:
            raise DatabaseUnreachableError("closed")
        self._uses += 1
        try:
            yield
        finally:
            self._uses -= 1
            if not self._uses:
                self._unused.set()

    async def hasten(self, stopping: asyncio.Event) -> None:
        """Once the program is told to stop, nobody waits for a silent server until the program is killed."""
        await stopping.wait()
        self._pools.hasten(self._waits.finish * HASTENED)

    async def close(self) -> None:
        """Lets what is under way come to its end for a while, and closes every connection.

        From now on the database counts as unreachable.
        """
        self._is_closed = True
        try:
            await self._reachability.close()
            await self._eraser.close()
            if not await self._is_unused(self._waits.finish):
                self._pools.cut()
                await self._is_unused(self._waits.finish)
        finally:
            await self._pools.close()

    async def _is_unused(self, within: float) -> bool:
        self._unused.clear()
        if not self._uses:
            return True
        try:
            async with asyncio.timeout(within):
                await self._unused.wait()
        except TimeoutError:
            return False
        return True


def parse_url(url: str) -> URL:
    """The URL with the driver that we use. Raises DatabaseUrlError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # such as a port that is no number
        raise DatabaseUrlError(
            "not a database URL; examples: sqlite:///bot.db, postgresql://host/name"
        ) from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise DatabaseUrlError(f"no support for {parsed.get_backend_name()}; use sqlite or postgresql")
    if parsed.get_backend_name() == "sqlite" and parsed.host:
        raise DatabaseUrlError("SQLite's path stands behind three slashes; example: sqlite:///bot.db")
    if parsed.get_backend_name() == "sqlite" and parsed.query:
        raise DatabaseUrlError("SQLite's path is followed by nothing; example: sqlite:///bot.db")
    if "@" in (parsed.host or ""):  # what stands before it is a part of the password, which nobody may print
        raise DatabaseUrlError("an @ in the password is written as %40")
    if any(name.casefold().endswith("password") for name in parsed.query):
        raise DatabaseUrlError("the password stands before the host: postgresql://user:password@host/name")
    if parsed.get_backend_name() != "sqlite" and find_spec("psycopg") is None:
        raise DatabaseUrlError('the driver of PostgreSQL is missing: pip install "psycopg[binary]"')
    return parsed.set(drivername=driver)
