"""content export and ask: what staff put in from the chat, on the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.content.staff_content import StaffRow
from bot.domain.people.staff import Act, Recorded
from bot.services.staff.staff_content import StaffContent, phrasing_row
from bot.storage.database import Database
from tests.builders import NOW
from tests.content.test_staff_rows import ANSWER
from tests.content.test_topic_rows import row as topic_row
from tests.small_content import write_small_content
from tests.storage.conftest import migrated_sqlite_url  # noqa: F401 - fixtures
from tests.typing_verbs import typed

WORDS = "what do the bakers say to it"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite_url: str) -> Path:  # noqa: F811
    """A small folder, and a database in which staff put something in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("BOT_CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("BOT_DATABASE_URL", migrated_sqlite_url)
    return write_small_content(tmp_path / "content")


def put_in(url: str, *rows: StaffRow) -> None:
    async def write() -> None:
        database = Database.open(url)
        await StaffContent(database).put(rows, Recorded(9001, Act.PHRASED, NOW))
        await database.close()

    asyncio.run(write())


def test_what_staff_put_in_is_asked_too(content: Path, migrated_sqlite_url: str):  # noqa: F811
    put_in(migrated_sqlite_url, phrasing_row("en", WORDS, "two", "b"), ANSWER)
    assert "It is two." in typed("ask", WORDS).stdout
    assert "They rest." in typed("ask", "do bakers rest").stdout


def test_export_writes_it_into_the_files_and_the_check_is_green(
    content: Path,
    migrated_sqlite_url: str,  # noqa: F811
):
    put_in(
        migrated_sqlite_url,
        phrasing_row("en", WORDS, "two", "b"),
        phrasing_row("en", "what do the others say", "gone", "b"),
        ANSWER,
    )
    result = typed("content", "export", str(content))
    assert result.exit_code == 0, result.output
    assert "Written: 2; left: 1" in result.stdout
    assert "there is no answer `gone`" in result.stdout
    assert "others say" not in result.stdout
    assert f'- "{WORDS}"' in (content / "faq/en/compact.yaml").read_text(encoding="utf-8")
    assert typed("check", "--content", str(content)).exit_code == 0
    again = typed("content", "export", str(content))
    assert "Written: 0; left: 1" in again.stdout


def test_export_into_what_is_no_content_changes_nothing(content: Path, tmp_path: Path):
    assert typed("content", "export", str(tmp_path)).exit_code == 1
    (content / "faq/en/compact.yaml").write_text("- id: one\n", encoding="utf-8")
    result = typed("content", "export", str(content))
    assert result.exit_code == 1
    assert "Nothing was written" in result.output


def test_ask_goes_by_the_files_alone_where_there_is_no_database(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    missing = tmp_path / "none.db"
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{missing}")
    assert "It is two." in typed("ask", "two question number k").stdout
    assert not missing.exists()


def test_a_topic_from_the_chat_is_known_to_import_and_announce_and_written_into_the_files(
    content: Path,
    migrated_sqlite_url: str,  # noqa: F811
    tmp_path: Path,
):
    put_in(migrated_sqlite_url, topic_row())
    (tmp_path / "people.csv").write_text("chat_id,language,topics\n5,es,andalucia\n", encoding="utf-8")
    imported = typed("subscribers", "import", "people.csv")
    assert "Taken in: 1; new: 1; bad lines: 0" in imported.stdout, imported.output
    (tmp_path / "text.txt").write_text("Come", encoding="utf-8")
    announced = typed("announce", "--text-file", "text.txt", "--topic", "andalucia", "--yes")
    assert announced.exit_code == 0, announced.output
    exported = typed("content", "export", str(content))
    assert "Changed: schedules/topics.yaml" in exported.stdout
    assert 'es: "Llamados: Andalucía"' in (content / "schedules" / "topics.yaml").read_text(encoding="utf-8")
    assert typed("check").exit_code == 0
