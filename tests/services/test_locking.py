"""One process on one SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.locking import AlreadyRunningError, only_process

HOLD = """
import sys
from pathlib import Path
from bot.app.locking import only_process
with only_process(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_and_the_end_of_the_first_frees_the_file(tmp_path: Path):
    file = tmp_path / "bot.db"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
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
