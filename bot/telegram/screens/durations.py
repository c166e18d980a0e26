"""How long something is, as people say it: in one unit, rounded."""

from __future__ import annotations

from datetime import timedelta

from bot.telegram.screens.screen import Words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_UNITS = (
    (2 * DAY, DAY, "duration.days"),
    (2 * HOUR, HOUR, "duration.hours"),
    (timedelta(0), timedelta(minutes=1), "duration.minutes"),
)


def in_words(duration: timedelta, words: Words, language: str) -> str:
    """`12 minutes`, `3 hours`, `4 days`; at least a minute, and the sign does not matter."""
    length = abs(duration)
    unit, msgid = next((unit, msgid) for least, unit, msgid in _UNITS if length >= least)
    return words.count(language, msgid, max(1, round(length / unit)))
