"""The lessons, as a list of buttons and one by one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.content.lessons import Lesson, Lessons
from bot.domain.content.schedules import in_language
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

PAGE = 8  # lessons shown at once: more would not fit on a phone


@dataclass(frozen=True, slots=True)
class ShownQuiz:
    """A quiz in one language: plain text. `correct` is the place of the right option, from 0."""

    question: str
    options: tuple[str, ...]
    correct: int
    explanation: str


class LessonScreens:
    """Draws lessons by their numbers, which begin with 1."""

    def __init__(self, lessons: Lessons, answers: AnswerScreens, words: Words) -> None:
        self._lessons = lessons
        self._answers = answers
        self._words = words

    def page(self, wanted: int, language: str) -> Screen:
        """One page of the list, pages counted from 1."""
        pages = -(-len(self._lessons) // PAGE)
        page = min(max(1, wanted), pages)
        first = (page - 1) * PAGE + 1
        titles = [
            Button.of(f"{number}. {lesson.text(language).question}", Verb.SHOW_LESSON, str(number), language)
            for number, lesson in enumerate(self._lessons.all[first - 1 : first - 1 + PAGE], first)
        ]
        ways = tuple(
            Button.of(self._words.label(language, msgid), Verb.SHOW_LESSONS, str(number), language)
            for msgid, number in (("page.back", page - 1), ("page.next", page + 1))
            if 1 <= number <= pages
        )
        rows = (*one_a_row(titles), ways) if ways else one_a_row(titles)
        return Screen(self._words.say(language, "lessons.choose"), rows)

    def lesson(self, number: int, language: str) -> Screen | None:
        """One lesson with the ways to the next one and to all; None where there is none (an old button)."""
        lesson = self._lessons.numbered(number)
        if lesson is None:
            return None
        heading = self._words.say(
            language,
            "lesson.heading",
            number=number,
            lessons=len(self._lessons),
            title=lesson.text(language).question,
        )
        shown = self._answers.lesson(lesson, heading, language)
        ways = [
            Button.of(
                self._words.label(language, "lessons.all"),
                Verb.SHOW_LESSONS,
                str((number - 1) // PAGE + 1),
                language,
            )
        ]
        if number < len(self._lessons):
            label = self._words.label(language, "lesson.next")
            ways.append(Button.of(label, Verb.SHOW_LESSON, str(number + 1), language))
        return Screen(shown.html, (*shown.rows, *quiz_row(lesson, self._words, language), tuple(ways)))

    def entry_behind(self, number: int) -> str | None:
        """The entry that a lesson is on; None where there is no such lesson."""
        lesson = self._lessons.numbered(number)
        return lesson.entry_id if lesson is not None else None

    def quiz(self, lesson_id: str, language: str) -> ShownQuiz | None:
        """The quiz of a lesson; None where there is none (an old button)."""
        lesson = self._lessons.named(lesson_id)
        quiz = lesson.quiz if lesson is not None else None
        if quiz is None:
            return None
        return ShownQuiz(
            in_language(quiz.question, language),
            tuple(in_language(each, language) for each in quiz.options),
            quiz.correct,
            in_language(quiz.explanation, language),
        )


def quiz_row(lesson: Lesson, words: Words, language: str) -> tuple[tuple[Button, ...], ...]:
    """The row with the button that sends the lesson's quiz; none without one."""
    if lesson.quiz is None:
        return ()
    return ((Button.of(words.label(language, "lesson.quiz"), Verb.SEND_QUIZ, lesson.id, language),),)
