"""What an admin announces: /broadcast, the preview, the confirmation. Nobody else can do that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.languages import name
from bot.domain.people.staff import Act, Recorded
from bot.services.announcing.broadcasting import Broadcasting, TimePast
from bot.services.announcing.drafting import Preview, Written
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.drafts.incoming import NotSendable, written_in
from bot.telegram.drafts.previews import DraftPreviews
from bot.telegram.message_reading import COMMAND, WORDS, command_of, words_of
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.progress_reports import progress_screen
from bot.telegram.replying import replace, reply
from bot.telegram.screens.announcements.draft_option_screens import DraftOptionScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Screen, utf16_length
from bot.telegram.wire.background_calls import Beside

CUT_FROM = 2_000  # UTF-16 units: apps cut what is longer than a message between half of its length and all
CUT_WITHIN = timedelta(seconds=1)  # by Telegram's clock, which tells whole seconds


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
        previews: DraftPreviews,
        options: DraftOptionScreens,
        headlines: Headlines,
        people: People,
        beside: Beside,
        record: Callable[[Recorded], Awaitable[None]],
        now: Callable[[], datetime],
        *,
        whole_after: float,
    ) -> None:
        self._broadcasting = broadcasting
        self._drafts = broadcasting.drafts
        self._previews = previews
        self._options = options
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
            MessageHandler(mine & filters.UpdateType.MESSAGE & ~COMMAND, self.on_message),
        ]

    async def on_broadcast(self, update: Update, context: Context) -> None:
        """The text behind it is a draft. Alone it shows the draft that there is, or begins one."""
        person, message = await self._people.of(update), message_of(update)
        written = written_in(message, person.language)
        is_alone = message.text is not None and isinstance(written, NotSendable)
        preview = await self._drafts.written(person.chat_id) if is_alone else None
        if preview is not None:
            await self._previews.show(update, person, preview, self._now())
            return
        await self._drafts.start(person.chat_id, self._now())
        if is_alone:
            await reply(update, Screen(self._words.say(person.language, "broadcast.write")))
        else:
            await self._take(update, person, written)

    async def on_message(self, update: Update, context: Context) -> None:
        """While a draft is open, whatever its admin sends is for the draft, and for nothing else."""
        person = await self._people.of(update)
        if await self._drafts.find(person.chat_id) is None:
            return
        await self._take(update, person, written_in(message_of(update), person.language))
        raise ApplicationHandlerStop

    async def on_edit(self, update: Update, context: Context) -> None:
        """An edited draft message is a new text: the old confirmation dies, a new preview comes."""
        command = command_of(message_of(update))
        if command is not None and command.name != "broadcast":
            return
        person = await self._people.of(update)
        if await self._drafts.find(person.chat_id) is None:
            return
        written = written_in(message_of(update), person.language)
        if isinstance(written, NotSendable):
            await self._refuse(update, person, written)
        elif written.text.text:
            preview = await self._drafts.rewrite(person.chat_id, written)
            if preview is not None:
                await self._previews.show(update, person, preview, self._now())
        raise ApplicationHandlerStop

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.CONFIRM_DRAFT, self.on_confirm, staff_only=True, in_groups=False),
            ButtonKind(Verb.DISCARD_DRAFT, self.on_discard, staff_only=True, in_groups=False),
            ButtonKind(Verb.ADD_LANGUAGE, self.on_add_language, staff_only=True, in_groups=False),
            ButtonKind(Verb.SEND_NOW, self.on_send_now, staff_only=True, in_groups=False, numbers=1),
            ButtonKind(Verb.PAUSE_ANNOUNCEMENT, self.on_pause, staff_only=True, in_groups=False, numbers=1),
        ]

    async def on_discard(self, update: Update, press: Press, person: Person) -> None:
        if await self._drafts.discard(person.chat_id, press.argument):
            await replace(update, Screen(self._words.say(person.language, "broadcast.dropped")))
            return
        await self._previews.say_outdated(update, person)
        preview = await self._drafts.written(person.chat_id)
        if preview is not None:
            await self._previews.show(update, person, preview, self._now())

    async def on_add_language(self, update: Update, press: Press, person: Person) -> None:
        """The next text is the same message in another language."""
        language = press.argument
        is_spoken = language in self._words.languages
        if not (is_spoken and await self._drafts.await_next(person.chat_id, language)):
            await self._previews.say_outdated(update, person)
            return
        text = self._words.say(person.language, "broadcast.write_in", language=name(language))
        await reply(update, Screen(text))

    async def on_send_now(self, update: Update, press: Press, person: Person) -> None:
        """Nobody has to wait for a minute who is certain. What became of it is shown where it was pressed."""
        (announcement_id,) = press.numbers
        if await self._broadcasting.send_now(announcement_id, self._now()):
            await self._record(Recorded(person.chat_id, Act.HURRIED, self._now(), announcement_id))
        await self._show_progress(update, person, announcement_id)

    async def on_pause(self, update: Update, press: Press, person: Person) -> None:
        """What has left has left; the rest waits until somebody lets it go on."""
        (announcement_id,) = press.numbers
        if await self._broadcasting.pause(announcement_id, self._now()):
            await self._record(Recorded(person.chat_id, Act.PAUSED, self._now(), announcement_id))
        await self._show_progress(update, person, announcement_id)

    async def on_confirm(self, update: Update, press: Press, person: Person) -> None:
        draft = await self._drafts.find(person.chat_id)
        if draft is not None and await self._previews.is_without_topic(update, person, draft.audience):
            return
        confirmed = await self._broadcasting.confirm(person.chat_id, press.argument, self._now())
        if isinstance(confirmed, TimePast):
            await replace(update, self._options.time_past(person.language))
            return
        if isinstance(confirmed, Preview):
            await self._previews.say_outdated(update, person)
            await self._previews.show(update, person, confirmed, self._now())
            return
        if confirmed is not None:
            announcement_id = confirmed.announcement_id
            await self._record(
                Recorded(person.chat_id, Act.SENT, self._now(), announcement_id, count=confirmed.recipients)
            )
        else:
            before = await self._broadcasting.confirmed_before(press.argument)
            if before is None:
                await self._previews.say_outdated(update, person)
                return
            announcement_id = before
        await self._show_progress(update, person, announcement_id)
        await self._broadcasting.watch(announcement_id, person.chat_id, message_of(update).message_id)

    async def _show_progress(self, update: Update, person: Person, announcement_id: int) -> None:
        """What ends while this is written is written once more: the reports may have let go of it by then."""
        status, before = await self._broadcasting.status(announcement_id), None
        while status is not None and (before is None or (status.is_over and not before.is_over)):
            is_halted = await self._broadcasting.is_halted()
            screen = progress_screen(
                self._headlines, person.language, status, self._now(), is_halted=is_halted
            )
            await replace(update, screen)
            status, before = await self._broadcasting.status(announcement_id), status

    async def _take(self, update: Update, person: Person, written: Written | NotSendable) -> None:
        """Stores what was sent and shows the draft; where an app may have cut a text, once the rest is here.

        Apps cut a long paste in two or more messages, which come within a second and are one text.
        """
        if isinstance(written, NotSendable):
            await self._refuse(update, person, written)
            return
        message, chat_id = message_of(update), person.chat_id
        before, is_long = self._taken.get(chat_id), utf16_length(words_of(message)) >= CUT_FROM
        goes_on = (
            before is not None
            and written.attached is None
            and before.is_long
            and before.message_id < message.message_id
            and message.date - before.date <= CUT_WITHIN
        )
        preview = await self._drafts.write(chat_id, written, goes_on=goes_on)
        taken = self._taken[chat_id] = _Taken(message.message_id, message.date, is_long)
        if is_long:
            self._beside.start("preview", self._show_when_whole(update, person, taken))
        elif preview is not None:
            await self._previews.show(update, person, preview, self._now(), came_with=written.attached)

    async def _refuse(self, update: Update, person: Person, why: NotSendable) -> None:
        await reply(update, Screen(self._words.say(person.language, f"broadcast.{why.value}")))

    async def _show_when_whole(self, update: Update, person: Person, taken: _Taken) -> None:
        await asyncio.sleep(self._whole_after)
        if self._taken.get(person.chat_id) == taken:
            preview = await self._drafts.written(person.chat_id)
            if preview is not None:
                await self._previews.show(update, person, preview, self._now())

    async def show_draft(self, update: Update, person: Person) -> None:
        """Shows the draft that this admin has, with its buttons."""
        preview = await self._drafts.written(person.chat_id)
        if preview is not None:
            await self._previews.show(update, person, preview, self._now())
