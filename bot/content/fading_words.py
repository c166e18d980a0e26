"""Words of time that become untrue by themselves: nobody who reads "this year" knows which year was meant."""

import re
from collections.abc import Iterator

from bot.content.faq_checks import FoundEntry
from bot.content.problems import Problem

_WORDS = {
    "en": r"(?:this|next|last|the coming) (?:year|month|week|spring|summer|autumn|winter)|nowadays|"
    r"tomorrow|yesterday|recently|at the moment",
    "es": r"(?:este|el próximo|el pasado) (?:año|mes)|(?:esta|la próxima|la pasada) semana|"
    r"(?:el año|el mes|la semana) (?:que viene|próxim[oa]|pasad[oa])|recientemente|ayer|en este momento",
    "fr": r"(?:cette année|cette semaine|ce mois)(?!-là)|"
    r"(?:l'année|le mois|la semaine) (?:prochaine?|dernière?)|"
    r"l'an (?:prochain|dernier)|récemment|demain|hier|en ce moment",
    "ar": r"هذا (?:العام|الشهر|الأسبوع)|هذه السنة|"
    r"(?:العام|الشهر|الأسبوع|السنة) (?:القادمة?|المقبلة?|الماضية?)|مؤخرا|غدا|أمس",
}
_FADING = {language: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for language, words in _WORDS.items()}


def fading_word(text: str, language: str) -> str | None:
    """The first of them in the text; of languages other than the bot's own none is known."""
    pattern = _FADING.get(language)
    found = pattern.search(text) if pattern is not None else None
    return None if found is None else found[0]


def fading_words(found: FoundEntry) -> Iterator[Problem]:
    """A warning for each text of an entry that has one."""
    for part, text in (("answer", found.form.answer), ("since", found.form.since)):
        if text and (said := fading_word(text, found.language)):
            yield found.problem(
                f"“{said}” is untrue before long: name the year or the day", part
            ).as_warning()
