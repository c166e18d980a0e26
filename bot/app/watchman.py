"""Once a minute: looks whether all is well, and says so to an address that notices when nothing comes."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.app.locking import spool_files
from bot.config import Settings
from bot.services.health_checks import HealthChecks
from bot.services.stoppable_waits import first_of

PATIENCE = aiohttp.ClientTimeout(total=10)

logger = logging.getLogger(__name__)


class Watchman:
    """`ping_url` is called while all is well, with `/fail` at its end while it is not; None calls nobody."""

    def __init__(self, checks: HealthChecks, ping_url: str | None, now: Callable[[], datetime]) -> None:
        self._checks = checks
        self._ping_url = ping_url
        self._now = now
        self._is_unheard = False

    async def run(self, stopping: asyncio.Event, every: float) -> None:
        """Looks every so many seconds until `stopping`. A surprise in a look counts as trouble."""
        while not stopping.is_set():
            await first_of(stopping, seconds=every)
            if stopping.is_set():
                return
            try:
                is_well = not await self._checks.look(self._now())
            except Exception:
                logger.exception("watch.failed")
                is_well = False
            if self._ping_url is not None:
                ping = asyncio.create_task(self._ping(self._ping_url, is_well=is_well))
                await first_of(ping, stopping)  # one that hangs holds up no end
                ping.cancel()
                await asyncio.wait([ping])

    async def _ping(self, url: str, *, is_well: bool) -> None:
        address = url.rstrip("/") + ("" if is_well else "/fail")
        try:
            async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(address) as answer:
                is_heard = answer.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError):
            is_heard = False
        if is_heard == self._is_unheard:
            self._is_unheard = not is_heard
            log = logger.info if is_heard else logger.warning
            log("ping.heard" if is_heard else "ping.not_heard")


def disk_left(settings: Settings) -> Callable[[], float | None]:
    """How much is free of the disk where this process keeps its files, from 0 to 1."""
    files = spool_files(settings)

    def look() -> float | None:
        try:
            usage = shutil.disk_usage(files[0].parent if files else Path.cwd())
        except OSError:
            return None
        return usage.free / usage.total

    return look
