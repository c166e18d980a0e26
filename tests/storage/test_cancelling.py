"""Work that is cancelled in the middle of a transaction leaves nothing behind, least of all a lock."""

import asyncio
import random

from sqlalchemy import text

from bot.storage import subscribers
from bot.storage.database import Database
from tests.builders import join


async def work(database: Database, chats: list[int]) -> None:
    for chat_id in chats:
        async with database.transaction() as connection:
            await subscribers.save(connection, chat_id, "en", "2026-W47")
            await connection.execute(text("SELECT * FROM subscribers"))
        await subscribers_known(database)


async def subscribers_known(database: Database) -> int:
    async with database.reading() as connection:
        return await subscribers.count_all(connection)


async def test_a_cancelled_transaction_holds_no_lock(sqlite_database):
    chance = random.Random(5)  # noqa: S311 - moments, no secrets
    kept = []  # what a traceback would keep alive: tasks with their frames
    for _ in range(40):
        tasks = [
            asyncio.create_task(work(sqlite_database, list(range(start, start + 20))))
            for start in (1, 101, 201)
        ]
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        await asyncio.sleep(chance.uniform(0, 0.02))
        for task in tasks:
            task.cancel()
        kept += await asyncio.gather(*tasks, return_exceptions=True)
        await join(sqlite_database, [999])  # waits twenty seconds for a lock that is left behind, then fails
    assert {type(end) for end in kept if end is not None} == {asyncio.CancelledError}
    assert await subscribers_known(sqlite_database) >= 1
