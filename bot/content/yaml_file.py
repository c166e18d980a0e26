"""Reads a YAML file strictly, keeping the place of every value.

Stricter than YAML 1.1 as PyYAML reads it, so that nothing a curator types changes its meaning silently:
`no`, `on` and dates stay text, a key stands once, a file is one document in UTF-8, and there are no tabs,
anchors, aliases or tags (text that begins with & * ! must be quoted).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import yaml

from bot.content.problems import Problem
from bot.content.text_file import place_after, read_text
from bot.content.yaml_hints import hint

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and positions in lists."""
Place: TypeAlias = tuple[int, int]

DEEPEST = 20

# libyaml's parser is several times as fast; PyYAML lacks it on rare platforms only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TABS = re.compile(r"\t+")
_HARD_SPACES = "\u00a0\u2007\u2009\u202f\u3000"
_INDENTING = re.compile(f"(?m)^[ -]*[{_HARD_SPACES}]+")
_CUT = re.compile(r"[^\s#] +#\w")
"""A text that goes on as "#13" does, not a remark behind it, which begins with a space."""

_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?= )", re.MULTILINE)
_TWO_CHANGES = "git left this here where two changes meet: keep one of them, and delete this line"
_HARD_SPACE = "a hard space, as web pages and word processors write it: type an ordinary space in its place"
_WRITTEN = re.compile(r"(?m)^\s*[^#\s]")

# The scalars of YAML 1.2's core schema; everything else without quotes is text.
_NULL = re.compile(r"|~|null|Null|NULL")
_TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)

_FIRST_OF_OTHERS = frozenset("~nNtTfF-+.0123456789")
"""What begins with another character matches none of them."""


@dataclass(frozen=True)
class YamlFile:
    """What a file says and where: `places` of values and `key_places` of the keys before them.

    Places are looked up when a problem is told: they would take most of the memory and time of reading.
    """

    name: str
    value: Value
    text: str

    @property
    def places(self) -> Mapping[Steps, Place]:
        return self._located.places

    @property
    def key_places(self) -> Mapping[Steps, Place]:
        return self._located.key_places

    @cached_property
    def _located(self) -> "_Composer":
        composer = _Composer(self.name, located=True)
        composer.compose(self.text)
        return composer

    def problem(self, steps: Steps, text: str) -> Problem:
        """A problem with the value there, or with the nearest one around it."""
        while steps not in self.places:
            steps = steps[:-1]
        return Problem(self.name, *self.places[steps], text)

    def problem_with_key(self, steps: Steps, text: str) -> Problem:
        """A problem with the key there."""
        place = self.key_places.get(steps)
        return self.problem(steps, text) if place is None else Problem(self.name, *place, text)


def read_yaml(path: Path, name: str, *, empty: Value = None) -> tuple[YamlFile | None, list[Problem]]:
    """The file, and the problems of its form; None when it cannot be read as a whole.

    `name` stands for the file in problems. Of a key that stands twice the first counts. A file without any
    item is a problem, unless it may be `empty`: then it has this value.
    """
    text, problems = read_text(path, name)
    return (None, problems) if text is None else yaml_of(name, text, empty=empty)


def yaml_of(name: str, text: str, *, empty: Value = None) -> tuple[YamlFile | None, list[Problem]]:
    """The same of a text that is no file yet."""
    blanks = [
        *_blanks(name, text, _CONFLICT, _TWO_CHANGES),
        *_blanks(name, text, _TABS, "a tab: use spaces"),
        *(_blanks(name, text, _INDENTING, _HARD_SPACE) if any(each in text for each in _HARD_SPACES) else ()),
    ]
    if blanks:
        return None, blanks
    if empty is not None and not _WRITTEN.search(text):
        return YamlFile(name, empty, "[]"), []
    return _Composer(name).compose(text)


def _blanks(name: str, text: str, blank: re.Pattern[str], said: str) -> list[Problem]:
    """What indents and must not; the first is told, the others are mended with it."""
    found = (Problem(name, *place_after(text[: blank.start()]), said) for blank in blank.finditer(text))
    return [problem.following(position > 0) for position, problem in enumerate(found)]


class _UnreadableError(Exception):
    """The rest of the file cannot be made sense of; the problem is noted already."""


class _Composer:
    """Builds the value from the parser's events, which alone know about anchors, tags and quotes."""

    def __init__(self, name: str, *, located: bool = False) -> None:
        self._name = name
        self._located = located
        self._lines: list[str] = []  # where a remark may have cut a text short
        self._problems: list[Problem] = []
        self.places: dict[Steps, Place] = {}
        self.key_places: dict[Steps, Place] = {}

    def compose(self, text: str) -> tuple[YamlFile | None, list[Problem]]:
        if _CUT.search(text):
            self._lines = text.split("\n")
        try:
            value = self._documents(yaml.parse(text, Loader=_LOADER))
        except yaml.YAMLError as error:
            self._note_error(error, text)
        except _UnreadableError:
            pass
        else:
            return YamlFile(self._name, value, text), self._problems
        return None, self._problems

    def _documents(self, events: Iterator[yaml.Event]) -> Value:
        next(events)  # the start of the stream
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            self._problems.append(Problem(self._name, 1, 1, "the file is empty"))
            raise _UnreadableError
        value = self._value(next(events), events, ())
        next(events)  # the end of the document
        second = next(events)
        if isinstance(second, yaml.DocumentStartEvent):
            self._note(second, "a second document starts here (---): a file is one document")
            raise _UnreadableError
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], steps: Steps) -> Value:
        if self._located:
            self.places.setdefault(steps, _place(event))
        if len(steps) > DEEPEST:
            self._note(event, "nested too deep")
            raise _UnreadableError
        if isinstance(event, yaml.AliasEvent):
            self._note(event, f"*{event.anchor} is read as an alias: put text that begins with * in quotes")
            return None
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.anchor is not None:
                self._note(
                    event, f"&{event.anchor} is read as an anchor: put text that begins with & in quotes"
                )
            if event.tag is not None:
                self._note(event, "! is read as a tag: put text that begins with ! in quotes")
        if isinstance(event, yaml.ScalarEvent):
            end = event.end_mark
            if (
                self._lines
                and end is not None
                and event.value
                and not event.style
                and _CUT.match(f".{self._lines[end.line][end.column :]}")
            ):
                self._note(event, "what stands behind # is a remark: put the whole text in quotes")
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, steps)
        return self._mapping(events, steps)

    def _list(self, events: Iterator[yaml.Event], steps: Steps) -> list[Value]:
        values: list[Value] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            if (
                isinstance(event, yaml.ScalarEvent)
                and event.anchor is event.tag is None
                and not self._located
                and not self._lines
            ):
                values.append(_scalar(event))  # nearly all that is read; a third of the time of reading it
            else:
                values.append(self._value(event, events, (*steps, len(values))))
        return values

    def _mapping(self, events: Iterator[yaml.Event], steps: Steps) -> dict[str, Value]:
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        is_item, is_twice = bool(steps) and isinstance(steps[-1], int), False
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._note(event, "a key must be a word; text with { } or [ ] at its start needs quotes")
                raise _UnreadableError
            key = event.value
            if key in values:
                said = f"`{key}` stands here a second time, first on line {lines[key]}"
                if is_item:
                    said += "; if a new item begins here, it needs a dash and a space before it"
                self._note(event, said, follows=is_item and is_twice)
                is_twice = True
            lines.setdefault(key, _place(event)[0])
            if self._located:
                self.key_places.setdefault((*steps, key), _place(event))
            value = self._value(next(events), events, (*steps, key))
            values.setdefault(key, value)
        return values

    def _note(self, event: yaml.Event, text: str, *, follows: bool = False) -> None:
        self._problems.append(Problem(self._name, *_place(event), text).following(follows))

    def _note_error(self, error: yaml.YAMLError, text: str) -> None:
        """Unless the same line was found wrong already: then this is what came of it."""
        mark, said = None, str(error)
        if isinstance(error, yaml.MarkedYAMLError):
            said = error.problem or said
            # What is never closed is found further down, but mended where it was opened.
            mark, opened = error.problem_mark, error.context_mark
            is_list = "expected ','" in said and opened and mark and opened.line < mark.line
            if "end of stream" in said or is_list:
                mark = opened
        place, wrong = hint(text, (mark.line + 1, mark.column + 1) if mark else (1, 1), said)
        if place[0] not in {problem.line for problem in self._problems}:
            self._problems.append(Problem(self._name, *place, wrong))


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _scalar(event: yaml.ScalarEvent) -> bool | int | float | str | None:
    text: str = event.value
    may_be_other = event.implicit[0] and (not text or text[0] in _FIRST_OF_OTHERS)
    return _plain(text) if may_be_other else text


def _plain(text: str) -> bool | int | float | str | None:
    if _NULL.fullmatch(text):
        return None
    if _TRUTH.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def quoted(text: str) -> str:
    """A text as YAML reads it, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)
