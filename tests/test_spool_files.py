"""Each process has a spool of its own, and what one that is no more has left is found."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.app.locking import AlreadyRunningError, left_spools, spool_file
from bot.config import Settings
from bot.storage.spool import SpoolError


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)


def test_beside_a_file_there_is_one_and_in_memory_there_is_none(tmp_path: Path):
    with spool_file(settings(database_url=f"sqlite:///{tmp_path}/bot.db")) as found:
        assert found == tmp_path / "bot.db.spool"
    with spool_file(settings(database_url="sqlite://")) as found:
        assert found is None


def test_processes_on_a_server_share_a_folder_and_no_spool(tmp_path: Path):
    shared = settings(database_url="postgresql://host/bot", spool=tmp_path / "spool")
    with spool_file(shared) as first, spool_file(shared) as second:
        assert (first, second) == (tmp_path / "spool", tmp_path / "spool.2")


def test_what_is_left_is_for_who_works_next_also_what_a_process_left_that_starts_again(tmp_path: Path):
    shared = settings(database_url="postgresql://host/bot", spool=tmp_path / "spool")
    for left in ("spool", "spool.beside", "spool.3"):
        (tmp_path / left).touch()
    with spool_file(shared) as own, spool_file(shared) as other:
        assert (own, other) == (tmp_path / "spool.2", tmp_path / "spool.4")
        with left_spools(shared, other) as left, left_spools(shared, own) as nothing:
            assert (left, nothing) == ([tmp_path / name for name in ("spool", "spool.beside", "spool.3")], [])


def test_where_all_names_are_taken_by_files_the_first_free_one_is_gone_on_with(tmp_path: Path):
    shared = settings(database_url="postgresql://host/bot", spool=tmp_path / "spool")
    for number in range(2, 17):
        (tmp_path / f"spool.{number}").touch()
    (tmp_path / "spool").touch()
    with spool_file(shared) as first, spool_file(shared) as second:
        assert (first, second) == (tmp_path / "spool", tmp_path / "spool.2")


def test_when_all_are_taken_or_none_can_be_made_the_start_ends_with_a_line(tmp_path: Path):
    shared = settings(database_url="postgresql://host/bot", spool=tmp_path / "spool")
    with ExitStack() as others:
        for _ in range(16):
            others.enter_context(spool_file(shared))
        with pytest.raises(AlreadyRunningError, match="spool"), spool_file(shared):
            pass
    nowhere = settings(database_url="postgresql://host/bot", spool=tmp_path / "nowhere" / "spool")
    said = "BOT_SPOOL: .*nowhere/spool cannot be used: there is no folder"
    with pytest.raises(SpoolError, match=said), spool_file(nowhere):
        pass
