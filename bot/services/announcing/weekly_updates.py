"""What a weekly update holds, and which of it is left out where one message cannot hold it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.alerts import first_words
from bot.domain.announcements import Body, WeeklyBody
from bot.domain.light_markup import unmarked
from bot.domain.people.subscriptions import iso_week
from bot.domain.schedules import Schedule
from bot.services.announcing.webinars import card
from bot.storage import announcements
from bot.storage.database import Database

LATEST = 8  # updates that can be read again
AHEAD = timedelta(days=28)  # the weekly update names the webinars of the next four weeks

Fits = Callable[[Body, str], bool]
"""Whether a body, sent to a topic, fits into one message in every language."""


def weekly_body(schedule: Schedule, day: date, now: datetime) -> WeeklyBody | None:
    """The update of the week that `day` lies in, written at `now`; None where there is nothing to say."""
    weekly = schedule.weekly
    if weekly is None:
        return None
    coming = [webinar for webinar in schedule.upcoming(now) if webinar.starts_at <= now + AHEAD]
    lesson = schedule.lessons.on(day)
    body = WeeklyBody(
        week=iso_week(day),
        webinars=tuple(card(webinar) for webinar in coming),
        entry_id=None if lesson else weekly.question_on(day),
        news=tuple(item.texts for item in weekly.news_on(day)),
        lesson_id=lesson.id if lesson else None,
    )
    return body if body.webinars or body.entry_id or body.news or body.lesson_id else None


def fitting(body: WeeklyBody, topic_id: str, fits: Fits) -> tuple[WeeklyBody, tuple[Mapping[str, str], ...]]:
    """As much of the update as fits, and the names of what does not, by language.

    The longer of the two lists, news and webinars, loses its last item, until the rest fits.
    """
    left_out: list[Mapping[str, str]] = []
    while not fits(body, topic_id) and (body.news or body.webinars):
        if len(body.news) >= len(body.webinars):
            *kept, last = body.news
            body = replace(body, news=tuple(kept))
            left_out.append({language: first_words(unmarked(text)) for language, text in last.items()})
        else:
            *cards, webinar = body.webinars
            body = replace(body, webinars=tuple(cards))
            left_out.append(webinar.titles)
    return body, tuple(reversed(left_out))


class PastUpdates:
    """The last weekly updates, for who joined late; what they said of webinars may be untrue: left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, now: datetime) -> tuple[WeeklyBody, ...]:
        """Those that still say something, the newest first."""
        async with self._database.reading() as connection:
            found = await announcements.latest_weekly(connection, now, LATEST)
        bodies = (each.body for each in found if isinstance(each.body, WeeklyBody))
        past = (replace(body, webinars=()) for body in bodies)
        return tuple(body for body in past if body.news or body.entry_id or body.lesson_id)

    async def of_week(self, week: str, now: datetime) -> WeeklyBody | None:
        """The update of an ISO week; None where it is not among the last ones any more."""
        return next((body for body in await self.latest(now) if body.week == week), None)
