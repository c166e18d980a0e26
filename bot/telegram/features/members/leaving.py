"""/stop and the plain words that mean it, its undoing, and /pause for who only needs a rest."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.services.members.subscribing import Subscribing
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.groups.group_administrators import is_administrator
from bot.telegram.groups.group_answer_limit import GroupShare
from bot.telegram.message_reading import WORDS, command_of, is_stop, words_of
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.topic_screens import TopicScreens


class Leaving:
    """Leaving works at once and from any state; ten minutes long one tap undoes it, and nothing is kept."""

    def __init__(
        self,
        subscribing: Subscribing,
        screens: TopicScreens,
        words: Words,
        people: People,
        share: GroupShare,
    ) -> None:
        self._subscribing = subscribing
        self._screens = screens
        self._words = words
        self._people = people
        self._share = share

    def commands(self) -> list[Command]:
        return [
            Command("pause", self.on_pause),
            Command("stop", self.on_stop, in_groups=True),
        ]

    def first_handlers(self) -> list[Handler]:
        """Looked at before all others: leaving works from any state."""
        return [MessageHandler(filters.ChatType.PRIVATE & WORDS, self.on_words)]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.LEAVE, self.on_leave, in_groups=False),
            ButtonKind(Verb.UNDO_LEAVING, self.on_undo, in_groups=False),
            ButtonKind(Verb.PAUSE, self.on_month, in_groups=False),
            ButtonKind(Verb.ONLY_TOPIC, self.on_only, in_groups=False),
            ButtonKind(Verb.END_PAUSE, self.on_end_of_pause, in_groups=False),
        ]

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

    async def on_leave(self, update: Update, press: Press, person: Person) -> None:
        await self._stop(update, person.chat_id, press.language or person.language)

    async def on_undo(self, update: Update, press: Press, person: Person) -> None:
        language = press.language or person.language
        left = self._screens.read_undo(press.argument, person.chat_id, language)
        if left is None:
            stored, said = await self._subscribing.find(person.chat_id), "undo.late"
        else:
            stored, said = await self._subscribing.bring_back(left), "undo.done"
        await replace(update, self._screens.choice(stored, language, self._words.say(language, said)))

    async def on_pause(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        stored = await self._subscribing.find(person.chat_id)
        await reply(update, self._screens.pauses(stored, person.language))

    async def on_month(self, update: Update, press: Press, person: Person) -> None:
        stored = await self._subscribing.pause(person.chat_id, self._screens.now())
        await replace(update, self._screens.pauses(stored, person.language))

    async def on_only(self, update: Update, press: Press, person: Person) -> None:
        had = await self._subscribing.only(person.chat_id, press.argument)
        if had is None:
            await replace(update, self._screens.pauses(None, person.language))
        else:
            await replace(update, self._screens.only(had, press.argument, person.language))

    async def on_end_of_pause(self, update: Update, press: Press, person: Person) -> None:
        stored = await self._subscribing.go_on(person.chat_id)
        await replace(update, self._screens.choice(stored, person.language))

    async def _stop(self, update: Update, chat_id: int, language: str) -> None:
        """What was chosen may be deleted already: a stop counts as soon as it is read."""
        left = await self._subscribing.stop(chat_id, self._screens.now()) or self._people.left(chat_id)
        await reply(update, self._screens.stopped(left, language))

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
        elif not await is_administrator(message):
            msgid = "stop.group_who"
        elif not await self._subscribing.stop(person.chat_id, self._screens.now()):
            msgid = "error.sorry"  # the group moved to another id in this very moment
        if msgid == "stop.group_stopped" or self._share.take(person.chat_id):
            await reply(update, Screen(self._words.say(person.language, msgid)), quote=True)
