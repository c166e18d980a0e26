"""What takes updates in works on a database whose tables were made once."""

from tests.storage.conftest import migrated_sqlite_url  # noqa: F401 - fixtures
