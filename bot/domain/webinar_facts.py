"""What a message says of webinars, in a form in which two can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain.announcements import Body, NoticeBody, ReminderBody, WeeklyBody


def fact_of(starts_at: datetime | None, link: str) -> str:
    """What a message says of a webinar, as far as a change of it is news: start and link; "": it is off."""
    return "" if starts_at is None else f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ} {link}"


def facts_in(body: Body) -> Mapping[str, str]:
    """What a body tells of webinars, by their ids."""
    match body:
        case ReminderBody(webinar):
            return {webinar.webinar_id: fact_of(webinar.starts_at, webinar.link)}
        case WeeklyBody(webinars=webinars):
            return {each.webinar_id: fact_of(each.starts_at, each.link) for each in webinars}
        case NoticeBody(webinar, moved_to, link, recording=""):
            return {webinar.webinar_id: fact_of(moved_to, link)}
    return {}
