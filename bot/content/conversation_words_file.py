"""Reads asking_on.yaml: the words of messages that are about the conversation itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from bot.content.problems import Problem
from bot.content.yaml_file import read_yaml

FILE = Path(__file__).parent / "asking_on.yaml"

_Kind = Literal[
    "refusing",
    "being",
    "people",
    "into",
    "polite",
    "linking",
    "more",
    "shorter",
    "source",
    "mine",
    "thanking",
    "errands",
    "messages",
    "unkind",
    "ending",
    "asking",
]
_FORM = TypeAdapter(dict[_Kind, Annotated[list[str], Field(min_length=1)]])


def read_conversation_words(path: Path = FILE) -> tuple[Mapping[str, list[str]], list[Problem]]:
    """The words by what they mean, and every problem in the file."""
    file, problems = read_yaml(path, path.name)
    if file is None:
        return {}, problems
    try:
        found = _FORM.validate_python(file.value)
        return dict(found.items()), problems
    except ValidationError as error:
        wrong = [file.problem(details["loc"][:1], details["msg"]) for details in error.errors()]
        return {}, [*problems, *wrong]
