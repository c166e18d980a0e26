"""Reads a gettext .po file strictly, keeping the line of every message.

Babel's reader drops a message whose quotes are wrong and joins messages with one id, both without a word;
so every line is looked at first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Message as BabelMessage
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.content.problems import Problem
from bot.content.text_file import read_text

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr(?:\[\d\])?) +)?"((?:[^"\\]|\\[nt"\\])*)"')
_HEADER_LINE = re.compile(r'"([A-Za-z-]+):(.*)\\n"')


@dataclass(frozen=True, slots=True)
class PoMessage:
    """A text by its dotted id: one form, or as many as the language has plurals."""

    id: str
    line: int
    forms: tuple[str, ...]
    is_plural: bool
    is_fuzzy: bool


@dataclass(frozen=True, slots=True)
class PoFile:
    """What a .po file says. `headers` are its values with their lines."""

    name: str
    language: str
    messages: Mapping[str, PoMessage]
    headers: Mapping[str, tuple[str, int]]
    translations: GNUTranslations

    def problem(self, line: int, text: str) -> Problem:
        return Problem(self.name, line, 1, text)


def read_po_file(path: Path, name: str, language: str) -> tuple[PoFile | None, list[Problem]]:
    """The file, or None and what is wrong with its form; `name` stands for it in problems."""
    text, problems = read_text(path, name)
    if text is None:
        return None, problems
    problems = _problems_of_lines(text, name)
    if problems:
        return None, problems
    try:
        catalog = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        return None, [Problem(name, error.lineno + 1, 1, str(error).rsplit(" on ", 1)[0])]
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    headers = _headers(text)
    try:
        translations = GNUTranslations(compiled)
    except ValueError as error:
        _, line = headers.get("Plural-Forms", ("", 1))
        return None, [Problem(name, line, 1, f"Plural-Forms cannot be read: {error}")]
    messages = {message.id: message for message in map(_message, catalog) if message.id}
    return PoFile(name, language, messages, headers, translations), []


def _message(found: BabelMessage) -> PoMessage:
    return PoMessage(
        id=found.id if isinstance(found.id, str) else found.id[0],
        line=found.lineno or 1,
        forms=tuple(found.string or ("",)) if found.pluralizable else (str(found.string),),
        is_plural=found.pluralizable,
        is_fuzzy=found.fuzzy,
    )


def _problems_of_lines(text: str, name: str) -> list[Problem]:
    problems = []
    first: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line.rstrip())
        if parts is None:
            wrong = 'should be msgid or msgstr and a text in "quotes", with \\" for a quote in it'
            problems.append(Problem(name, number, 1, wrong))
        elif parts[1] == "msgid":
            if parts[2] in first:
                wrong = f"`{parts[2]}` stands here a second time, first on line {first[parts[2]]}"
                problems.append(Problem(name, number, 1, wrong))
            first.setdefault(parts[2].strip(), number)
    return problems


def _headers(text: str) -> dict[str, tuple[str, int]]:
    """The lines of the message without an id, which is the first."""
    headers: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if headers and not line.startswith('"'):
            break
        if parts := _HEADER_LINE.fullmatch(line.rstrip()):
            headers[parts[1]] = (parts[2].strip(), number)
    return headers
