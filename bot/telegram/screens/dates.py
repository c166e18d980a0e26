"""Dates and times as people read them. The reader's own zone is Telegram's business, not ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal, cast
from zoneinfo import ZoneInfo

from babel import Locale, localedata
from babel.core import get_global
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_month_names,
    get_timezone_location,
)

from bot.domain.languages import ENGLISH, cldr_code
from bot.telegram.screens.markup import escape, isolate

FAR = timedelta(days=2 * 365)
"""Telegram refuses a message with a `tg-time` of more than some three years ahead."""

ARABIC = "ar"
_EASTERN_MONTHS = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
EXAMPLE = datetime(2026, 1, 1, tzinfo=UTC)

_NOT_OF_DATES = (
    *("unit_patterns", "unit_display_names", "compound_unit_patterns", "languages", "scripts", "variants"),
    *("currency_names", "currency_names_plural", "currency_symbols", "currency_formats", "date_fields"),
    *("currency_unit_patterns", "compact_currency_formats", "compact_decimal_formats", "interval_formats"),
)
_NOT_OF_ZONES: tuple[Literal["territory_currencies", "territory_languages", "windows_zone_mapping"], ...] = (
    "territory_currencies",
    "territory_languages",
    "windows_zone_mapping",
)


def read_ahead(languages: Iterable[str], zones: Iterable[str]) -> None:
    """Reads all that dates in these languages and zones need, so that no answer has to open a file."""
    named, spoken = set(zones), tuple(languages)
    forget_the_rest(spoken)
    for language in spoken:
        for zone in named:
            in_words(EXAMPLE, zone, language)
        for written in ("2026-01-01", "2026-01"):
            document_date(written, language)


def forget_the_rest(languages: Iterable[str]) -> None:
    """Keeps of the files for these languages what dates need: four megabytes go, for four languages."""
    for name in _NOT_OF_ZONES:
        cast("dict[str, object]", get_global(name)).clear()
    likely, has_data = (
        cast("dict[str, str]", get_global("likely_subtags")),
        set(localedata.locale_identifiers()),
    )
    kept = {code: whole for code, whole in likely.items() if code.partition("_")[0] in has_data}
    likely.clear()
    likely.update(kept)
    for language in ("root", *languages):
        data = localedata.load(cldr_code(language))
        for part in _NOT_OF_DATES:
            data.pop(part, None)


def document_date(written: str, language: str) -> str | None:
    """A document's date (YYYY, YYYY-MM or YYYY-MM-DD) in words; None for "undated"."""
    parts = written.split("-")
    if not all(part.isdigit() for part in parts):
        return None
    match [int(part) for part in parts]:
        case [year, month, day]:
            written_out = format_date(date(year, month, day), format="long", locale=_locale(language))
        case [year, month]:
            written_out = format_skeleton("yMMMM", date(year, month, 1), locale=_locale(language))
        case _:
            return written
    return _both_names(written_out, language)


def short_day(day: date, language: str) -> str:
    """`24 Nov`, for where there is little room."""
    return format_skeleton("MMMd", day, locale=_locale(language))


def in_words(instant: datetime, zone: str, language: str) -> str:
    """The instant in UTC and in the city of a zone: what is shown where a phone cannot show local time."""
    in_utc = instant.astimezone(UTC)
    return _moment(in_utc, _both_names(_day(in_utc, language), language), zone, language)


def on_a_button(instant: datetime, zone: str, language: str) -> str:
    """The same with one name of the month: what tells two times apart stands at the end, where it is cut."""
    in_utc = instant.astimezone(UTC)
    return _moment(in_utc, _day(in_utc, language), zone, language)


def _day(instant: datetime, language: str) -> str:
    return format_skeleton("yMMMEd", instant, locale=_locale(language))


def _moment(in_utc: datetime, day: str, zone: str, language: str) -> str:
    pattern = str(get_datetime_format("medium", locale=_locale(language)))
    moment = pattern.replace("'", "").format(_clock(in_utc, language), day) + " UTC"
    if zone in ("UTC", "Etc/UTC"):
        return moment
    there = _clock(in_utc.astimezone(_zone(zone)), language)
    return f"{moment} ({there} {_city(zone, language)})"


def _city(zone: str, language: str) -> str:
    """In English where the CLDR has no names of places in the language."""
    spoken = _locale(language)
    known = spoken if "ZZ" in spoken.territories else _locale(ENGLISH)
    return get_timezone_location(zone, locale=known, return_city=True)


def local_time(instant: datetime, zone: str, language: str) -> str:
    """HTML that shows an instant in the reader's own zone and language (Bot API 9.5, `date_time`)."""
    words = far_time(instant, zone, language)
    return f'<tg-time unix="{int(instant.timestamp())}" format="wDt">{words}</tg-time>'


def far_time(instant: datetime, zone: str, language: str) -> str:
    """HTML for an instant that may lie further ahead than `FAR`: in words alone."""
    return escape(isolate(in_words(instant, zone, language), language))


def _both_names(day: str, language: str) -> str:
    """An Arabic date with both names of its month: who says one in the west does not say it in the east."""
    if language == ARABIC:
        for number, name in get_month_names("wide", locale=_locale(ARABIC)).items():
            day = day.replace(name, f"{_EASTERN_MONTHS[number - 1]}/{name}")
    return day


def _clock(instant: datetime, language: str) -> str:
    return format_time(instant.time(), format="HH:mm", locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale(cldr_code(language))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
