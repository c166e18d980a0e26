"""What an admin announces: /broadcast, the preview, the confirmation. Nobody else can do that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.languages import name
from bot.domain.people.staff import Act, Recorded
from bot.services.announcing.broadcasting import Broadcasting, Preview
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.formatted_texts import formatted, text_behind_command
from bot.telegram.message_reading import COMMAND, WORDS, command_of
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.progress_reports import progress_screen
from bot.telegram.replying import replace, reply, reply_with, try_to_reply
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Screen, utf16_length
from bot.telegram.wire.background_calls import Beside

CUT_FROM = 2_000  # UTF-16 units: apps cut what is longer than a message between half of its length and all
CUT_WITHIN = timedelta(seconds=1)  # by Telegram's clock, which tells whole seconds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    """The text of a draft that came last."""

    message_id: int
    date: datetime
    is_long: bool


class Broadcasts:
    """An admin writes a broadcast, sees it and confirms it, inside a private chat with the bot.

    `whole_after`: seconds after which the last part of a text that an app cut is here.
    """

    def __init__(
        self,
        broadcasting: Broadcasting,
        screens: AnnouncementScreens,
        previews: PreviewScreens,
        headlines: Headlines,
        people: People,
        beside: Beside,
        record: Callable[[Recorded], Awaitable[None]],
        now: Callable[[], datetime],
        *,
        whole_after: float,
    ) -> None:
        self._broadcasting = broadcasting
        self._screens = screens
        self._previews = previews
        self._headlines = headlines
        self._words = headlines.words
        self._people = people
        self._beside = beside
        self._record = record
        self._now = now
        self._whole_after = whole_after
        self._taken: dict[int, _Taken] = {}

    def commands(self) -> list[Command]:
        return [Command("broadcast", self.on_broadcast, staff_only=True)]

    def first_handlers(self) -> list[Handler]:
        """An admin who is writing a draft writes it before anything else looks at the text."""
        mine = filters.ChatType.PRIVATE & FromStaff(self._people.staff)
        return [
            MessageHandler(mine & filters.UpdateType.EDITED_MESSAGE & WORDS, self.on_edit),
            MessageHandler(mine & filters.UpdateType.MESSAGE & ~COMMAND, self.on_text),
        ]

    async def on_broadcast(self, update: Update, context: Context) -> None:
        """The text behind it is a draft. Alone it shows the draft that has a text, or begins one."""
        person = await self._people.of(update)
        written = text_behind_command(message_of(update))
        preview = None if written.text else await self._broadcasting.written(person.chat_id)
        if preview is not None:
            await self._show(update, person, preview)
            return
        await self._broadcasting.start(person.chat_id, self._now())
        if written.text:
            await self._take(update, person, written)
        else:
            await reply(update, Screen(self._words.say(person.language, "broadcast.write")))

    async def on_text(self, update: Update, context: Context) -> None:
        """While a draft is open, whatever its admin sends is for the draft, and for nothing else."""
        person = await self._people.of(update)
        if not await self._broadcasting.awaits_text(person.chat_id):
            return
        written = formatted(message_of(update))
        if written.text:
            await self._take(update, person, written)
        else:
            await reply(update, Screen(self._words.say(person.language, "broadcast.only_text")))
        raise ApplicationHandlerStop

    async def on_edit(self, update: Update, context: Context) -> None:
        """An edited draft message is a new text: the old confirmation dies, a new preview comes."""
        command = command_of(message_of(update))
        if command is not None and command.name != "broadcast":
            return
        person = await self._people.of(update)
        if not await self._broadcasting.awaits_text(person.chat_id):
            return
        message = message_of(update)
        written = text_behind_command(message)
        if not written.text:
            await reply(update, Screen(self._words.say(person.language, "broadcast.only_text")))
            raise ApplicationHandlerStop
        body = BroadcastBody({person.language: written}, person.language)
        preview = await self._broadcasting.rewrite(person.chat_id, body, message.message_id)
        if preview is not None:
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
            screen = progress_screen(
                self._headlines, person.language, status, self._now(), is_halted=is_halted
            )
            await replace(update, screen)

    async def _take(self, update: Update, person: Person, written: FormattedText) -> None:
        """Stores a text and shows the draft; where an app may have cut the text, once the rest is here.

        Apps cut a long paste in two or more messages, which come within a second and are one text.
        """
        message, chat_id = message_of(update), person.chat_id
        before, is_long = self._taken.get(chat_id), utf16_length(written.text) >= CUT_FROM
        goes_on = (
            before is not None
            and before.is_long
            and before.message_id < message.message_id
            and message.date - before.date <= CUT_WITHIN
        )
        body = BroadcastBody({person.language: written}, person.language)
        preview = await self._broadcasting.write(chat_id, body, message.message_id, goes_on=goes_on)
        taken = self._taken[chat_id] = _Taken(message.message_id, message.date, is_long)
        if is_long:
            self._beside.start("preview", self._show_when_whole(update, person, taken))
        elif preview is not None:
            await self._try_to_show(update, person, preview)

    async def _show_when_whole(self, update: Update, person: Person, taken: _Taken) -> None:
        await asyncio.sleep(self._whole_after)
        if self._taken.get(person.chat_id) == taken:
            preview = await self._broadcasting.written(person.chat_id)
            if preview is not None:
                await self._try_to_show(update, person, preview)

    async def show_draft(self, update: Update, person: Person) -> None:
        """Shows the draft that this admin has, with its buttons."""
        preview = await self._broadcasting.written(person.chat_id)
        if preview is not None:
            await self._try_to_show(update, person, preview)

    async def _try_to_show(self, update: Update, person: Person, preview: Preview) -> None:
        """The text is stored: who cannot be shown it hears that it was kept."""
        try:
            await self._show(update, person, preview)
        except TelegramError as error:
            logger.warning("broadcast.preview_not_shown", extra={"trouble": type(error).__name__})
            await try_to_reply(update, Screen(self._words.say(person.language, "broadcast.kept")))

    async def _show(self, update: Update, person: Person, preview: Preview) -> None:
        """The real messages through the same code as for members, then the question to confirm them.

        Of a text that would not fit nothing is shown, and nothing can be confirmed: it is awaited anew.
        """
        too_long = self._previews.too_long(preview.body)
        if too_long is not None:
            await self._broadcasting.await_text(person.chat_id, too_long.language)
            await reply(update, self._previews.refusal(too_long, preview.body, person.language))
            return
        for language in preview.body.texts:
            topic_id = preview.audience.topic
            await reply_with(update, self._screens.parameters(preview.body, topic_id, language))
        text = self._previews.question(preview, person.language)
        if message_of(update).effective_attachment is not None:  # of a picture only the caption is sent
            text = f"{self._words.say(person.language, 'broadcast.only_words')}\n\n{text}"
        if await self._broadcasting.is_halted():
            text = f"{self._words.say(person.language, 'broadcast.halted')}\n\n{text}"
        await reply(update, Screen(text, self._previews.buttons(preview, person.language)))
