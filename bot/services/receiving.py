"""Which updates were handled, and signs of life: so that a restart neither loses nor repeats anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from bot.services.deferring import Deferring
from bot.storage import marks, updates
from bot.storage.database import Connection, Database
from bot.storage.marks import Mark
from bot.storage.reachability import DatabaseUnreachableError

RECENT = timedelta(minutes=2)
SERVED_AGAIN_FOR = timedelta(hours=48)  # the platform keeps an update for 24 hours
BEAT = timedelta(seconds=10)  # signs of life are written no more often


def _wall() -> datetime:
    return datetime.now(UTC)


def _by_the_wall(value: str, at: datetime) -> datetime:
    """When a sign of life was given by the computer's clock; an earlier release wrote that as its time."""
    return datetime.fromisoformat(value) if value else at


class Receiving:
    """Remembers handled updates across restarts and notes the signs of life that `health` reads.

    None of it raises while the database is away: what is to be written is kept.
    """

    def __init__(
        self, database: Database, deferring: Deferring, wall: Callable[[], datetime] = _wall
    ) -> None:
        """`wall` is the computer's clock: who asks from outside the process has no other to compare with."""
        self._database = database
        self._deferring = deferring
        self._wall = wall
        self._beats: dict[Mark, datetime] = {}
        self._written: dict[Mark, datetime] = {}

    def without_database(self) -> AbstractContextManager[None]:
        """Inside, the database counts as away: for what must not overtake something that waits for it."""
        return self._database.held_back()

    async def is_handled(self, update_id: int) -> bool:
        """Whether this update is known to have been handled, in this process or an earlier one."""
        try:
            async with self._database.reading() as connection:
                return await updates.is_handled(connection, update_id)
        except DatabaseUnreachableError:
            return False

    async def set_handled(self, update_id: int, now: datetime) -> None:
        """The update's effect is complete."""

        async def write(connection: Connection) -> None:
            await updates.add(connection, update_id, now)

        await self._deferring.write(write)

    async def beat_received(self, now: datetime) -> None:
        """The platform spoke to us."""
        await self._beat(Mark.RECEIVED, now)

    async def beat_ticked(self, now: datetime) -> None:
        """The schedule was looked at."""
        await self._beat(Mark.TICKED, now)

    async def _beat(self, mark: Mark, now: datetime) -> None:
        self._beats[mark] = now
        last = self._written.get(mark)
        if last is not None and abs(now - last) < BEAT:
            return
        try:
            async with self._database.transaction() as connection:
                await marks.write(connection, mark, self._wall().isoformat(), now)
                await updates.forget_before(connection, now - SERVED_AGAIN_FOR)
        except DatabaseUnreachableError:
            return
        self._written[mark] = now
        await self._deferring.flush()

    async def problems(self, now: datetime) -> list[str]:
        """Why the running bot is not healthy, in words for an operator; empty when it is.

        Asked of the running bot itself, its own memory counts, and `now` is its time; asked from outside,
        what it has written, and `now` is the computer's clock.
        """
        found = []
        beats = dict(self._beats)
        marked = (Mark.RECEIVED, "heard from Telegram"), (Mark.TICKED, "looked at the schedule")
        try:
            async with self._database.reading() as connection:
                for mark, _ in marked:
                    written = await marks.read(connection, mark)
                    if written is not None:
                        beats.setdefault(mark, _by_the_wall(*written))
        except DatabaseUnreachableError:
            found.append("the database cannot be reached")
        for mark, what in marked:
            at = beats.get(mark)
            if at is None:
                found.append(f"the bot has never {what}")
            elif now - at > RECENT:
                found.append(f"the bot has not {what} since {at:%Y-%m-%d %H:%M:%S} UTC")
        return found
