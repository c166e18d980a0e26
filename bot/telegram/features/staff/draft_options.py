"""Everything about a draft but its words: to whom, when, with a sound, with buttons. Nothing here sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.announcements import AnnouncementButton
from bot.domain.content.schedules import Schedule
from bot.domain.light_markup import in_one_line
from bot.domain.times.typed_times import Instant, read_time
from bot.services.announcing.drafting import BUTTON, TIME, Drafting, Preview
from bot.telegram.commands import ButtonKind, Command, Context, Handler, staff_buttons
from bot.telegram.drafts.incoming import attachment_of
from bot.telegram.drafts.previews import DraftPreviews
from bot.telegram.message_reading import COMMAND, WORDS, words_of
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.announcements.draft_option_screens import ON, DraftOptionScreens, chosen_time
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Screen, Words

LONGEST_LABEL = 64  # characters of a button; a phone shows fewer
_LINK = re.compile(r"https://\S+")


class DraftOptions:
    """What an admin changes about their draft by buttons, and the two things that they write for it.

    `find_answers` gives ids of the entries that a text may mean, best first.
    """

    def __init__(
        self,
        drafts: Drafting,
        previews: DraftPreviews,
        screens: DraftOptionScreens,
        schedule: Schedule,
        words: Words,
        people: People,
        find_answers: Callable[[str], Sequence[str]],
        now: Callable[[], datetime],
    ) -> None:
        self._drafts = drafts
        self._previews = previews
        self._screens = screens
        self._zones = tuple(dict.fromkeys(("UTC", schedule.shown_zone("UTC"))))
        self._words = words
        self._people = people
        self._find_answers = find_answers
        self._now = now

    def commands(self) -> list[Command]:
        return []

    def first_handlers(self) -> list[Handler]:
        """A time or a button that is awaited is read before the text of a draft is."""
        mine = filters.ChatType.PRIVATE & FromStaff(self._people.staff)
        return [MessageHandler(mine & filters.UpdateType.MESSAGE & WORDS & ~COMMAND, self.on_words)]

    def buttons(self) -> list[ButtonKind]:
        return staff_buttons(
            {
                Verb.SHOW_DRAFT: self.on_show,
                Verb.SHOW_AUDIENCE: self.on_audience,
                Verb.AIM_DRAFT: self.on_aim,
                Verb.SHOW_OPTIONS: self.on_options,
                Verb.ASK_TIME: self.on_ask_time,
                Verb.SET_TIME: self.on_set_time,
                Verb.SILENCE_DRAFT: self.on_silence,
                Verb.ASK_BUTTON: self.on_ask_button,
                Verb.BUTTON_TO: self.on_button_to,
                Verb.NO_BUTTONS: self.on_no_buttons,
                Verb.NO_FILE: self.on_no_file,
            }
        )

    async def on_words(self, update: Update, context: Context) -> None:
        """Only while a time or a button is awaited; a file is for the draft all the same."""
        message = message_of(update)
        if attachment_of(message) is not None:
            return
        person = await self._people.of(update)
        draft = await self._drafts.find(person.chat_id)
        if draft is None or draft.awaits not in (TIME, BUTTON):
            return
        if draft.awaits == TIME:
            await self._take_time(update, person, words_of(message))
        else:
            await self._take_button(update, person, words_of(message))
        raise ApplicationHandlerStop

    async def on_show(self, update: Update, press: Press, person: Person) -> None:
        await self._show(update, person, await self._drafts.written(person.chat_id))

    async def on_audience(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._drafts.written(person.chat_id)
        await self._replace(update, person, preview, self._screens.audience)

    async def on_aim(self, update: Update, press: Press, person: Person) -> None:
        audience = self._screens.audience_in(press.argument)
        preview = None if audience is None else await self._drafts.aim(person.chat_id, audience)
        await self._replace(update, person, preview, self._screens.audience)

    async def on_options(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._drafts.written(person.chat_id)
        await self._replace(update, person, preview, self._option_screen)

    async def on_silence(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._drafts.silence(person.chat_id, is_silent=press.argument == ON)
        await self._replace(update, person, preview, self._option_screen)

    async def on_no_buttons(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._drafts.take_off_buttons(person.chat_id)
        await self._replace(update, person, preview, self._option_screen)

    async def on_no_file(self, update: Update, press: Press, person: Person) -> None:
        preview = await self._drafts.take_off_file(person.chat_id)
        await self._replace(update, person, preview, self._option_screen)

    async def on_ask_time(self, update: Update, press: Press, person: Person) -> None:
        await self._ask(update, person, TIME, "broadcast.write_time")

    async def on_ask_button(self, update: Update, press: Press, person: Person) -> None:
        await self._ask(update, person, BUTTON, "broadcast.write_button")

    async def on_set_time(self, update: Update, press: Press, person: Person) -> None:
        """One of several instants that a text could mean, or none: as soon as it is confirmed."""
        leaves_at = chosen_time(press.argument, self._now()) if press.argument else None
        if press.argument and leaves_at is None:
            await replace(update, Screen(self._words.say(person.language, "time.past")))
            return
        await self._show(update, person, await self._drafts.schedule(person.chat_id, leaves_at))

    async def on_button_to(self, update: Update, press: Press, person: Person) -> None:
        button = AnnouncementButton(entry_id=press.argument)
        await self._show(update, person, await self._drafts.add_button(person.chat_id, button))

    async def _take_time(self, update: Update, person: Person, text: str) -> None:
        found = read_time(text, self._now(), self._zones)
        if isinstance(found, Instant):
            preview = await self._drafts.schedule(person.chat_id, found.at)
            await self._show(update, person, preview, zone=found.zone)
        else:
            await reply(update, self._screens.asked(found, person.language))

    async def _take_button(self, update: Update, person: Person, text: str) -> None:
        link = _LINK.search(text)
        if link is None or not _leads_somewhere(link[0]):
            await reply(update, self._screens.answers(self._find_answers(text), person.language))
            return
        label = in_one_line(f"{text[: link.start()]} {text[link.end() :]}")[:LONGEST_LABEL]
        if not label:
            await reply(update, Screen(self._words.say(person.language, "broadcast.button_words")))
            return
        button = AnnouncementButton(url=link[0], labels={person.language: label})
        await self._show(update, person, await self._drafts.add_button(person.chat_id, button))

    async def _ask(self, update: Update, person: Person, what: str, msgid: str) -> None:
        if await self._drafts.await_next(person.chat_id, what):
            await reply(update, Screen(self._words.say(person.language, msgid)))
        else:
            await self._previews.say_outdated(update, person)

    async def _show(self, update: Update, person: Person, preview: Preview | None, zone: str = "UTC") -> None:
        if preview is None:
            await self._previews.say_outdated(update, person)
        else:
            await self._previews.show(update, person, preview, self._now(), zone=zone)

    def _option_screen(self, preview: Preview, language: str) -> Screen:
        return self._screens.options(preview, language, self._now())

    async def _replace(
        self,
        update: Update,
        person: Person,
        preview: Preview | None,
        screen: Callable[[Preview, str], Screen],
    ) -> None:
        """Shows the buttons where the preview's were: what could be confirmed there was another draft."""
        if preview is None or preview.needs_words:
            await self._previews.say_outdated(update, person)
        else:
            await replace(update, screen(preview, person.language))


def _leads_somewhere(link: str) -> bool:
    """Whether Telegram takes it as the address of a button: it names a host with a dot in it."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:  # such as brackets that do not close
        return False
    return "." in host.strip(".")
