"""Inline mode: somebody types `@bot question` in any chat and sends the answer there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.matching.recognizing.question import Question
from bot.services.answering import Answering
from bot.telegram.commands import Context, Handler
from bot.telegram.people import People
from bot.telegram.replying import NO_PREVIEW
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.live_answers import LiveAnswers

OFFERED = 4
KEPT_FOR = 300  # seconds that Telegram may give the same offer to the same question


class InlineQuestions:
    """Offers answers while a question is being typed; counts nothing: most of them are half a question."""

    def __init__(
        self,
        answering: Answering,
        screens: AnswerScreens,
        live: LiveAnswers,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._answering = answering
        self._screens = screens
        self._live = live
        self._now = now
        self._people = people

    def handlers(self) -> list[Handler]:
        return [InlineQueryHandler(self.on_question)]

    async def on_question(self, update: Update, context: Context) -> None:
        """What is offered is the same for everybody, unless the language could only be told by the person."""
        query = update.inline_query
        if query is None:
            return
        question = self._answering.read(query.query)
        told = self._people.spoken(question.language)
        own = await self._people.language_of_user(query.from_user)
        found = (
            self._article(entry_id, told or own, own, question)
            for entry_id in self._answering.nearest(question, OFFERED)
        )
        articles = [article for article in found if article is not None]
        with contextlib.suppress(BadRequest):  # who types on has asked anew meanwhile
            await query.answer(articles, cache_time=KEPT_FOR, is_personal=told is None)

    def _article(
        self, entry_id: str, language: str, otherwise: str, question: Question
    ) -> InlineQueryResultArticle | None:
        """The answer as it comes in a chat, without buttons: those would have no chat to answer in."""
        title = self._screens.question_title(entry_id, language, otherwise)
        screen = self._live.entry(entry_id, language, otherwise, self._now(), question)
        if title is None or screen is None:
            return None
        content = InputTextMessageContent(screen.html, ParseMode.HTML, link_preview_options=NO_PREVIEW)
        return InlineQueryResultArticle(entry_id, title, content)
