"""What time it is: Telegram's answer to that, not the computer's.

Everything that is planned, expires or is forgotten goes by this clock, so a computer whose own clock is hours
or days wrong announces nothing stale and misses nothing, and nobody has to do anything about it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

AGREE = timedelta(seconds=5)  # an answer may have been under way for as long
EARLIEST, LATEST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
NO_DATE = 2  # answers without a date until the computer's clock has to do

logger = logging.getLogger(__name__)


class TelegramTime:
    """A steady clock, set by the `Date` header of the Bot API's answers.

    `wall` is the computer's clock: the time until the first answer, and where the server names no date.
    `steady` counts seconds and is set by nobody. One answer that contradicts what is known changes nothing;
    when the next one agrees with it, both are right.

    `known` is set once the server confirmed the time, or is seen to name none. Before, nothing may be
    planned, expired or forgotten by it. `leapt` is set whenever it was another time all at once, as after a
    computer's sleep: what fell due meanwhile need not wait for the next look.
    """

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._wall = wall
        self._steady = steady
        self._zero: datetime | None = None  # the instant at which the steady clock showed 0
        self._doubt: datetime | None = None  # the same, by one answer that contradicted
        self._without_date = 0
        self.known = asyncio.Event()
        self.leapt = asyncio.Event()

    def __call__(self) -> datetime:
        """The instant that everybody goes by."""
        return self._wall() if self._zero is None else self._zero + self._elapsed()

    def heard(self, date: str | None) -> None:
        """Takes the `Date` header of one answer of the Bot API; None where there was none."""
        said = _instant(date)
        if said is None:
            self._without_date += 1
            if self._without_date >= NO_DATE:
                self.known.set()
            return
        zero = said - self._elapsed()
        if abs(said - self()) <= AGREE:
            self._set(self._zero or zero)
        elif self._doubt is not None and abs(zero - self._doubt) <= AGREE:
            step = said - self()
            self._set(zero)
            self.leapt.set()
            logger.warning("clock.set_by_telegram", extra={"seconds": round(step.total_seconds())})
        else:
            self._doubt = zero

    def _set(self, zero: datetime) -> None:
        self._zero = zero
        self._doubt = None
        self.known.set()

    def _elapsed(self) -> timedelta:
        return timedelta(seconds=self._steady())


def _instant(date: str | None) -> datetime | None:
    """What a header says; None for what is no date of the Bot API's lifetime."""
    if date is None:
        return None
    try:
        said = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    if said.tzinfo is None:
        return None
    return said if EARLIEST <= said <= LATEST else None
