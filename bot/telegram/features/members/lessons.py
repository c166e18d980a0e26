"""/lessons: what there is to learn, one short text at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Update

from bot.services.answering import Answering
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply, reply_with_quiz
from bot.telegram.screens.answers.lesson_screens import LessonScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Words


class LessonList:
    """What members do about lessons. Nothing is stored of who read what."""

    def __init__(
        self,
        screens: LessonScreens,
        answering: Answering,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._screens = screens
        self._answering = answering
        self._words = words
        self._people = people
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("lessons", self.on_lessons)]

    async def on_lessons(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._screens.page(1, person.language))

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_LESSONS, self.on_page),
            ButtonKind(Verb.SHOW_LESSON, self.on_one),
            ButtonKind(Verb.SEND_QUIZ, self.on_quiz),
        ]

    async def on_page(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._screens.page(_number(press), press.language or person.language))

    async def on_one(self, update: Update, press: Press, person: Person) -> None:
        """A question after it, or "more", goes on from the entry behind it."""
        language, number = press.language or person.language, _number(press)
        entry_id = self._screens.entry_behind(number)
        if entry_id is not None:
            self._answering.note_looked_at(person.chat_id, entry_id, self._now())
        await replace(update, self._screens.lesson(number, language) or self._screens.page(1, language))

    async def on_quiz(self, update: Update, press: Press, person: Person) -> str | None:
        """Telegram's own quiz, anonymous: the bot never hears who answered what."""
        language = press.language or person.language
        quiz = self._screens.quiz(press.argument, language)
        if quiz is None:
            await replace(update, self._screens.page(1, language))
        elif not await reply_with_quiz(update, quiz):
            return self._words.label(language, "lesson.no_quiz")
        return None


def _number(press: Press) -> int:
    return int(press.argument) if press.argument.isdecimal() and len(press.argument) < 6 else 1
