"""Was an answer of use? Counted by entry, language and week; who said so is not known afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.people.subscriptions import iso_week, last_day_of_week
from bot.services.deferred_writes import Deferring
from bot.storage import counted_today, ratings
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError


class Rating:
    """Counts thumbs under answers."""

    def __init__(self, database: Database, deferring: Deferring, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._deferring = deferring
        self._pseudonyms = pseudonyms

    async def rate(self, person: int, entry_id: str, language: str, helpful: bool, now: datetime) -> bool:
        """Counts a thumb for the answer in this language; while the database is away, afterwards.

        Of one person's thumbs on one answer the first of a week counts, so that the counts are of people:
        false for the others.
        """
        last_day = last_day_of_week(now)
        mark = self._pseudonyms.until(last_day, person, "thumb", entry_id)

        async def write(connection: Connection) -> None:
            if await counted_today.once_more(connection, mark, last_day) == 1:
                await ratings.add(connection, iso_week(now), entry_id, language, helpful)

        await self._deferring.flush()
        try:
            async with self._database.reading() as connection:
                if await counted_today.is_counted(connection, mark):
                    return False
        except DatabaseUnreachableError:
            pass  # it is counted when the database is back, and what is counted already is not
        self._deferring.write(write)
        return True

    async def least_helpful(self, size: int) -> list[tuple[str, str, int, int]]:
        """(entry id, language, thumbs up, thumbs down), the worst first: most thumbs down for each one up."""
        await self._deferring.flush()
        async with self._database.reading() as connection:
            return await ratings.least_helpful(connection, size)
