"""One process on one SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.locking import AlreadyRunningError, database_file, only_process
from bot.storage.database_reachability import DatabaseUnusableError

# Another process: the lock is the same as ours, and so much of the program is all that it needs.
HOLD = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_told_and_the_end_of_the_first_frees_the_file(tmp_path: Path):
    file = tmp_path / "bot.db"
    first = subprocess.Popen(
        [sys.executable, "-IS", "-c", HOLD, f"{file}.lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with first:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunningError, match=r"bot\.db"), only_process(file):
            pytest.fail("two processes hold one file")
        first.kill()
        first.wait()
        with only_process(file):
            pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path):
    file = tmp_path / "bot.db"
    with pytest.raises(ZeroDivisionError), only_process(file):
        raise ZeroDivisionError
    with only_process(file), only_process(tmp_path / "other.db"):
        pass


def test_without_a_file_there_is_nothing_to_lock():
    with only_process(None), only_process(None):
        pass


def test_a_link_in_the_place_of_the_lock_is_refused_and_what_it_leads_to_stays(tmp_path: Path):
    other = tmp_path / "letters.txt"
    other.write_text("years of work")
    (tmp_path / "bot.db.lock").symlink_to(other)
    with (
        pytest.raises(DatabaseUnusableError, match=r"bot\.db\.lock cannot be used"),
        only_process(tmp_path / "bot.db"),
    ):
        pytest.fail("the link was followed")
    assert other.read_text() == "years of work"


def test_who_reaches_the_file_by_a_link_meets_the_same_lock(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "bot.db").symlink_to(tmp_path / "data" / "bot.db")
    by_link, itself = (database_file(f"sqlite:///{tmp_path}/{name}") for name in ("bot.db", "data/bot.db"))
    with only_process(by_link), pytest.raises(AlreadyRunningError), only_process(itself):
        pytest.fail("two processes hold one file")
