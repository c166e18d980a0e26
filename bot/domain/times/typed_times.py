"""A time as somebody types it on a phone: `tomorrow 9:00 Nairobi`, `2027-03-02 16:00 UTC`.

Some dozen forms in four languages, and nothing is guessed: what may mean two instants is asked about, with
the instants to choose from. Days are counted at the place that is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.times.day_words import (
    AFTER,
    AFTERNOON,
    BEFORE_AND_AFTER_NOON,
    DAYS_ON,
    FILLING,
    FORENOON,
    HOURS,
    INTO_THE_NIGHT,
    MINUTES,
    MONTHS,
    NEXT,
    WEEKDAYS,
    day_of,
    plain,
    words_in,
)
from bot.domain.times.places import nearest, zones_of

FARTHEST = timedelta(days=366)  # what is farther away is a slip
A_WEEK = timedelta(days=7)
LONGEST_PLACE = 60  # characters, as it is said again: what is longer is no place

_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2})(?::|h|\.(?=\d\d(?!\d)))(\d{2})?(am|pm)?|(\d{1,2})(am|pm)")
_NUMBER = re.compile(r"\d{1,4}")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)")


class Why(StrEnum):
    """Why a text is no instant yet; stored nowhere, and part of the names of sentences."""

    UNREADABLE = "unreadable"  # no form that is known
    WEEKDAY = "weekday"  # the day is another one of the week
    NO_DAY = "no_day"
    NO_PLACE = "no_place"  # nor UTC
    UNKNOWN_PLACE = "unknown_place"
    SEVERAL = "several"  # it may mean several instants
    SKIPPED = "skipped"  # the clocks there leave it out
    PAST = "past"
    FAR = "far"  # more than a year away


@dataclass(frozen=True, slots=True)
class Instant:
    """The one instant that a text means, and the zone whose clock it names."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """What has to be asked: `options` are instants that may be meant, all of them still to come."""

    why: Why
    options: tuple[Instant, ...] = ()
    place: str = ""  # what was not known
    near: tuple[str, ...] = ()  # places that are spelled like it


@dataclass(slots=True)
class _TimeWords:
    """What the words of a text are about."""

    days: list[date | int | tuple[int, int] | tuple[int, int, int]]
    weekday: int | None = None
    is_next: bool = False
    clock: time | None = None
    half: str = ""
    half_word: str = ""  # that says so, but for the letters behind an hour
    rest: str = ""
    is_bare: bool = False  # an hour without minutes: in the morning or in the evening

    @property
    def clocks(self) -> list[time]:
        """The times of day that may be meant."""
        if self.clock is None or not self.is_bare or self.half:
            return [] if self.clock is None else [self.clock]
        return sorted({self.clock, self.clock.replace(hour=(self.clock.hour + 12) % 24)})


def read_time(text: str, now: datetime, zones: tuple[str, ...] = ("UTC",)) -> Instant | Unclear:
    """The instant that a text means, seen from `now`, or what has to be asked.

    `zones` are those that are offered where no place is named.
    """
    words = words_in(text)
    if (later := _from_now(words, now)) is not None:
        return _checked([later], now, Why.UNREADABLE)
    read = _read(words)
    if read is None or read.clock is None:
        return Unclear(Why.UNREADABLE)
    named = _named(read.rest) if read.rest else zones
    if not named and _NUMBER.search(read.rest) and not read.rest.startswith(("utc", "gmt")):
        return Unclear(Why.UNREADABLE)
    if not named:
        return Unclear(Why.UNKNOWN_PLACE, place=read.rest[:LONGEST_PLACE], near=nearest(read.rest))
    found: list[Instant] = []
    why = Why.SEVERAL if read.rest else Why.NO_PLACE
    for zone in named:
        days = _days(read, now.astimezone(ZoneInfo(zone)).date())
        if days is not None and not days:
            return Unclear(Why.WEEKDAY)
        if days is None or any(day.year in (date.min.year, date.max.year) for day in days):
            return Unclear(Why.UNREADABLE)
        if not (read.days or read.weekday is not None):
            why = Why.NO_DAY if read.rest else Why.UNREADABLE
        for local in (datetime.combine(day, clock) for day in days for clock in read.clocks):
            instants = _instants(local, zone)
            if len(instants) > 1 and why is Why.SEVERAL and not _shows(instants[0], local.time()):
                why = Why.SKIPPED
            found += instants
    if why is Why.UNREADABLE:
        return Unclear(why)
    return _checked(found, now, why, must_ask=why in (Why.NO_PLACE, Why.NO_DAY))


def _named(place: str) -> tuple[str, ...]:
    """Its zones, also where a word stands behind it that says nothing, as in `Nairobi time`."""
    before, _, last = place.rpartition(" ")
    return zones_of(place) or (zones_of(before) if last in FILLING else ())


def _from_now(words: list[str], now: datetime) -> Instant | None:
    """`in 3 hours`: the same instant in all places."""
    match [plain(word) for word in words]:
        case [after, number, unit] if after in AFTER and number.isdigit() and len(number) <= 4:
            length = (
                timedelta(hours=1) if unit in HOURS else timedelta(minutes=1) if unit in MINUTES else None
            )
            return None if length is None else Instant(now + int(number) * length, "UTC")
    return None


def _read(words: list[str]) -> _TimeWords | None:
    """None where something is said twice, or is no day or hour that there is."""
    read, number_left = _TimeWords([]), None
    rest: list[str] = []
    for joined_word in words:
        word = plain(joined_word)
        day = _day_in(word)
        clock = _CLOCK.fullmatch(word)
        if day is not None and (clock is None or read.clock is not None or ":" not in word):
            read.days.append(day)
        elif clock is not None:
            if read.clock is not None or (at := _clock(clock)) is None:
                return None
            read.clock, half = at, clock[3] or clock[5] or ""
            read.half = read.half or half
        elif word in WEEKDAYS and read.weekday is None and not _is_month_between(word, number_left):
            read.weekday = WEEKDAYS[word]
        elif word in MONTHS and not rest:
            read.days.append((MONTHS[word], 0))
        elif word in NEXT:
            read.is_next = True
        elif word in FORENOON or word in AFTERNOON:
            read.half, read.half_word = "am" if word in FORENOON else "pm", word
        elif _NUMBER.fullmatch(word) or _ORDINAL.fullmatch(word):
            number = int(re.sub(r"\D", "", word))
            read.days.append((0, number) if number < 32 else (0, 0, number))
            number_left = number
        elif word not in FILLING or rest:
            rest.append(word)
    read.rest = " ".join(rest)
    _take_bare_hour(read)
    return read if _is_whole(read) else None


def _take_bare_hour(read: _TimeWords) -> None:
    """A number beside a day that is said in full can only be the hour."""
    bare = [day for day in read.days if isinstance(day, tuple) and day[0] == 0 and len(day) == 2]
    others = [day for day in read.days if day not in bare]
    is_day = [day for day in others if not isinstance(day, tuple) or (len(day) == 3 and day[0])]
    if read.clock is not None or len(bare) != 1 or len(others) != len(is_day) or bare[0][1] > 23:
        return
    if len(others) == 1 or (not others and read.weekday is not None):
        hour = bare[0][1]
        read.days, read.clock, read.is_bare = others, time(hour), 1 <= hour <= 12


def _is_month_between(word: str, number: int | None) -> bool:
    """`mar` is a month behind a number and a weekday elsewhere: it is read as the month alone."""
    return word in MONTHS and number is not None


def _day_in(word: str) -> date | int | tuple[int, int, int] | None:
    """A day that stands in one word: of the calendar, so many from today, or two numbers and a year."""
    if word in DAYS_ON:
        return DAYS_ON[word]
    if found := _ISO_DAY.fullmatch(word):
        return day_of(int(found[1]), int(found[2]), int(found[3])) or (99, 99, 0)
    if (found := _SHORT_DAY.fullmatch(word)) and not _CLOCK.fullmatch(word):
        return int(found[1]), int(found[2]), int(found[3] or 0)
    return None


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1] or found[4]), int(found[2] or 0), found[3] or found[5]
    if found[0].endswith(":") or hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def _is_whole(read: _TimeWords) -> bool:
    """Puts day, month and year together that stand in words of their own; halves the day."""
    parts = [day for day in read.days if isinstance(day, tuple) and (len(day) == 2 or day[:2] == (0, 0))]
    if parts:
        months = [part[0] for part in parts if part[0]]
        numbers = [part[1] for part in parts if len(part) == 2 and part[1]]
        years = [part[2] for part in parts if len(part) == 3]
        if (len(months), len(numbers), len(years) > 1) != (1, 1, False) or len(parts) != len(read.days):
            return False
        read.days = [(numbers[0], months[0] + 100, years[0] if years else 0)]
    if len(read.days) > 1 or (read.is_next and (read.weekday is None or read.days)):
        return False
    if read.half and read.clock is not None:
        hour = read.clock.hour
        if read.half_word and hour == 12 and read.half_word not in BEFORE_AND_AFTER_NOON:
            return False
        if read.half_word in INTO_THE_NIGHT and 1 <= hour < 5:
            return False
        if read.half == "pm" and 1 <= hour < 12:
            read.clock = read.clock.replace(hour=hour + 12)
        elif read.half == "am" and hour > 12:
            return False
    return True


def _days(read: _TimeWords, today: date) -> list[date] | None:
    """The days that may be meant, seen from a today: none where it is another day of the week.

    None for one that there is not.
    """
    match read.days:
        case [int(on)]:
            days = [today + timedelta(days=on)]
        case [date() as day]:
            days = [day]
        case [(day, month, year)] if month > 100:
            days = _of_years(year, month - 100, day, today)
        case [(first, second, year)]:
            days = sorted({*_of_years(year, second, first, today), *_of_years(year, first, second, today)})
        case _ if read.weekday is not None:
            coming = today + timedelta(days=(read.weekday - today.weekday()) % 7)
            return [coming, coming + A_WEEK] if read.is_next or coming == today else [coming]
        case _:
            return [today, today + timedelta(days=1)]
    return [day for day in days if read.weekday in (None, day.weekday())] if days else None


def _of_years(year: int, month: int, day: int, today: date) -> list[date]:
    """The day in that year, without one the next time that it comes."""
    for wanted in (year,) if year else range(today.year, today.year + 5):
        found = day_of(wanted, month, day)
        if found is not None and (year or found >= today):
            return [found]
    return []


def _instants(local: datetime, zone: str) -> list[Instant]:
    """The instants at which the clocks there show this; where they leave it out, the two nearest."""
    there = ZoneInfo(zone)
    both = {local.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1)}
    # the names of offsets turn their sign round: such a clock is shown as UTC
    return [Instant(at, "UTC" if zone.startswith("Etc/") else zone) for at in sorted(both)]


def _shows(instant: Instant, clock: time) -> bool:
    return instant.at.astimezone(ZoneInfo(instant.zone)).time() == clock


def _checked(found: list[Instant], now: datetime, why: Why, *, must_ask: bool = False) -> Instant | Unclear:
    """The only one that is meant; what is past or far away is refused, and of several is left out."""
    by_instant = {each.at: each for each in reversed(found)}
    coming = [by_instant[at] for at in sorted(by_instant) if at > now]
    if not coming:
        return Unclear(Why.PAST)
    near = tuple(each for each in coming if each.at <= now + FARTHEST)
    if not near:
        return Unclear(Why.FAR)
    if len(by_instant) == 1 and not must_ask:
        return near[0]
    return Unclear(why, near)
