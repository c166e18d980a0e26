"""Days, times and zones of content files: each function returns the value read, or raises ValueError.

Years are bounded where they are read, so that whatever is computed from them exists: nothing here is planned
for another century, and a year such as 9999 or 0206 is a slip.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.domain.content.field_faults import FaultKind, FieldError

FIRST_YEAR, LAST_YEAR = 2000, 2099
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{2}):(\d{2})")


def iso_day(value: object) -> date:
    """A day as 2026-11-21."""
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError("should be a day that exists, written as 2026-11-21")
    return _day(*map(int, written.groups()))


def year_month_or_day(value: object) -> str:
    """2016, 2016-09, 2016-09-19, or undated; a bare year may have been read as a number."""
    written = str(value) if isinstance(value, str | int) else ""
    if written == "undated":
        return written
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", written):
        try:
            read = date.fromisoformat((written + "-01-01")[:10])
        except ValueError:
            pass
        else:
            if read.year <= LAST_YEAR:
                return written
    raise FieldError(
        "should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated", FaultKind.DATE
    )


def local_time(value: object) -> time:
    """A time of day as 09:00."""
    written = _TIME.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError("should be a time of day written as 09:00, from 00:00 to 23:59")
    return _time(written[0])


def local_start(value: object) -> datetime:
    """A day and time without a zone, as 2026-12-01 16:00."""
    day, _, clock = value.partition(" ") if isinstance(value, str) else ("", "", "")
    written, at = _DAY.fullmatch(day), _TIME.fullmatch(clock)
    if written is None or at is None:
        raise ValueError("should be a day and a time, written as 2026-12-01 16:00")
    return datetime.combine(_day(*map(int, written.groups())), _time(clock))


def zone(value: object) -> ZoneInfo:
    """UTC, or a city's zone in the tz database, such as Europe/Brussels.

    Names of another kind (EST, Etc/GMT+5, CET) mean an offset that no city keeps all year, or are files of
    some systems' database: what they show is an hour off in summer, or nothing.
    """
    if isinstance(value, str):
        try:
            found = ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if near := _of_city(value):
                raise ValueError(f"unknown time zone: did you mean {near}?") from None
        else:
            if _is_place(value):
                return found
            raise ValueError(
                f"{value} is no city: write UTC, or the city whose clocks are meant, as America/New_York"
            )
    raise ValueError("unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila")


def _is_place(name: str) -> bool:
    region, _, city = name.partition("/")
    return name == "UTC" or (city != "" and region not in ("Etc", "SystemV", "posix", "right"))


def _of_city(written: str) -> str:
    """The zone that a city's name alone, or its letters in another size, stand for; empty where none does."""
    city = written.strip().replace(" ", "_").casefold()
    places = (name for name in sorted(available_timezones()) if _is_place(name))
    return next((name for name in places if city and f"/{name.casefold()}".endswith(f"/{city}")), "")


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year should be between {FIRST_YEAR} and {LAST_YEAR}, not {year:04}")
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month:02}: write the year, the month, the day, as 2026-11-21")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueError(f"there is no day {day:02}: {year}-{month:02} has {last} days")
    return date(year, month, day)


def _time(written: str) -> time:
    hours, minutes = map(int, written.split(":"))
    try:
        return time(hours, minutes)
    except ValueError:
        is_midnight = (hours, minutes) == (24, 0)
        hint = ": midnight is 00:00 of the next day" if is_midnight else ", from 00:00 to 23:59"
        raise ValueError(f"there is no time {hours:02}:{minutes:02}{hint}") from None
