"""Everything that people read in one language, each text with where it stands; not what they type."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from bot.content.po_file import read_po_file
from bot.content.yaml_file import yaml_of
from tests.content.facts import ROOT, material

STARTER = Path("bot", "content", "starter")
BY_LANGUAGE = ("organization.yaml", "faq/*.yaml", "schedules/*.yaml", "schedules/lessons/*.yaml")
"""Files with texts by language, under its code."""
FILLED = re.compile(r"\{(?:languages|today|in_two_weeks)\}")  # when an organization begins from the starter
IN_ENTRIES = ("question", "answer", "since")


@cache
def shown(language: str) -> tuple[tuple[str, str], ...]:
    """Answers, lessons, quizzes, courtesies, schedules, names, sentences, and what others begin from."""
    return tuple(_shown(language))


def _shown(language: str) -> Iterator[tuple[str, str]]:
    for entry in material().told(language):
        yield from ((entry.id, text) for text in (entry.question, entry.answer, entry.since or ""))
    for courtesy in material().faq.courtesy_entries[language].values():
        yield courtesy.kind, courtesy.answer
    for path in (Path("bot/locales", language, "LC_MESSAGES/bot.po"), Path(f"locales/{language}.po")):
        catalog, problems = read_po_file(ROOT / path, str(path), language)
        assert catalog is not None, problems
        yield from ((each.id, form) for each in catalog.messages.values() for form in each.forms)
    for folder in (ROOT, ROOT / STARTER):
        for files in BY_LANGUAGE:
            yield from _in_files(folder, files, (language,))
    yield from _in_files(ROOT / STARTER, f"faq/{language}/*.yaml", IN_ENTRIES)


def _in_files(folder: Path, files: str, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob(files)):
        where = str(path.relative_to(ROOT))
        file, problems = yaml_of(where, FILLED.sub("2026-12-01", path.read_text(encoding="utf-8")))
        assert file is not None, problems
        yield from ((where, text) for text in _under(file.value, keys))


def _under(value: object, keys: Collection[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield from (inner,) if key in keys else ()
            else:
                yield from _under(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from _under(inner, keys)
