"""What is counted by the day, and a picture of it."""

from __future__ import annotations

from collections.abc import Mapping
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


def told_beside_total(parts: Mapping[str, int]) -> list[str]:
    """Which parts may be told where their total is: none that is left out can be worked out then.

    Left out are small parts, and further ones, the smallest first, until they are two at least and together
    no small number.
    """
    left_out = [name for name, n in parts.items() if n < LEAST_TOLD]
    told = sorted((name for name in parts if name not in left_out), key=lambda name: parts[name])
    while told and left_out and (len(left_out) < 2 or sum(parts[name] for name in left_out) < LEAST_TOLD):
        left_out.append(told.pop(0))
    return [name for name in parts if name in told]


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
