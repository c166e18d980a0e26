"""Keeps the outbox in order beside the sending: piece by piece, so that nothing else has to wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.domain.alerts import DeliveriesExpired, headline_of
from bot.domain.announcements import AlertBody
from bot.domain.deliveries import State
from bot.services.alerting import Alerting
from bot.storage import announcements, fanning_out, holding, marks, outbox
from bot.storage.database import Database
from bot.storage.marks import Mark
from bot.storage.reachability import DatabaseUnreachableError

BREATH = 0.02  # seconds at least that everybody else has the database to themselves after a piece of work

logger = logging.getLogger(__name__)


class Sweeping:
    """Fans out, recovers what dead workers left, expires, closes what was cancelled, and finishes.

    Any number of workers may sweep one database.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], alerting: Alerting, every: float
    ) -> None:
        self._database = database
        self._now = now
        self._alerting = alerting
        self._every = every

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweeps until `stopping`; after a sweep that found much to do the next one follows soon."""
        clock = asyncio.get_running_loop().time
        ended = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                began, worked = clock(), False
                try:
                    worked = await self.sweep()
                except DatabaseUnreachableError:
                    worked = False  # the log says so already
                except Exception:
                    logger.exception("delivery.sweep_failed")
                # half of the time belongs to the others
                pause = max(BREATH, clock() - began) if worked else self._every
                await asyncio.wait([ended], timeout=pause)
        finally:
            ended.cancel()

    async def sweep(self) -> bool:
        """One piece of each kind of work; true when more of it may be waiting."""
        works = [self._fan_out, self._recover, self._expire, self._close_cancelled, self._finish]
        return any([await work() for work in works])

    async def _fan_out(self) -> bool:
        async with self._database.transaction() as connection:
            for announcement_id in await fanning_out.unfinished(connection):
                await fanning_out.fan_out(connection, announcement_id)
                return True
        return False

    async def _recover(self) -> bool:
        async with self._database.transaction() as connection:
            lost = await outbox.recover(connection, self._now())
        if lost:
            logger.warning("delivery.recovered_as_unknown", extra={"count": lost})
        return False

    async def _expire(self) -> bool:
        closed = 0
        now = self._now()  # before the look at the mark: a time that is new here was written down before
        async with self._database.transaction() as connection:
            if await marks.read(connection, Mark.JUMPED) is not None:
                return False
            for announcement_id in await outbox.past_their_time(connection, now):
                await announcements.end_fan_out(connection, announcement_id)
                changed = await outbox.close_pending(connection, announcement_id, State.EXPIRED)
                closed += changed
                if changed and not await outbox.has_pending(connection, announcement_id):
                    found = await announcements.find(connection, announcement_id)
                    progress = await outbox.progress(connection, announcement_id)
                    if found is not None and not isinstance(found.body, AlertBody):
                        late = DeliveriesExpired(headline_of(found), progress.of(State.EXPIRED))
                        await self._alerting.add(connection, late, now)
        return closed > 0

    async def _close_cancelled(self) -> bool:
        async with self._database.transaction() as connection:
            closed = [
                await outbox.close_pending(connection, announcement_id, State.SKIPPED)
                for announcement_id in await announcements.cancelled_ids(connection)
            ]
        return sum(closed) > 0

    async def _finish(self) -> bool:
        async with self._database.transaction() as connection:
            for state, ids in (
                ("active", await announcements.active_ids(connection)),
                ("held", await holding.held_ids(connection)),
            ):
                for announcement_id in ids:
                    if not await outbox.has_open(connection, announcement_id):
                        await announcements.set_state(connection, announcement_id, state, "finished")
        return False
