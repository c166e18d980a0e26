"""/updates: the last weekly updates, for who joined late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Update

from bot.services.announcing.weekly_updates import PastUpdates
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import reply
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.button_codes import Press, Verb


class UpdatesReadAgain:
    """The list, and one of them. Nothing is stored of who read what."""

    def __init__(
        self, updates: PastUpdates, screens: AnnouncementScreens, people: People, now: Callable[[], datetime]
    ) -> None:
        self._updates = updates
        self._screens = screens
        self._people = people
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("updates", self.on_updates)]

    def buttons(self) -> list[ButtonKind]:
        return [ButtonKind(Verb.SHOW_UPDATE, self.on_update, in_groups=False)]

    async def on_updates(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        latest = await self._updates.latest(self._now())
        await reply(update, self._screens.past_updates(latest, person.language))

    async def on_update(self, update: Update, press: Press, person: Person) -> None:
        found = await self._updates.of_week(press.argument, self._now())
        await reply(update, self._screens.past_update(found, person.language))
