"""A database that went away is told from a mistake, refused at once, and found again."""

import asyncio
import logging
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.domain.waits import Waits
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError, Reachability
from tests.fakes import until
from tests.postgres import OwnServer


async def answers(database: Database) -> bool:
    try:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
    except DatabaseUnreachableError:
        return False
    return True


async def raised_by(database: Database, statement: str) -> Exception | None:
    try:
        async with database.reading() as connection:
            await connection.execute(text(statement))
    except DatabaseUnreachableError as error:
        return error
    return None


async def test_a_server_that_is_restarted_is_missed_and_found_again_with_a_line_each(
    own_postgres: OwnServer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "bot.storage.database_reachability")
    database = Database.open(own_postgres.url)
    assert await answers(database)
    await asyncio.to_thread(own_postgres.stop)
    for _ in range(20):
        assert not await answers(database)
    own_postgres.start()
    await until(lambda: answers(database))
    await database.close()
    lines = [(record.levelname, record.message) for record in caplog.records]
    assert lines == [("WARNING", "database.away"), ("INFO", "database.back")]


async def test_who_is_cancelled_ends_so_although_the_server_interrupts_the_taking_back():
    """Else a loop that tries again after each fault would go on for ever, and who ended it would wait."""
    reachability, begun = Reachability(None, look_every=1), asyncio.Event()

    async def use() -> None:
        with reachability.watched(writing=True):
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                raise OperationalError("ROLLBACK", None, QueryCanceled())

    using = asyncio.create_task(use())
    await begun.wait()
    using.cancel()
    await asyncio.wait([using])
    assert using.cancelled()


async def test_a_transaction_under_way_when_the_server_ends_is_undone(own_postgres: OwnServer):
    database = Database.open(own_postgres.url)
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE things (id integer)"))

    async def interrupted() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO things VALUES (1)"))
            await asyncio.to_thread(own_postgres.stop)
            await connection.execute(text("INSERT INTO things VALUES (2)"))

    with pytest.raises(DatabaseUnreachableError):
        await interrupted()
    own_postgres.start()
    await until(lambda: answers(database))
    async with database.transaction() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar() == 0
        await connection.execute(text("DROP TABLE things"))
    await database.close()


@asynccontextmanager
async def relay(server: OwnServer, folder: Path) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Passes bytes on to a server until the event is set, and then none, without a word to either side."""
    silent = asyncio.Event()
    inner = Path(server.url.split("host=")[1].split("&")[0]) / ".s.PGSQL.5432"
    moving: set[asyncio.Task[None]] = set()

    async def move(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                if silent.is_set():
                    await asyncio.Event().wait()
                writer.write(chunk)
                await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server = await asyncio.open_unix_connection(inner)
        for pair in ((reader, to_server[1]), (to_server[0], writer)):
            moving.add(asyncio.create_task(move(*pair)))

    listening = await asyncio.start_unix_server(accept, folder / ".s.PGSQL.5432")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}&port=5432&connect_timeout=2", silent
    finally:
        listening.close()
        for task in moving:
            task.cancel()
        await asyncio.gather(*moving, return_exceptions=True)


async def test_a_line_that_falls_silent_is_cut(own_postgres: OwnServer):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own names are too long for a socket
        await fall_silent(own_postgres, Path(folder))


async def fall_silent(own_postgres: OwnServer, folder: Path) -> None:
    async with relay(own_postgres, folder) as (url, silent):
        database = Database.open(url, Waits(database_silent=0.3))
        assert await answers(database)
        silent.set()
        assert not await answers(database)
        await database.close()


async def test_once_told_to_stop_nobody_waits_for_a_silent_server(emptied_postgres_url: str):
    """Neither for an answer nor for a connection: a platform kills what does not end."""
    told, gone = asyncio.Event(), asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    waits = Waits(database_silent=3600, finish=0.2)
    urls = emptied_postgres_url, f"postgresql://127.0.0.1:{port}/x?connect_timeout=3600&sslmode=disable"
    for url, statement in zip(urls, ("SELECT pg_sleep(3600)", "SELECT 1"), strict=True):
        database, stopping = Database.open(url, waits), asyncio.Event()
        hastening = asyncio.create_task(database.hasten(stopping))
        asking = asyncio.create_task(raised_by(database, statement))
        if url is urls[1]:
            await told.wait()
        stopping.set()
        await until(asking.done)
        assert isinstance(asking.result(), DatabaseUnreachableError)
        await hastening
        await database.close()
    await gone.wait()
    silent.close()


async def test_the_text_of_the_fault_carries_no_password(unused_tcp_port: int):
    database = Database.open(f"postgresql://bot:127.0.0.1@127.0.0.1:{unused_tcp_port}/bot")
    with pytest.raises(DatabaseUnreachableError) as caught:
        async with database.reading():
            pytest.fail("nobody listens there")
    assert "127.0.0.1" not in str(caught.value)
    await database.close()


async def test_who_waited_in_vain_for_others_of_the_same_program_takes_the_database_from_nobody():
    async def look() -> None:
        raise AssertionError("nobody has to look for a server that is there")

    reachability = Reachability(look, look_every=0.0)
    with pytest.raises(DatabaseUnreachableError, match="others"), reachability.watched(writing=False):
        raise PoolTimeoutError
    with reachability.watched(writing=True):
        pass
    assert not reachability.is_troubled


async def test_mistakes_are_no_outage(database):
    with pytest.raises((OperationalError, Exception)) as caught:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(caught.value, DatabaseUnreachableError)
    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO marks (name, value, at) VALUES ('x', NULL, 1)"))
    assert await answers(database)


async def test_an_sqlite_file_that_cannot_be_written_now_is_away_and_back_after_the_next_write(
    sqlite_database, migrated_sqlite_url: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "bot.storage.database_reachability")
    holder = sqlite3.connect(migrated_sqlite_url.removeprefix("sqlite:///"))
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnreachableError, match="locked"):
        async with sqlite_database.transaction():
            pytest.fail("the file is locked")
    assert await answers(sqlite_database)  # readers wait for no writer
    holder.rollback()
    holder.close()
    async with sqlite_database.transaction() as connection:
        await connection.execute(text("SELECT 1"))
    said = [each.message for each in caplog.records if each.name == "bot.storage.database_reachability"]
    assert said == ["database.away", "database.back"]  # not that it was waited for, where others log that


async def test_what_is_held_back_does_without_the_database_and_others_do_not(database):
    with database.held_back():
        assert not await answers(database)
        assert not await asyncio.create_task(answers(database))
    assert await answers(database)
