"""What the bot's profile says was last set, and when setting it may be tried again: known over restarts."""

from __future__ import annotations

from datetime import datetime

from bot.storage import single_values
from bot.storage.database import Database
from bot.storage.single_values import Mark


class Describing:
    """One mark: the digest of the texts that stand, or none and the instant of the next try."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_due(self, digest: str, now: datetime) -> bool:
        """Whether these texts are others than those that stand, and may be set now."""
        async with self._database.reading() as connection:
            known = await single_values.read(connection, Mark.DESCRIBED)
        return known is None or (known[0] != digest and now >= known[1])

    async def stands(self, digest: str, now: datetime) -> None:
        """All of the texts were set."""
        async with self._database.transaction() as connection:
            await single_values.write(connection, Mark.DESCRIBED, digest, now)

    async def put_off(self, until: datetime) -> None:
        """Some could not be set: none is tried before then."""
        async with self._database.transaction() as connection:
            await single_values.write(connection, Mark.DESCRIBED, "", until)
