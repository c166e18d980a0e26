"""Questions: free text in private chats; /ask, mentions and replies to the bot in groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.domain.answering import Answered, Courtesy, Missed, Suggested
from bot.domain.asking_on import GoesOn
from bot.domain.question_language import QuestionLanguages
from bot.services.answering import Answering
from bot.services.subscribing import Subscribing
from bot.telegram.answers import AnswerScreens
from bot.telegram.callbacks import DONE, Press, Verb
from bot.telegram.categories import CategoryScreens
from bot.telegram.commands import Command, Context, Handler
from bot.telegram.language_screens import LanguageScreens
from bot.telegram.live_answers import LiveAnswers
from bot.telegram.people import People, Person, message_of
from bot.telegram.reading import COMMAND, WORDS, comes_from, question_in_group, words_of
from bot.telegram.replying import replace as replace_message
from bot.telegram.replying import reply
from bot.telegram.screens import Screen, Words

SHOWN = 15  # missed questions in one message


class Questions:
    """Everything that is answered from the FAQ."""

    def __init__(
        self,
        answering: Answering,
        subscribing: Subscribing,
        languages: QuestionLanguages,
        screens: AnswerScreens,
        language_screens: LanguageScreens,
        live: LiveAnswers,
        categories: CategoryScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._answering = answering
        self._subscribing = subscribing
        self._languages = languages
        self._language_screens = language_screens
        self._screens = screens
        self._live = live
        self._categories = categories
        self._words = words
        self._people = people
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("ask", self.on_ask, in_groups=True),
            Command("missed", self.on_missed, admins_only=True),
        ]

    def handlers(self) -> list[Handler]:
        private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
        return [
            MessageHandler(private & WORDS & ~COMMAND, self.on_text),
            MessageHandler(group & WORDS & ~COMMAND, self.on_group_text),
            MessageHandler(private & ~WORDS, self.on_other),
        ]

    async def on_ask(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        question = " ".join(context.args or ())
        quoted = message_of(update).reply_to_message
        if not question and quoted is not None and not comes_from(quoted, context.bot.id):
            question = words_of(quoted)
        if not question:
            await reply(update, Screen(self._words.say(person.language, "ask.how")))
            return
        await self._answer(update, person, question)

    async def on_missed(self, update: Update, context: Context) -> None:
        """What people asked in vain: what the curators should write next."""
        person = await self._people.of(update)
        lines = [
            self._words.say(person.language, "missed.line", question=question, language=language, asked=asked)
            for question, language, asked in await self._answering.most_missed(SHOWN)
        ]
        heading = self._words.say(person.language, "missed.heading" if lines else "missed.nothing")
        await reply(update, Screen("\n".join([heading, *lines])))

    async def on_text(self, update: Update, context: Context) -> None:
        await self._answer(update, await self._people.of(update), words_of(message_of(update)))

    async def on_group_text(self, update: Update, context: Context) -> None:
        question = question_in_group(message_of(update), context.bot.id, context.bot.username)
        if question:
            await self._answer(update, await self._people.of(update), question)

    async def on_other(self, update: Update, context: Context) -> None:
        """A picture, a voice message or the like, without a word."""
        person = await self._people.of(update)
        await reply(update, Screen(self._words.say(person.language, "other.only_text")))

    async def on_press(self, update: Update, press: Press, person: Person) -> str | None:
        """Handles a button of ours; None when it is another feature's."""
        match press.verb:
            case Verb.SHOW_ENTRY:
                language = press.language or person.language
                screen = self._live.entry(press.argument, language, person.language, self._now())
                if screen is not None:
                    self._answering.note_shown(person.chat_id, press.argument, self._now())
                await reply(update, screen or self._screens.miss((), person.language))
            case Verb.SHOW_COUNTRY:
                language = press.language or person.language
                screen = self._live.country(press.argument, language, person.language, self._now())
                await reply(update, screen or self._screens.miss((), person.language))
            case Verb.NONE_OF_THESE:
                await self._show_nearest(update, press, press.language or person.language)
            case _:
                return None
        return DONE

    async def _show_nearest(self, update: Update, press: Press, language: str) -> None:
        """The rest of the category that the suggestions came from; its pages turn in place."""
        screen = self._categories.nearest(press.argument, language)
        if screen is not None and "/" in press.argument:
            await replace_message(update, screen)
        elif "/" not in press.argument:
            await reply(update, screen or self._screens.miss((), language))

    async def _answer(self, update: Update, person: Person, question: str) -> None:
        """In the language of the question; in the person's where that is unclear, or none that we have."""
        told = self._languages.of(question)
        language = self._people.spoken(told) or person.language
        decision = await self._answering.ask(person.chat_id, question, language, self._now())
        match decision:
            case Answered(entry_ids):
                found = [
                    self._live.entry(entry_id, language, person.language, self._now(), question)
                    for entry_id in entry_ids
                ]
                screens = [screen for screen in found if screen is not None]
            case Suggested(entry_ids):
                screens = [self._screens.suggestions(entry_ids, language)]
            case Missed(entry_ids):
                screens = [self._screens.miss(entry_ids, language)]
            case GoesOn(entry_id, what):
                screen = self._screens.going_on(entry_id, what, language, person.language)
                screens = [screen or self._screens.miss((), language)]
            case Courtesy("language", wanted):
                screens = await self._about_language(person, wanted, language)
            case Courtesy(kind):
                screens = [self._screens.courtesy(kind, language, is_private=person.is_private)]
        if screens and not isinstance(decision, Courtesy) and self._languages.is_foreign(question):
            screens[-1] = self._screens.with_language_note(screens[-1], language)
        if screens and told and (sentence := self._language_screens.instead(told, language)):
            screens[0] = replace(screens[0], html=f"{sentence}\n\n{screens[0].html}")
        for screen in screens:
            await reply(update, screen, quote=not person.is_private)

    async def _about_language(self, person: Person, wanted: str | None, language: str) -> list[Screen]:
        """Changes to a language that we speak and says the last answer in it; else offers those we speak.

        In a group nothing is changed: it may be one of many who asks.
        """
        spoken = self._people.spoken(wanted)
        if spoken is None:
            lacking = self._language_screens.lacking(wanted or "")
            if lacking is not None:
                return [lacking if person.is_private else replace(lacking, rows=())]
        if spoken is None or not person.is_private:
            text = self._screens.courtesy("language", spoken or language, is_private=person.is_private)
            return [self._language_screens.with_choice(text) if person.is_private else text]
        await self._subscribing.speak(person.chat_id, spoken, person.phone_language, self._now())
        last = self._answering.last_shown(person.chat_id, self._now())
        again = self._screens.entry(last, spoken) if last else None
        changed = self._language_screens.choose(spoken, "language.changed")
        return [changed] if again is None else [changed, again]
