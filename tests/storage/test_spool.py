"""What waits outlives the process, in a file of its own that keeps nothing of what was handled."""

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.spool import Kept, Spool, SpoolError, oldest_in
from tests.builders import NOW

LATER = NOW + timedelta(hours=1)


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_what_waits_comes_back_in_its_order_after_a_kill(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(500, "first", 1), Kept(100, "second", 1)], NOW)
    await spool.keep([Kept(500, "again", 1), Kept(7, "third", 1)], LATER)
    after = Spool(tmp_path / "spool")  # the one before was never closed
    assert [one.body for one in await after.waiting()] == ["first", "second", "third"]
    assert await after.oldest() == NOW
    for each in (spool, after):
        await each.close()


async def test_what_was_handled_waits_no_more_and_is_known_for_its_time(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(1, "one", 1), Kept(2, "two", 1)], NOW)
    await spool.settle([(1, NOW), (9, NOW)], NOW - timedelta(days=2))
    assert await spool.waiting() == [Kept(2, "two", 1)]
    assert [number for number, _ in await spool.newest_handled(10)] == [1, 9]
    await spool.settle([(2, LATER)], LATER)
    assert [number for number, _ in await spool.newest_handled(10)] == [2]
    assert await spool.oldest() is None
    await spool.close()


async def test_nobody_else_can_read_it_and_nothing_of_what_was_handled_is_left_on_disk(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(1, "a frightened question", 1)], NOW)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files_in(tmp_path)} == {0o600}
    assert any(b"frightened" in file.read_bytes() for file in files_in(tmp_path))
    await spool.settle([(1, NOW)], NOW)
    assert not any(b"frightened" in file.read_bytes() for file in files_in(tmp_path))
    await spool.close()


async def test_the_file_of_a_process_that_is_no_more_is_taken_over(tmp_path: Path):
    left, own = Spool(tmp_path / "left"), Spool(tmp_path / "own")
    await left.keep([Kept(3, "theirs", 7)], NOW)
    await left.settle([(2, NOW)], NOW)
    await left.close()
    await own.keep([Kept(4, "ours", 1)], NOW)
    await own.take_over(tmp_path / "left")
    assert await own.waiting() == [Kept(4, "ours", 1), Kept(3, "theirs", 7)]
    assert [number for number, _ in await own.newest_handled(10)] == [2]
    assert not [file for file in files_in(tmp_path) if file.name.startswith("left")]
    await own.close()


async def test_a_file_of_the_first_release_is_taken_over_as_of_a_turn_before_all(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "left", isolation_level=None)) as left:
        left.executescript("""
            CREATE TABLE waiting (
                place INTEGER PRIMARY KEY AUTOINCREMENT, update_id INTEGER NOT NULL UNIQUE,
                kept_at INTEGER NOT NULL, body TEXT NOT NULL
            );
            INSERT INTO waiting (update_id, kept_at, body) VALUES (3, 0, 'theirs');
        """)
    own = Spool(tmp_path / "own")
    await own.take_over(tmp_path / "left")
    assert await own.waiting() == [Kept(3, "theirs", 0)]
    await own.close()


async def test_another_process_sees_since_when_the_oldest_waits(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(1, "x", 1)], NOW)
    assert oldest_in(tmp_path / "spool") == NOW
    await spool.close()


async def test_a_file_that_cannot_be_used_is_told_by_its_name(tmp_path: Path):
    (tmp_path / "spool").write_bytes(b"this is no database" * 100)
    spool = Spool(tmp_path / "spool")
    with pytest.raises(SpoolError, match="spool: file is not a database"):
        await spool.waiting()
    with pytest.raises(SpoolError):
        oldest_in(tmp_path / "spool")
    await spool.close()


async def test_a_failed_write_leaves_the_spool_of_use(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(1, "x", 1)], NOW)
    with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON handled BEGIN SELECT raise(ABORT, 'no room'); END")
        with pytest.raises(SpoolError, match="no room"):
            await spool.settle([(1, NOW)], NOW)
        assert await spool.waiting() == [Kept(1, "x", 1)]
        other.execute("DROP TRIGGER no")
    await spool.settle([(1, NOW)], NOW)
    assert await spool.waiting() == []
    await spool.close()


async def test_where_somebody_reads_the_file_what_was_handled_goes_as_soon_as_they_have_read(tmp_path: Path):
    spool = Spool(tmp_path / "spool")
    await spool.keep([Kept(1, "a frightened question", 1)], NOW)
    with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM waiting").fetchall()
        assert not await spool.settle([(1, NOW)], NOW)
        assert not await spool.erase_log()
        reader.execute("COMMIT")
        assert await spool.erase_log()
        assert not any(b"frightened" in file.read_bytes() for file in files_in(tmp_path))
    await spool.close()
