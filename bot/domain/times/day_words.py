"""Words that people write days and hours with, in the four languages, in one spelling."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_LETTERS = str.maketrans("أإآٱةىؤئ’", "ااااهيوي'")
_BREAKS = re.compile(r"[\s,،;·]+")
_ROUND_WORDS = re.compile('[()\\[\\]"“”«»!?؟]')
_T_BETWEEN = re.compile(r"(?<=\d)t(?=\d)")
_NO_SECONDS = re.compile(r"(?<=\d:\d\d):00(?:\.0+)?(?!\d)")
_Z_BEHIND = re.compile(r"(?<=\d)z\b")
_OFFSET = re.compile(r"(?:(?<=:\d\d)|(?<!\S))\+(\d{1,2})(?::?(\d{2}))?(?!\S)")  # "-" may be a range of hours
_HOUR_APART = re.compile(r"(?<![.:\d])(\d{1,2}) ?(?:hs|uhr)\b|\b(\d{1,2}) (am|pm|h)\b")
_MINUTES_APART = re.compile(r"\b(\d{1,2}h) (\d{2})\b")
_LETTERS_WITH_DOTS = re.compile(r"(?:\w\.)+")


def spelled(text: str) -> str:
    """Small letters without accents, digits of all scripts as 0-9, blanks and commas as one blank."""
    digits = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", text)
    )
    bare = unicodedata.normalize("NFD", digits.casefold().translate(_LETTERS))
    kept = "".join(sign for sign in bare if unicodedata.category(sign) not in ("Mn", "Cf"))
    return _BREAKS.sub(" ", kept.translate(_LETTERS)).strip()


def _table(*rows: str) -> dict[str, int]:
    """Each word with the number of its row, from 0; "_" stands for a blank."""
    return {
        spelled(word.replace("_", " ")): number for number, row in enumerate(rows) for word in row.split()
    }


WEEKDAYS = _table(
    "monday mon lunes lundi الاثنين الإثنين اثنين يوم_الاثنين",
    "tuesday tue tues martes mardi الثلاثاء ثلاثاء يوم_الثلاثاء",
    "wednesday wed miercoles mercredi الأربعاء أربعاء يوم_الأربعاء",
    "thursday thu thur thurs jueves jeudi الخميس خميس يوم_الخميس",
    "friday fri viernes vendredi الجمعة جمعة يوم_الجمعة",
    "saturday sat sabado samedi السبت سبت يوم_السبت",
    "sunday sun domingo dimanche الأحد أحد يوم_الأحد",
)
"""From 0, a Monday, as the calendar counts them."""

MONTHS = {
    word: number + 1
    for word, number in _table(
        "january jan enero janvier يناير كانون_الثاني",
        "february feb febrero fevrier فبراير شباط",
        "march mar marzo mars مارس آذار",
        "april apr abril avril أبريل ابريل إبريل نيسان",
        "may mayo mai مايو أيار",
        "june jun junio juin يونيو حزيران",
        "july jul julio juillet يوليو تموز",
        "august aug agosto aout أغسطس آب",
        "september sep sept septiembre septembre سبتمبر أيلول",
        "october oct octubre octobre أكتوبر تشرين_الأول",
        "november nov noviembre novembre نوفمبر تشرين_الثاني",
        "december dec diciembre decembre ديسمبر كانون_الأول",
    ).items()
}

DAYS_ON = _table(
    "today hoy aujourd'hui اليوم",
    "tomorrow manana demain غدا غد بكرة",
    "day_after_tomorrow the_day_after_tomorrow pasado_manana apres-demain apres_demain بعد_غد بعد_الغد",
)
"""So many days from today."""

FORENOON = frozenset(
    map(
        spelled,
        (
            *("am", "a.m.", "a.m", "de la mañana", "por la mañana", "du matin", "صباحا", "صباحًا", "ص"),
            *("morning", "in the morning", "matin"),
        ),
    )
)
AFTERNOON = frozenset(
    map(
        spelled,
        (
            *("pm", "p.m.", "p.m", "de la tarde", "por la tarde", "de la noche", "por la noche", "du soir"),
            *("de l'apres-midi", "de l’après-midi", "مساء", "مساءً", "م", "après-midi", "soir"),
            *("afternoon", "in the afternoon", "evening", "in the evening", "tonight", "night", "at night"),
        ),
    )
)
BEFORE_AND_AFTER_NOON = frozenset(
    map(
        spelled,
        (
            "pm",
            "de la tarde",
            "por la tarde",
            "de l'apres-midi",
            "apres-midi",
            "afternoon",
            "in the afternoon",
        ),
    )
)
"""With these twelve is noon; with other such words it is noon to some, and midnight to others."""
INTO_THE_NIGHT = frozenset(
    map(spelled, ("de la noche", "por la noche", "du soir", "soir", "night", "at night", "tonight"))
)
"""With these an hour before five belongs to the night."""
NEXT = frozenset(map(spelled, ("next", "proximo", "prochain", "que viene", "القادم", "المقبل")))
MINUTES = frozenset(map(spelled, ("minute", "minutes", "min", "minuto", "minutos", "دقيقة", "دقائق")))
HOURS = frozenset(map(spelled, ("hour", "hours", "hora", "horas", "heure", "heures", "h", "ساعة", "ساعات")))
AFTER = frozenset(map(spelled, ("in", "en", "dentro de", "dans", "بعد", "خلال")))
FILLING = frozenset(
    map(
        spelled,
        (
            *(
                "at",
                "on",
                "the",
                "of",
                "time",
                "hours",
                "o'clock",
                "a",
                "las",
                "la",
                "el",
                "los",
                "de",
                "del",
            ),
            *(
                "hora",
                "horas",
                "h",
                "le",
                "les",
                "du",
                "heure",
                "heures",
                "a la",
                "في",
                "يوم",
                "الساعة",
                "عند",
            ),
            *("بتوقيت", "توقيت", "hora de", "heure de", "in", "en", "this", "este", "ce", "hrs", "uhr"),
        ),
    )
)
"""Words that say nothing of day, hour or place."""

_IN_PARTS = tuple(
    sorted(
        (
            word
            for words in (WEEKDAYS, MONTHS, DAYS_ON, FORENOON, AFTERNOON, NEXT, AFTER)
            for word in words
            if " " in word
        ),
        key=len,
        reverse=True,
    )
)


def joined(text: str) -> str:
    """Spelled text in which words that have several parts are one, with "_" for the blanks."""
    padded = f" {text} "
    for word in _IN_PARTS:
        padded = padded.replace(f" {word} ", f" {word.replace(' ', '_')} ")
    return padded.strip()


def words_in(text: str) -> list[str]:
    """The words of what somebody typed, each as `joined` has it: parts of one hour are one word, and what
    machines put between a day, an hour and an offset is not there.
    """
    bare = _ROUND_WORDS.sub(" ", spelled(text)).replace("a.m.", "am").replace("p.m.", "pm")
    bare = _NO_SECONDS.sub("", _T_BETWEEN.sub(" ", bare))
    bare = _OFFSET.sub(lambda found: f" utc+{found[1]}:{found[2] or '00'}", _Z_BEHIND.sub(" utc", bare))
    bare = _HOUR_APART.sub(lambda found: f"{found[1]}h" if found[1] else f"{found[2]}{found[3]}", bare)
    words = _MINUTES_APART.sub(r"\1\2", bare).split()
    ended = (word if _LETTERS_WITH_DOTS.fullmatch(word) else word.rstrip(".") for word in words)
    return joined(" ".join(ended)).split()


def plain(word: str) -> str:
    """A word of `joined` as the tables have it."""
    return word.replace("_", " ")


def day_of(year: int, month: int, day: int) -> date | None:
    """The day with these numbers, None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
