"""What a language that the bot speaks still lacks: first what may cost somebody dear, comfort last."""

from collections.abc import Collection, Iterator
from typing import get_args

from bot.content.models import CourtesyKind
from bot.content.problems import Problem
from bot.domain.content.faq import Faq
from bot.domain.languages import NAMES
from bot.matching.danger.danger_signs import Danger
from bot.matching.recognizing import personal_words, stop_words

_DANGER = (*map(str, Danger), "personal-case")
_SMALL_TALK = tuple(kind for kind in get_args(CourtesyKind) if kind not in _DANGER)


def unfinished_language_warnings(
    offered: Collection[str], faq: Faq, in_danger: Collection[str], told_by_words: Collection[str]
) -> list[Problem]:
    """A warning for each thing that an offered language lacks.

    `in_danger` are the languages in which danger is well known, `told_by_words` those with words in
    tongues.yaml.
    """
    return [
        Problem(f"faq/{language}", 1, 1, lacking).as_warning()
        for language in offered
        if language != faq.leading
        for lacking in _lacking(language, faq, in_danger, told_by_words)
    ]


def _lacking(
    language: str, faq: Faq, in_danger: Collection[str], told_by_words: Collection[str]
) -> Iterator[str]:
    folder = f"faq/{language}"
    entries, asked = faq.entries.get(language, {}), faq.asked_in.get(language, {})
    courtesies = faq.courtesy_entries.get(language, {})
    if unsaid := [kind for kind in _DANGER if kind not in courtesies]:
        lacking = ", ".join(unsaid)
        yield f"who is in danger is answered in another language: write {lacking} in {folder}/courtesy.yaml"
    if language not in in_danger:
        yield f"danger is hardly seen in it: fill bot/content/danger/{language}.yaml"
    if language not in stop_words.LANGUAGES:
        yield "its plain words for /stop are not listed: add them to bot/matching/recognizing/stop_words.py"
    if language not in personal_words.LANGUAGES:
        where = "bot/matching/recognizing/personal_words.py"
        yield f"missed questions in it may keep names and places: add what stands before them to {where}"
    if not entries and not asked:
        yield f"no question is understood in it: write {folder}/phrasings.yaml, or answers"
        if language not in told_by_words:
            yield "it is not told from other languages: add its words to bot/content/tongues.yaml"
    elif untranslated := faq.entries.get(faq.leading, {}).keys() - entries.keys():
        count = len(untranslated)
        yield f"in the leading language alone: {count} of the answers; translate them in {folder}/"
    if unheard := [kind for kind in _SMALL_TALK if kind not in courtesies and kind not in asked]:
        yield f"small talk in it is not understood: write {', '.join(unheard)} in {folder}/courtesy.yaml"
    if language not in NAMES:
        yield "it is offered by its code: add its name to bot/domain/languages.py"
