"""/webinars: what comes, reminders of one webinar, and its calendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Update

from bot.services.announcing.webinars import Webinars
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply, reply_with_file
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.calendar_files import calendar_file, file_name
from bot.telegram.screens.screen import Words
from bot.telegram.screens.webinar_screens import WebinarScreens


class MembersWebinars:
    """What a member does about webinars. Everything is drawn as it is at the press."""

    def __init__(
        self,
        webinars: Webinars,
        screens: WebinarScreens,
        words: Words,
        people: People,
        bot_link: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        """`bot_link` gives https://t.me/<bot>, known once connected."""
        self._webinars = webinars
        self._screens = screens
        self._words = words
        self._people = people
        self._bot_link = bot_link
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("webinars", self.on_webinars)]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_WEBINARS, self.on_list, in_groups=False),
            ButtonKind(Verb.SHOW_WEBINAR, self.on_one, in_groups=False),
            ButtonKind(Verb.REMIND, self.on_remind, in_groups=False),
            ButtonKind(Verb.REMIND_NO_MORE, self.on_remind_no_more, in_groups=False),
            ButtonKind(Verb.CALENDAR_FILE, self.on_calendar_file, in_groups=False),
        ]

    async def on_webinars(self, update: Update, context: Context) -> None:
        """With an id behind it the command shows that webinar."""
        person = await self._people.of(update)
        if context.args:
            await self._show(update, context.args[0], person)
        else:
            await self._list(update, person)

    async def on_list(self, update: Update, press: Press, person: Person) -> None:
        await self._list(update, person)

    async def on_one(self, update: Update, press: Press, person: Person) -> None:
        await self._show(update, press.argument, person)

    async def on_remind(self, update: Update, press: Press, person: Person) -> None:
        webinar = self._webinars.find(press.argument, self._now())
        if webinar is None:
            await reply(update, self._screens.gone(person.language))
            return
        await self._webinars.remind(person.chat_id, webinar, person.language)
        await self._redraw(update, press.argument, person)
        await self._send_file(update, press.argument, person, is_asked=True)

    async def on_remind_no_more(self, update: Update, press: Press, person: Person) -> str:
        await self._webinars.remind_no_more(person.chat_id, press.argument)
        await self._redraw(update, press.argument, person)
        return self._words.label(person.language, "webinars.not_asked")

    async def on_calendar_file(self, update: Update, press: Press, person: Person) -> None:
        await self._send_file(update, press.argument, person, is_asked=False)

    async def _list(self, update: Update, person: Person) -> None:
        now = self._now()
        await reply(update, self._screens.coming(self._webinars.coming(now), person.language, now))

    async def _show(self, update: Update, webinar_id: str, person: Person) -> None:
        now = self._now()
        webinar = self._webinars.find(webinar_id, now)
        if webinar is None:
            await reply(update, self._screens.gone(person.language))
            return
        reminded = await self._webinars.reminded(person.chat_id)
        await reply(update, self._screens.one(webinar, reminded, person.language, now))

    async def _redraw(self, update: Update, webinar_id: str, person: Person) -> None:
        """The message with the button says what is so now."""
        now = self._now()
        webinar = self._webinars.find(webinar_id, now)
        if webinar is not None:
            reminded = await self._webinars.reminded(person.chat_id)
            await replace(update, self._screens.one(webinar, reminded, person.language, now))

    async def _send_file(self, update: Update, webinar_id: str, person: Person, *, is_asked: bool) -> None:
        now = self._now()
        entry = await self._webinars.calendar_entry(webinar_id, now)
        if entry is None:
            await reply(update, self._screens.gone(person.language))
            return
        file = calendar_file(entry, self._bot_link(), self._words, person.language, now)
        about = self._screens.with_file(entry, person.language, now, is_asked=is_asked)
        await reply_with_file(update, file_name(webinar_id), file, about)
