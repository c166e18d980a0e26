"""What an admin announces: /broadcast, the preview, the confirmation. Nobody else can do that."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.announcements import Audience, BroadcastBody
from bot.domain.delivery.estimates import duration_of, most_stars
from bot.domain.languages import name
from bot.domain.schedules import Schedule
from bot.domain.staff import Act, Recorded
from bot.services.broadcasting import Broadcasting, Preview
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.formatted_texts import formatted, looks_like_question, text_behind_command
from bot.telegram.message_reading import COMMAND, WORDS, words_of
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.progress_reports import progress_screen
from bot.telegram.replying import replace, reply, reply_with, try_to_reply
from bot.telegram.screens.announcement_screens import AnnouncementScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.durations import in_words
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row, utf16_length

A_MINUTE = timedelta(minutes=1)

logger = logging.getLogger(__name__)


class Broadcasts:
    """An admin writes a broadcast, sees it and confirms it, inside a private chat with the bot.

    `per_second` is the pace, `is_paid` whether Telegram charges for it: the preview says what both mean.
    """

    def __init__(
        self,
        broadcasting: Broadcasting,
        screens: AnnouncementScreens,
        schedule: Schedule,
        words: Words,
        people: People,
        record: Callable[[Recorded], Awaitable[None]],
        now: Callable[[], datetime],
        *,
        per_second: float,
        is_paid: bool,
    ) -> None:
        self._broadcasting = broadcasting
        self._screens = screens
        self._schedule = schedule
        self._words = words
        self._people = people
        self._record = record
        self._now = now
        self._per_second = per_second
        self._is_paid = is_paid

    def commands(self) -> list[Command]:
        return [Command("broadcast", self.on_broadcast, staff_only=True)]

    def first_handlers(self) -> list[Handler]:
        """An admin who is writing a draft writes it before anything else looks at the text."""
        mine = filters.ChatType.PRIVATE & FromStaff(self._people.staff) & ~COMMAND
        return [
            MessageHandler(mine & filters.UpdateType.EDITED_MESSAGE & WORDS, self.on_edit),
            MessageHandler(mine & filters.UpdateType.MESSAGE, self.on_text),
        ]

    async def on_broadcast(self, update: Update, context: Context) -> None:
        """The text behind it is a draft. Alone it shows the draft that has a text, or begins one."""
        person = await self._people.of(update)
        message = message_of(update)
        written = text_behind_command(message)
        preview = None if written.text else await self._broadcasting.written(person.chat_id)
        if preview is not None:
            await self._show(update, person, preview)
            return
        await self._broadcasting.start(person.chat_id, self._now())
        if not written.text:
            await reply(update, Screen(self._words.say(person.language, "broadcast.write")))
        elif not await self._refuse_long(update, person, written.text):
            body = BroadcastBody({person.language: written}, person.language)
            preview = await self._broadcasting.write(person.chat_id, body, message.message_id)
            await self._try_to_show(update, person, preview)

    async def on_text(self, update: Update, context: Context) -> None:
        """While a draft is open, whatever its admin sends is for the draft, and for nothing else."""
        person = await self._people.of(update)
        if not await self._broadcasting.awaits_text(person.chat_id):
            return
        message = message_of(update)
        words = words_of(message)
        if not words:
            await reply(update, Screen(self._words.say(person.language, "broadcast.only_text")))
        elif not await self._refuse_long(update, person, words):
            body = _body(message, person.language)
            preview = await self._broadcasting.write(person.chat_id, body, message.message_id)
            await self._try_to_show(update, person, preview)
        raise ApplicationHandlerStop

    async def on_edit(self, update: Update, context: Context) -> None:
        """An edited draft message is a new text: the old confirmation dies, a new preview comes."""
        person = await self._people.of(update)
        if not await self._broadcasting.awaits_text(person.chat_id):
            return
        message = message_of(update)
        body = _body(message, person.language)
        preview = await self._broadcasting.rewrite(person.chat_id, body, message.message_id)
        if preview is not None and not await self._refuse_long(update, person, words_of(message)):
            await self._try_to_show(update, person, preview)
        raise ApplicationHandlerStop

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.CONFIRM_DRAFT, self.on_confirm, staff_only=True, in_groups=False),
            ButtonKind(Verb.DISCARD_DRAFT, self.on_discard, staff_only=True, in_groups=False),
            ButtonKind(Verb.AIM_DRAFT, self.on_aim, staff_only=True, in_groups=False),
            ButtonKind(Verb.ADD_LANGUAGE, self.on_add_language, staff_only=True, in_groups=False),
            ButtonKind(Verb.SEND_NOW, self.on_send_now, staff_only=True, in_groups=False),
        ]

    async def on_discard(self, update: Update, press: Press, person: Person) -> None:
        dropped = await self._broadcasting.discard(person.chat_id)
        msgid = "broadcast.dropped" if dropped else "broadcast.outdated"
        await replace(update, Screen(self._words.say(person.language, msgid)))

    async def on_aim(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._broadcasting.aim(person.chat_id, Audience(press.argument))
        if preview is None:
            await replace(update, Screen(self._words.say(person.language, "broadcast.outdated")))
        else:
            await self._show(update, person, preview)

    async def on_add_language(self, update: Update, press: Press, person: Person) -> None:
        """The next text is the same message in another language."""
        language = press.argument
        awaited = language in self._words.languages and await self._broadcasting.await_text(
            person.chat_id, language
        )
        if not awaited:
            await replace(update, Screen(self._words.say(person.language, "broadcast.outdated")))
            return
        text = self._words.say(person.language, "broadcast.write_in", language=name(language))
        await reply(update, Screen(text))

    async def on_send_now(self, update: Update, press: Press, person: Person) -> None:
        """Nobody has to wait for a minute who is certain. What became of it is shown where it was pressed."""
        announcement_id = int(press.argument)
        await self._broadcasting.send_now(announcement_id, self._now())
        await self._show_progress(update, person, announcement_id)

    async def on_confirm(self, update: Update, press: Press, person: Person) -> None:
        confirmed = await self._broadcasting.confirm(person.chat_id, press.argument, self._now())
        if confirmed is not None:
            announcement_id = confirmed.announcement_id
            await self._record(
                Recorded(person.chat_id, Act.SENT, self._now(), announcement_id, count=confirmed.recipients)
            )
        else:
            before = await self._broadcasting.confirmed_before(press.argument)
            if before is None:
                await replace(update, Screen(self._words.say(person.language, "broadcast.outdated")))
                return
            announcement_id = before
        await self._broadcasting.watch(announcement_id, person.chat_id, message_of(update).message_id)
        await self._show_progress(update, person, announcement_id)

    async def _show_progress(self, update: Update, person: Person, announcement_id: int) -> None:
        status = await self._broadcasting.status(announcement_id)
        if status is not None:
            is_halted = await self._broadcasting.is_halted()
            screen = progress_screen(self._words, person.language, status, self._now(), is_halted=is_halted)
            await replace(update, screen)

    async def _refuse_long(self, update: Update, person: Person, text: str) -> bool:
        """A text that would not fit is refused now, not when it is sent."""
        topics = [topic.id for topic in self._schedule.topics]
        room = min(self._screens.room(topic, self._words.languages) for topic in topics)
        over = utf16_length(text) - room
        if over > 0:
            await reply(
                update, Screen(self._words.count(person.language, "broadcast.too_long", over, room=room))
            )
        return over > 0

    async def _try_to_show(self, update: Update, person: Person, preview: Preview | None) -> None:
        """The text is stored: who cannot be shown it hears that it was kept."""
        if preview is None:
            return
        try:
            await self._show(update, person, preview)
        except TelegramError as error:
            logger.warning("broadcast.preview_not_shown", extra={"trouble": type(error).__name__})
            await try_to_reply(update, Screen(self._words.say(person.language, "broadcast.kept")))

    async def _show(self, update: Update, person: Person, preview: Preview) -> None:
        """The real messages through the same code as for members, then the question to confirm them."""
        for language in preview.body.texts:
            topic_id = preview.audience.topic
            await reply_with(update, self._screens.parameters(preview.body, topic_id, language))
        text = self._question(preview, person.language)
        if message_of(update).effective_attachment is not None:  # of a picture only the caption is sent
            text = f"{self._words.say(person.language, 'broadcast.only_words')}\n\n{text}"
        if await self._broadcasting.is_halted():
            text = f"{self._words.say(person.language, 'broadcast.halted')}\n\n{text}"
        await reply(update, Screen(text, one_a_row(self._buttons(preview, person.language))))

    def _question(self, preview: Preview, language: str) -> str:
        """To whom it goes, in which language, what it takes, and what looks like a slip."""
        say, body = self._words.say, preview.body
        told = [
            self._words.count(
                language,
                "broadcast.preview",
                preview.recipients,
                topic=self._topic(preview.audience.topic, language),
                costs=self._costs(preview.recipients, language),
            )
        ]
        base = name(body.fallback)
        others = {spoken: count for spoken, count in preview.languages.items() if spoken not in body.texts}
        if others or len(body.texts) > 1:
            lines = [
                say(language, "broadcast.in_own", language=name(spoken), n=count)
                if spoken in body.texts
                else say(language, "broadcast.in_base", language=name(spoken), n=count, base=base)
                for spoken, count in preview.languages.items()
            ]
            told.insert(0, "\n".join(lines))
        slips = [
            ("broadcast.looks_asked", looks_like_question(body.text_for(body.fallback).text)),
            ("broadcast.repeats", preview.repeats),
            ("broadcast.runs", preview.runs),
        ]
        told = [say(language, msgid) for msgid, is_so in slips if is_so] + told
        return "\n\n".join(told)

    def _buttons(self, preview: Preview, language: str) -> list[Button]:
        """The one that sends comes first; those that change something say that they only show."""
        topic_id = preview.audience.topic
        confirm = self._words.counted_label(
            language, "broadcast.confirm", preview.recipients, topic=self._topic(topic_id, language)
        )
        more = [
            Button.of(
                self._words.label(language, "broadcast.add_language", language=name(spoken)),
                Verb.ADD_LANGUAGE,
                spoken,
            )
            for spoken in self._words.languages
            if spoken not in preview.body.texts
        ]
        others = [
            Button.of(
                self._words.label(language, "broadcast.aim", topic=topic.name(language)),
                Verb.AIM_DRAFT,
                topic.id,
            )
            for topic in self._schedule.topics
            if topic.id != topic_id
        ]
        discard = Button.of(self._words.label(language, "broadcast.discard"), Verb.DISCARD_DRAFT)
        return [Button.of(confirm, Verb.CONFIRM_DRAFT, preview.digest), *more, *others, discard]

    def _topic(self, topic_id: str, language: str) -> str:
        topic = self._schedule.topic(topic_id)
        return topic.name(language) if topic else topic_id

    def _costs(self, recipients: int, language: str) -> str:
        """How long it takes and, where Telegram charges for it, how much it costs at most."""
        duration = duration_of(recipients, self._per_second)
        if duration < A_MINUTE:
            told = self._words.label(language, "preview.quick")
        else:
            time = in_words(duration, self._words, language)
            told = self._words.label(language, "preview.takes", time=time)
        if self._is_paid:
            told += " " + self._words.count(language, "preview.stars", most_stars(recipients))
        return told


def _body(message: Message, language: str) -> BroadcastBody:
    """The admin's text with its formatting, in their own language."""
    return BroadcastBody({language: formatted(message)}, language)
