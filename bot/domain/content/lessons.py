"""Lessons: one short text a week, the same for everybody, and each can be read at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.content.faq import Entry

CATEGORY = "lessons"


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with answers to choose from, each by language; `correct` is the right one, from 0."""

    question: Mapping[str, str]
    options: tuple[Mapping[str, str], ...]
    correct: int
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text to learn from: by language an entry with its title as the question and its text as the answer.

    `entry_id` names the entry of the FAQ that says more.
    """

    id: str
    entry_id: str
    by_language: Mapping[str, Entry]
    quiz: Quiz | None = None

    def text(self, language: str) -> Entry:
        """What it says in `language`, else in the leading one, which comes first."""
        return self.by_language.get(language) or next(iter(self.by_language.values()))


@dataclass(frozen=True, slots=True)
class Lessons:
    """All lessons in their order, numbered from 1."""

    all: tuple[Lesson, ...] = ()

    def __len__(self) -> int:
        return len(self.all)

    def numbered(self, number: int) -> Lesson | None:
        """The lesson with this number; None where there is none."""
        return self.all[number - 1] if 1 <= number <= len(self.all) else None

    def named(self, lesson_id: str) -> Lesson | None:
        return next((lesson for lesson in self.all if lesson.id == lesson_id), None)

    def on(self, day: date) -> Lesson | None:
        """The lesson of this day's ISO week: the next one each week, round and round."""
        return self.all[turn_on(day, len(self.all))] if self.all else None


def turn_on(day: date, among: int) -> int:
    """Whose turn it is in this day's ISO week, of so many that take turns, counted from 0."""
    # 0001-01-01, ordinal 1, was a Monday: weeks counted from there do not start anew in January.
    return (day.toordinal() - 1) // 7 % among
