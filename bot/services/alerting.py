"""What staff must know is a row: no outage loses it, and no cause rings more than once an hour."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.alert_bodies import body_of, cause_of
from bot.domain.alerts import Alert
from bot.domain.announcements import AlertBody, Audience
from bot.storage import alerts, announcements
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError

KEPT_FOR = timedelta(days=3)  # who could not be reached for so long finds it in /status
NOBODY = Audience("")  # an alert goes to ids, not to a topic

logger = logging.getLogger(__name__)


class Alerting:
    """Writes alerts into the outbox, addressed to the ids of the staff of the moment."""

    def __init__(self, database: Database, staff: Callable[[], Collection[int]]) -> None:
        self._database = database
        self._staff = staff
        self._untold: Counter[str] = Counter()

    async def add(
        self,
        connection: Connection,
        alert: Alert,
        now: datetime,
        *,
        until: datetime | None = None,
        times: int = 1,
    ) -> None:
        """Writes an alert in the transaction that found the reason for it; of use `until` then.

        It came so many times.

        The same cause again within the hour is only counted; the next alert of it says how often it came.
        """
        cause = f"alert/{cause_of(alert)}"
        key = f"{cause}/{now:%Y-%m-%dT%H}"
        earlier = await alerts.latest(connection, cause)
        known = earlier.body if earlier is not None and isinstance(earlier.body, AlertBody) else None
        if earlier is not None and known is not None and earlier.key == key:
            again = replace(known, more=known.more + times)
            return await announcements.set_body(connection, earlier.announcement_id, again)
        body = body_of(alert, since=known.more if known is not None else 0)
        body = replace(body, more=times - 1)
        announcement_id = await announcements.add(connection, key, NOBODY, body, now, until or now + KEPT_FOR)
        if announcement_id is not None:
            await alerts.address(connection, announcement_id, self._staff())
            logger.warning("alert", extra={"alert": body.name})
        return None

    async def tell(self, alert: Alert, now: datetime) -> None:
        """`add` in a transaction of its own. While the database is away, the log has to do.

        What comes while the same is being told is counted with it: a thousand faults do not take a thousand
        turns to write from those who ask for something.
        """
        cause = cause_of(alert)
        self._untold[cause] += 1
        if self._untold[cause] > 1:
            return
        told = 0
        try:
            while (times := self._untold[cause] - told) > 0:
                async with self._database.transaction() as connection:
                    await self.add(connection, alert, now, times=times)
                told += times
        except DatabaseUnreachableError:
            logger.warning("alert.not_written", extra={"alert": cause.partition("/")[0]})
        finally:
            del self._untold[cause]
