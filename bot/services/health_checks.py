"""Looks whether all is well with the running bot: what is wrong is logged, and told to staff who can help.

An operator may be the only one to hear of it: where no one of the staff can be reached in the chat, a line at
ERROR and a ping that fails are left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.alerts import Trouble, Troubled
from bot.services.alerting import Alerting
from bot.services.handled_updates import Receiving
from bot.storage import health_queries
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError

OVERDUE = timedelta(hours=1)  # a weekly update takes minutes
USEFUL = timedelta(hours=48)  # after that it has expired
TO_ARRIVE = timedelta(minutes=10)  # for an alert
LITTLE = 0.10  # of the disk

logger = logging.getLogger(__name__)


class HealthChecks:
    """`disk_left` says how much of the disk is free, from 0 to 1; None where there is no file."""

    def __init__(
        self,
        database: Database,
        receiving: Receiving,
        alerting: Alerting,
        disk_left: Callable[[], float | None],
    ) -> None:
        self._database = database
        self._receiving = receiving
        self._alerting = alerting
        self._disk_left = disk_left
        self._known: dict[str, Trouble | None] = {}

    async def look(self, now: datetime) -> list[str]:
        """What is wrong now, in words for an operator. What is new is told; the log says when it is over."""
        found = await self._found(now)
        for text, trouble in found.items():
            if not self._is_known(text, trouble):
                logger.error("watch.trouble", extra={"problem": text})
                if trouble is not None:
                    await self._alerting.tell(Troubled(trouble), now)
        if self._known and not found:
            logger.info("watch.well")
        self._known = found
        return list(found)

    def _is_known(self, text: str, trouble: Trouble | None) -> bool:
        """The same trouble in other words, such as another number, is no new one."""
        return text in self._known or (trouble is not None and trouble in self._known.values())

    async def _found(self, now: datetime) -> dict[str, Trouble | None]:
        found: dict[str, Trouble | None] = dict.fromkeys(await self._receiving.problems(now))
        left = self._disk_left()
        if left is not None and left < LITTLE:
            found[f"only {left:.0%} of the disk is free"] = Trouble.DISK
        try:
            async with self._database.reading() as connection:
                if await health_queries.weekly_under_way(connection, now - USEFUL, now - OVERDUE):
                    found["the weekly update is overdue"] = Trouble.WEEKLY
                if await health_queries.alert_reached_nobody(connection, now - USEFUL, now - TO_ARRIVE):
                    found["no one of the staff can be reached by an alert"] = None
        except DatabaseUnreachableError:
            pass  # it is among the problems already
        return found
