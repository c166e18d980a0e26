"""The lessons: true to their sources, of a length for a phone, and the mistakes one can make in them."""

import re
from datetime import date, timedelta

import pytest

from bot.domain.content.lessons import Lesson, Lessons, Quiz
from tests import shipped
from tests.content.conftest import ContentFolder
from tests.content.facts import material

LANGUAGES = ("en", "es", "fr", "ar")
FEWEST, MOST = 60, 120  # words
_WORD = re.compile(r"\S*\w\S*")
_NUMBER = re.compile(r"\d+")

LESSON = """\
id: first-steps
entry: binding
sources:
  - {document: paper-2017, section: {en: "Page 1"}}
reviewed: "2026-11-01"
title: {en: First steps, es: Primeros pasos}
text:
  en: The lesson as it stands in English.
  es: La lección en español.
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_says_what_its_sources_say(language: str):
    found = [fault for entry in material().lessons[language].values() for fault in material().faults(entry)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_read_in_a_minute(language: str):
    for entry in material().lessons[language].values():
        assert FEWEST <= len(_WORD.findall(entry.answer)) <= MOST, (entry.id, language)


def test_there_are_thirty_lessons_and_every_objective_has_one():
    lessons = shipped.content().schedule.lessons
    assert len(lessons) == 30
    behind = {lesson.entry_id for lesson in lessons.all}
    objectives = {entry for entry in shipped.faq().entries["en"] if re.match(r"objective-\d", entry)}
    assert len(objectives) == 23
    assert objectives <= behind


def test_the_lessons_take_turns_week_by_week_also_over_the_turn_of_a_year():
    lessons = Lessons(tuple(Lesson(name, "entry", {}) for name in ("a", "b", "c")))
    monday = date(2026, 12, 14)
    found = [lessons.on(monday + timedelta(weeks=week, days=week % 7)) for week in range(6)]
    ids = [lesson.id for lesson in found if lesson is not None]
    assert ids[:3] == ids[3:]
    assert sorted(ids[:3]) == ["a", "b", "c"]
    assert Lessons().on(monday) is None


@pytest.fixture
def lessons(content: ContentFolder) -> ContentFolder:
    content.write("schedules/lessons/01-first-steps.yaml", LESSON)
    return content


def test_a_sound_lesson_is_read(lessons: ContentFolder):
    assert lessons.problems() == []


@pytest.mark.parametrize(
    ("wrong", "instead", "said"),
    [
        ("entry: binding", "entry: bindign", ":2:8: there is no entry `bindign` in faq/en"),
        (
            "document: paper-2017",
            "document: paper-2071",
            ":4:16: there is no document `paper-2071` in faq/documents.yaml",
        ),
        ('"2026-11-01"', '"2027-11-01"', ":5:11: lies in the future"),
        ("title: {en: First steps, ", "title: {", ":6:8: "),
        ("  en: The lesson as it stands in English.\n", "", "text"),
        ("id: first-steps\n", "", "`id` is missing"),
        ("es: La lección", "es: No, la lección", ":9:7: begins with a bare “No”"),
    ],
    ids=["entry", "document", "day", "title", "text", "id", "bare no"],
)
def test_a_mistake_in_a_lesson_is_told_with_its_line(
    lessons: ContentFolder, wrong: str, instead: str, said: str
):
    lessons.edit("schedules/lessons/01-first-steps.yaml", wrong, instead)
    (problem, *_) = lessons.problems()
    assert problem.startswith("schedules/lessons/01-first-steps.yaml:")
    assert said in problem


def test_two_lessons_of_one_id_are_told(lessons: ContentFolder):
    lessons.write("schedules/lessons/02-again.yaml", LESSON)
    (problem,) = lessons.problems()
    assert problem.startswith("schedules/lessons/02-again.yaml:1:5: `first-steps` is there already, in ")


QUIZ = """\
quiz:
  question: {en: Which?, es: ¿Cuál?}
  options:
    - {en: this, es: este}
    - {en: that, es: ese}
  correct: 2
  explanation: {en: That is so., es: Es ese.}
"""


@pytest.mark.parametrize(
    ("wrong", "instead", "said"),
    [
        ("correct: 2", "correct: 3", "there are only 2 options"),
        ("correct: 2", "correct: 0", "should be at least 1"),
        ("en: Which?", f"en: {'a' * 301}", "300"),
        ("en: that", f"en: {'a' * 101}", "100"),
        ("en: That is so.", f"en: {'a' * 201}", "200"),
        ("en: That is so.", "en: That is **so**.", "without marks"),
        ("en: That is so., ", "", "the English text (en) is missing"),
        ("es: ese", "sp: ese", "`sp` is the code of no language"),
        ("es: ese", "es: este", "is an option already"),
        ("en: That is so.", "en: Yes. That is so.", ":16:21: begins with a bare “Yes”"),
    ],
)
def test_a_mistake_in_a_quiz_is_told(lessons: ContentFolder, wrong: str, instead: str, said: str):
    lessons.write("schedules/lessons/01-first-steps.yaml", LESSON + QUIZ)
    assert lessons.problems() == []
    lessons.edit("schedules/lessons/01-first-steps.yaml", wrong, instead)
    (problem, *_) = lessons.problems()
    assert said in problem


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (
            "schedules/lessons/01-first-steps.yaml",
            "La lección en español.",
            "The lesson as it stands in English.",
            "reads like the English text",
        ),
        ("schedules/lessons/01-first-steps.yaml", "es: Es ese.", "es: TODO", "says TODO"),
        ("schedules/lessons/01-first-steps.yaml", "es: Es ese.", "es: Es el 3.", "the number 3 is not in"),
        ("schedules/webinars.yaml", "{en: Orientation}", "{en: Part 2, es: Parte 3}", "the number 2 of the"),
    ],
    ids=["english", "undone", "number", "webinar"],
)
def test_a_translation_that_says_something_else_is_warned_of(
    lessons: ContentFolder, file: str, right: str, wrong: str, said: str
):
    lessons.write("schedules/lessons/01-first-steps.yaml", LESSON + QUIZ)
    lessons.edit(file, right, wrong)
    assert lessons.problems() == []
    assert any(said in str(each) for each in lessons.check().warnings if each.file == file)


def test_ten_lessons_have_a_quiz():
    assert len(quizzes()) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_quiz_says_is_right_stands_in_its_lesson(language: str):
    """Its numbers do, and no other; what they mean was read by people."""
    for lesson, quiz in quizzes():
        said = (
            f"{quiz.question[language]} {quiz.options[quiz.correct][language]} {quiz.explanation[language]}"
        )
        numbers = set(_NUMBER.findall(said))
        assert numbers <= set(_NUMBER.findall(lesson.text(language).answer)), (lesson.id, language)


def test_no_quiz_gives_away_the_right_answer_by_its_place():
    places = [quiz.correct for _, quiz in quizzes()]
    assert {0, 1, 2} == set(places)


def quizzes() -> list[tuple[Lesson, Quiz]]:
    lessons = shipped.content().schedule.lessons.all
    return [(lesson, lesson.quiz) for lesson in lessons if lesson.quiz is not None]
