"""Migrations build what the schema declares."""

import asyncio
import contextlib
import shutil
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from bot.storage import migrating, sqlite
from bot.storage.database import Database, DatabaseUrlError, parse_url
from bot.storage.migrating import STEPS, SchemaError, Standing, known_steps
from bot.storage.schema import METADATA
from tests.lines import each


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


async def test_migrations_build_exactly_the_declared_tables_and_a_second_time_change_nothing(database_url):
    database = Database.open(database_url)
    try:
        assert await database.standing() is Standing.EMPTY
        await database.migrate()
        assert await database.standing() is Standing.CURRENT
        assert await database.schema_differences() == []
        migrated = await description_of(database)
        assert set(migrated) == set(METADATA.tables)
        await database.migrate()
        assert await description_of(database) == migrated
        async with database.transaction() as connection:
            await connection.run_sync(METADATA.drop_all)
            await connection.run_sync(METADATA.create_all)
        assert await description_of(database) == migrated
    finally:
        await database.close()


@each(
    "url",
    [
        "mysql://host/name",
        "not a url",
        "sqlite",
        "sqlite:///bot.db?mode=ro",
        "postgresql://someone:hidden-word@host:port/name",
        "oracle://someone:hidden-word@host/name",
    ],
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
        async with database.transaction() as connection:
            await connection.exec_driver_sql("CREATE TABLE marks (name)")
            await connection.exec_driver_sql("INSERT INTO marks VALUES ('x')")
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


async def test_connections_are_closed_one_after_another_and_leave_all_in_the_file(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    closings: list[str] = []

    class Closing(sqlite._File):
        def close(self) -> None:
            closings.append("begins")
            super().close()
            closings.append("ends")

    monkeypatch.setattr(sqlite, "_File", Closing)

    async def read(database: Database) -> None:
        async with database.reading() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM marks")

    for n in range(10):  # of two that close at once each may see the other, and leave the log to it
        database = Database.open(migrated_sqlite_url)
        await asyncio.gather(*(read(database) for _ in range(4)))
        async with database.transaction() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO marks (name, value, at) VALUES (?, '', 0)", (str(n),)
            )
        await database.close()
        assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert closings == ["begins", "ends"] * (len(closings) // 2)
    assert len(closings) > 2 * 10


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The steps of a later release, on which this one may run."""
    return steps_with(tmp_path_factory.mktemp("allowed"), known_steps()[-1])


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Steps of one, on which it may not."""
    return steps_with(tmp_path_factory.mktemp("refused"), "0099")


def steps_with(folder: Path, oldest: str) -> Path:
    """The steps of a later release: ours and one more, on which releases from `oldest` on may run."""
    steps = Path(shutil.copytree(STEPS, folder / "steps"))
    newest = known_steps()[-1]
    (steps / "versions" / "0099_later.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, oldest = "0099", {newest!r}, {oldest!r}


def upgrade() -> None:
    op.add_column("marks", sa.Column("later", sa.Text(), nullable=True))
"""
    )
    return steps


async def migrated_with(database: Database, steps: Path) -> None:
    async with database.transaction() as connection:
        await connection.run_sync(migrating.upgrade, steps)


async def test_a_newer_schema_is_run_on_when_its_step_allows_it(sqlite_database: Database, allowed: Path):
    await migrated_with(sqlite_database, allowed)
    assert await sqlite_database.standing() is Standing.NEWER
    before = await description_of(sqlite_database)
    await sqlite_database.prepare()
    await sqlite_database.migrate()
    assert await description_of(sqlite_database) == before


async def test_a_newer_schema_that_does_not_allow_it_is_refused_in_one_line(
    sqlite_database: Database, refused: Path
):
    await migrated_with(sqlite_database, refused)
    before = await description_of(sqlite_database)
    for work in (sqlite_database.prepare, sqlite_database.migrate):
        with pytest.raises(SchemaError, match="step 0099 of a newer release") as told:
            await work()
        assert len(str(told.value).splitlines()) == 1
    await sqlite_database.prepare(even_newer=True)
    assert await description_of(sqlite_database) == before


UNKNOWN = "UPDATE alembic_version SET version_num = '0099'"  # a step of which nothing else is written
LOST = (
    "DELETE FROM alembic_version",
    "DROP TABLE alembic_version",
    "UPDATE alembic_version SET version_num = ''",
)


async def test_a_step_of_which_nothing_is_written_is_refused(sqlite_database: Database):
    async with sqlite_database.transaction() as connection:
        await connection.execute(sa.text(UNKNOWN))
    assert await sqlite_database.standing() is Standing.REFUSED


@pytest.mark.parametrize("statement", LOST)
async def test_tables_whose_step_is_lost_are_refused_in_one_line(sqlite_database: Database, statement: str):
    async with sqlite_database.transaction() as connection:
        await connection.execute(sa.text(statement))
    assert await sqlite_database.standing() is Standing.UNMARKED
    for work in (sqlite_database.prepare, sqlite_database.migrate):
        with pytest.raises(SchemaError, match="restore a backup"):
            await work()
    await sqlite_database.prepare(even_newer=True)


async def test_on_postgresql_how_the_tables_stand_is_read_alike(
    emptied_postgres_url: str, allowed: Path, refused: Path
):
    """In transactions that are rolled back: the next test finds the tables as they were."""
    database = Database.open(emptied_postgres_url)
    try:
        for done, expected in [
            (allowed, Standing.NEWER),
            (refused, Standing.REFUSED),
            (UNKNOWN, Standing.REFUSED),
            *((statement, Standing.UNMARKED) for statement in LOST),
        ]:
            with contextlib.suppress(ZeroDivisionError):
                async with database.transaction() as connection:
                    if isinstance(done, Path):
                        await connection.run_sync(migrating.upgrade, done)
                    else:
                        await connection.execute(sa.text(done))
                    assert await connection.run_sync(migrating.standing) is expected
                    raise ZeroDivisionError
        assert await database.standing() is Standing.CURRENT
    finally:
        await database.close()


@pytest.mark.parametrize(
    "statements",
    [
        (
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
            "INSERT INTO alembic_version VALUES ('2f1c9a')",
        ),
        ("CREATE TABLE subscribers (email TEXT)",),
    ],
    ids=["its step", "a name of ours"],
)
async def test_the_tables_of_another_program_are_left_alone_and_called_so(database_url: str, statements):
    database = Database.open(database_url)
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(sa.text(statement))
    assert await database.standing() is Standing.FOREIGN
    for work in (database.prepare, database.migrate, partial(database.prepare, even_newer=True)):
        with pytest.raises(SchemaError, match="another program's tables"):
            await work()
    await database.close()


# What differs between releases is what they kept of who may run on their tables: nothing (as the first, in
# test_from_the_first_step), a table that is new, and one that is old.
@pytest.mark.parametrize("release", ["0003", "0004", known_steps()[-2]])
async def test_tables_of_an_earlier_release_are_brought_up_to_date(sqlite_url: str, release: str):
    database = Database.open(sqlite_url)
    async with database.transaction() as connection:
        await connection.run_sync(built_by_an_earlier_release, release)
    await database.migrate()
    assert await database.standing() is Standing.CURRENT
    assert await database.schema_differences() == []
    await database.close()


def built_by_an_earlier_release(connection: sa.Connection, step: str) -> None:
    """As releases did that kept nothing of who may run on a step."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, step)


def test_every_step_names_a_step_that_is_there_and_not_later():
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    found = {script.revision: script.module.oldest for script in scripts_of(config)}
    assert sorted(found) == known_steps()
    assert all(oldest in found and oldest <= step for step, oldest in found.items())


def scripts_of(config: Config) -> list[Script]:
    return list(ScriptDirectory.from_config(config).walk_revisions())
