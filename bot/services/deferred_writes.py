"""Small writes that nobody waits for: they are made behind the answers, in their order, when they can be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.services.stoppable_waits import first_of
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError

KEPT = 10_000  # writes; more of them, and the oldest are let go

Write = Callable[[Connection], Awaitable[None]]
logger = logging.getLogger(__name__)


class Deferring:
    """For what was counted or noted and may be lost at a kill; what a person decided does not belong here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: list[Write] = []
        self._wanted = asyncio.Event()
        self._writing = asyncio.Lock()

    def write(self, write: Write) -> None:
        """Takes a write; `run` makes it."""
        self._kept.append(write)
        del self._kept[:-KEPT]
        self._wanted.set()

    async def run(self, stopping: asyncio.Event, again_after: float) -> None:
        """Writes until `stopping`; while the database is away it tries again after so many seconds."""
        while not stopping.is_set():
            await first_of(stopping, self._wanted)
            await self.flush()
            if self._kept:
                await first_of(stopping, seconds=again_after)
        await self.flush()

    async def flush(self) -> None:
        """Writes what was kept, if the database is there: also for who is about to read it."""
        async with self._writing:
            await self._flush()

    async def _flush(self) -> None:
        self._wanted.clear()
        if not self._kept:
            return
        writing, self._kept = self._kept, []
        try:
            try:
                await self._write(writing)
            except DatabaseUnreachableError:
                raise
            except Exception:
                await self._write_each(writing)
        except DatabaseUnreachableError:
            self._kept = (writing + self._kept)[-KEPT:]
            self._wanted.set()

    async def _write_each(self, writing: list[Write]) -> None:
        """One by one, so that one that can never be written takes no other with it."""
        while writing:
            try:
                await self._write(writing[:1])
            except DatabaseUnreachableError:
                raise
            except Exception:
                logger.exception("deferring.let_go")
            del writing[0]

    async def _write(self, writing: list[Write]) -> None:
        async with self._database.transaction() as connection:
            for write in writing:
                await write(connection)
