"""Nothing stale goes out because a clock jumped, a backup was put in place or a disk was copied back.

A clock that jumped is not believed until it is written down that everything is halted. Until then all parts
read the time as if nobody had set it, so none of them can act on the new time first. Once it is written the
new time is believed: the planner does not tick and nothing expires before an admin says /resume.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.alerts import AnnouncementsHeld, Waiting, headline_of
from bot.domain.guarding import JUMP, HaltedBecause, Reading, is_gap, jump_between, jump_since, without_jump
from bot.domain.holding import HeldBecause
from bot.services.alerting import Alerting
from bot.services.statuses import status_of
from bot.storage import holding, marks
from bot.storage.database import Connection, Database
from bot.storage.marks import Mark
from bot.storage.reachability import DatabaseUnreachableError

EVERY = 1.0  # seconds between two looks at the clock
AROUND_THE_END = JUMP  # a sign of life is not the last thing that was done: what came shortly after is as old
TOLD = "told"

logger = logging.getLogger(__name__)


class GuardedClock:
    """The wall clock; after a jump as if there had been none, until somebody accepts it."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._wall = wall
        self._steady = steady
        self._last = self._reading()

    def __call__(self) -> datetime:
        """The instant that everybody goes by."""
        reading = self._reading()
        if jump_between(self._last, reading) is not None:
            return without_jump(self._last, reading.steady)
        self._last = reading
        return reading.wall

    def jump(self) -> timedelta | None:
        """By how much the wall clock jumped and was not accepted."""
        return jump_between(self._last, self._reading())

    def accept(self) -> None:
        """From now on what the wall clock shows is true."""
        self._last = self._reading()

    def _reading(self) -> Reading:
        return Reading(self._wall(), self._steady())


class Guarding:
    """Looks at the clock, and at a start at what the database says of the time before.

    Without a `clock` time is moved on purpose, as in the demo, and only a restored backup matters.
    """

    def __init__(self, database: Database, alerting: Alerting, clock: GuardedClock | None) -> None:
        self._database = database
        self._alerting = alerting
        self._clock = clock

    async def begin(self, now: datetime) -> None:
        """Before anything else starts."""
        async with self._database.transaction() as connection:
            await self._after_restore(connection, now)
            alive_at = await _alive_at(connection)
            if self._clock is None or alive_at is None:
                return
            jump = jump_since(alive_at, now)
            if jump is not None:
                await _halt(connection, jump, now)
            elif is_gap(alive_at, now):
                ids = await holding.hold_waiting(connection, HeldBecause.GAP, alive_at + AROUND_THE_END, now)
                await self._tell_held(connection, HeldBecause.GAP, ids, now)

    async def run(self, stopping: asyncio.Event) -> None:
        """Looks at the clock until `stopping`."""
        ended = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                try:
                    await self.look()
                except DatabaseUnreachableError:
                    pass  # the log says so already; a jump is found by the next look
                except Exception:  # not believed until it is written, so it is found again
                    logger.exception("clock.look_failed")
                await asyncio.wait([ended], timeout=EVERY)
        finally:
            ended.cancel()

    async def look(self) -> None:
        """After a jump: halts everything, then believes the clock."""
        jump = self._clock.jump() if self._clock is not None else None
        if self._clock is None or jump is None:
            return
        async with self._database.transaction() as connection:
            await _halt(connection, jump, self._clock())
        since = self._clock.jump()
        if since is not None and abs(since - jump) <= JUMP:
            self._clock.accept()
        logger.warning("clock.jumped", extra={"seconds": round(jump.total_seconds())})

    async def _after_restore(self, connection: Connection, now: datetime) -> None:
        """At the first start after a restore everything that the backup has as active is held."""
        if await marks.replace(connection, Mark.RESTORED, "", TOLD):
            await holding.hold_all(connection, HeldBecause.RESTORED, now)
            ids = await holding.held_ids(connection)
            await self._tell_held(connection, HeldBecause.RESTORED, ids, now)

    async def _tell_held(
        self, connection: Connection, because: HeldBecause, ids: list[int], now: datetime
    ) -> None:
        waiting = []
        for announcement_id in ids:
            status = await status_of(connection, announcement_id)
            if status is not None and status.hold is not None:
                waiting.append(Waiting(headline_of(status.announcement), status.hold))
        if waiting:
            await self._alerting.add(connection, AnnouncementsHeld(because, tuple(waiting)), now)


async def _alive_at(connection: Connection) -> datetime | None:
    signs = [await marks.read(connection, mark) for mark in (Mark.RECEIVED, Mark.TICKED)]
    return max((sign[1] for sign in signs if sign is not None), default=None)


async def _halt(connection: Connection, jump: timedelta, now: datetime) -> None:
    await marks.write(connection, Mark.HALTED, HaltedBecause.CLOCK, now)
    await marks.write(connection, Mark.JUMPED, str(jump.total_seconds()), now)
