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

AHEAD = timedelta(days=28)  # the weekly update names the webinars of the next four weeks

Fits = Callable[[Body, str], bool]
"""Whether a body, sent to a topic, fits into one message in every language."""


def weekly_body(schedule: Schedule, day: date, now: datetime) -> WeeklyBody | None:
    """The update of the week that `day` lies in, written at `now`; None where there is nothing to say."""
    weekly = schedule.weekly
    if weekly is None:
        return None
    coming = [webinar for webinar in schedule.upcoming(now) if webinar.starts_at <= now + AHEAD]
    body = WeeklyBody(
        week=iso_week(day),
        webinars=tuple(card(webinar) for webinar in coming),
        entry_id=weekly.question_on(day),
        news=tuple(item.texts for item in weekly.news_on(day)),
    )
    return body if body.webinars or body.entry_id or body.news else None


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
