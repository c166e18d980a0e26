"""The people to turn to, all of them, behind a button."""

from __future__ import annotations

from telegram import Update

from bot.telegram.commands import ButtonKind, Command
from bot.telegram.people import Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.button_codes import Press, Verb


class Contacts:
    """The button to all contacts, and its pages."""

    def __init__(self, screens: ContactScreens) -> None:
        self._screens = screens

    def commands(self) -> list[Command]:
        return []

    def buttons(self) -> list[ButtonKind]:
        return [ButtonKind(Verb.SHOW_CONTACTS, self.on_contacts)]

    async def on_contacts(self, update: Update, press: Press, person: Person) -> None:
        """The first page is a message of its own: what it stands below must stay to be read."""
        screen = self._screens.page(press.argument, press.language or person.language)
        if screen is not None:
            await (replace(update, screen) if press.argument else reply(update, screen))
