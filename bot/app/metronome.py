"""Ticks. APScheduler is a metronome here and no memory: what is due is decided from the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.alerts import Alert
from bot.services.housekeeping import Housekeeping
from bot.services.planning import Planner
from bot.services.receiving import Receiving
from bot.storage.reachability import DatabaseUnreachableError
from bot.telegram.alerts import Alerts

logger = logging.getLogger(__name__)


class Metronome:
    """Looks at the schedule every few seconds and tidies up every hour."""

    def __init__(
        self,
        planner: Planner,
        housekeeping: Housekeeping,
        receiving: Receiving,
        alerts: Alerts,
        now: Callable[[], datetime],
    ) -> None:
        self._planner = planner
        self._housekeeping = housekeeping
        self._receiving = receiving
        self._alerts = alerts
        self._now = now
        self._at_work = asyncio.Lock()
        self._telling: set[asyncio.Task[None]] = set()

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
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _tick(self) -> None:
        async with self._at_work:
            try:
                for alert in await self._planner.tick(self._now()):
                    self._tell(alert)
                self._receiving.beat_ticked(self._now())
            except DatabaseUnreachableError:
                pass  # the log says so already; what fell due meanwhile is found by the first tick after
            except Exception:  # the next tick tries again; a metronome that ends is worse
                logger.exception("tick.failed")

    def _tell(self, alert: Alert) -> None:
        """Beside the work: while the platform is slow, telling may take minutes, and nothing may be late."""
        telling = asyncio.create_task(self._alerts.tell(alert))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tidy(self) -> None:
        async with self._at_work:
            try:
                await self._housekeeping.tidy(self._now())
            except DatabaseUnreachableError:
                pass
            except Exception:  # the same
                logger.exception("tidy.failed")
