"""Keys that name a language which this bot does not offer: their texts reach nobody."""

from collections.abc import Collection, Iterator
from functools import cache

from babel.localedata import locale_identifiers

from bot.content.problems import Problem
from bot.content.yaml_file import Steps, YamlFile
from bot.domain.languages import NAMES


def wrong_languages(
    file: YamlFile, steps: Steps, keys: Collection[str], languages: Collection[str]
) -> Iterator[Problem]:
    """A problem for each key that is no language's code, and a warning for one whose language is not here."""
    for key in keys:
        if key in languages:
            continue
        here = ", ".join(sorted(languages))
        if is_language(key):
            text = f"nobody is shown this: the languages of this bot are {here}"
            yield file.problem_with_key((*steps, key), text).as_warning()
        else:
            text = f"`{key}` is the code of no language: those of this bot are {here}"
            yield file.problem_with_key((*steps, key), text)


def is_language(code: str) -> bool:
    """Whether there is a language with this code, here or anywhere."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(NAMES) | {name.partition("_")[0] for name in locale_identifiers()}
