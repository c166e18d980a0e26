"""/start, /subscribe, /unsubscribe, /language, and what a group or a block says of a chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Update
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.services.members.subscribing import Subscribing
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.groups.group_administrators import administers, is_administrator
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.menu import Menu
from bot.telegram.message_reading import thread_of
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answers.answer_screens import ENTRY_LINK
from bot.telegram.screens.answers.language_screens import LanguageScreens
from bot.telegram.screens.answers.live_answers import LiveAnswers
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Button, Screen, Words
from bot.telegram.screens.topic_screens import ALL, TopicScreens
from bot.telegram.wire.background_calls import Beside


class Subscriptions:
    """What a member does about getting messages. At most three taps from /start to a subscription."""

    def __init__(
        self,
        subscribing: Subscribing,
        screens: TopicScreens,
        answers: LiveAnswers,
        languages: LanguageScreens,
        wishes: LanguageWishes,
        words: Words,
        people: People,
        menu: Menu,
        beside: Beside,
        moved: Callable[[int, int], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._subscribing = subscribing
        self._screens = screens
        self._answers = answers
        self._languages = languages
        self._wishes = wishes
        self._words = words
        self._people = people
        self._menu = menu
        self._beside = beside
        self._moved = moved
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("start", self.on_start),
            Command("subscribe", self.on_subscribe, in_groups=True),
            Command("unsubscribe", self.on_unsubscribe, in_groups=True),
            Command("language", self.on_language),
        ]

    def handlers(self) -> list[Handler]:
        return [
            ChatMemberHandler(self.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE, self.on_migration),
        ]

    async def on_start(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        if person.is_staff:
            self._beside.start("menu", self._menu.set_for_staff(person.chat_id, is_owner=person.is_owner))
        link = (context.args or [""])[0]
        if link.startswith(ENTRY_LINK):
            screen = self._answers.entry(
                link.removeprefix(ENTRY_LINK), person.language, person.language, self._now()
            )
            if screen is not None:
                await reply(update, screen)
                return
        await reply(update, self._languages.choose(person.language, "start.hello"))

    async def on_language(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._languages.choose(person.language, "language.choose"))

    async def on_subscribe(self, update: Update, context: Context) -> None:
        await self._change(update, context, self._subscribe)

    async def on_unsubscribe(self, update: Update, context: Context) -> None:
        await self._change(update, context, self._unsubscribe)

    async def on_membership(self, update: Update, context: Context) -> None:
        """Whoever blocks the bot, or throws it out of a group, is forgotten."""
        change = update.my_chat_member
        if change is not None and change.new_chat_member.status in ("kicked", "left"):
            await self._subscribing.stop(change.chat.id, self._now())

    async def on_migration(self, update: Update, context: Context) -> None:
        message = message_of(update)
        if message.migrate_to_chat_id is not None:
            await self._moved(message.chat_id, message.migrate_to_chat_id)

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_LANGUAGES, self.on_languages, in_groups=False),
            ButtonKind(Verb.SET_LANGUAGE, self.on_language_button, in_groups=False),
            ButtonKind(Verb.SHOW_TOPICS, self.on_topics, in_groups=False),
            ButtonKind(Verb.SUBSCRIBE, self.on_topic),
            ButtonKind(Verb.UNSUBSCRIBE, self.on_topic),
        ]

    async def on_languages(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._languages.choose(person.language, "language.choose"))

    async def on_language_button(self, update: Update, press: Press, person: Person) -> None:
        if press.argument in self._words.languages:
            abilities = self._abilities(press.argument)
            await self._wishes.grant(update, person, press.argument, lambda: replace(update, abilities))

    async def on_topics(self, update: Update, press: Press, person: Person) -> None:
        await reply(update, await self._topics(update, person))

    async def on_topic(self, update: Update, press: Press, person: Person) -> str | None:
        """In a group it counts from an administrator alone; others hear so where only they see it."""
        user = update.effective_user
        if not person.is_private and (
            user is None or not await administers(update.get_bot(), person.chat_id, user.id)
        ):
            return self._words.label(person.language, "group.only_administrators")
        change = self._subscribe if press.verb is Verb.SUBSCRIBE else self._unsubscribe
        if press.argument in (*self._subscribing.topics, ALL):  # else the topic is gone
            await change(update, person, {press.argument})
        await replace(update, await self._topics(update, person))
        return None

    async def _change(
        self, update: Update, context: Context, change: Callable[[Update, Person, set[str]], Awaitable[None]]
    ) -> None:
        """Changes what is named behind the command, and shows the topics as they stand then."""
        person = await self._people.of(update)
        if not (person.is_private or await is_administrator(message_of(update))):
            await reply(update, Screen(self._words.say(person.language, "group.who_chooses")), quote=True)
            return
        wanted = set(context.args or ()) & {*self._subscribing.topics, ALL}
        await change(update, person, wanted)
        await reply(update, await self._topics(update, person), quote=not person.is_private)

    async def _subscribe(self, update: Update, person: Person, wanted: set[str]) -> None:
        """What a group gets appears where its administrator says this, also where that names nothing."""
        topics = self._subscribing.topics if ALL in wanted else wanted
        thread_id = None if person.is_private else thread_of(message_of(update))
        if topics:
            await self._subscribing.subscribe(person.chat_id, topics, person.language, self._now(), thread_id)
        elif not person.is_private:
            await self._subscribing.appear_in(person.chat_id, thread_id)

    async def _unsubscribe(self, update: Update, person: Person, wanted: set[str]) -> None:
        if not wanted:
            return
        stored = await self._subscribing.find(person.chat_id)
        every = stored.chosen if stored else ()  # with single webinars of which they asked to be reminded
        await self._subscribing.unsubscribe(person.chat_id, every if ALL in wanted else wanted)

    def _abilities(self, language: str) -> Screen:
        subscribe = Button.of(self._words.label(language, "start.subscribe"), Verb.SHOW_TOPICS)
        text = self._words.say(language, "start.abilities") + self._words.elsewhere(language)
        return Screen(text, ((subscribe,),))

    async def _topics(self, update: Update, person: Person) -> Screen:
        """What the chat gets; in a group with forum topics also whether that appears in this one."""
        stored, message = await self._subscribing.find(person.chat_id), message_of(update)
        comes_here = stored is None or stored.thread_id == thread_of(message)
        is_said = bool(message.chat.is_forum) and comes_here
        before = self._words.say(person.language, "group.this_thread") if is_said else ""
        return self._screens.choice(stored, person.language, before)
