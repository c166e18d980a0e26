"""/topics: the questions by category."""

from __future__ import annotations

from telegram import Update

from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answers.category_screens import CategoryScreens
from bot.telegram.screens.button_codes import Press, Verb


class Categories:
    """What members do about categories."""

    def __init__(self, screens: CategoryScreens, people: People) -> None:
        self._screens = screens
        self._people = people

    def commands(self) -> list[Command]:
        return [Command("topics", self.on_topics)]

    async def on_topics(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._screens.choice(person.language))

    def buttons(self) -> list[ButtonKind]:
        return [
            ButtonKind(Verb.SHOW_CATEGORIES, self.on_all),
            ButtonKind(Verb.SHOW_CATEGORY, self.on_one),
        ]

    async def on_all(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._screens.choice(press.language or person.language))

    async def on_one(self, update: Update, press: Press, person: Person) -> None:
        language = press.language or person.language
        screen = self._screens.category(press.argument, language)
        await replace(update, screen or self._screens.choice(language))
