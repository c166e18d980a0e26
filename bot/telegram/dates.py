"""Dates and times as people read them. The reader's own zone is Telegram's business, not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location

from bot.telegram.markup import escape, isolate


def document_date(written: str, language: str) -> str | None:
    """A document's date (YYYY, YYYY-MM or YYYY-MM-DD) in words; None for "undated"."""
    parts = written.split("-")
    if not all(part.isdigit() for part in parts):
        return None
    match [int(part) for part in parts]:
        case [year, month, day]:
            return format_date(date(year, month, day), format="long", locale=Locale(language))
        case [year, month]:
            return format_skeleton("yMMMM", date(year, month, 1), locale=Locale(language))
    return written


NAMED_ZONE = "America/New_York"  # the city beside UTC where the curator wrote UTC: many look at a clock there


def in_words(instant: datetime, zone: str, language: str) -> str:
    """The instant in UTC and in one named city: what is shown where a phone cannot show local time."""
    named = NAMED_ZONE if zone in ("UTC", "Etc/UTC") else zone
    there = _clock(instant.astimezone(ZoneInfo(named)), language)
    city = get_timezone_location(named, locale=Locale(language), return_city=True)
    return f"{_moment(instant.astimezone(UTC), language)} UTC ({there} {city})"


def local_time(instant: datetime, zone: str, language: str) -> str:
    """HTML that shows an instant in the reader's own zone and language (Bot API 9.5, `date_time`)."""
    words = escape(isolate(in_words(instant, zone, language), language))
    return f'<tg-time unix="{int(instant.timestamp())}" format="wDt">{words}</tg-time>'


def _moment(instant: datetime, language: str) -> str:
    day = format_skeleton("yMMMEd", instant, locale=Locale(language))
    return f"{day}, {_clock(instant, language)}"


def _clock(instant: datetime, language: str) -> str:
    return format_time(instant.time(), format="HH:mm", locale=Locale(language))
