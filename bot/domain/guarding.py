"""When time itself cannot be trusted: what a jump of the clock is, and what a long absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

JUMP = timedelta(minutes=5)  # corrections of seconds are an ordinary clock's life
GAP = timedelta(hours=24)  # who was away for longer may be an old copy of a disk


class HaltedBecause(StrEnum):
    """Why everything that goes out is halted; stored by these words."""

    ADMIN = "by an admin"
    RESTORED = "restored from a backup"
    CLOCK = "the clock jumped"


@dataclass(frozen=True, slots=True)
class Standstill:
    """Everything that goes out is halted. `jump`: by how much the clock jumped, if that is why."""

    because: HaltedBecause
    jump: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Two clocks read together: the wall's, which people and servers set, and a steady one in seconds."""

    wall: datetime
    steady: float


def without_jump(last: Reading, steady: float) -> datetime:
    """What the wall clock would show if nobody had set it since `last`."""
    return last.wall + timedelta(seconds=steady - last.steady)


def jump_between(last: Reading, reading: Reading) -> timedelta | None:
    """By how much the wall clock was set, ahead (positive) or back; None when that is not worth a word."""
    step = reading.wall - without_jump(last, reading.steady)
    return step if abs(step) > JUMP else None


def jump_since(alive_at: datetime, now: datetime) -> timedelta | None:
    """At a start: how far the clock was set back, if somebody was alive later than now. Else None."""
    step = now - alive_at
    return step if step < -JUMP else None


def is_gap(alive_at: datetime, now: datetime) -> bool:
    """At a start: whether the last sign of life is so old that what waits may be stale or sent already."""
    return now - alive_at > GAP
