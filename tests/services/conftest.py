"""The same databases as the tests of storage have."""

from tests.storage.conftest import (  # noqa: F401 - fixtures
    database,
    emptied_postgres_url,
    migrated_postgres,
    migrated_sqlite_file,
    migrated_sqlite_url,
    migrated_url,
    sqlite_database,
)
