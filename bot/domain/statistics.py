"""What is counted by the day, and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEAST_TOLD = 5  # a smaller number could say who somebody is


class Countable(StrEnum):
    """What is counted. `subscribed` is how many there were when the day was looked at last."""

    SUBSCRIBED = "subscribed"  # by topic and language; without a topic: everybody by language
    ANSWERED = "answered"  # by language
    MISSED = "missed"  # by language
    LEFT = "left"  # by the announcement that they had last, if that was within a day


@dataclass(frozen=True, slots=True)
class DailyCount:
    """So many of one thing on one day (in UTC). `name` is a topic or the number of an announcement."""

    day: date
    what: Countable
    name: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name, one for each label of its panel; None where there is none to be drawn."""

    name: str
    values: tuple[int | None, ...]

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in self.values)


@dataclass(frozen=True, slots=True)
class Plot:
    """One drawing: lines over time, or bars upon each other."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    are_bars: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels below each other, and a line of small print."""

    panels: tuple[Plot, ...]
    note: str
    is_right_to_left: bool
