"""Ticks. APScheduler is a metronome here and no memory: what is due is decided from the database."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.steady import steady
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
        jobs = [
            (scheduler.add_job(work, "interval", seconds=seconds), seconds)
            for work, seconds in ((self._tick, every), (self._tidy, tidy_every))
        ]
        scheduler.start()
        await self._tick()
        await self._tidy()
        apart = _apart()
        while not await _ended(stopping, every):
            # it waits for an hour of the wall clock; when that is set back, the hour is far away
            if abs(_apart() - apart) > every:
                apart = _apart()
                for job, seconds in jobs:
                    job.reschedule("interval", seconds=seconds)
        scheduler.pause()
        async with self._at_work:
            pass  # the lock is fair: whatever ticked or waited to tick before has finished now
        await asyncio.sleep(0.01)  # lets the scheduler see that; it cancels what it believes to run
        scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        async with self._at_work:
            try:
                await self._planner.tick(self._now())
                self._receiving.beat_ticked(self._now())
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


def _apart() -> float:
    """What the wall clock, which people set, shows more than the steady one."""
    return time.time() - steady()


async def _ended(stopping: asyncio.Event, seconds: float) -> bool:
    """Waits so long for `stopping`; whether it came."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()
    return stopping.is_set()
