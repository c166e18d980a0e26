"""A person to turn to: a question goes to the staff's chat under a number, and an answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Bot, Message, MessageEntity, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.delivery.outcomes import Unreachable
from bot.domain.people.personal_questions import LONGEST, Stage
from bot.services.members.personal_questions import PersonalQuestions
from bot.services.staff.staff_chat import StaffChat
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.message_reading import (
    COMMAND,
    WORDS,
    is_from_anonymous_administrator,
    is_in_own_words,
    is_stop,
    words_of,
)
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import NO_PREVIEW, replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.person_screens import PersonScreens
from bot.telegram.screens.screen import Screen
from bot.telegram.wire.background_calls import Beside
from bot.telegram.wire.outcomes import outcome_of_failure


class AskAPerson:
    """Both sides of it. `is_urgent` tells a message of danger, which is answered at once as everywhere."""

    def __init__(
        self,
        questions: PersonalQuestions,
        screens: PersonScreens,
        people: People,
        staff_chat: StaffChat,
        is_urgent: Callable[[str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._questions = questions
        self._screens = screens
        self._people = people
        self._staff_chat = staff_chat
        self._is_urgent = is_urgent
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("person", self.on_person)]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.ASK_A_PERSON, self.on_ask, in_groups=False),
            ButtonKind(Verb.SEND_QUESTION, self.on_send, in_groups=False, numbers=1),
            ButtonKind(Verb.DROP_QUESTION, self.on_drop, in_groups=False, numbers=1),
            ButtonKind(Verb.FORGET_QUESTION, self.on_forget, in_groups=False),
            ButtonKind(Verb.SEND_ANSWER, self.on_send_answer, numbers=1),
            ButtonKind(Verb.DROP_ANSWER, self.on_drop_answer),
        ]

    def first_handlers(self) -> list[Handler]:
        """What a member writes now may be their question; what staff reply to one is its answer."""
        new = filters.UpdateType.MESSAGE & ~COMMAND
        return [
            MessageHandler(new & filters.ChatType.PRIVATE & WORDS, self.on_written),
            MessageHandler(new & _InChat(self._staff_chat) & filters.REPLY, self.on_reply),
        ]

    async def on_person(self, update: Update, context: Context) -> None:
        await self._begin(update, await self._people.of(update))

    async def on_ask(self, update: Update, press: Press, person: Person) -> None:
        await self._begin(update, person)

    async def _begin(self, update: Update, person: Person) -> None:
        number = await self._questions.begin(person.chat_id, person.language, self._now())
        await reply(update, self._screens.how(number, person.language))

    async def on_written(self, update: Update, context: Context) -> None:
        """Raises ApplicationHandlerStop for what is the question: nothing else answers it."""
        message = message_of(update)
        text, chat_id = words_of(message), message.chat_id
        if is_stop(text) or self._is_urgent(text):
            return
        question = await self._questions.awaited(chat_id, self._now())
        if question is None:
            return
        person = await self._people.of(update)
        if len(text) > LONGEST:
            await reply(update, self._screens.said("person.too_long", person.language, most=LONGEST))
        else:
            await self._questions.write(question.number, text, self._now())
            is_all = message.effective_attachment is None
            await reply(update, self._screens.shown(question, text, person.language, is_all=is_all))
        raise ApplicationHandlerStop

    async def on_send(self, update: Update, press: Press, person: Person) -> None:
        """Sends what the message with the button shows; pressed again, it says that it is sent."""
        (number,) = press.numbers
        question = await self._questions.find(person.chat_id, number)
        if question is None or question.stage is Stage.WRITING:
            await replace(update, self._screens.said("person.gone", person.language))
            return
        if question.stage is not Stage.SHOWN:
            await replace(update, self._screens.sent(number, person.language))
            return
        language = await self._people.language_of(self._staff_chat.id)
        try:
            sent = await _send(
                update.get_bot(), self._staff_chat.id, self._screens.to_staff(question, language)
            )
        except TelegramError as error:
            if not isinstance(outcome_of_failure(error), Unreachable):
                raise
            await replace(update, self._screens.said("person.nobody_there", person.language))
            return
        await self._questions.sent(number, sent.message_id, self._now())
        await replace(update, self._screens.sent(number, person.language))

    async def on_drop(self, update: Update, press: Press, person: Person) -> None:
        (number,) = press.numbers
        await self._questions.drop(person.chat_id, number)
        await replace(update, self._screens.said("person.dropped", person.language))

    async def on_forget(self, update: Update, press: Press, person: Person) -> None:
        await self._questions.forget(person.chat_id)
        await replace(update, self._screens.said("person.forgotten", person.language))

    async def on_reply(self, update: Update, context: Context) -> None:
        """Raises ApplicationHandlerStop for what is a reply to a question."""
        message = message_of(update)
        quoted = message.reply_to_message
        if quoted is None:
            return
        question = await self._questions.in_message(quoted.message_id, self._now())
        if question is None:
            return
        language = await self._people.language_of(self._staff_chat.id)
        user, text = update.effective_user, message.text or ""
        if (
            user is None
            or is_from_anonymous_administrator(message)
            or not self._people.staff.is_staff(user.id)
            or not is_in_own_words(message)
        ):
            shown = self._screens.said("person.not_staff", language)
        elif not text or len(text) > LONGEST:
            shown = self._screens.said("person.only_text", language, most=LONGEST)
        else:
            shown = self._screens.answer_shown(question, quoted.message_id, text, language)
        await reply(update, shown, quote=True)
        raise ApplicationHandlerStop

    async def on_send_answer(self, update: Update, press: Press, person: Person) -> None:
        """What goes out is what the message with the button shows."""
        if not self._may_answer(update):
            return
        shown = message_of(update).parse_entities([MessageEntity.BLOCKQUOTE])
        (staff_message_id,) = press.numbers
        question = await self._questions.in_message(staff_message_id, self._now())
        language = press.language or person.language
        if question is None or not shown:
            await replace(update, self._screens.said("person.link_gone", language))
            return
        text = next(iter(shown.values()))
        try:
            spoken = await self._people.language_of(question.chat_id)
            await _send(update.get_bot(), question.chat_id, self._screens.answer(question, text, spoken))
        except TelegramError as error:
            if not isinstance(outcome_of_failure(error), Unreachable):
                raise
            await replace(update, self._screens.said("person.out_of_reach", language, number=question.number))
            return
        await self._questions.answered(question.number)
        await replace(update, self._screens.said("person.answer_sent", language, number=question.number))

    async def on_drop_answer(self, update: Update, press: Press, person: Person) -> None:
        if self._may_answer(update):
            await replace(
                update, self._screens.said("person.answer_dropped", press.language or person.language)
            )

    async def tell_late(self, beside: Beside, now: datetime) -> None:
        """Tells members whose question nobody answered in time, once each. It waits for no chat."""
        for question in await self._questions.take_late(now):
            language = await self._people.language_of(question.chat_id)
            screen = self._screens.said("person.late", language, number=question.number)
            beside.start("late", _send(beside.bot, question.chat_id, screen))

    def _may_answer(self, update: Update) -> bool:
        user, chat = update.effective_user, update.effective_chat
        return (
            user is not None
            and chat is not None
            and chat.id == self._staff_chat.id
            and self._people.staff.is_staff(user.id)
        )


class _InChat(filters.MessageFilter):
    """Messages of the staff's chat, whatever its number is by then."""

    def __init__(self, staff_chat: StaffChat) -> None:
        super().__init__(name="STAFF_CHAT")
        self._staff_chat = staff_chat

    def filter(self, message: Message) -> bool:
        return message.chat_id == self._staff_chat.id


async def _send(bot: Bot, chat_id: int, screen: Screen) -> Message:
    return await bot.send_message(
        chat_id,
        screen.html,
        parse_mode=ParseMode.HTML,
        reply_markup=screen.keyboard,
        link_preview_options=NO_PREVIEW,
    )
