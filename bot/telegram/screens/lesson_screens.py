"""The lessons, as a list of buttons and one by one."""

from __future__ import annotations

from bot.domain.lessons import Lessons
from bot.telegram.screens.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

PAGE = 8  # lessons shown at once: more would not fit on a phone


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
        return Screen(shown.html, (*shown.rows, tuple(ways)))
