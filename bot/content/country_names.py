"""Names of states in six languages.

    python -m bot.content.country_names

writes them anew from the CLDR that Babel holds. From Babel itself a start would read ten times as much.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from bot.content.problems import Problem
from bot.content.validation import keyed
from bot.content.yaml_file import Value, YamlFile, read_yaml
from bot.domain.languages import ENGLISH, cldr_code

FILE = Path(__file__).parent / "countries.yaml"
NAMES = Path(__file__).parent / "country_names.json"
READ = ("en", "es", "fr", "ar", "pt", "fil")
"""The languages of the CLDR in which names are understood."""

_NO_STATES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


@dataclass(frozen=True, slots=True)
class ReadNames:
    """Every state's names by code, names of regions, and ordinary words that are nearly a name."""

    names: Mapping[str, Sequence[str]]
    regions: Sequence[str]
    not_names: Sequence[str]
    problems: tuple[Problem, ...]


def read_country_names(file: Path = FILE) -> ReadNames:
    """The names of the CLDR with those of the file beside them, and every problem in the file."""
    names: dict[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))
    found, problems = read_yaml(file, f"bot/content/{file.name}")
    regions: list[str] = []
    not_names: list[str] = []
    if found is not None:
        sections, wrong = keyed(found)
        problems += wrong
        given = dict(sections)
        for code, group in _groups(found, given, "names", set(names), problems):
            names[code] += group
        regions = _strings(found, ("regions",), given.get("regions"), problems)
        not_names = _strings(found, ("not_names",), given.get("not_names"), problems)
    return ReadNames(names, regions, not_names, tuple(problems))


def names_of_the_cldr() -> dict[str, list[str]]:
    """Every state's names by code, in the languages that are read, as Babel has them."""
    names: dict[str, list[str]] = {}
    for language in READ:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_STATES:
                names.setdefault(code, []).append(name)
    return names


def country_name(code: str, language: str) -> str:
    """A state's name as the CLDR has it in a language, else in English; with our apostrophe."""
    names = Locale(cldr_code(language)).territories
    return str(names[code] if code in names else Locale(ENGLISH).territories[code]).replace("’", "'")


def _groups(
    file: YamlFile, given: Mapping[str, Value], section: str, known: Iterable[str], problems: list[Problem]
) -> Iterable[tuple[str, list[str]]]:
    group = given.get(section)
    if not isinstance(group, dict):
        problems.append(file.problem((), f"`{section}` should be keys with lists of words"))
        return
    for key, value in group.items():
        if key not in known:
            problems.append(file.problem_with_key((section, key), f"nothing is known as `{key}`"))
        else:
            yield key, _strings(file, (section, key), value, problems)


def _strings(file: YamlFile, steps: tuple[str, ...], value: Value, problems: list[Problem]) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
        return [str(item) for item in value]
    problems.append(file.problem(steps, "should be a list of words"))
    return []


if __name__ == "__main__":
    lines = (
        f"{json.dumps(code)}: {json.dumps(names, ensure_ascii=False)}"
        for code, names in sorted(names_of_the_cldr().items())
    )
    NAMES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
