"""Staff see the weekly update a day before members do: the real message, in each language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.content.schedules import Schedule, next_weekly
from bot.domain.people.subscriptions import iso_week
from bot.domain.weekly_preview import WeeklyPreview
from bot.services.alerting import Alerting
from bot.services.announcing.weekly_updates import Fits, fitting, weekly_body
from bot.storage import left_out, occurrences
from bot.storage.database import Connection

AHEAD = timedelta(days=1)

logger = logging.getLogger(__name__)


async def show(
    connection: Connection,
    schedule: Schedule,
    alerting: Alerting,
    languages: Sequence[str],
    fits: Fits,
    now: datetime,
) -> None:
    """Writes the messages of the preview once, in the last day before the update, where there is one to send.

    One that is late is of use until the update goes out. Of one that cannot be written staff hear when it is
    due.
    """
    occurrence = next_weekly(schedule, now)
    if occurrence is None or occurrence.due_at - AHEAD > now:
        return
    without = await left_out.of_week(connection, iso_week(occurrence.local_day))
    body, trouble = None, ""
    try:
        body = weekly_body(schedule, occurrence.local_day, occurrence.due_at, without)
        if body is not None:
            body, _ = fitting(body, occurrence.topic_id, fits)
    except Exception as error:  # whatever is wrong with it, all else is planned
        trouble = type(error).__name__
    if body is None and not trouble:
        return
    key = f"preview/{occurrence.key}"
    if not await occurrences.add(connection, key, "preview", now, webinar_id=None, starts_at=None):
        return
    if body is None:
        logger.error("preview.failed", extra={"trouble": trouble})
        return
    for language in (*languages, ""):
        preview = WeeklyPreview(occurrence.topic_id, occurrence.due_at, body, language)
        await alerting.add(connection, preview, now, until=occurrence.due_at)
