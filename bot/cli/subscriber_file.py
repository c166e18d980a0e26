"""A list of subscribers as a file: each line stands for itself, and nothing but its number is ever said."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.languages import pick
from bot.domain.people.shared_accounts import SHARED
from bot.domain.people.subscriptions import Subscriber

COLUMNS = ("chat_id", "language", "topics")
LARGEST = 2**52  # Bot API, Chat.id: at most 52 significant bits
_SEPARATORS = (",", ";", "\t")  # as programs for tables write them
_NUMBER = re.compile(r"-?[0-9]{1,16}")
_ROUNDED = re.compile(r"-?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_EMPTY = re.compile(r'(sep=)?[\s,;"]*')  # also the line in which a program for tables names its separator
_BETWEEN_TOPICS = re.compile(r"[;,]")


class FileError(ValueError):
    """The file as a whole cannot be read; the text says why, without anything of what it holds."""


@dataclass(slots=True)
class SubscriberList:
    """What a file holds. `bad` and `doubles` are what is wrong, by the number of the line."""

    good: list[Subscriber] = field(default_factory=list)
    bad: dict[int, str] = field(default_factory=dict)
    doubles: dict[int, str] = field(default_factory=dict)


def read_list(file: Path, topics: Sequence[str], languages: Sequence[str], week: str) -> SubscriberList:
    """Reads a file line by line. Raises FileError."""
    lines = [
        (number, line) for number, line in enumerate(_lines(file), start=1) if not _EMPTY.fullmatch(line)
    ]
    separator = _separator(*lines[0] if lines else (1, ""))
    found = SubscriberList()
    first_of: dict[int, int] = {}
    for number, line in lines[1:]:
        read = _read(line, separator, topics, languages, week)
        if isinstance(read, str):
            found.bad[number] = read
        elif read.chat_id in first_of:
            found.doubles[number] = f"the same chat as in line {first_of[read.chat_id]}"
        else:
            first_of[read.chat_id] = number
            found.good.append(read)
    if not (found.good or found.bad):
        raise FileError("there is no subscriber in it")
    return found


def _lines(file: Path) -> list[str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileError(error.strerror or type(error).__name__) from None
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        lines = _LINE_END.split(content.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError:
        lines = ["\0"]
    if "\0" in lines[0]:  # as in each of the other encodings that write a letter in several bytes
        raise FileError("it is not UTF-8; save it as CSV in UTF-8")
    return lines


def _separator(number: int, heading: str) -> str:
    """What stands between the columns. Raises FileError for other columns."""
    for separator in _SEPARATORS:
        names = [_bare(name).strip('"').lower() for name in heading.split(separator)]
        if tuple(names[: len(COLUMNS)]) == COLUMNS and not any(names[len(COLUMNS) :]):
            return separator
    raise FileError(f"line {number}: the columns should be {','.join(COLUMNS)}, with , or ; between them")


def _read(
    line: str, separator: str, topics: Sequence[str], languages: Sequence[str], week: str
) -> Subscriber | str:
    """The subscriber in a line, or what is wrong with it."""
    try:
        (cells,) = csv.reader([line], delimiter=separator, strict=True)
    except csv.Error:
        return "a quote is not closed, or a column is too long"
    except ValueError:
        return "it cannot be read"
    number, language, chosen, *others = [*map(_bare, cells), *[""] * (len(COLUMNS) - len(cells))]
    if any(others):
        return "more than three columns; put several topics in quotes"
    wrong = _wrong_number(number)
    if wrong:
        return wrong
    if pick([language], languages, "") == "":
        return f"unknown language; known are {', '.join(languages)}"
    wanted = frozenset(filter(None, (topic.strip().lower() for topic in _BETWEEN_TOPICS.split(chosen))))
    if not wanted <= set(topics):
        return f"unknown topic; known are {', '.join(topics)}"
    return Subscriber(int(number), pick([language], languages), wanted, week)


def _wrong_number(number: str) -> str | None:
    if _ROUNDED.fullmatch(number):
        return "chat_id was rounded by a program for tables; format the column as text"
    if not _NUMBER.fullmatch(number):
        return "chat_id is not a whole number"
    if not 0 < abs(int(number)) < LARGEST:
        return "chat_id cannot be a chat's"
    if int(number) in SHARED:
        return f"chat_id is the id of {SHARED[int(number)]}"
    return None


def _bare(cell: str) -> str:
    """Without blanks, and without marks that cannot be seen, such as those of the direction of writing."""
    return "".join(sign for sign in cell if unicodedata.category(sign) != "Cf").strip()
