"""Reads tongues.yaml: how languages are recognized, and what is said in those that the bot does not speak.

It belongs to the program and not to an organization's content, and is checked like it all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.content.dates import iso_day
from bot.content.models import Form, Text
from bot.content.problems import Problem
from bot.content.validation import keyed, validated
from bot.content.yaml_file import read_yaml
from bot.matching.recognizing.language.language_signs import Tongue, Tongues

FILE = Path(__file__).parent / "tongues.yaml"


def _with_place(sentence: str) -> str:
    if sentence.count("{languages}") != 1:
        raise ValueError("should hold {languages} once")
    return sentence


class TongueForm(Form):
    called: Sequence[Text] = ()
    words: str = ""
    letters: str = ""
    sentence: Annotated[str, AfterValidator(_with_place)] | None = None
    instead: Annotated[dict[str, Text], Field(default_factory=dict)]
    reviewed: Annotated[
        Annotated[date, BeforeValidator(iso_day)] | None,
        Field(description="the day on which a speaker last read it"),
    ] = None


def with_words(tongues: Tongues, words: Mapping[str, Sequence[str]]) -> Tongues:
    """The same languages, some with more words by which they are told."""
    more = {
        code: replace(tongue, words=(*tongue.words, *words[code]))
        for code, tongue in tongues.items()
        if code in words
    }
    return {**tongues, **more}


def read_tongues(path: Path = FILE) -> tuple[Tongues, list[Problem]]:
    """Every language by its code, and every problem in the file."""
    file, problems = read_yaml(path, path.name)
    if file is None:
        return {}, problems
    tongues: dict[str, Tongue] = {}
    found, wrong = keyed(file)
    problems += wrong
    for code, value in found:
        form, wrong = validated(TongueForm, file, (code,), value)
        problems += wrong
        if form is not None:
            words = tuple(form.words.replace("'", " ").split())
            tongues[code] = Tongue(
                code, tuple(form.called), words, form.letters, form.sentence or "", form.instead
            )
    return tongues, problems
