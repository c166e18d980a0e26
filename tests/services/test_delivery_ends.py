"""How the delivery worker ends: nothing that looks into the database is cut off in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from bot.domain.delivery.pacing import ChatRests
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker
from bot.services.leader_lease import Working
from bot.storage import announcement_progress
from bot.storage.database import Connection, Database
from tests.fakes import Clock, FakeSender


class Looking:
    """A database whose fifth look of another task takes many statements, and the end comes before them."""

    def __init__(self, database: Database, stopping: asyncio.Event) -> None:
        self.is_sqlite = database.is_sqlite
        self.transaction = database.transaction
        self._database = database
        self._stopping = stopping
        self._own = asyncio.current_task()
        self._looks = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._database.reading() as connection:
            self._looks += asyncio.current_task() is not self._own
            if self._looks == 5:  # the worker itself has nothing to do by then
                self._stopping.set()
                for _ in range(300):
                    await connection.execute(text("SELECT count(*) FROM announcements"))
            yield connection


async def test_at_an_orderly_end_a_database_in_memory_outlives_the_worker():
    database, stopping, waits = (
        Database.open("sqlite://"),
        asyncio.Event(),
        Waits(outbox_idle=10, sweep=0.05, finish=3600),
    )
    await database.prepare()
    working = Working(database, "office", waits)
    assert await working.until_ours(asyncio.Event())
    worker = DeliveryWorker(
        Looking(database, stopping),
        working,
        FakeSender(),
        Pacing(100.0, ChatRests(0.001, 0.003)),
        now=Clock(),
        alerting=Alerting(database, tuple),
        waits=waits,
    )
    await worker.run(stopping)
    async with database.reading() as connection:
        assert not await announcement_progress.is_any_open(connection)
    await database.close()
