"""Which updates were handled, and signs of life: so that a restart neither loses nor repeats anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import marks, updates
from bot.storage.database import Database
from bot.storage.marks import Mark

RECENT = timedelta(minutes=2)
SERVED_AGAIN_FOR = timedelta(hours=48)  # the platform keeps an update for 24 hours
BEAT = timedelta(seconds=10)  # signs of life are written no more often


class Receiving:
    """Remembers handled updates across restarts and writes the signs of life that `health` reads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._beats: dict[Mark, datetime] = {}

    async def is_handled(self, update_id: int) -> bool:
        """Whether this update was handled before, in this process or an earlier one."""
        async with self._database.reading() as connection:
            return await updates.is_handled(connection, update_id)

    async def set_handled(self, update_id: int, now: datetime) -> None:
        """The update's effect is complete."""
        async with self._database.transaction() as connection:
            await updates.add(connection, update_id, now)

    async def beat_received(self, now: datetime) -> None:
        """The platform spoke to us."""
        await self._beat(Mark.RECEIVED, now)

    async def beat_ticked(self, now: datetime) -> None:
        """The schedule was looked at."""
        await self._beat(Mark.TICKED, now)

    async def _beat(self, mark: Mark, now: datetime) -> None:
        last = self._beats.get(mark)
        if last is not None and abs(now - last) < BEAT:
            return
        async with self._database.transaction() as connection:
            await marks.write(connection, mark, "", now)
            await updates.forget_before(connection, now - SERVED_AGAIN_FOR)
        self._beats[mark] = now

    async def problems(self, now: datetime) -> list[str]:
        """Why the running bot is not healthy, in words for an operator; empty when it is."""
        found = []
        async with self._database.reading() as connection:
            for mark, what in (
                (Mark.RECEIVED, "heard from Telegram"),
                (Mark.TICKED, "looked at the schedule"),
            ):
                written = await marks.read(connection, mark)
                if written is None:
                    found.append(f"the bot has never {what}")
                elif now - written[1] > RECENT:
                    found.append(f"the bot has not {what} since {written[1]:%Y-%m-%d %H:%M:%S} UTC")
        return found
