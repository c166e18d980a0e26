"""/privacy, /mydata and /deleteme: what is kept, shown and deleted."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Update

from bot.services.own_rows import OwnRows
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply, reply_with_file
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.privacy_screens import FILE_NAME, PrivacyScreens


class Privacy:
    """What a member may know and decide of their own traces. `forget` is for what only memory holds."""

    def __init__(
        self, own_rows: OwnRows, screens: PrivacyScreens, people: People, forget: Callable[[int], None]
    ) -> None:
        self._own_rows = own_rows
        self._screens = screens
        self._people = people
        self._forget = forget

    def commands(self) -> list[Command]:
        return [
            Command("privacy", self.on_privacy),
            Command("mydata", self.on_mydata),
            Command("deleteme", self.on_deleteme),
        ]

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_PRIVACY, self.on_privacy_button, in_groups=False),
            ButtonKind(Verb.DELETE_ME, self.on_confirmed, in_groups=False),
            ButtonKind(Verb.KEEP_ME, self.on_kept, in_groups=False),
        ]

    async def on_privacy(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._screens.privacy(person.language, is_staff=person.is_staff))

    async def on_privacy_button(self, update: Update, press: Press, person: Person) -> None:
        language = press.language or person.language
        await reply(update, self._screens.privacy(language, is_staff=person.is_staff))

    async def on_mydata(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        kept = await self._own_rows.of(person.chat_id)
        await reply(update, self._screens.mine(kept, person.language))
        if kept.rows:
            about = self._screens.about_file(person.language)
            await reply_with_file(update, FILE_NAME, self._screens.file(kept), about)

    async def on_deleteme(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._screens.ask(person.language))

    async def on_confirmed(self, update: Update, press: Press, person: Person) -> None:
        await self._own_rows.delete(person.chat_id)
        self._people.forget_wish(person.chat_id)
        self._forget(person.chat_id)
        language = press.language or person.language
        await replace(update, self._screens.deleted(language, is_staff=person.is_staff))

    async def on_kept(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._screens.kept(press.language or person.language))
