"""A copy is whole although the bot writes, and what is restored sends nothing by itself."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pyrage import x25519

from bot.domain.announcements import Audience
from bot.domain.delivery.holds import HeldBecause
from bot.domain.rounds import RoundQuestion, RoundText
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.backups import BackupError, back_up, restoring
from bot.services.delivery.held_announcements import Holding
from bot.services.holds_at_start import guard
from bot.services.members.awaited_words import AwaitedWords
from bot.services.rounds.taking_part import TakingPart
from bot.storage import backup_sealing, rounds, sqlite_copy
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, announce, begin, counts, due, join, latest

SOMEBODY = 0x1A2B3C4D5E6F  # six bytes that stand nowhere by chance


@pytest.fixture
def file(migrated_sqlite_url: str) -> Path:
    return Path(migrated_sqlite_url.removeprefix("sqlite:///"))


def restore_copy(source: Path, target: Path, now: datetime, *, force: bool) -> None:
    """Puts a copy in place, whoever comes back by it."""
    with restoring(source, target, now, force=force):
        pass


async def in_copy(copy: Path, look):
    database = Database.open(f"sqlite:///{copy}")
    try:
        return await look(database)
    finally:
        await database.close()


async def test_a_copy_made_while_the_bot_writes_is_whole(sqlite_database, file):
    copy = file.with_name("copy.db")
    await join(sqlite_database, range(1, 501))
    await announce(sqlite_database, "k0")
    stopping = asyncio.Event()

    async def write() -> None:
        number = 0
        while not stopping.is_set():
            number += 1
            await announce(sqlite_database, f"k{number}")

    writing = asyncio.create_task(write())
    await asyncio.to_thread(back_up, file, copy)
    stopping.set()
    await writing

    async def look(database):
        found = await latest(database)
        return [await counts(database, announcement.announcement_id) for announcement, _ in found]

    found = await in_copy(copy, look)
    assert found == [{"pending": 500}] * len(found) != []


async def test_a_file_with_an_odd_name_can_be_copied(file):
    odd = file.rename(file.with_name("50% of #1?.db"))
    back_up(odd, file.with_name("copy.db"))
    assert file.with_name("copy.db").exists()


def test_a_backup_never_writes_over_a_file(file):
    target = file.with_name("precious")
    target.write_text("precious")
    with pytest.raises(BackupError, match="exists already"):
        back_up(file, target)
    assert target.read_text() == "precious"
    elsewhere = file.with_name("elsewhere")
    link = file.with_name("link")
    link.symlink_to(elsewhere)
    with pytest.raises(BackupError, match="exists already"):
        back_up(file, link)
    assert not elsewhere.exists()


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal", ".lock", ".spool", ".restoring"])
def test_a_backup_takes_no_name_that_the_database_has_need_of(file, end):
    with pytest.raises(BackupError, match="choose another"):
        back_up(file, file.with_name(f"{file.name}{end}"))
    assert not file.with_name(f"{file.name}{end}").exists()


ANOTHER_PROGRAMS = """
    CREATE TABLE subscribers (email TEXT);
    CREATE TABLE alembic_version (version_num TEXT);
    INSERT INTO alembic_version VALUES ('2f1c9a');
"""


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            "INSERT INTO schema_steps (step, oldest) VALUES ('0999', '0999');"
            "UPDATE alembic_version SET version_num = '0999'",
            "newer release",
        ),
        ("DELETE FROM alembic_version", "is not written"),
        (ANOTHER_PROGRAMS, "another program's tables"),
        (ANOTHER_PROGRAMS + "DROP TABLE alembic_version", "another program's tables"),
    ],
    ids=["newer", "unmarked", "foreign", "foreign without a step"],
)
def test_a_copy_that_this_program_may_not_run_on_replaces_nothing(file, statements, said, is_sealed):
    copy = file.with_name("copy")
    if statements[0] != "\n":
        back_up(file, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.executescript(statements)
    key = x25519.Identity.generate()
    if is_sealed:
        copy.write_bytes(backup_sealing.seal(copy.read_bytes(), str(key.to_public())))
    before = file.read_bytes()
    with (
        pytest.raises(BackupError, match=f"copy cannot be restored: .*{said}"),
        restoring(copy, file, NOW, force=True, key_file=str(key)),
    ):
        pass
    assert file.read_bytes() == before


def test_of_a_damaged_database_no_copy_is_made_that_would_take_the_place_of_a_whole_one(file):
    whole = file.read_bytes()
    copy = file.with_name("copy")
    for beginning in range(4096, len(whole), len(whole) // 8 // 4096 * 4096):
        file.write_bytes(whole[:beginning] + b"\x55" * 4096 + whole[beginning + 4096 :])
        for make in (back_up, partial(restore_copy, now=NOW, force=True)):
            with pytest.raises(BackupError, match="the file is damaged"):
                make(file, copy)
        assert not copy.exists()


def test_a_database_of_another_program_is_replaced_by_no_copy(file):
    another = file.with_name("another.db")
    with closing(sqlite3.connect(another)) as connection, connection:
        connection.executescript(ANOTHER_PROGRAMS)
    before = another.read_bytes()
    with pytest.raises(BackupError, match="another program's tables"):
        restore_copy(file, another, NOW, force=True)
    with pytest.raises(BackupError, match="another program's tables"):
        back_up(another, file.with_name("copy"))
    assert another.read_bytes() == before
    another.write_bytes(b"damaged" + before[7:])
    restore_copy(file, another, NOW, force=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no database"),
        ("", "no tables of this program"),
        ("no database at all" * 100, "the file is no database"),
    ],
)
def test_what_is_no_database_of_ours_is_neither_copied_nor_restored(file, text, said):
    source = file.with_name("source")
    if text is not None:
        source.write_text(text)
    before = file.read_bytes()
    with pytest.raises(BackupError, match=said):
        back_up(source, file.with_name("copy"))
    with pytest.raises(BackupError):
        restore_copy(source, file, NOW, force=True)
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} <= {file.name, "source"}


def test_a_restore_replaces_a_database_only_when_told_to(file):
    copy = file.with_name("copy")
    back_up(file, copy)
    with pytest.raises(BackupError, match="--force"):
        restore_copy(copy, file, NOW, force=False)
    restore_copy(copy, file, NOW, force=True)
    assert not file.with_name(f"{file.name}.restoring").exists()


async def test_what_is_restored_is_halted_and_has_what_the_copy_had(sqlite_database, file):
    await join(sqlite_database, [1, 2])
    announcement_id = await announce(sqlite_database)
    copy = file.with_name("copy")
    await asyncio.to_thread(back_up, file, copy)
    await begin(sqlite_database, await due(sqlite_database))
    await join(sqlite_database, [3])
    await sqlite_database.close()
    restore_copy(copy, file, NOW, force=True)

    async def look(database):
        broadcasting = Broadcasting(database, Audience(TOPIC))
        halted = await broadcasting.is_halted()
        begun = await begin(database, await due(database))
        return halted, begun, await counts(database, announcement_id), await broadcasting.resume()

    halted, begun, rows, resumed = await in_copy(file, look)
    assert (halted, begun, resumed) == (True, set(), True)
    assert rows == {"pending": 2}


async def test_what_the_copy_has_as_active_is_held_after_a_restore_and_stays_so_after_resume(
    sqlite_database, file
):
    await join(sqlite_database, [1, 2])
    going = await announce(sqlite_database, "going")
    stopped = await announce(sqlite_database, "stopped")
    await Broadcasting(sqlite_database, Audience(TOPIC)).cancel(stopped)
    copy = file.with_name("copy")
    await asyncio.to_thread(back_up, file, copy)
    await sqlite_database.close()
    restore_copy(copy, file, NOW, force=True)

    async def look(database):
        await Broadcasting(database, Audience(TOPIC)).resume()
        held = await Holding(database).held()
        assert await due(database) == []
        return [(s.announcement.announcement_id, s.hold.because) for s in held]

    assert await in_copy(file, look) == [(going, HeldBecause.RESTORED)]


async def test_a_copy_from_before_announcements_could_be_held_is_held_at_its_first_start(
    sqlite_database, file
):
    await join(sqlite_database, [1])
    going = await announce(sqlite_database)
    async with sqlite_database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE announcements DROP COLUMN held_because")
    await sqlite_database.close()
    restored = file.with_name("restored.db")
    restore_copy(file, restored, NOW, force=False)

    async def look(database):
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ALTER TABLE announcements ADD COLUMN held_because TEXT")
        await guard(database, Alerting(database, tuple), None, NOW)
        return [status.announcement.announcement_id for status in await Holding(database).held()]

    assert await in_copy(restored, look) == [going]


async def test_the_copy_itself_is_not_halted_by_its_restore(file):
    copy = file.with_name("copy")
    back_up(file, copy)
    restore_copy(copy, file.with_name("other.db"), NOW, force=False)
    assert not await in_copy(copy, lambda database: Broadcasting(database, Audience(TOPIC)).is_halted())


async def test_no_copy_says_who_answered_what_in_a_round(sqlite_database, file):
    question = {"en": RoundText("Work", (RoundQuestion("Why?"),))}
    async with sqlite_database.transaction() as connection:
        asked = await rounds.add(connection, TOPIC, question, NOW, NOW + timedelta(days=9), has_regions=False)
    taking = TakingPart(sqlite_database, AwaitedWords())
    await taking.join(asked, SOMEBODY, "", NOW)
    await taking.write(asked, SOMEBODY, 0, "They pay late.", NOW)
    copy = file.with_name("copy.db")
    back_up(file, copy)
    kept, sealed = copy.read_bytes(), sqlite_copy.content_of(file)
    for content in (kept, sealed):
        assert b"They pay late." in content
        assert SOMEBODY.to_bytes(6, "big") not in content
    assert SOMEBODY.to_bytes(6, "big") in file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
