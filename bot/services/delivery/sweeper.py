"""Keeps the outbox in order beside the sending: piece by piece, so that nothing else has to wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.domain.alerts import Alert, DeliveriesExpired, SeveralExpired, headline_of
from bot.domain.announcements import AlertBody
from bot.domain.delivery.deliveries import State
from bot.services.alerting import Alerting
from bot.services.leader_lease import TurnLostError, Working
from bot.services.stoppable_waits import first_of
from bot.storage import announcement_progress, announcements, fan_out, outbox
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError

BREATH = 0.02  # seconds at least that everybody else has the database to themselves after a piece of work
TOLD_TOGETHER = 15  # announcements: one message holds no more

logger = logging.getLogger(__name__)


class Sweeping:
    """Fans out, expires, closes what was cancelled, and finishes; for the process that works.

    Where there is nothing to do it only reads.
    """

    def __init__(
        self,
        database: Database,
        working: Working,
        alerting: Alerting,
        *,
        now: Callable[[], datetime],
        every: float,
    ) -> None:
        self._database = database
        self._working = working
        self._alerting = alerting
        self._now = now
        self._every = every

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweeps until `stopping`; after a sweep that found much to do the next one follows soon."""
        clock = asyncio.get_running_loop().time
        while not stopping.is_set():
            began, worked = clock(), False
            try:
                worked = await self.sweep()
            except (DatabaseUnreachableError, TurnLostError):
                pass  # the log says so already
            except Exception:  # the next one tries again; an outbox that nobody keeps in order is worse
                logger.exception("delivery.sweep_failed")
            # half of the time belongs to the others
            pause = max(BREATH, clock() - began) if worked else self._every
            await first_of(stopping, seconds=pause)

    async def sweep(self) -> bool:
        """One piece of each kind of work; true when more of it may be waiting."""
        now = self._now()
        async with self._database.reading() as connection:
            if not await announcement_progress.is_any_open(connection):
                return False
            works = [
                (self._fan_out, await fan_out.unfinished(connection, now)),
                (self._expire, await outbox.past_their_time(connection, now)),
                (self._close_cancelled, await announcements.cancelled_ids(connection)),
                (self._finish, await announcement_progress.without_open_rows(connection)),
            ]
        worked = [await work(ids, now) for work, ids in works if ids]
        return any(worked)

    async def _fan_out(self, ids: Sequence[int], _now: datetime) -> bool:
        async with self._working.transaction() as connection:
            await fan_out.fan_out(connection, ids[0])
        return True

    async def _expire(self, ids: Sequence[int], now: datetime) -> bool:
        """The last row of each waits until no other is left, so that staff hear of all in one message."""
        async with self._working.transaction() as connection:
            still = [each for each in ids if await announcements.lock_open(connection, each)]
            closed = 0
            for announcement_id in still:
                await announcements.end_fan_out(connection, announcement_id)
                closed += await outbox.close_pending(connection, announcement_id, State.EXPIRED, but=1)
            if closed:
                return True
            ended = [each for each in still if await outbox.close_pending(connection, each, State.EXPIRED)]
            expired = [late for each in ended if (late := await _expired(connection, each)) is not None]
            for alert in _together(expired):
                await self._alerting.add(connection, alert, now)
        return bool(ended)

    async def _close_cancelled(self, ids: Sequence[int], _now: datetime) -> bool:
        async with self._working.transaction() as connection:
            for announcement_id in ids:
                await outbox.close_pending(connection, announcement_id, State.SKIPPED)
        return True

    async def _finish(self, ids: Sequence[int], _now: datetime) -> bool:
        async with self._working.transaction() as connection:
            for announcement_id in ids:
                is_open = await announcements.lock_open(connection, announcement_id)
                if is_open and not await announcement_progress.has_open(connection, announcement_id):
                    await announcements.finish(connection, announcement_id)
        return False


async def _expired(connection: Connection, announcement_id: int) -> DeliveriesExpired | None:
    """What staff hear of one that is past its time; nothing of an alert."""
    found = await announcements.find(connection, announcement_id)
    if found is None or isinstance(found.body, AlertBody):
        return None
    progress = await announcement_progress.progress(connection, announcement_id)
    return DeliveriesExpired(headline_of(found), progress.of(State.EXPIRED))


def _together(expired: Sequence[DeliveriesExpired]) -> Iterator[Alert]:
    """One alert for all of them, or as few as hold them all."""
    for start in range(0, len(expired), TOLD_TOGETHER):
        several = tuple(expired[start : start + TOLD_TOGETHER])
        yield several[0] if len(several) == 1 else SeveralExpired(several)
