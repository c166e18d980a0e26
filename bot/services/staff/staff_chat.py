"""The chat in which staff read questions to a person; Telegram gives a group another number."""

from __future__ import annotations

from datetime import datetime

from bot.domain.alerts import StaffChatMoved
from bot.services.alerting import Alerting
from bot.storage import personal_questions, single_values
from bot.storage.database import Connection, Database
from bot.storage.single_values import Mark


class StaffChat:
    """The one of the settings, or what became of it since it was set there; remembered over restarts.

    A message of one chat is another message in the next: where the chat is another one, no reply can be told
    to be the answer to an earlier question any more.
    """

    def __init__(self, database: Database, alerting: Alerting, of_settings: int | None) -> None:
        self._database = database
        self._alerting = alerting
        self._of_settings = of_settings
        self._id = of_settings

    @property
    def id(self) -> int:
        """Its number; 0 where there is none."""
        return self._id or 0

    async def load(self, now: datetime) -> None:
        """Looks up what became of it. What the settings say anew counts."""
        async with self._database.reading() as connection:
            known = await single_values.read(connection, Mark.STAFF_CHAT)
        was_set, was = known[0].split() if known is not None else ("", "")
        if was_set == str(self._of_settings):
            self._id = None if was == str(None) else int(was)
            return
        async with self._database.transaction() as connection:
            if was and was != str(self._of_settings):
                await personal_questions.lose_messages(connection)
            await self._note(connection, now)

    async def follow(self, old: int, new: int, now: datetime) -> None:
        """A group has a new number. Where it is this one, staff are told."""
        if old != self._id or new == old:
            return
        self._id = new  # whoever says the same meanwhile has nothing to add
        try:
            async with self._database.transaction() as connection:
                await self._note(connection, now)
                await personal_questions.lose_messages(connection)
                await self._alerting.add(connection, StaffChatMoved(new), now)
        except BaseException:
            self._id = old  # it will be tried again
            raise

    async def _note(self, connection: Connection, now: datetime) -> None:
        await single_values.write(connection, Mark.STAFF_CHAT, f"{self._of_settings} {self._id}", now)
