"""What time makes untrue in a text: words such as "this year", and days that were still ahead."""

import re
from collections.abc import Iterator
from datetime import date

from bot.content.dates_in_texts import named_days
from bot.content.faq_checks import FoundEntry
from bot.content.problems import Problem

_YEAR = re.compile(r"(?<![\d/.-])20\d\d(?![\d/-])")
_FADING = {
    "en": re.compile(
        r"\b(?:(?:this|next|last|the coming) (?:year|month|week|spring|summer|autumn|winter)|nowadays|"
        r"tomorrow|yesterday|recently|at the moment)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:(?:este|el próximo|el pasado) (?:año|mes)|(?:esta|la próxima|la pasada) semana|"
        r"(?:el año|el mes|la semana) (?:que viene|próxim[oa]|pasad[oa])|"
        r"recientemente|ayer|en este momento)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:(?:cette année|cette semaine|ce mois)(?!-là)|"
        r"(?:l'année|le mois|la semaine) (?:prochaine?|dernière?)|"
        r"l'an (?:prochain|dernier)|récemment|demain|hier|en ce moment)\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"\b(?:هذا (?:العام|الشهر|الأسبوع)|هذه السنة|"
        r"(?:العام|الشهر|الأسبوع|السنة) (?:القادمة?|المقبلة?|الماضية?)|مؤخرا|غدا|أمس)\b"
    ),
}


def fading_word(text: str, language: str) -> str | None:
    """The first of them in the text; of languages other than the bot's own none is known."""
    pattern = _FADING.get(language)
    found = pattern.search(text) if pattern is not None else None
    return None if found is None else found[0]


def overtaken_day(text: str, language: str, written: date, today: date) -> str | None:
    """The first day or year in the text that was ahead when it was `written`, and is over."""
    for named in named_days(text, language):
        day = named.near(written) if named.year is not None else None
        if day is not None and written < day < today:
            return named.words
    years = (found[0] for found in _YEAR.finditer(text))
    return next((year for year in years if written.year < int(year) < today.year), None)


def made_untrue(found: FoundEntry, leading: str, today: date) -> Iterator[Problem]:
    """Warnings about the texts of an entry; of days in the `leading` language, which the others follow."""
    for part, text in (("answer", found.form.answer), ("since", found.form.since)):
        if text and (said := fading_word(text, found.language)):
            yield found.problem(
                f"“{said}” is untrue before long: name the year or the day", part
            ).as_warning()
        reviewed = found.form.reviewed
        if text and found.language == leading:
            day = overtaken_day(text, leading, reviewed, today)
            if day is not None:
                wrong = f"“{day}” was still ahead on {reviewed}, when this was reviewed: what became of it?"
                yield found.problem(wrong, part).as_warning()
