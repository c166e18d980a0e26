"""Who subscribed to what: the least that can be stored of a person, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

PAUSE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that we may write to: all that is stored of it. `joined_week` is an ISO week, `2026-W47`.

    Until `paused_until`, the beginning of a day, nothing is sent to it; then the `paused` topics are its own
    again. In a pause it has no `topics`. `thread_id` is the forum topic in which a group wants its messages.
    """

    chat_id: int
    language: str
    topics: frozenset[str]
    joined_week: str
    paused_until: datetime | None = None
    paused: frozenset[str] = frozenset()
    thread_id: int | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """What it gets, or gets again after the pause."""
        return self.topics | self.paused


def month_from(now: datetime) -> datetime:
    """When a pause that begins now ends: as a day begins in UTC, for the hour is nobody's business."""
    return datetime.combine(now.astimezone(UTC).date() + PAUSE, time(), UTC)


def last_day_of_week(instant: datetime) -> date:
    """The Sunday that ends the ISO week of an instant."""
    return instant.date() + timedelta(days=7 - instant.isoweekday())


def iso_week(day: date) -> str:
    """The ISO week of a day, or of an instant's day in its own zone, as `2026-W47`: coarse on purpose."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
