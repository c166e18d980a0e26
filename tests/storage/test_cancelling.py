"""Work that is cancelled in the middle of a transaction leaves nothing behind, least of all a lock."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.domain.waits import Waits
from bot.storage import subscribers
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from tests.builders import join
from tests.cancelling import When, cancelled_at
from tests.fakes import until
from tests.postgres import BESIDE


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
    for _ in range(6):
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


async def write(database: Database) -> None:
    async with database.transaction() as connection:
        await subscribers.save(connection, 1, "en", "2026-W47")
        await connection.execute(text("SELECT * FROM subscribers"))


async def read(database: Database) -> None:
    await subscribers_known(database)


USES = pytest.mark.parametrize("use", [write, read])


def handles_below(folder: Path) -> list[str]:
    """The open files of this process in a folder."""
    opened = [str(handle.resolve()) for handle in Path("/proc/self/fd").iterdir()]
    return [path for path in opened if path.startswith(str(folder))]


@pytest.fixture
def counted_url(migrated_url: str) -> str:
    """A migrated, empty database; on PostgreSQL its lines bear a name that no other test's do."""
    if not migrated_url.startswith("postgresql"):
        return migrated_url
    named = make_url(migrated_url).update_query_dict({"application_name": f"counted-{uuid4()}"})
    return named.render_as_string(hide_password=False)


@pytest.fixture
async def count(counted_url: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Counts what is still open of this database: handles to the file and threads, or lines to the server."""
    name = make_url(counted_url).query.get("application_name")
    if name is None:
        yield what_is_open_of(counted_url)
        return
    looking = await psycopg.AsyncConnection.connect(counted_url, autocommit=True, application_name=BESIDE)
    async with looking:

        async def lines() -> int:
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
            found = await (await looking.execute(query, [name])).fetchone()
            return int(found[0]) if found else 0

        yield lines


def what_is_open_of(url: str) -> Callable[[], Awaitable[int]]:
    folder, before = Path(url.removeprefix("sqlite:///")).parent, set(threading.enumerate())

    async def handles() -> int:  # one that ended since is none the fewer
        return len(handles_below(folder)) + len(set(threading.enumerate()) - before)

    return handles


@USES
@pytest.mark.parametrize("when", When)
async def test_wherever_a_use_is_cancelled_nothing_is_left_open(counted_url: str, count, use, when: When):
    waits, was_cancelled = 0, True
    while was_cancelled:
        waits += 1
        database = Database.open(counted_url)
        was_cancelled = await cancelled_at(lambda database=database: use(database), waits, when)
        await database.close()
        await until(lambda: none_of(count))
    assert waits > 5


async def none_of(count: Callable[[], Awaitable[int]]) -> bool:
    return await count() == 0


@USES
async def test_a_use_that_is_cancelled_takes_no_connection_from_the_next(database: Database, use):
    for when in When:
        waits, was_cancelled = 0, True
        while was_cancelled:
            waits += 1
            was_cancelled = await cancelled_at(lambda: use(database), waits, when)
            await write(database)
            await read(database)


@USES
async def test_what_is_under_way_when_the_database_is_closed_comes_to_its_end(counted_url: str, count, use):
    database = Database.open(counted_url)
    users = [asyncio.create_task(use(database)) for _ in range(5)]
    await until(lambda: any_use(count))
    await database.close()
    await asyncio.gather(*users)
    await until(lambda: none_of(count))  # a thread ends a moment after its connection


async def any_use(count: Callable[[], Awaitable[int]]) -> bool:
    return await count() > 0


@pytest.mark.parametrize("is_writing", [True, False])
async def test_who_holds_a_connection_for_ever_does_not_keep_the_database_open(
    counted_url: str, count, is_writing
):
    database = Database.open(counted_url, Waits(finish=0.05))
    holding, never = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with database.transaction() if is_writing else database.reading() as connection:
            await connection.execute(text("SELECT 1"))
            holding.set()
            await never.wait()

    holder = asyncio.create_task(hold())
    await holding.wait()
    await database.close()
    await until(lambda: none_of(count))
    with pytest.raises(DatabaseUnreachableError):
        await read(database)
    holder.cancel()
    await asyncio.wait([holder])
