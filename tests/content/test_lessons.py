"""The lessons: true to their sources, of a length for a phone, and the mistakes one can make in them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from bot.domain.content.lessons import Lesson, Lessons
from tests import shipped
from tests.content.conftest import ContentFolder
from tests.content.facts import material

LANGUAGES = ("en", "es", "fr", "ar")
FEWEST, MOST = 60, 120  # words
FIRST = "schedules/lessons/01-first-steps.yaml"
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


def test_every_lesson_says_what_its_sources_say_and_is_read_in_a_minute():
    found = []
    for language in LANGUAGES:
        for entry in material().lessons[language].values():
            found += material().faults(entry)
            assert FEWEST <= len(_WORD.findall(entry.answer)) <= MOST, (entry.id, language)
    assert not found, "\n" + "\n".join(found)


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
    content.write(FIRST, LESSON)
    return content


def told_otherwise(lessons: ContentFolder, mistakes: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """What is told of those mistakes in the lesson (wrong, instead, said) of which that is not said first."""
    assert lessons.problems() == []
    told = []
    for wrong, instead, said in mistakes:
        with lessons.edited(FIRST, wrong, instead):
            problems = lessons.problems()
        if not problems or said not in problems[0]:
            told.append([instead, *problems])
    return told


def test_a_mistake_in_a_lesson_is_told_with_its_line(lessons: ContentFolder):
    mistakes = [
        ("entry: binding", "entry: bindign", ":2:8: there is no entry `bindign` in faq/en"),
        (
            "document: paper-2017",
            "document: paper-2071",
            ":4:16: there is no document `paper-2071` in faq/documents.yaml",
        ),
        ('"2026-11-01"', '"2027-11-01"', ":5:11: lies in the future"),
        ("title: {en: First steps, ", "title: {", ":6:8: "),
        ("  en: The lesson as it stands in English.\n", "", f"{FIRST}:8:3: the English text (en) is missing"),
        ("id: first-steps\n", "", f"{FIRST}:1:1: `id` is missing"),
        ("es: La lección", "es: No, la lección", ":9:7: begins with a bare “No”"),
    ]
    assert told_otherwise(lessons, mistakes) == []


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


def test_a_mistake_in_a_quiz_is_told(lessons: ContentFolder):
    lessons.write(FIRST, LESSON + QUIZ)
    mistakes = [
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
    ]
    assert told_otherwise(lessons, mistakes) == []


def test_a_translation_that_says_something_else_is_warned_of(lessons: ContentFolder):
    lessons.write(FIRST, LESSON + QUIZ)
    for file, right, wrong, said in (
        (
            FIRST,
            "La lección en español.",
            "The lesson as it stands in English.",
            "reads like the English text",
        ),
        (FIRST, "es: Es ese.", "es: TODO", "says TODO"),
        (FIRST, "es: Es ese.", "es: Es el 3.", "the number 3 is not in"),
        ("schedules/webinars.yaml", "{en: Orientation}", "{en: Part 2, es: Parte 3}", "the number 2 of the"),
    ):
        with lessons.edited(file, right, wrong):
            report = lessons.check()
        assert report.problems == ()
        assert any(said in str(each) for each in report.warnings if each.file == file), said


def test_ten_lessons_have_a_quiz_and_what_it_says_is_right_stands_in_its_lesson():
    """Its numbers do, and no other; what they mean was read by people."""
    quizzes = [(lesson, lesson.quiz) for lesson in shipped.content().schedule.lessons.all if lesson.quiz]
    assert len(quizzes) == 10
    assert {quiz.correct for _, quiz in quizzes} == {0, 1, 2}, "the place gives the right answer away"
    for lesson, quiz in quizzes:
        for language in LANGUAGES:
            said = (quiz.question, quiz.options[quiz.correct], quiz.explanation)
            numbers = {number for text in said for number in _NUMBER.findall(text[language])}
            assert numbers <= set(_NUMBER.findall(lesson.text(language).answer)), (lesson.id, language)
