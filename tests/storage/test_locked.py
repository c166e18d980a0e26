"""Another program holds the lock of the SQLite file: readers work on, writers are told soon."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.waits import Waits
from bot.storage import subscribers
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from tests.fakes import until

IMPATIENT = Waits(database_busy=0.1, database_troubled=0.02)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another program writes, and does not come to an end."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def write(database: Database, chat_id: int, patience: float | None = None) -> bool:
    """Whether it was written."""
    try:
        async with database.transaction(patience) as connection:
            await subscribers.save(connection, chat_id, "en", "2026-W47")
    except DatabaseUnreachableError:
        return False
    return True


async def known(database: Database) -> int:
    async with database.reading() as connection:
        return await subscribers.count_all(connection)


async def test_readers_work_while_many_writers_wait_for_another_program_and_the_log_says_so(
    migrated_sqlite_url: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    database = Database.open(migrated_sqlite_url, Waits(database_busy=3600, finish=0.05))
    assert await write(database, 1)
    threads = threading.active_count()
    with locked(migrated_sqlite_url):
        writers = [asyncio.create_task(write(database, chat_id)) for chat_id in range(2, 302)]
        for _ in range(50):
            assert await known(database) == 1  # would wait an hour behind a writer
        assert not any(writer.done() for writer in writers)
        assert threading.active_count() <= threads + 1  # a writer that waits holds no thread
        await until(lambda: "database.waiting" in caplog.messages)
    await asyncio.gather(*writers)
    assert await known(database) == 301
    await database.close()


async def test_who_reads_sees_one_state_until_the_end_however_much_is_written_meanwhile(
    migrated_sqlite_url: str,
):
    database = Database.open(migrated_sqlite_url)
    async with database.reading() as connection:
        assert await subscribers.count_all(connection) == 0
        assert await write(database, 1)
        assert await subscribers.count_all(connection) == 0
    assert await known(database) == 1
    await database.close()


async def test_writers_are_told_that_it_is_away_and_the_next_one_finds_it_back(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url, IMPATIENT)
    with locked(migrated_sqlite_url):
        assert not any(await asyncio.gather(*(write(database, chat_id) for chat_id in range(1, 301))))
        assert await known(database) == 0
    assert await write(database, 1)
    await database.close()


async def test_a_writer_may_have_more_patience_than_others(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url, IMPATIENT)
    with locked(migrated_sqlite_url):
        patient = asyncio.create_task(write(database, 1, patience=3600))
        assert not await write(database, 2)
        assert not patient.done()
    assert await patient
    await database.close()


async def test_a_writer_that_gave_up_waiting_leaves_the_turn_to_the_next(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url, Waits(database_busy=3600))
    with locked(migrated_sqlite_url):
        writers = [asyncio.create_task(write(database, chat_id)) for chat_id in range(1, 20)]
        await until(lambda: known_to_be_open(migrated_sqlite_url))
        for writer in writers[::2]:
            writer.cancel()
        await asyncio.sleep(0)
    ends = await asyncio.gather(*writers, return_exceptions=True)
    assert [end for end in ends if end is True] == [True] * 9
    await database.close()


def known_to_be_open(url: str) -> bool:
    file = url.removeprefix("sqlite:///")
    return any(str(handle.resolve()) == file for handle in Path("/proc/self/fd").iterdir())


async def test_the_first_use_of_a_program_that_starts_meanwhile_may_read(migrated_sqlite_url: str):
    with locked(migrated_sqlite_url):
        database = Database.open(migrated_sqlite_url, IMPATIENT)
        await database.probe()
        await database.prepare()
        assert await known(database) == 0
        await database.close()


async def test_closing_waits_for_no_lock(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url, Waits(database_busy=3600, finish=0.05))
    with locked(migrated_sqlite_url):
        writer = asyncio.create_task(write(database, 1))
        await until(lambda: known_to_be_open(migrated_sqlite_url))
        await database.close()
        assert await asyncio.gather(writer, return_exceptions=True) != [True]


@pytest.mark.parametrize("patience", [0.0, 0.02])
async def test_who_waits_too_long_for_a_turn_is_told_too(migrated_sqlite_url: str, patience: float):
    database = Database.open(migrated_sqlite_url)
    async with database.transaction() as connection:
        await connection.execute(text("SELECT 1"))
        assert not await write(database, 1, patience)
    assert await write(database, 1)
    await database.close()


async def test_a_reader_sees_one_state_from_its_first_look_on(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url)
    async with database.reading() as reader:
        assert await subscribers.count_all(reader) == 0
        assert await write(database, 1)
        assert await subscribers.count_all(reader) == 0
    assert await known(database) == 1
    await database.close()
