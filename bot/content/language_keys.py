"""Texts by language: keys of languages that are not offered, and translations that say something else."""

from collections.abc import Collection, Iterator, Mapping

from bot.content.fields import Languages, called, is_language
from bot.content.other_language import is_in_another_script
from bot.content.problems import Problem
from bot.content.translations import signs_of_text
from bot.content.yaml_file import Steps, Value, YamlFile


def wrong_languages(
    file: YamlFile, steps: Steps, texts: Mapping[str, str], languages: Languages
) -> Iterator[Problem]:
    """A problem for each key that is no language's code, and a warning for one whose language is not here.

    A warning, too, for a text that does not say what the leading one says.
    """
    leading = languages[0]
    written = _written(file.value, steps)
    for key, said in texts.items():
        if key in languages:
            if key in written and is_in_another_script(said, key):
                yield file.problem((*steps, key), f"is not written in the letters of `{key}`").as_warning()
            elif key != leading and key in written:
                for sign in signs_of_text(said, texts[leading], called(leading)):
                    yield file.problem((*steps, key), sign).as_warning()
            continue
        here = ", ".join(sorted(languages))
        if is_language(key):
            text = f"nobody is shown this: the languages of this bot are {here}"
            yield file.problem_with_key((*steps, key), text).as_warning()
        else:
            text = f"`{key}` is the code of no language: those of this bot are {here}"
            yield file.problem_with_key((*steps, key), text)


def _written(value: Value, steps: Steps) -> Collection[object]:
    """The keys that stand in the file: texts in other languages are filled up with the leading one's."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return value.keys() if isinstance(value, dict) else ()
