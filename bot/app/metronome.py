"""Ticks. APScheduler is a metronome here and no memory: what is due is decided from the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.services.housekeeping import Housekeeping
from bot.services.planning import Planner
from bot.services.receiving import Receiving
from bot.storage.reachability import DatabaseUnreachableError

logger = logging.getLogger(__name__)


class Metronome:
    """Looks at the schedule every few seconds and tidies up every hour."""

    def __init__(
        self,
        planner: Planner,
        housekeeping: Housekeeping,
        receiving: Receiving,
        now: Callable[[], datetime],
    ) -> None:
        self._planner = planner
        self._housekeeping = housekeeping
        self._receiving = receiving
        self._now = now
        self._at_work = asyncio.Lock()

    async def run(self, stopping: asyncio.Event, every: float, tidy_every: float) -> None:
        """Ticks and tidies every so many seconds until `stopping`; a tick under way is finished first."""
        # the defaults drop what is a second late; here late is as good as on time, and once is enough
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(self._tick, "interval", seconds=every)
        scheduler.add_job(self._tidy, "interval", seconds=tidy_every)
        scheduler.start()
        await self._tick()
        await self._tidy()
        await stopping.wait()
        scheduler.pause()
        async with self._at_work:
            pass  # the lock is fair: whatever ticked or waited to tick before has finished now
        await asyncio.sleep(0.01)  # lets the scheduler see that; it cancels what it believes to run
        scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        async with self._at_work:
            try:
                await self._planner.tick(self._now())
                await self._receiving.beat_ticked(self._now())
            except DatabaseUnreachableError:
                pass  # the log says so already; what fell due meanwhile is found by the first tick after
            except Exception:  # the next tick tries again; a metronome that ends is worse
                logger.exception("tick.failed")

    async def _tidy(self) -> None:
        async with self._at_work:
            try:
                await self._housekeeping.tidy(self._now())
            except DatabaseUnreachableError:
                pass
            except Exception:  # the same
                logger.exception("tidy.failed")
