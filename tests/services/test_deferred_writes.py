"""Small writes wait for the database, never the other way round."""

import asyncio

import pytest

from bot.services.deferred_writes import Deferring
from bot.storage import misses
from bot.storage.database import Connection
from bot.storage.database_reachability import DatabaseUnreachableError
from tests.fakes import until

pytestmark = pytest.mark.both_databases


class Switched:
    """A database that is away, or writes as it should."""

    def __init__(self, database) -> None:
        self.is_away = False
        self._database = database

    def transaction(self):
        if self.is_away:
            raise DatabaseUnreachableError("away")
        return self._database.transaction()


def miss(wording: str):
    async def write(connection: Connection) -> None:
        await misses.add(connection, "2026-W47", "en", wording)

    return write


async def failing(connection: Connection) -> None:
    raise ValueError("this can never be written")


async def counted(database) -> list[str]:
    async with database.reading() as connection:
        return sorted(question for question, _, _ in await misses.most_asked(connection, 10))


async def test_what_was_deferred_is_written_by_itself_and_after_an_outage(database):
    switched, stopping = Switched(database), asyncio.Event()
    deferring = Deferring(switched)
    running = asyncio.create_task(deferring.run(stopping, 0.01))
    deferring.write(miss("one"))
    await until(lambda: has(database, ["one"]))
    switched.is_away = True
    deferring.write(miss("two"))
    await asyncio.sleep(0)
    switched.is_away = False
    await until(lambda: has(database, ["one", "two"]))
    deferring.write(miss("three"))
    stopping.set()
    await running
    assert await counted(database) == ["one", "three", "two"]


async def has(database, wordings: list[str]) -> bool:
    return await counted(database) == wordings


async def test_what_can_never_be_written_takes_nothing_else_with_it(
    database, caplog: pytest.LogCaptureFixture
):
    deferring = Deferring(database)
    for write in (miss("one"), failing, miss("two")):
        deferring.write(write)
    await deferring.flush()
    await deferring.flush()
    assert await counted(database) == ["one", "two"]
    assert [record.message for record in caplog.records] == ["deferring.let_go"]
