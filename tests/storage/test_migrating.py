"""Migrations build what the schema declares."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.database import Database, DatabaseUrlError, parse_url
from bot.storage.schema import METADATA


def described(connection: sa.Connection) -> dict[str, object]:
    """Everything that a database says of its tables, apart from Alembic's own."""
    inspector = sa.inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return {
        name: {
            "columns": [{**column, "type": str(column["type"])} for column in inspector.get_columns(name)],
            "key": inspector.get_pk_constraint(name),
            "foreign keys": inspector.get_foreign_keys(name),
            "unique": inspector.get_unique_constraints(name),
            "indexes": [_plain(index) for index in inspector.get_indexes(name)],
        }
        for name in names
    }


def _plain(index: object) -> object:
    """An index without SQLAlchemy's text clauses, which equal nothing but themselves."""
    if isinstance(index, dict):
        return {key: _plain(value) for key, value in index.items()}
    return str(index)


async def description_of(database: Database) -> dict[str, object]:
    async with database.reading() as connection:
        return await connection.run_sync(described)


async def test_migrations_build_exactly_the_declared_tables(database_url):
    database = Database.open(database_url)
    try:
        await database.migrate()
        assert await database.schema_differences() == []
        migrated = await description_of(database)
        assert set(migrated) == set(METADATA.tables)
        async with database.transaction() as connection:
            await connection.run_sync(METADATA.drop_all)
            await connection.run_sync(METADATA.create_all)
        assert await description_of(database) == migrated
    finally:
        await database.close()


async def test_a_second_migration_changes_nothing(database_url):
    database = Database.open(database_url)
    try:
        assert not await database.schema_is_current()
        await database.migrate()
        before = await description_of(database)
        await database.migrate()
        assert await description_of(database) == before
        assert await database.schema_is_current()
    finally:
        await database.close()


@pytest.mark.parametrize(
    "url", ["mysql://host/name", "not a url", "sqlite", "oracle://someone:hidden-word@host/name"]
)
def test_a_url_of_no_use_is_refused_without_its_password(url: str):
    with pytest.raises(DatabaseUrlError) as refused:
        parse_url(url)
    assert "hidden-word" not in str(refused.value)


async def test_a_transaction_that_raises_leaves_nothing(database):
    async def fail_midway() -> None:
        async with database.transaction() as connection:
            await connection.exec_driver_sql("INSERT INTO marks (name, value, at) VALUES ('x', '', 0)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_midway()
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM marks")).scalar_one() == 0


async def test_readers_on_sqlite_wait_for_no_writer(sqlite_database: Database):
    async with sqlite_database.transaction() as writing:
        await writing.exec_driver_sql("INSERT INTO marks (name, value, at) VALUES ('x', '', 0)")
        async with sqlite_database.reading() as reading:
            assert (await reading.exec_driver_sql("SELECT count(*) FROM marks")).scalar_one() == 0


async def test_a_database_in_memory_keeps_its_rows_between_transactions():
    database = Database.open("sqlite://")
    try:
        await database.migrate()
        async with database.transaction() as connection:
            await connection.exec_driver_sql("INSERT INTO marks (name, value, at) VALUES ('x', '', 0)")
        async with database.reading() as connection:
            assert (await connection.exec_driver_sql("SELECT count(*) FROM marks")).scalar_one() == 1
    finally:
        await database.close()


async def test_what_is_deleted_from_sqlite_is_overwritten_in_its_file(
    sqlite_database: Database, migrated_sqlite_url: str
):
    file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    async with sqlite_database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO marks (name, value, at) VALUES ('x', 'a word that nobody may find', 0)"
        )
    async with sqlite_database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM marks")
    await sqlite_database.close()  # the last one to leave writes the log into the file and removes it
    left = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    assert list(left) == [file.name]
    assert b"nobody may find" not in left[file.name]
