"""Finds texts that are in another language than the one they stand under."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from babel import UnknownLocaleError
from babel.dates import get_month_names

from bot.content.faq_checks import FoundCourtesy, FoundEntry, Reading
from bot.content.fields import called
from bot.content.problems import Problem
from bot.content.translations import unnamed_words_in, words_in
from bot.domain.languages import cldr_code

FEWEST_WORDS = 10  # that tell a language
KNOWN = 0.6  # so many of its words are known in the other language
MORE = 0.3  # and so many more than in its own
FEWEST_LETTERS = 12  # that tell a script
_LATIN = "LATIN"


def in_another_language(reading: Reading) -> Iterator[Problem]:
    """Answers whose words are those of another language's answers and phrasings, as a warning."""
    answers: dict[str, Counter[str]] = {}
    asked: dict[str, set[str]] = {}
    for found in reading.everything():
        answers.setdefault(found.language, Counter()).update(_words(found))
        asked.setdefault(found.language, set()).update(*map(words_in, found.form.phrasings))
    for found in reading.everything():
        words, own = _words(found), found.language
        if is_in_another_script(found.form.answer, own):
            yield found.problem(f"is not written in the letters of `{own}`", "answer").as_warning()
            continue
        if len(words) < FEWEST_WORDS:
            continue
        others = [language for language in answers if language != own]
        known = {
            language: sum(word in answers[language] or word in asked[language] for word in words) / len(words)
            for language in others
        }
        here = sum(answers[own][word] > 1 or word in asked[own] for word in words) / len(words)
        likeliest = max(known, key=lambda language: known[language], default=own)
        if known.get(likeliest, 0) >= max(KNOWN, here + MORE):
            text = f"reads like {called(likeliest)}: is it in its language?"
            yield found.problem(text, "answer").as_warning()


def is_in_another_script(text: str, language: str) -> bool:
    """Whether a language of Latin letters is written in others, or the other way round."""
    scripts = Counter(
        unicodedata.name(letter, "").partition(" ")[0] for word in unnamed_words_in(text) for letter in word
    )
    own = _script(language)
    many = sum(scripts.values())
    if not own or many < FEWEST_LETTERS:
        return False
    latin = scripts[_LATIN] / many
    return latin < 0.5 if own == _LATIN else latin > 0.8


@cache
def _script(language: str) -> str:
    """The script of its months' names; empty for a language that CLDR does not have."""
    try:
        names = "".join(get_month_names("wide", locale=cldr_code(language)).values())
    except (UnknownLocaleError, ValueError):
        return ""
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in names if letter.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""


def _words(found: FoundEntry | FoundCourtesy) -> set[str]:
    since = found.form.since if isinstance(found, FoundEntry) else None
    return words_in(f"{found.form.answer} {since or ''}")
