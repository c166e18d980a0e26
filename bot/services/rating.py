"""Was an answer of use? Counted by entry, language and week; who said so is not known afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.domain.people.subscriptions import iso_week
from bot.services.deferred_writes import Deferring
from bot.storage import ratings
from bot.storage.database import Connection, Database


class Rating:
    """Counts thumbs under answers."""

    def __init__(self, database: Database, deferring: Deferring) -> None:
        self._database = database
        self._deferring = deferring

    async def rate(self, entry_id: str, language: str, helpful: bool, now: datetime) -> None:
        """Counts one thumb for the answer in this language; while the database is away, afterwards."""

        async def write(connection: Connection) -> None:
            await ratings.add(connection, iso_week(now), entry_id, language, helpful)

        self._deferring.write(write)

    async def least_helpful(self, size: int) -> list[tuple[str, str, int, int]]:
        """(entry id, language, thumbs up, thumbs down), most thumbs down first."""
        await self._deferring.flush()
        async with self._database.reading() as connection:
            return await ratings.least_helpful(connection, size)
