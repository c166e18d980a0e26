"""Migrated databases. The schema is built once for a test process, not once for a test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.waits import Waits
from bot.storage.database import Database, parse_url
from bot.storage.postgres import PostgresPools
from bot.storage.schema import METADATA
from tests import postgres
from tests.learning import copy_of_tables


@pytest.fixture(scope="session")
def migrated_sqlite_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    return copy_of_tables(request.config, tmp_path_factory.getbasetemp() / "empty.db")


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: postgres.Server, _database_names: Iterator[str]
) -> Iterator[tuple[str, postgres.Emptying]]:
    """A migrated PostgreSQL database; whoever uses it empties its tables first."""
    with postgres_server.empty_database(next(_database_names)) as url:
        asyncio.run(migrate(url))
        with postgres.Emptying.of(url) as emptying:
            yield url, emptying


@pytest.fixture
def migrated_sqlite_url(tmp_path: Path, migrated_sqlite_file: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite_file, tmp_path / 'bot.db')}"


@pytest.fixture
def emptied_postgres_url(migrated_postgres: tuple[str, postgres.Emptying]) -> str:
    url, emptying = migrated_postgres
    _empty(emptying)
    return url


def emptied(url: str) -> str:
    """The same PostgreSQL database with empty tables."""
    with postgres.Emptying.of(url) as emptying:
        _empty(emptying)
    return url


@pytest.fixture(params=["migrated_sqlite_url", "emptied_postgres_url"], ids=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database: once on SQLite, once on PostgreSQL."""
    url: str = request.getfixturevalue(request.param)
    return url


class KeptPools(PostgresPools):
    """Of PostgreSQL, connections that the next test finds open: to the server, a new one is dearer than all
    that a usual test asks of it.
    """

    async def close(self) -> None:
        """They end only where not all came back, or where somebody may have waited for one."""
        pools = [engine.pool for engine in (self.writing, self.reading)]
        if any(pool.checkedout() or pool.checkedin() == pool.size() for pool in pools):
            await self.end()

    async def end(self) -> None:
        await super().close()


@pytest.fixture(scope="session")
def kept_pools() -> Iterator[Callable[[str], KeptPools]]:
    """The connections that are kept to the database of this URL."""
    kept: dict[str, KeptPools] = {}

    def pools_to(url: str) -> KeptPools:
        return kept.setdefault(url, KeptPools(parse_url(url), Waits().database_silent))

    yield pools_to
    for pools in kept.values():
        asyncio.run(pools.end())


@pytest.fixture
async def database(migrated_url: str, kept_pools: Callable[[str], KeptPools]) -> AsyncIterator[Database]:
    """A migrated, empty database."""
    is_sqlite = migrated_url.startswith("sqlite")
    opened = Database.open(migrated_url) if is_sqlite else Database(kept_pools(migrated_url), Waits())
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(migrated_sqlite_url: str) -> AsyncIterator[Database]:
    """The same on SQLite alone, for what is no matter of SQL."""
    opened = Database.open(migrated_sqlite_url)
    yield opened
    await opened.close()


async def migrate(url: str) -> None:
    """Makes the tables of this release."""
    database = Database.open(url)
    await database.migrate()
    await database.close()


def _empty(emptying: postgres.Emptying) -> None:
    emptying.delete_from(table.name for table in reversed(METADATA.sorted_tables))
