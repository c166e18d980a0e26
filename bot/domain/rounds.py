"""Rounds: what members are asked for a while, what they answer, and what of it staff may see.

An input is what somebody answers to one question. Nothing here knows who that is.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.content.contacts import Region
from bot.domain.content.schedules import in_language
from bot.domain.light_markup import without_emphasis

REGIONS = tuple(region.value for region in Region if region is not Region.WORLD)
OTHER = "other"  # a region that too few named, or none
FEW = 5  # fewer than so many are no number and no region: they could say who somebody is
WRITING_LASTS = timedelta(hours=1)  # for so long what somebody writes next is their input
REMINDED_BEFORE = timedelta(days=2)
SHORTEST_FOR_A_REMINDER = timedelta(days=3)
REMINDED_AT_LEAST = timedelta(hours=12)  # before it closes; later nobody could use it
USUALLY_OPEN = timedelta(days=14)
LONGEST_INPUT = 3000  # characters: it is shown whole, with words around it
LONGEST_THEME, LONGEST_QUESTION, LONGEST_CHOICE = 80, 300, 40
MOST_QUESTIONS, MOST_CHOICES = 3, 6

_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")  # what a question may be numbered with
_CHOICE = ("-", "–", "—", "•", "*")  # signs that a line with an answer to choose begins with
_FORMULA = re.compile(r"(?:^|(?<=[,;|\t]))(?=[ \u00a0]?[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a table program would begin to compute: at the beginning, and behind what may begin a cell for it."""


@dataclass(frozen=True, slots=True)
class RoundQuestion:
    """One question, perhaps with answers to choose from."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundText:
    """What is asked, in one language."""

    theme: str
    questions: tuple[RoundQuestion, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many answers each question offers: the same in all languages of a round."""
        return tuple(len(question.choices) for question in self.questions)


class TextFault(StrEnum):
    """Why a text cannot be a round; part of the names of sentences."""

    NO_QUESTION = "no_question"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    SHAPE = "shape"  # not as many questions and answers as in the other languages


@dataclass(frozen=True, slots=True)
class Round:
    """`texts` are by language. `people`: how many answered, once it is closed."""

    round_id: int
    topic: str
    texts: Mapping[str, RoundText]
    has_regions: bool
    opened_at: datetime
    closes_at: datetime
    is_closed: bool = False
    people: int = 0

    def text(self, language: str) -> RoundText:
        """What is asked, in this language or the one that stands in for it."""
        return text_in(self.texts, language)

    @property
    def shape(self) -> tuple[int, ...]:
        return next(iter(self.texts.values())).shape

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may answer: not after its time, also where nobody has closed it yet."""
        return not self.is_closed and now < self.closes_at

    def reminds(self, now: datetime) -> bool:
        """Whether it is the time of the one reminder."""
        left = self.closes_at - now
        return (
            not self.is_closed
            and self.closes_at - self.opened_at >= SHORTEST_FOR_A_REMINDER
            and REMINDED_AT_LEAST <= left <= REMINDED_BEFORE
        )


@dataclass(frozen=True, slots=True)
class Input:
    """What somebody answered to one question; `choice` counts from 0, and None is no choice."""

    number: int
    question: int
    region: str
    choice: int | None
    text: str


@dataclass(frozen=True, slots=True)
class OwnInput:
    """A member's own place at one question while the round is open: what they answered, if they did."""

    question: int
    number: int
    region: str
    is_answered: bool
    choice: int | None = None
    text: str = ""


def text_in(texts: Mapping[str, RoundText], language: str) -> RoundText:
    """The text in this language, else in the leading one, else in any."""
    code = in_language({each: each for each in texts}, language)
    return texts[code]


def read_text(text: str) -> RoundText | TextFault:
    """A theme in the first line, then a question a line; behind one, lines with a dash are its choices.

    Numbers before the questions go, for they get their own; so do marks that would be shown as they stand.
    """
    theme, *rest = [without_emphasis(line.strip()) for line in text.splitlines() if line.strip()] or [""]
    questions: list[RoundQuestion] = []
    for line in rest:
        if line.startswith(_CHOICE):
            if not questions:
                return TextFault.NO_QUESTION
            choice = line[1:].strip()
            last = questions[-1]
            if not choice or len(choice) > LONGEST_CHOICE:
                return TextFault.TOO_LONG
            questions[-1] = replace(last, choices=(*last.choices, choice))
        else:
            number = _NUMBER.match(line)
            is_numbered = number is not None and int(number[1]) == len(questions) + 1
            questions.append(RoundQuestion(line[number.end() :] if number and is_numbered else line))
    if not questions:
        return TextFault.NO_QUESTION
    if len(questions) > MOST_QUESTIONS or any(len(each.choices) > MOST_CHOICES for each in questions):
        return TextFault.TOO_MANY
    if len(theme) > LONGEST_THEME or any(len(each.text) > LONGEST_QUESTION for each in questions):
        return TextFault.TOO_LONG
    return RoundText(theme, tuple(questions))


def as_item(text: RoundText) -> dict[str, Any]:
    """The text as plain JSON."""
    questions = [{"text": each.text, "choices": list(each.choices)} for each in text.questions]
    return {"theme": text.theme, "questions": questions}


def from_item(item: Mapping[str, Any]) -> RoundText:
    """The text that `as_item` wrote. Raises KeyError or TypeError on anything else."""
    questions = (RoundQuestion(each["text"], tuple(each["choices"])) for each in item["questions"])
    return RoundText(item["theme"], tuple(questions))


def end_of(day: datetime) -> datetime:
    """The instant at which a day in UTC is over."""
    return datetime.combine(day.astimezone(UTC).date(), time(), UTC) + timedelta(days=1)


def last_day(closes_at: datetime) -> str:
    """The last day on which somebody may answer, as a document's date."""
    return f"{(closes_at - timedelta(seconds=1)).astimezone(UTC):%Y-%m-%d}"


def coarse(inputs: Iterable[Input]) -> list[Input]:
    """The same, where a region that fewer than five named in answer to a question is no region."""
    inputs = list(inputs)
    named = Counter((each.question, each.region) for each in inputs)
    return [
        each if each.region and named[each.question, each.region] >= FEW else replace(each, region=OTHER)
        for each in inputs
    ]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A table that opens in any program, in any script, and in which no cell is computed."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return _FORMULA.sub("'", " ".join(cell.split()))


def wanted_regions(regions: Collection[str]) -> list[str]:
    """These regions in the order in which people see them, the rest last."""
    return [region for region in (*REGIONS, OTHER) if region in regions]
