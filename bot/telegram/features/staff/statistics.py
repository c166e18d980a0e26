"""/stats and /count for staff: how many there are, what was asked, what became of announcements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Update

from bot.domain.statistics import Picture
from bot.services.staff.statistics import Statistics
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, message_of
from bot.telegram.replying import reply
from bot.telegram.screens.staff.statistics_screens import StatisticsScreens
from bot.telegram.wire.background_calls import Beside

Draw = Callable[[Picture], Awaitable[bytes | None]]
"""Makes a PNG of a picture; None where that cannot be done: the text says the same."""


class Numbers:
    """The text comes at once, and the picture when it is drawn."""

    def __init__(
        self,
        statistics: Statistics,
        screens: StatisticsScreens,
        people: People,
        beside: Beside,
        draw: Draw,
        now: Callable[[], datetime],
    ) -> None:
        self._statistics = statistics
        self._screens = screens
        self._people = people
        self._beside = beside
        self._draw = draw
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("stats", self.on_stats, staff_only=True),
            Command("count", self.on_count, staff_only=True),
        ]

    def buttons(self) -> list[ButtonKind]:
        return []

    async def on_count(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await reply(update, self._screens.count(await self._statistics.look(self._now()), person.language))

    async def on_stats(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        figures = await self._statistics.look(self._now())
        await reply(update, self._screens.text(figures, person.language))
        picture = self._screens.picture(figures, person.language)
        if picture is not None:
            self._beside.start("picture", self._show(update, picture, self._screens.caption(person.language)))

    async def _show(self, update: Update, picture: Picture, caption: str) -> None:
        drawn = await self._draw(picture)
        if drawn is not None:
            await self._beside.bot.send_photo(message_of(update).chat_id, drawn, caption=caption)
