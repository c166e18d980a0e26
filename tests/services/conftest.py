"""The same databases as the tests of storage have.

On PostgreSQL too runs what is marked `both_databases`: where several are at work at once, and where
statements run that no test of storage runs there.
"""

import pytest

from tests.storage.conftest import (  # noqa: F401 - fixtures
    database,
    emptied_postgres_url,
    kept_pools,
    migrated_postgres,
    migrated_sqlite_file,
    migrated_sqlite_url,
    sqlite_database,
)


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def few_in_the_air(monkeypatch: pytest.MonkeyPatch) -> int:
    """So few may be in the air at once, at any pace: no test needs a crowd to have more than that."""
    few = 8
    monkeypatch.setattr("bot.services.delivery.worker.IN_FLIGHT", few)
    monkeypatch.setattr("bot.services.delivery.worker.IN_FLIGHT_AT_MOST", few)
    return few


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "migrated_url" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        urls = {"sqlite": "migrated_sqlite_url"} | ({"postgres": "emptied_postgres_url"} if both else {})
        metafunc.parametrize("migrated_url", urls.values(), ids=urls.keys(), indirect=True)
