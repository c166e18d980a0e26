"""Copies of the database: sealed, pruned, restored with a word about who comes back; and moved elsewhere."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pyrage import x25519

from bot.services.backups import name_at
from tests.storage.conftest import (  # noqa: F401 - fixtures
    emptied_postgres_url,
)
from tests.test_cli import (  # noqa: F401 - fixtures
    Operator,
    announced,
    databases,
    operator,
    peopled,
)


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A public key, and the file with its secret key."""
    identity = x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public()), file


def holds(file: Path, number: int) -> bool:
    """Whether a chat's number stands in a file, as SQLite stores it."""
    return number.to_bytes(6) in file.read_bytes()


def test_a_sealed_copy_shows_nothing_and_is_restored_by_its_key_alone(announced, key):  # noqa: F811
    recipient, secret = key
    announced.changes(
        "INSERT INTO subscribers (chat_id, language, joined_week) VALUES (112233445566, 'en', '2026-W48')"
    )
    made = announced("backup", "copy.age", "--recipient", recipient)
    assert made.exit_code == 0, made.output
    copy = announced.folder / "copy.age"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not holds(copy, 112233445566)
    assert not any(path.name.startswith(".copy") for path in announced.folder.iterdir())
    refused = announced("restore", "copy.age", "--force")
    assert (refused.exit_code, "--identity" in refused.stderr) == (1, True)
    other = announced.folder / "other.txt"
    other.write_text(str(x25519.Identity.generate()))
    refused = announced("restore", "copy.age", "--force", "--identity", "other.txt")
    assert (refused.exit_code, "sealed for another key" in refused.stderr) == (1, True)
    restored = announced("restore", "copy.age", "--force", "--identity", str(secret))
    assert restored.exit_code == 0, restored.output
    assert "Going on" in announced("resume").stdout
    assert "112233445566" in announced("subscribers", "export").stdout


def test_what_is_no_public_key_is_said_and_nothing_is_left(peopled):  # noqa: F811
    before = {path.name for path in peopled.folder.iterdir()}
    result = peopled("backup", "copy.age", "--recipient", "age1nonsense")
    assert result.exit_code == 1
    assert result.stderr.startswith("--recipient: not a public key of age")
    assert {path.name for path in peopled.folder.iterdir()} == before


def test_a_folder_of_copies_is_made_and_pruned_but_never_of_the_newest_one(peopled):  # noqa: F811
    folder = peopled.folder / "deep" / "copies"
    assert peopled("backup", "--folder", str(folder)).exit_code == 0
    assert folder.stat().st_mode & 0o777 == 0o700
    now = datetime.now(UTC)
    (made,) = folder.iterdir()
    made.unlink()  # of one second there is one
    for days in (1, 20, 30):
        (folder / name_at(now - timedelta(days=days), Path("bot.db"), "age1")).write_text("sealed")
    (folder / "notes.txt").write_text("not ours")
    result = peopled("backup", "--folder", str(folder), "--keep", "14")
    assert "Removed 2 older copies." in result.stdout, result.output
    left = [path.name for path in folder.iterdir()]
    assert "notes.txt" in left
    assert not [name for name in left if name.startswith(f"compact-bot-{now - timedelta(days=20):%Y-%m-%d}")]


def test_a_copy_that_cannot_be_written_is_not_the_databases_fault(peopled):  # noqa: F811
    result = peopled("backup", "/nowhere/at/all/copy.db")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["there is no folder /nowhere/at/all"]


def test_who_left_since_the_copy_comes_back_only_by_a_yes(peopled):  # noqa: F811
    assert peopled("backup", "copy.db").exit_code == 0
    peopled.changes("DELETE FROM subscribers WHERE chat_id = 1")
    asked = peopled("restore", "copy.db", "--force")
    assert asked.exit_code == 2
    assert "Of the 3 chats in the copy 1 are not subscribed now" in asked.stderr
    assert len(peopled("subscribers", "export").stdout.splitlines()) == 3
    assert peopled("restore", "copy.db", "--force", "--yes").exit_code == 0
    assert len(peopled("subscribers", "export").stdout.splitlines()) == 4
    assert not [path.name for path in peopled.folder.iterdir() if path.name.startswith("copy.db-")]


def test_the_age_of_the_last_copy_is_kept(peopled):  # noqa: F811
    assert peopled("backup", "copy.db").exit_code == 0
    with closing(sqlite3.connect(peopled.folder / "bot.db")) as connection:
        assert connection.execute("SELECT count(*) FROM marks WHERE name = 'backed_up'").fetchone() == (1,)


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608


def test_everything_moves_to_a_server_and_back_and_is_the_same(
    announced,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    emptied_postgres_url: str,  # noqa: F811
):
    announced.changes("INSERT INTO answer_ratings VALUES ('2026-W48', 'a', 'en', 1, 3)")
    announced.changes("INSERT INTO missed_questions VALUES ('2026-W48', 'ar', 'ما هو؟', 2)")
    before = rows(announced.folder / "bot.db")
    moved = announced("db", "move", emptied_postgres_url)
    assert moved.exit_code == 0, moved.output
    assert "subscribers" in moved.stdout
    again = announced("db", "move", emptied_postgres_url)
    assert (again.exit_code, "not empty" in again.stderr) == (1, True)
    assert "Going on" in announced("resume").stdout  # the old one was halted
    monkeypatch.setenv("BOT_DATABASE_URL", emptied_postgres_url)
    assert "Nothing was halted" in announced("resume").stdout
    announced.writes("text.txt", "Hello again")
    assert announced("announce", "--text-file", "text.txt", "--yes").stdout.strip() == "2"
    assert announced("deliveries", "2", "--cancel", "--yes").exit_code == 0
    assert announced("db", "move", "sqlite:///back.db").exit_code == 0
    after = rows(announced.folder / "back.db")
    after["announcements"] = [row for row in after["announcements"] if row[0] == 1]
    after["deliveries"] = [row for row in after["deliveries"] if row[1] == 1]
    assert after == before


def test_a_servers_database_is_copied_sealed_and_restored_with_a_word_about_who_comes_back(
    operator,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    emptied_postgres_url: str,  # noqa: F811
    key,
):
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is missing (Debian: postgresql-client)")
    recipient, secret = key
    monkeypatch.setenv("BOT_DATABASE_URL", emptied_postgres_url)
    people = operator.writes("people.csv", "chat_id,language,topics\n1,en,urgent\n-100,fr,weekly\n")
    assert operator("subscribers", "import", people).exit_code == 0
    operator.writes("text.txt", "Hello")
    assert operator("announce", "--text-file", "text.txt", "--key", "k", "--yes").exit_code == 0
    made = operator("backup", "copy.age", "--recipient", recipient)
    assert made.exit_code == 0, made.output
    words = ("restore", "copy.age", "--identity", str(secret))
    refused = operator(*words)
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert operator(*words, "--force").exit_code == 0
    assert "2 broadcast/k (held)" in operator("resume").stdout  # the first is the welcome
    (operator.folder / "fewer.csv").write_text("chat_id,language,topics\n7,en,urgent\n")
    assert operator("subscribers", "import", "fewer.csv").exit_code == 0
    assert operator(*words, "--force").exit_code == 0
    assert "Chats in all: 2" in operator("subscribers", "count").stdout
    for statement, said in (
        ("UPDATE alembic_version SET version_num = '0999'", "of a newer release"),
        ("DELETE FROM alembic_version", "is not written in the database any more"),
    ):
        with psycopg.connect(emptied_postgres_url) as connection:
            connection.execute(statement)
        assert operator("backup", f"{said[:3]}.pgdump").exit_code == 0
        refused = operator("restore", f"{said[:3]}.pgdump", "--force")
        assert (refused.exit_code, "cannot be restored" in refused.stderr) == (1, True), refused.output
        assert said in refused.stderr
    assert operator(*words, "--force").exit_code == 0  # others use this database after this test


def test_without_the_servers_programs_a_verb_says_what_is_missing(
    operator,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    emptied_postgres_url: str,  # noqa: F811
):
    monkeypatch.setenv("BOT_DATABASE_URL", emptied_postgres_url)
    monkeypatch.setenv("PATH", str(operator.folder))
    result = operator("backup", "copy.pgdump")
    assert result.exit_code == 1
    assert "the program pg_dump is missing; Debian has it in postgresql-client" in result.stderr
    assert "copy.pgdump" not in {path.name for path in operator.folder.iterdir()}
