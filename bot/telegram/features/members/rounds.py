"""Rounds for members: agree, answer in one message or several, change and withdraw, until it closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import MessageEntity, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.rounds import REGIONS
from bot.services.rounds.taking_part import OwnRound, TakingPart, TooMuch
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.message_reading import COMMAND, WORDS, is_stop, words_of
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.rounds.member_screens import RoundScreens
from bot.telegram.screens.screen import Screen


class Rounds:
    """In private chats alone. `is_urgent` tells a message of danger, `is_about_writing` one that asks what
    becomes of what is written, or wants it gone: both are answered as everywhere, and kept only on a word.
    """

    def __init__(
        self,
        taking_part: TakingPart,
        screens: RoundScreens,
        people: People,
        is_urgent: Callable[[str], bool],
        is_about_writing: Callable[[str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._taking_part = taking_part
        self._screens = screens
        self._people = people
        self._is_urgent = is_urgent
        self._is_about_writing = is_about_writing
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("rounds", self.on_rounds)]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(verb, pressed, in_groups=False, numbers=numbers)
            for verb, pressed, numbers in (
                (Verb.SHOW_ROUND, self.on_show, 1),
                (Verb.CHOOSE_REGION, self.on_region, 1),
                (Verb.JOIN_ROUND, self.on_join, 2),
                (Verb.ANSWER_ROUND, self.on_answer, 2),
                (Verb.CHOOSE_ANSWER, self.on_choose, 3),
                (Verb.ANSWER_ANEW, self.on_anew, 2),
                (Verb.KEEP_ANYWAY, self.on_keep, 2),
                (Verb.WITHDRAW, self.on_withdraw, 1),
            )
        ]

    def first_handlers(self) -> list[Handler]:
        """What a member writes now may be their answer, and not a question."""
        kinds = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        return [MessageHandler(kinds & filters.ChatType.PRIVATE & WORDS & ~COMMAND, self.on_written)]

    async def on_rounds(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        found = await self._taking_part.open_rounds(self._now())
        await reply(update, self._screens.listed(found, person.language))

    async def on_show(self, update: Update, press: Press, person: Person) -> None:
        """Who takes part sees their answers; everybody else, what becomes of one."""
        (round_id,) = press.numbers
        own = await self._taking_part.look(round_id, person.chat_id, self._now())
        language = press.language or person.language
        if own is None:
            await reply(update, self._screens.said("round.closed", language))
        elif own.inputs:
            await reply(update, self._screens.own(own, language))
        else:
            await reply(update, self._screens.explained(own.round, language))

    async def on_region(self, update: Update, press: Press, person: Person) -> None:
        (round_id,) = press.numbers
        own = await self._taking_part.look(round_id, person.chat_id, self._now())
        language = press.language or person.language
        if own is None:
            await replace(update, self._screens.said("round.closed", language))
        else:
            await replace(update, self._screens.where(own.round, language))

    async def on_join(self, update: Update, press: Press, person: Person) -> None:
        """From here on something is kept: they have agreed."""
        round_id, region = press.numbers
        named = REGIONS[region - 1] if 0 < region <= len(REGIONS) else ""
        await self._taking_part.join(round_id, person.chat_id, named, self._now())
        own = await self._taking_part.begin(round_id, person.chat_id, 0, self._now())
        await replace(update, self._question(own, 0, press.language or person.language))

    async def on_answer(self, update: Update, press: Press, person: Person) -> None:
        round_id, question = press.numbers
        own = await self._taking_part.begin(round_id, person.chat_id, question, self._now())
        await reply(update, self._question(own, question, press.language or person.language))

    async def on_choose(self, update: Update, press: Press, person: Person) -> None:
        round_id, question, choice = press.numbers
        own = await self._taking_part.choose(round_id, person.chat_id, question, choice, self._now())
        await replace(update, self._question(own, question, press.language or person.language))

    async def on_anew(self, update: Update, press: Press, person: Person) -> None:
        round_id, question = press.numbers
        own = await self._taking_part.anew(round_id, person.chat_id, question, self._now())
        await replace(update, self._question(own, question, press.language or person.language))

    async def on_withdraw(self, update: Update, press: Press, person: Person) -> None:
        (round_id,) = press.numbers
        found = await self._taking_part.withdraw(round_id, person.chat_id, self._now())
        language = press.language or person.language
        if found is None:
            await replace(update, self._screens.said("round.closed", language))
        else:
            await replace(update, self._screens.withdrawn(found, language))

    async def on_keep(self, update: Update, press: Press, person: Person) -> None:
        """What is kept is what the message with the button shows."""
        round_id, question = press.numbers
        shown = message_of(update).parse_entities([MessageEntity.BLOCKQUOTE])
        language = press.language or person.language
        words = next(iter(shown.values()), "")
        kept = await self._taking_part.write(round_id, person.chat_id, question, words, self._now())
        await replace(update, self._written(kept, question, language))

    async def on_written(self, update: Update, context: Context) -> None:
        """Raises ApplicationHandlerStop for what is an answer: nothing else takes it for a question."""
        message = message_of(update)
        text, chat_id = words_of(message), message.chat_id
        if is_stop(text):
            return
        awaited = await self._taking_part.awaited(chat_id, self._now())
        if awaited is None and not self._taking_part.was_cut_off(chat_id, self._now()):
            return
        language = (await self._people.of(update)).language
        if awaited is None:
            if self._is_urgent(text) or self._is_about_writing(text):
                return
            await reply(update, self._screens.said("round.closed", language))
            raise ApplicationHandlerStop
        round_id, question = awaited
        if self._is_urgent(text):
            await reply(update, self._screens.in_danger(round_id, question, text, language))
            return  # and is answered as danger is
        if self._is_about_writing(text):
            await reply(update, self._screens.aside(round_id, question, text, language))
            return  # and is answered as such words are
        if update.edited_message is not None:
            await reply(update, self._screens.said("round.edited", language))
        else:
            kept = await self._taking_part.write(round_id, chat_id, question, text, self._now())
            screen = self._written(kept, question, language)
            if message.effective_attachment is not None:
                screen = self._screens.of_words_alone(screen, language)
            await reply(update, screen)
        raise ApplicationHandlerStop

    def _written(self, kept: OwnRound | TooMuch | None, question: int, language: str) -> Screen:
        if isinstance(kept, TooMuch):
            return self._screens.too_long(language)
        return self._question(kept, question, language)

    def _question(self, own: OwnRound | None, question: int, language: str) -> Screen:
        """Where nothing is found the round is over, or they have withdrawn since the button came."""
        if own is None:
            return self._screens.said("round.closed", language)
        return self._screens.question(own, question, language)
