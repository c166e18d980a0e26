"""/sent: staff correct and recall what went out, inside a private chat with the bot.

An edit of their own message asks for the same: in the minute before it leaves the announcement is a draft
again, afterwards every copy can be corrected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace as replace_fields
from datetime import datetime

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.alerts import headline_of
from bot.domain.announcements import BroadcastBody
from bot.domain.people.staff import Act, Recorded
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.correcting import Correcting
from bot.services.announcing.correction_results import Changing, Edited, OutOfTime, Proposed, Stopped
from bot.services.delivery.announcement_status import Status
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.formatted_texts import formatted, text_behind_command
from bot.telegram.message_reading import COMMAND, WORDS, command_of
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.progress_reports import progress_screen, standing
from bot.telegram.replying import replace, reply, reply_with
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.announcements.sent_screens import SentScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Screen

SHOWN = 8  # announcements in the list; all of it fits into one message


class SentMessages:
    """`show_draft` shows the broadcast that somebody is writing, with its buttons."""

    def __init__(
        self,
        correcting: Correcting,
        broadcasting: Broadcasting,
        screens: AnnouncementScreens,
        previews: PreviewScreens,
        headlines: Headlines,
        people: People,
        record: Callable[[Recorded], Awaitable[None]],
        show_draft: Callable[[Update, Person], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._correcting = correcting
        self._broadcasting = broadcasting
        self._screens = screens
        self._previews = previews
        self._headlines = headlines
        self._words = headlines.words
        self._sent = SentScreens(headlines)
        self._people = people
        self._record = record
        self._show_draft = show_draft
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("sent", self.on_sent, staff_only=True)]

    def first_handlers(self) -> list[Handler]:
        """Before those of drafts: who is asked for the new text of something writes that."""
        mine = filters.ChatType.PRIVATE & FromStaff(self._people.staff)
        return [
            MessageHandler(mine & filters.UpdateType.EDITED_MESSAGE & WORDS, self.on_edit),
            MessageHandler(mine & filters.UpdateType.MESSAGE & ~COMMAND, self.on_text),
        ]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_SENT, self.on_show, staff_only=True, in_groups=False),
            ButtonKind(Verb.CORRECT, self.on_correct, staff_only=True, in_groups=False),
            ButtonKind(Verb.CONFIRM_CORRECTION, self.on_confirm, staff_only=True, in_groups=False),
            ButtonKind(Verb.ASK_TO_RECALL, self.on_ask_to_recall, staff_only=True, in_groups=False),
            ButtonKind(Verb.RECALL, self.on_recall, staff_only=True, in_groups=False),
            ButtonKind(Verb.KEEP_SENT, self.on_keep, staff_only=True, in_groups=False, numbers=0),
            ButtonKind(Verb.SEND_ANEW, self.on_send_anew, staff_only=True, in_groups=False),
        ]

    async def on_sent(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        is_halted = await self._broadcasting.is_halted()
        latest = await self._correcting.latest(SHOWN)
        told = [(status, self._stands(status, person.language, is_halted=is_halted)) for status in latest]
        await reply(update, self._sent.latest(told, person.language))

    async def on_show(self, update: Update, press: Press, person: Person) -> None:
        found = await self._correcting.receipt(_number(press.argument), self._now())
        if found is None:
            await self._say(update, person, "sent.gone")
            return
        language, is_halted = person.language, await self._broadcasting.is_halted()
        changes = [
            f"{self._headlines.line(headline_of(change.announcement), language)}\n"
            f"{self._stands(change, language, is_halted=is_halted)}"
            for change in found.changes
        ]
        stands = self._stands(found.status, language, is_halted=is_halted)
        await reply(update, self._sent.receipt(found, stands, changes, language))

    async def on_correct(self, update: Update, press: Press, person: Person) -> None:
        announcement_id, _, language = press.argument.partition(".")
        started = await self._correcting.start(
            person.chat_id, _number(announcement_id), language, self._now()
        )
        await self._say(update, person, "sent.write" if started else "sent.gone")

    async def on_text(self, update: Update, context: Context) -> None:
        """While a correction is open, whatever its admin sends is the new text, and nothing else."""
        person = await self._people.of(update)
        if not await self._correcting.awaits_text(person.chat_id):
            return
        message = message_of(update)
        written = formatted(message)
        if written.text:
            come = await self._correcting.write(person.chat_id, written, message.message_id, self._now())
            await self._tell(update, person, come, is_edit=False)
        else:
            await self._say(update, person, "sent.only_text")
        raise ApplicationHandlerStop

    async def on_edit(self, update: Update, context: Context) -> None:
        """What an admin edits in the chat they mean for whoever got it."""
        message = message_of(update)
        command = command_of(message)
        if command is not None and command.name != "broadcast":
            return
        person = await self._people.of(update)
        written = text_behind_command(message)
        if not written.text:
            return
        come = await self._correcting.edited(person.chat_id, message.message_id, written, self._now())
        if come is not None:
            await self._tell(update, person, come, is_edit=True)
            raise ApplicationHandlerStop

    async def on_confirm(self, update: Update, press: Press, person: Person) -> None:
        announcement_id, _, digest = press.argument.partition(".")
        changing = await self._correcting.correct(
            person.chat_id, _number(announcement_id), digest, self._now()
        )
        await self._follow(update, person, changing, Act.CORRECTED, _number(announcement_id))

    async def on_ask_to_recall(self, update: Update, press: Press, person: Person) -> None:
        found = await self._correcting.receipt(_number(press.argument), self._now())
        if found is None or found.recall_until is None:
            await self._say(update, person, "sent.gone")
            return
        is_halted = await self._broadcasting.is_halted()
        await reply(update, self._sent.ask_to_recall(found, person.language, is_halted=is_halted))

    async def on_recall(self, update: Update, press: Press, person: Person) -> None:
        announcement_id, _, digest = press.argument.partition(".")
        changing = await self._correcting.recall(_number(announcement_id), digest, self._now())
        await self._follow(update, person, changing, Act.RECALLED, _number(announcement_id))

    async def on_keep(self, update: Update, press: Press, person: Person) -> None:
        await self._correcting.leave(person.chat_id)
        await replace(update, Screen(self._words.say(person.language, "sent.left")))

    async def on_send_anew(self, update: Update, press: Press, person: Person) -> None:
        """An edit makes no sound: the corrected text as a new message, which is confirmed as every other."""
        if await self._correcting.send_anew(person.chat_id, _number(press.argument), self._now()):
            await self._show_draft(update, person)
        else:
            await self._say(update, person, "sent.gone")

    async def _tell(self, update: Update, person: Person, come: Edited | None, *, is_edit: bool) -> None:
        """What came of a new text: a question, a draft again, or that it is too late."""
        match come:
            case Proposed():
                if is_edit:
                    await self._say(update, person, "edited.sent")
                await self._ask(update, person, come)
            case Stopped():
                await self._say(update, person, "edited.stopped")
                await self._show_draft(update, person)
            case OutOfTime():
                await self._say(update, person, "edited.too_late" if is_edit else "sent.gone")

    async def _ask(self, update: Update, person: Person, proposed: Proposed) -> None:
        """The message as its copies will be, through the same code, then the question to confirm it."""
        body = proposed.body
        if not proposed.is_new:
            await self._say(update, person, "correct.same")
            return
        too_long = self._previews.too_long(body)
        if too_long is not None:
            await reply(update, self._previews.refusal(too_long, body, person.language))
            return
        before = proposed.announcement.body
        for language, written in body.texts.items():
            if not isinstance(before, BroadcastBody) or before.texts.get(language) != written:
                await self._show_copy(update, body, proposed.announcement.audience.topic, language)
        is_halted = await self._broadcasting.is_halted()
        await reply(update, self._sent.ask_to_correct(proposed, person.language, is_halted=is_halted))

    async def _show_copy(self, update: Update, body: BroadcastBody, topic_id: str, language: str) -> None:
        """An edit of a caption needs no file: where Telegram no longer has it, the words are shown alone."""
        try:
            await reply_with(update, self._screens.parameters(body, topic_id, language))
        except BadRequest:
            if body.attached is None:
                raise
            words = replace_fields(body, attached=None)
            await reply_with(update, self._screens.parameters(words, topic_id, language))

    async def _follow(
        self, update: Update, person: Person, changing: Changing | None, act: Act, announcement_id: int
    ) -> None:
        """The question becomes the progress of what it confirmed."""
        status = None if changing is None else await self._broadcasting.status(changing.announcement_id)
        if changing is None or status is None:
            await replace(update, Screen(self._words.say(person.language, "sent.outdated")))
            return
        if changing.is_new:
            await self._record(
                Recorded(person.chat_id, act, self._now(), announcement_id, count=changing.copies)
            )
        is_halted = await self._broadcasting.is_halted()
        screen = progress_screen(self._headlines, person.language, status, self._now(), is_halted=is_halted)
        await replace(update, screen)
        await self._broadcasting.watch(
            changing.announcement_id, person.chat_id, message_of(update).message_id
        )

    def _stands(self, status: Status, language: str, *, is_halted: bool) -> str:
        return standing(self._headlines, language, status, self._now(), is_halted=is_halted)

    async def _say(self, update: Update, person: Person, msgid: str) -> None:
        await reply(update, Screen(self._words.say(person.language, msgid)))


def _number(argument: str) -> int:
    """The number of an announcement that a button carries; 0, which none has, for anything else."""
    numbers = Press(Verb.SHOW_SENT, argument).numbers
    return numbers[0] if len(numbers) == 1 else 0
