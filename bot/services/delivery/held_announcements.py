"""What waits for an admin's word, and the word: go on, send again what is unknown."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import Enum, auto

from bot.domain.delivery.holds import HaltedBecause, HeldBecause, Unanswered
from bot.services.delivery.announcement_status import Status, status_in
from bot.storage import announcement_progress, announcements, holds, single_values
from bot.storage.database import Database
from bot.storage.single_values import Mark


class SendingAgain(Enum):
    """What came of the wish to send again what is unknown."""

    BEGUN = auto()
    TOO_LATE = auto()  # the announcement is past its time, or its deliveries are forgotten
    CHANGED = auto()  # it is not over, or its unknown deliveries are not those that were meant


class Holding:
    """The admin's word on announcements that wait for it. Each word twice is once.

    `changed` is set when the outbox has new work.
    """

    def __init__(self, database: Database, changed: asyncio.Event | None = None) -> None:
        self._database = database
        self._changed = changed or asyncio.Event()

    async def held(self) -> list[Status]:
        """Everything that is held, the oldest first."""
        async with self._database.reading() as connection:
            return [status_in(look) for look in reversed(await announcement_progress.held(connection))]

    async def halt_restored(self, now: datetime) -> None:
        """This database was put there from a backup: what it has as active may have gone out already."""
        async with self._database.transaction() as connection:
            await single_values.write(connection, Mark.HALTED, HaltedBecause.RESTORED, now)
            await single_values.write(connection, Mark.RESTORED, "", now)
            await holds.hold_all(connection, HeldBecause.RESTORED, now)

    async def go_on(self, announcement_id: int, number: int, now: datetime) -> bool:
        """Lets an announcement go on; false when that hold, known by its number, is over already, or its time
        is past.
        """
        async with self._database.transaction() as connection:
            goes_on = await holds.let_go_on(connection, announcement_id, number, now)
        self._changed.set()
        return goes_on

    async def send_again(self, announcement_id: int, meant: Unanswered, now: datetime) -> SendingAgain:
        """Makes exactly the deliveries that are meant pending again, once."""
        async with self._database.transaction() as connection:
            has_begun = meant.count > 0 and await holds.reopen(connection, announcement_id, meant, now)
            if has_begun:
                await holds.send_unknown_again(connection, announcement_id, now)
            found = await announcements.find(connection, announcement_id)
            are_forgotten = bool(await announcements.totals(connection, announcement_id))
        if has_begun:
            self._changed.set()
            return SendingAgain.BEGUN
        is_past = found is not None and found.expires_at is not None and found.expires_at <= now
        return SendingAgain.TOO_LATE if is_past or are_forgotten else SendingAgain.CHANGED
