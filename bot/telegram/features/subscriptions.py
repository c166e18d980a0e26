"""/start, /subscribe, /unsubscribe, /language, /stop and the plain words that mean it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, ChatMemberHandler, MessageHandler, filters

from bot.domain.people.subscriptions import Subscriber
from bot.domain.schedules import Schedule
from bot.services.subscribing import Subscribing
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.menu import Menu
from bot.telegram.message_reading import (
    WORDS,
    command_of,
    is_from_anonymous_administrator,
    is_stop,
    words_of,
)
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answer_screens import ENTRY_LINK
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.language_screens import LanguageScreens
from bot.telegram.screens.live_answers import LiveAnswers
from bot.telegram.screens.screen import Button, Screen, Words
from bot.telegram.screens.topic_screens import ALL, topic_choice
from bot.telegram.wire.background_calls import Beside

ADMINISTRATORS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


class Subscriptions:
    """What a member does about getting messages. At most three taps from /start to a subscription."""

    def __init__(
        self,
        subscribing: Subscribing,
        schedule: Schedule,
        answers: LiveAnswers,
        languages: LanguageScreens,
        wishes: LanguageWishes,
        words: Words,
        people: People,
        menu: Menu,
        beside: Beside,
        share: GroupShare,
        now: Callable[[], datetime],
    ) -> None:
        self._subscribing = subscribing
        self._schedule = schedule
        self._answers = answers
        self._languages = languages
        self._wishes = wishes
        self._words = words
        self._people = people
        self._menu = menu
        self._beside = beside
        self._share = share
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("start", self.on_start),
            Command("subscribe", self.on_subscribe),
            Command("unsubscribe", self.on_unsubscribe),
            Command("language", self.on_language),
            Command("stop", self.on_stop, in_groups=True),
        ]

    def first_handlers(self) -> list[Handler]:
        """Looked at before all others: leaving works from any state."""
        return [MessageHandler(filters.ChatType.PRIVATE & WORDS, self.on_words)]

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
        person = await self._people.of(update)
        wanted = set(context.args or ()) & {*self._subscribing.topics, ALL}
        if wanted:
            await self._subscribe(person, wanted)
        await reply(update, await self._topics(person))

    async def on_unsubscribe(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        wanted = set(context.args or ()) & {*self._subscribing.topics, ALL}
        if wanted:
            await self._unsubscribe(person, wanted)
        await reply(update, await self._topics(person))

    async def on_stop(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        if person.is_private:
            await self._stop(update, person.chat_id, person.language)
        else:
            await self._stop_group(update, person)

    async def on_words(self, update: Update, context: Context) -> None:
        if is_stop(words_of(message_of(update))):
            await self.on_stop(update, context)
            raise ApplicationHandlerStop

    async def on_membership(self, update: Update, context: Context) -> None:
        """Whoever blocks the bot, or throws it out of a group, is forgotten."""
        change = update.my_chat_member
        if change is not None and change.new_chat_member.status in ("kicked", "left"):
            await self._subscribing.stop(change.chat.id)

    async def on_migration(self, update: Update, context: Context) -> None:
        message = message_of(update)
        if message.migrate_to_chat_id is not None:
            await self._subscribing.move(message.chat_id, message.migrate_to_chat_id, self._now())

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_LANGUAGES, self.on_languages, in_groups=False),
            ButtonKind(Verb.SET_LANGUAGE, self.on_language_button, in_groups=False),
            ButtonKind(Verb.SHOW_TOPICS, self.on_topics, in_groups=False),
            ButtonKind(Verb.SUBSCRIBE, self.on_topic, in_groups=False),
            ButtonKind(Verb.UNSUBSCRIBE, self.on_topic, in_groups=False),
            ButtonKind(Verb.LEAVE, self.on_leave, in_groups=False),
        ]

    async def on_languages(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._languages.choose(person.language, "language.choose"))

    async def on_language_button(self, update: Update, press: Press, person: Person) -> None:
        if press.argument in self._words.languages:
            abilities = self._abilities(press.argument)
            await self._wishes.grant(update, person, press.argument, lambda: replace(update, abilities))

    async def on_topics(self, update: Update, press: Press, person: Person) -> None:
        await reply(update, await self._topics(person))

    async def on_topic(self, update: Update, press: Press, person: Person) -> None:
        change = self._subscribe if press.verb is Verb.SUBSCRIBE else self._unsubscribe
        await change(person, {press.argument})
        await replace(update, await self._topics(person))

    async def on_leave(self, update: Update, press: Press, person: Person) -> None:
        await self._stop(update, person.chat_id, press.language or person.language)

    async def _stop(self, update: Update, chat_id: int, language: str) -> None:
        await self._subscribing.stop(chat_id)
        await reply(update, Screen(self._words.say(language, "stop.stopped")))

    async def _stop_group(self, update: Update, person: Person) -> None:
        """A group's administrators end what it receives; others hear who can.

        Where nothing is stored of the group a /stop without a name was meant for another bot.
        """
        message, msgid = message_of(update), "stop.group_stopped"
        command = command_of(message)
        if await self._subscribing.find(person.chat_id) is None:
            if command is None or not command.addressee:
                return
            msgid = "stop.group_nothing"
        elif not await _is_administrator(message):
            msgid = "stop.group_who"
        elif not await self._subscribing.stop(person.chat_id):
            msgid = "error.sorry"  # the group moved to another id in this very moment
        if msgid == "stop.group_stopped" or self._share.take(person.chat_id):
            await reply(update, Screen(self._words.say(person.language, msgid)), quote=True)

    async def _subscribe(self, person: Person, wanted: set[str]) -> Subscriber:
        topics = self._subscribing.topics if ALL in wanted else wanted
        return await self._subscribing.subscribe(person.chat_id, topics, person.language, self._now())

    async def _unsubscribe(self, person: Person, wanted: set[str]) -> None:
        stored = await self._subscribing.find(person.chat_id)
        every = stored.topics if stored else ()  # with single webinars of which they asked to be reminded
        await self._subscribing.unsubscribe(person.chat_id, every if ALL in wanted else wanted)

    def _abilities(self, language: str) -> Screen:
        subscribe = Button.of(self._words.label(language, "start.subscribe"), Verb.SHOW_TOPICS)
        return Screen(self._words.say(language, "start.abilities"), ((subscribe,),))

    async def _topics(self, person: Person) -> Screen:
        stored = await self._subscribing.find(person.chat_id)
        chosen = stored.topics & {*self._subscribing.topics} if stored else frozenset()
        topics = (self._schedule.topic(topic_id) for topic_id in self._subscribing.topics)
        known = [topic for topic in topics if topic is not None]
        return topic_choice(self._words, known, chosen, person.language)


async def _is_administrator(message: Message) -> bool:
    """Whether an administrator of the group wrote it; who cannot be looked up is none."""
    if is_from_anonymous_administrator(message):
        return True
    if message.from_user is None:
        return False
    try:
        member = await message.get_bot().get_chat_member(message.chat_id, message.from_user.id)
    except BadRequest:
        return False
    return member.status in ADMINISTRATORS
