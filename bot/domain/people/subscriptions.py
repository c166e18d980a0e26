"""Who subscribed to what: the least that can be stored of a person, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that we may write to: all that is stored of it. `joined_week` is an ISO week, `2026-W47`."""

    chat_id: int
    language: str
    topics: frozenset[str]
    joined_week: str


def iso_week(day: date) -> str:
    """The ISO week of a day, or of an instant's day in its own zone, as `2026-W47`: coarse on purpose."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
