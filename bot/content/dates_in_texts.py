"""Days that a text for people names, such as "Tuesday, 1 December 2026", in any language that babel knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from bot.content.phones_and_emails import in_latin_digits
from bot.domain.languages import cldr_code
from bot.domain.times.day_words import MONTHS, WEEKDAYS, day_of, spelled

_ISO = re.compile(r"(?<!\w)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\w)(?:(?P<since>\d{1,2}) ?(?:[-–]|and|to|y|al?|et|au|و) ?)?(?P<day>\d{1,2})(?:st|nd|rd|th|er|o|a)?"
    r"(?: of| de| من)? (?P<month>[^\W\d]{3,12}(?: [^\W\d]{3,12})?)\.?(?:(?: del?)? (?P<year>\d{4}))?"
)
_MONTH_FIRST = re.compile(
    r"(?<!\w)(?P<month>[^\W\d]{3,12})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w:.])(?: (?P<year>\d{4}))?"
)
_FORMS = (_ISO, _DAY_FIRST, _MONTH_FIRST)
_NUMBERS = re.compile(
    r"(?<![\w/.-])(?P<one>\d{1,2})(?P<sign>[/.])(?P<other>\d{1,2})(?:(?P=sign)(?P<year>\d{4}))?(?![\w/]|[.-]\d)"
)
"""With points only where the year stands behind them: 3.5 is no day."""
_BEFORE_A_DAY = frozenset(
    ("on", "from", "until", "till", "el", "le", "del", "du", "día", "dia", "au", "hasta", "يوم", "في")
)
_ARTICLES = frozenset(("the", "el", "le", "dia"))


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
        days = [found for year in years if (found := day_of(year, self.month, self.day)) is not None]
        return min(days, key=lambda day: abs(day - other), default=None)


def day_in_numbers(text: str, near: date) -> str:
    """What the text writes as a day in numbers, where no order of them makes the day; else nothing."""
    text = in_latin_digits(text)
    found = [each for each in _NUMBERS.finditer(text) if each["year"] or _stands_as_a_day(each, text)]
    days = [each for each in found if each["year"] in (None, str(near.year)) and _can_be_a_day(each)]
    meant = {near.day, near.month}
    is_meant = any({int(each["one"]), int(each["other"])} == meant for each in days)
    return days[0][0] if days and not is_meant else ""


def _stands_as_a_day(found: re.Match[str], text: str) -> bool:
    """Whether "16/12" stands where a day does: "on 16/12", and not in "objective 16/23"."""
    before = text[: found.start()].rstrip().rpartition(" ")[2].casefold()
    return found["sign"] == "/" and (before in _BEFORE_A_DAY or not before[-1:].isalnum())


def _can_be_a_day(found: re.Match[str]) -> bool:
    low, high = sorted((int(found["one"]), int(found["other"])))
    return 1 <= low <= 12 and high <= 31 and bool(found["year"] or high > 12) and found[0] != "24/7"


def named_days(text: str, language: str) -> Iterator[NamedDay]:
    """Every day that the text names with day and month."""
    text, end = spelled(text), 0
    found = sorted((match for form in _FORMS for match in form.finditer(text)), key=re.Match.start)
    for match in found:
        named = _named(match, text, language) if match.start() >= end else None
        if named is not None:
            end = match.end()
            yield named


def _named(match: re.Match[str], text: str, language: str) -> NamedDay | None:
    of = {"since": None, **match.groupdict()}
    month, words = _month(of["month"] or "", language)
    if month is None:
        return None
    before = [word.strip(".") for word in text[: match.start()].split()[-2:]]
    before = before[:-1] if before and before[-1] in _ARTICLES else before
    weekday = _weekdays(language).get(before[-1]) if before and not of["since"] else None
    said = match[0].replace(of["month"] or "", words).strip(" .")
    return NamedDay(
        f"{before[-1]} {said}" if weekday is not None else said,
        month,
        int(of["day"] or 0),
        int(of["year"]) if of["year"] else None,
        weekday,
        int(of["since"]) if of["since"] else None,
    )


def _month(words: str, language: str) -> tuple[int | None, str]:
    """The month that one or two words name, and those words; of two the first may name it alone."""
    if words.isdecimal():
        return int(words), words
    months, first = _months(language), words.partition(" ")[0]
    name = words if words in months else first
    return months.get(name), name


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
