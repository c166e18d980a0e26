"""Days that a text for people names, such as "Tuesday, 1 December 2026", in any language that babel knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from bot.domain.languages import cldr_code
from bot.domain.times.day_words import MONTHS, WEEKDAYS, spelled

_ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
_LAST = (
    r"(?:(?P<since>\d{{1,2}}) ?(?:[-–]|and|to|y|al?|et|au|و) ?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|o|a)?"
    r"(?: of| de| من)? (?P<month>{months})(?!\w)\.?(?:(?: del?)? (?P<year>\d{{4}}))?"
)
_FIRST = r"(?P<month>{months})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:.])(?: (?P<year>\d{{4}}))?"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """`words` as they were read; without a year or a weekday where the text names none (0 is a Monday).

    `since` is the day before it where several are named, as in "24 to 26 November".
    """

    words: str
    month: int
    day: int
    year: int | None = None
    weekday: int | None = None
    since: int | None = None

    def covers(self, other: date) -> bool:
        """Whether that day is named, whatever the year."""
        return self.month == other.month and (self.since or self.day) <= other.day <= self.day

    def near(self, other: date) -> date | None:
        """The day that is meant, without a year the one nearest to `other`; None where it does not exist."""
        years = [self.year] if self.year is not None else [other.year - 1, other.year, other.year + 1]
        days = [found for year in years if (found := _day(year, self.month, self.day)) is not None]
        return min(days, key=lambda day: abs(day - other), default=None)


def named_days(text: str, language: str) -> Iterator[NamedDay]:
    """Every day that the text names with day and month."""
    months, weekdays = _months(language), _weekdays(language)
    for found in _pattern(language).finditer(spelled(text)):
        of = {name: value for name, value in found.groupdict().items() if value}
        form = next(number for number in "012" if f"day{number}" in of)
        month = of[f"month{form}"]
        yield NamedDay(
            found[0].strip(" ."),
            int(month) if month.isdecimal() else months[month],
            int(of[f"day{form}"]),
            int(of[f"year{form}"]) if f"year{form}" in of else None,
            weekdays.get(of.get("weekday", "")) if "since1" not in of else None,
            int(of["since1"]) if "since1" in of else None,
        )


@cache
def weekday_names(language: str) -> Mapping[int, str]:
    """In small letters, as they are written; 0 is a Monday. None in what is no language."""
    try:
        names = get_day_names("wide", locale=cldr_code(language))
    except (UnknownLocaleError, ValueError):  # the second where it is no code at all
        return {}
    return {number: name.casefold() for number, name in names.items()}


@cache
def _weekdays(language: str) -> Mapping[str, int]:
    return {**WEEKDAYS, **{spelled(name): number for number, name in weekday_names(language).items()}}


@cache
def _months(language: str) -> Mapping[str, int]:
    try:
        names = get_month_names("wide", locale=cldr_code(language))
    except (UnknownLocaleError, ValueError):
        return MONTHS
    return {**MONTHS, **{spelled(name): number for number, name in names.items()}}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    months, weekdays = (
        "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        for names in (_months(language), _weekdays(language))
    )
    forms = (
        re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{number}>", form)
        for number, form in enumerate((_ISO, _LAST.format(months=months), _FIRST.format(months=months)))
    )
    before = rf"(?:(?P<weekday>{weekdays})\.? (?:the |el |le |dia )?)?"
    return re.compile(rf"(?<!\w){before}(?:{'|'.join(forms)})")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
