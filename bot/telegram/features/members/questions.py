"""Questions: free text in private chats; /ask, mentions and replies to the bot in groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.matching.danger.danger_signs import Danger
from bot.matching.recognizing.conversation_words import GoesOn
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Missed, Reply, Suggested
from bot.services.answering import Answering, OnlyAddresses
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.message_reading import COMMAND, WORDS, comes_from, kind_of, question_in_group, words_of
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace as replace_message
from bot.telegram.replying import reply
from bot.telegram.screens.answers.answer_screens import HUMAN, PERSONAL, AnswerScreens
from bot.telegram.screens.answers.category_screens import CategoryScreens
from bot.telegram.screens.answers.language_screens import LanguageScreens
from bot.telegram.screens.answers.live_answers import LiveAnswers
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import LONGEST_TEXT, Button, Screen, Words, utf16_length

NOT_READ = frozenset({"picture", "voice", "place", "contact"})  # what may come with words


class Questions:
    """Everything that is answered from the FAQ."""

    def __init__(
        self,
        answering: Answering,
        wishes: LanguageWishes,
        screens: AnswerScreens,
        language_screens: LanguageScreens,
        live: LiveAnswers,
        categories: CategoryScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
        changes_what_was_taken: Callable[[Update], bool],
        ask_a_person: Callable[[str], tuple[Button, ...]] | None = None,
    ) -> None:
        """`ask_a_person` gives the button for it in a language, where there is somebody to ask.
        `changes_what_was_taken` tells a change of a message that was no question.
        """
        self._changes_what_was_taken = changes_what_was_taken
        self._ask_a_person = ask_a_person
        self._answering = answering
        self._wishes = wishes
        self._language_screens = language_screens
        self._screens = screens
        self._live = live
        self._categories = categories
        self._words = words
        self._people = people
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("ask", self.on_ask, in_groups=True)]

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

    async def on_text(self, update: Update, context: Context) -> None:
        person, text = await self._people.of(update), words_of(message_of(update))
        if self._changes_what_was_taken(update) and not self._answering.is_urgent(text):
            await reply(update, Screen(self._words.say(person.language, "edited.taken")))
        else:
            await self._answer(update, person, text)

    async def on_group_text(self, update: Update, context: Context) -> None:
        question = question_in_group(message_of(update), context.bot.id, context.bot.username)
        if question:
            await self._answer(update, await self._people.of(update), question)

    async def on_other(self, update: Update, context: Context) -> None:
        """A picture, a voice message or the like, without a word: nothing of it is looked at or kept."""
        person, kind = await self._people.of(update), kind_of(message_of(update))
        await reply(update, Screen(self._words.say(person.language, f"other.{kind}")))

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_ENTRY, self.on_entry),
            ButtonKind(Verb.SHOW_COUNTRY, self.on_country),
            ButtonKind(Verb.NONE_OF_THESE, self.on_none_of_these),
        ]

    async def on_entry(self, update: Update, press: Press, person: Person) -> None:
        language = press.language or person.language
        screen = self._live.entry(press.argument, language, person.language, self._now())
        if screen is not None:
            self._answering.note_shown(person.chat_id, press.argument, language, self._now())
        await reply(update, screen or self._screens.miss(person.language))

    async def on_country(self, update: Update, press: Press, person: Person) -> None:
        language = press.language or person.language
        screen = self._live.country(press.argument, language, person.language, self._now())
        await reply(update, screen or self._screens.miss(person.language))

    async def on_none_of_these(self, update: Update, press: Press, person: Person) -> None:
        """The rest of the category that the suggestions came from; its pages turn in place.

        The question counts as missed.
        """
        language = press.language or person.language
        if "/" not in press.argument:
            self._answering.none_of_these(person.chat_id, self._now())
        screen = self._categories.nearest(press.argument, language)
        if screen is not None and "/" in press.argument:
            await replace_message(update, screen)
        elif "/" not in press.argument:
            await reply(update, screen or self._screens.miss(language))

    async def _answer(self, update: Update, person: Person, text: str) -> None:
        """In the language of the question; in the person's where that is unclear, or none that we have.

        Who chose one in which no question can be told yet is answered in that, and not in a neighbour of it.
        """
        question = self._answering.read(text)
        is_heard = self._answering.is_heard(person.language)
        told = question.language if is_heard else None
        language = self._people.spoken(told) or person.language
        decision = await self._answering.ask(person.chat_id, question, language, self._now())
        match decision:
            case Answered(entry_ids):
                found = [
                    self._live.entry(entry_id, language, person.language, self._now(), question)
                    for entry_id in entry_ids
                ]
                screens = [screen for screen in found if screen is not None]
                if screens and not decision.is_sure:
                    screens = self._screens.doubted(screens, decision, language)
                if decision.courtesy is not None:
                    kind = decision.courtesy
                    courteous = self._screens.courtesy(kind, language, is_private=person.is_private)
                    screens = [courteous, *screens]
            case Suggested(entry_ids):
                screens = [self._screens.suggestions(entry_ids, language)]
            case Missed() if question.is_foreign and is_heard:
                screens = [self._about_language(person, None, language)]
            case Missed():
                screens = [self._screens.miss(language)]
            case OnlyAddresses():
                screens = [self._screens.only_addresses(language)]
            case GoesOn(entry_id, what):
                screen = self._screens.going_on(entry_id, what, language, person.language)
                screens = [screen or self._screens.miss(language)]
            case Courtesy("language", wanted):
                if (spoken := self._people.spoken(wanted)) and person.is_private:
                    await self._change_language(update, person, spoken)
                    return
                screens = [self._about_language(person, wanted, language)]
            case Courtesy(kind, str(wanted)) if kind in set(Danger):
                await self._answer_danger(update, person, kind, wanted, language)
                return
            case Courtesy(kind):
                general = self._answering.in_general(question) if kind == PERSONAL else None
                courteous = self._screens.courtesy(
                    kind, language, is_private=person.is_private, in_general=general
                )
                screens = [courteous]
        if self._ask_a_person and person.is_private and _wants_a_person(decision):
            screens[-1] = replace(screens[-1], rows=(*screens[-1].rows, self._ask_a_person(language)))
        if screens and not isinstance(decision, Courtesy) and question.is_foreign and is_heard:
            screens[-1] = self._screens.with_language_note(screens[-1], language)
        if screens and told and (sentence := self._language_screens.instead(told, language)):
            screens[0] = replace(screens[0], html=f"{sentence}\n\n{screens[0].html}")
        screens = screens or [self._screens.miss(language)]  # what was taken back may still be found
        if person.is_private and not (isinstance(decision, Courtesy) and decision.kind in set(Danger)):
            screens = self._with_care(screens, update, question, language)
        for screen in screens:
            await reply(update, screen, quote=not person.is_private)

    def _with_care(
        self, screens: list[Screen], update: Update, question: Question, language: str
    ) -> list[Screen]:
        """Says what was not read of the message, or that nobody need be named, and how to delete it."""
        msgid = ""
        if kind_of(message_of(update)) in NOT_READ:
            msgid = "answer.words_alone"
        elif self._answering.must_warn(message_of(update).chat_id, question, self._now()):
            msgid = "answer.no_names"
        if not msgid:
            return screens
        noted = self._screens.with_note(screens[-1], msgid, language)
        if utf16_length(noted.html) <= LONGEST_TEXT:
            return [*screens[:-1], noted]
        return [*screens, Screen(self._words.say(language, msgid))]

    async def _change_language(self, update: Update, person: Person, spoken: str) -> None:
        """To one that we speak; the last answer comes again in it."""
        last = self._answering.last_shown(person.chat_id, self._now())
        again = self._live.entry(last, spoken, spoken, self._now()) if last else None

        async def answer() -> None:
            await reply(update, self._language_screens.choose(spoken, "language.changed"))
            if again is not None:
                await reply(update, again)

        await self._wishes.grant(update, person, spoken, answer)

    async def _answer_danger(
        self, update: Update, person: Person, kind: str, wanted: str, language: str
    ) -> None:
        """To who is in danger in the language that they wish for, if we speak it; all are offered."""
        spoken = self._people.spoken(wanted)
        screen = self._screens.courtesy(kind, spoken or language, is_private=person.is_private)
        if not person.is_private:
            await reply(update, screen, quote=True)
            return
        screen = self._language_screens.with_choice(screen)

        async def answer() -> None:
            await reply(update, screen)

        if spoken is None:
            await answer()
        else:
            await self._wishes.grant(update, person, spoken, answer, answer_first=True)

    def _about_language(self, person: Person, wanted: str | None, language: str) -> Screen:
        """What languages there are. In a group nothing is changed: it may be one of many who asks."""
        lacking = self._language_screens.lacking(wanted or "")
        if lacking is not None and self._people.spoken(wanted) is None:
            return lacking if person.is_private else replace(lacking, rows=())
        spoken = self._people.spoken(wanted) or language
        text = self._screens.courtesy("language", spoken, is_private=person.is_private)
        return self._language_screens.with_choice(text) if person.is_private else text


def _wants_a_person(decision: Reply | GoesOn | OnlyAddresses) -> bool:
    """Whether somebody may be helped by a person: the bot does not know, or it is their own case."""
    kinds = {PERSONAL, HUMAN}
    return isinstance(decision, Missed) or (isinstance(decision, Courtesy) and decision.kind in kinds)
