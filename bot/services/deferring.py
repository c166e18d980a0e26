"""Small writes that nobody waits for: while the database is away they are kept, and written afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.storage.database import Connection, Database
from bot.storage.reachability import DatabaseUnreachableError

KEPT = 10_000  # writes; more of them, and the oldest are let go

Write = Callable[[Connection], Awaitable[None]]


class Deferring:
    """For what was counted or noted and may be lost at a kill; what a person decided does not belong here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: list[Write] = []

    async def write(self, write: Write) -> None:
        """Writes now, together with what was kept; or keeps it. Does not raise DatabaseUnreachableError."""
        self._kept.append(write)
        await self.flush()

    async def flush(self) -> None:
        """Writes what was kept, if the database is there."""
        if not self._kept:
            return
        writing, self._kept = self._kept, []
        try:
            async with self._database.transaction() as connection:
                for write in writing:
                    await write(connection)
        except DatabaseUnreachableError:
            self._kept = (writing + self._kept)[-KEPT:]
