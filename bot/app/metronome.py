"""Ticks, by a clock that nobody sets: what is due is decided from the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.app.steady_clock import steady
from bot.services.handled_updates import Receiving
from bot.services.leader_lease import TurnLostError
from bot.services.members.retention import Housekeeping
from bot.services.stoppable_waits import first_of
from bot.storage.database_reachability import DatabaseUnreachableError

logger = logging.getLogger(__name__)


class Metronome:
    """Looks at the schedule every few seconds, by `plan`; every hour it tidies up and calls `look_around`.

    Where the time has `leapt` it looks at once.
    Pauses end before it looks: what is due on that day reaches who paused until then.
    """

    def __init__(
        self,
        plan: Callable[[datetime], Awaitable[None]],
        look_around: Callable[[datetime], Awaitable[None]],
        housekeeping: Housekeeping,
        receiving: Receiving,
        now: Callable[[], datetime],
        leapt: asyncio.Event,
    ) -> None:
        self._plan = plan
        self._look_around = look_around
        self._housekeeping = housekeeping
        self._receiving = receiving
        self._now = now
        self._leapt = leapt

    async def run(self, stopping: asyncio.Event, every: float, tidy_every: float) -> None:
        """Ticks and tidies every so many seconds until `stopping`; a tick under way is finished first."""
        tidied = -tidy_every
        while True:
            self._leapt.clear()
            await _surviving("pauses", self._end_pauses)
            await _surviving("tick", self._tick)
            if steady() - tidied >= tidy_every:
                tidied = steady()
                await _surviving("tidy", self._tidy)
                await _surviving("look_around", self._look)
            await first_of(stopping, self._leapt, seconds=every)
            if stopping.is_set():
                return

    async def _end_pauses(self) -> None:
        await self._housekeeping.end_pauses(self._now())

    async def _tick(self) -> None:
        await self._plan(self._now())
        self._receiving.beat_ticked(self._now())

    async def _look(self) -> None:
        await self._look_around(self._now())

    async def _tidy(self) -> None:
        await self._housekeeping.tidy(self._now())


async def _surviving(name: str, work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except (DatabaseUnreachableError, TurnLostError):
        pass  # the log says so already; what fell due meanwhile is found by the first tick after
    except Exception:  # the next one tries again; a metronome that ends is worse
        logger.exception("%s.failed", name)
