"""Reads questions with the entries that must answer them: what `eval` measures on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import read_yaml


class QuestionForm(BaseModel):
    """`expect`: ids of entries, any of which is right, or "none" where nothing must be answered."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str
    q: Annotated[str, Field(min_length=1)]
    lang: str
    expect: Annotated[list[str], Field(min_length=1)] | Literal["none"]
    style: str = "unknown"
    kind: str = "ok"


def read_questions(path: Path) -> tuple[list[Mapping[str, Any]], list[Problem]]:
    """The questions of a file as plain mappings, and every problem in it."""
    file, problems = read_yaml(path, str(path))
    if file is None:
        return [], problems
    items, wrong = listed(file)
    problems += wrong
    questions: list[Mapping[str, Any]] = []
    for steps, item in items:
        form, wrong = validated(QuestionForm, file, steps, item)
        problems += wrong
        if form is not None:
            questions.append(form.model_dump())
    return questions, problems
