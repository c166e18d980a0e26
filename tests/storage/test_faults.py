"""Faults that pass are told from those that last, and said in our own words, on both databases."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.domain.waits import Waits
from bot.storage import faults
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError, DatabaseUnusableError
from tests.lines import each

PASSING_SQLITE = {"BUSY", "LOCKED", "NOMEM", "IOERR", "FULL", "CANTOPEN", "PROTOCOL"}
LASTING_SQLITE = {"READONLY", "CORRUPT", "NOTADB"}


def of_sqlite(name: str) -> DBAPIError:
    error = sqlite3.OperationalError("whatever it says of 7123456789")
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return DBAPIError("SELECT", {}, error)


RESULTS = ["ERROR", "INTERNAL", "PERM", "ABORT", "INTERRUPT", "TOOBIG", "CONSTRAINT", "MISMATCH", "MISUSE"]


@each("name", [*sorted(PASSING_SQLITE | LASTING_SQLITE), *RESULTS])
def test_every_result_of_sqlite_passes_or_lasts_or_is_a_mistake(name: str):
    error = of_sqlite(f"SQLITE_{name}")
    assert faults.passes(error) is (name in PASSING_SQLITE)
    assert faults.lasts(error) is (name in LASTING_SQLITE)
    assert "7123456789" not in faults.words(error)


@each(
    "state, passes, lasts",
    [
        ("08006", True, False),  # connection failure
        ("25006", True, False),  # the standby of before a failover
        ("40001", True, False),  # serialization
        ("40P01", True, False),  # deadlock
        ("53100", True, False),  # disk full
        ("53300", True, False),  # too many connections
        ("55P03", True, False),  # lock not available
        ("57014", True, False),  # cancelled, or took too long
        ("57P01", True, False),  # shut down by an administrator
        ("57P03", True, False),  # starting
        ("58030", True, False),  # I/O
        ("57P04", False, True),  # the database was dropped
        ("28P01", False, True),  # password
        ("3D000", False, True),  # no such database
        ("42501", False, True),  # no privilege
        ("58P01", False, True),  # a file is missing
        ("22003", False, False),  # a number too large
        ("23505", False, False),  # a key twice
        ("42P01", False, False),  # no such table
        ("42601", False, False),  # syntax
        ("P0001", False, False),  # a trigger that raises
        ("XX000", False, False),  # an internal error
    ],
)
def test_every_state_of_postgres_passes_or_lasts_or_is_a_mistake(state: str, passes: bool, lasts: bool):
    said = psycopg.errors.lookup(state)("whatever it says of 7123456789")
    error = DBAPIError("SELECT", {}, said)
    assert (faults.passes(error), faults.lasts(error)) == (passes, lasts)
    assert "7123456789" not in faults.words(error)


async def raised_by(database: Database, statement: str) -> Exception:
    try:
        async with database.transaction() as connection:
            await connection.execute(text(statement))
    except (SQLAlchemyError, DatabaseUnreachableError, DatabaseUnusableError) as error:
        return error
    pytest.fail("nothing was raised")


async def test_a_trigger_that_raises_is_no_outage(database: Database):
    if database.is_sqlite:
        making = [
            "CREATE TRIGGER no BEFORE INSERT ON handled_updates BEGIN SELECT RAISE(ABORT, 'never'); END",
        ]
    else:
        making = [
            "CREATE FUNCTION no() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''never''; END' LANGUAGE plpgsql",
            "CREATE TRIGGER no BEFORE INSERT ON handled_updates FOR EACH ROW EXECUTE FUNCTION no()",
        ]
    async with database.transaction() as connection:
        for statement in making:
            await connection.execute(text(statement))
    error = await raised_by(database, "INSERT INTO handled_updates (update_id, handled_at) VALUES (1, 1)")
    async with database.transaction() as connection:
        on = "" if database.is_sqlite else " ON handled_updates"
        await connection.execute(text(f"DROP TRIGGER no{on}"))
        if not database.is_sqlite:
            await connection.execute(text("DROP FUNCTION no"))
    assert isinstance(error, SQLAlchemyError)


async def test_a_disk_that_is_full_passes(sqlite_database: Database):
    async with sqlite_database.transaction() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1"))
        filling = "INSERT INTO marks (name, value, at) SELECT hex(randomblob(9)), hex(randomblob(90000)), 1"
    error = await raised_by(sqlite_database, filling)
    assert (type(error), str(error)) == (DatabaseUnreachableError, "the disk is full")


async def test_a_file_that_is_no_database_lasts(tmp_path: Path):
    (tmp_path / "bot.db").write_text("Somebody's list of 7123456789. " * 500)
    database = Database.open(f"sqlite:///{tmp_path}/bot.db")
    error = await raised_by(database, "SELECT 1")
    assert (type(error), str(error)) == (DatabaseUnusableError, "the file is no database")
    await database.close()


async def test_a_transaction_that_may_only_read_passes_on_postgres(emptied_postgres_url: str):
    database = Database.open(f"{emptied_postgres_url}&options=-c%20default_transaction_read_only%3Don")
    error = await raised_by(database, "DELETE FROM marks")
    assert (type(error), str(error)) == (DatabaseUnreachableError, "the server only reads for now")
    await database.close()


async def test_a_file_that_may_only_be_read_lasts(migrated_sqlite_url: str):
    database = Database.open(migrated_sqlite_url, Waits(finish=0.05))
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "PRAGMA query_only = 1"
        )  # root may write whatever the file's mode says
    error = await raised_by(database, "DELETE FROM marks")
    assert (type(error), str(error)) == (DatabaseUnusableError, "the file may not be written")
    await database.close()
