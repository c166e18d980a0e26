"""What a field of a content file may say: each function returns the value read, or raises ValueError.

The error's text goes to a curator as it is, after the place of the value.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from pydantic import ValidationInfo

from bot.domain.languages import ENGLISH

Languages = tuple[str, ...]
"""The languages that the bot offers, the leading one first: what forms are told of the content."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEAD = re.compile(r"(\d{1,3})(h|m)")

# An international number, or one written the North American way; years and document numbers are neither.
_PHONE_NUMBER = re.compile(r"\+(?:[\s().\-/]{0,2}\d){7,}|(?<!\d)\(?\d{3}\)?[\s.-]{1,2}\d{3}[.\s-]\d{4}(?!\d)")
_CALLED = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French"}
_HTML = re.compile(r"</?[a-zA-Z][^<>\n]*>")


def iso_day(value: object) -> date:
    """A day as 2026-11-21."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("should be a day that exists, written as 2026-11-21")


def year_month_or_day(value: object) -> str:
    """2016, 2016-09, 2016-09-19, or undated; a bare year may have been read as a number."""
    written = str(value) if isinstance(value, str | int) else ""
    if written == "undated":
        return written
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", written):
        try:
            date.fromisoformat((written + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return written
    raise ValueError("should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated")


def local_time(value: object) -> time:
    """A time of day as 09:00."""
    if isinstance(value, str) and re.fullmatch(r"\d{2}:\d{2}", value):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("should be a time of day written as 09:00, from 00:00 to 23:59")


def local_start(value: object) -> datetime:
    """A day and time without a zone, as 2026-12-01 16:00."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("should be a day and a time, written as 2026-12-01 16:00")


def zone(value: object) -> ZoneInfo:
    """A zone of the tz database by its name, such as Europe/Brussels, or UTC."""
    # "localtime" and "Factory" are files of some systems' database, not places.
    if isinstance(value, str) and value not in ("localtime", "Factory"):
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise ValueError("unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila")


def lead(value: object) -> timedelta:
    """How long before the start a reminder goes out: 24h, 30m, or start."""
    if value == "start":
        return timedelta(0)
    written = _LEAD.fullmatch(value) if isinstance(value, str) else None
    if written is None or not int(written[1]):
        raise ValueError("should be a number of hours or minutes such as 24h or 30m, or the word start")
    return timedelta(hours=int(written[1])) if written[2] == "h" else timedelta(minutes=int(written[1]))


def publishable(text: str) -> str:
    """A text for everybody: no telephone number, and no formatting but **bold**."""
    if _PHONE_NUMBER.search(text):
        raise ValueError("holds what looks like a telephone number: numbers of persons are not published")
    if text.count("**") % 2:
        raise ValueError("has ** that is opened and never closed")
    if _HTML.search(text):
        raise ValueError("holds HTML: only **bold** and bare https:// links are shown")
    return text


def web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?", text):
        raise ValueError("should be a web address that begins with https:// (or http://)")
    return text


def secure_address(text: str) -> str:
    if not re.fullmatch(r"https://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?", text):
        raise ValueError("should be a web address that begins with https://")
    return text


def in_all_languages(texts: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    """Texts in every language that is offered: the leading one's stands in, and must be there."""
    languages: Languages = info.context or (ENGLISH,)
    leading = languages[0]
    if leading not in texts:
        raise ValueError(f"the {called(leading)} text ({leading}) is missing")
    return {**dict.fromkeys(languages, texts[leading]), **texts}


def called(language: str) -> str:
    """A language's name in English; of those in which the bot has no sentences, the code."""
    return _CALLED.get(language, language)


def dated_language(code: str) -> str:
    """A language in which dates can be written."""
    try:
        Locale(code)
    except UnknownLocaleError:
        raise ValueError(
            f"dates cannot be written in `{code}`: it is not among the languages of the CLDR"
        ) from None
    return code


def country_code(text: str) -> str:
    """Two capital letters, as in ISO 3166."""
    if re.fullmatch("[A-Z]{2}", text) is None:
        raise ValueError("should be two capital letters, such as FR")
    return text


def hotline(text: str) -> str:
    """A number to call, with nothing but digits and what parts them; short numbers are authorities'."""
    if re.fullmatch(r"\+?[\d ()-]+", text) is None or not 4 <= sum(map(str.isdigit, text)) <= 15:
        raise ValueError(
            "should be an organization's number of 4 to 15 digits, written as +32 2 000 00 00; "
            "the numbers of authorities do not belong here"
        )
    return text
