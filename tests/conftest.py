"""Fixtures for all tests: fresh, empty databases."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL server a test process; without one the test is skipped, or fails where CI is set."""
    try:
        with postgres.running_server(os.environ) as server:
            yield server
    except postgres.NoPostgresError as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason), pytrace=False)
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def _database_names() -> Iterator[str]:
    """Names that no other test process uses on the same server."""
    return (f"compact_bot_test_{os.getpid()}_{number}" for number in itertools.count(1))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, _database_names: Iterator[str]) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres_server.empty_database(next(_database_names)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: every test that uses it runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
