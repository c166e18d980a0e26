"""What was handled stays handled over a restart, and signs of life are told from silence."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.waits import Waits
from bot.services.deferred_writes import Deferring
from bot.services.handled_updates import BEAT, RECENT, SERVED_AGAIN_FOR, Receiving, time_of_the_bot
from bot.storage import single_values
from bot.storage.single_values import Mark
from bot.storage.spool import Kept, Spool
from tests.builders import NOW
from tests.fakes import until

QUICK = Waits().scaled(0.01)


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    made = Spool(tmp_path / "spool")
    yield made
    await made.close()


class Started:
    """A process with these parts, as long as the block lasts."""

    def __init__(self, database, spool: Spool, wall: Callable[[], datetime] = lambda: NOW) -> None:
        self.deferring = Deferring(database)
        self.receiving = Receiving(database, self.deferring, spool, QUICK, wall)
        self._stopping = asyncio.Event()

    async def __aenter__(self) -> Receiving:
        await self.receiving.recover()
        self._running = asyncio.create_task(self.receiving.run(self._stopping))
        return self.receiving

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        await self._running
        await self.receiving.flush()


async def test_a_handled_update_is_known_also_after_a_restart(database, spool: Spool):
    async with Started(database, spool) as receiving:
        assert not receiving.is_handled(10**12, NOW)
        receiving.settle(10**12, NOW)
        assert receiving.is_handled(10**12, NOW)
    async with Started(database, spool) as receiving:
        assert receiving.is_handled(10**12, NOW)
        assert not receiving.is_handled(10**12 - 1, NOW)


async def test_numbers_that_begin_anew_below_are_new_and_what_is_old_is_forgotten(database, spool: Spool):
    async with Started(database, spool) as receiving:
        receiving.settle(500_000_000, NOW)
        assert not receiving.is_handled(100_000_000, NOW)
        receiving.settle(100_000_000, NOW + SERVED_AGAIN_FOR + timedelta(seconds=1))
    async with Started(database, spool) as receiving:
        assert receiving.is_handled(100_000_000, NOW)
        assert not receiving.is_handled(500_000_000, NOW)


async def test_what_waits_comes_back_after_a_restart_and_what_was_handled_does_not(database, spool: Spool):
    async with Started(database, spool) as receiving:
        assert await receiving.keep([Kept(1, "one", 1), Kept(2, "two", 1)], NOW)
        receiving.settle(1, NOW)
    assert await Receiving(database, Deferring(database), spool, QUICK).recover() == [Kept(2, "two", 1)]


async def test_one_left_file_that_cannot_be_read_keeps_nobody_from_the_others(
    database, spool: Spool, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_bytes(b"this is no database" * 100)
    left = Spool(good)
    await left.keep([Kept(3, "theirs", 1)], NOW)
    await left.close()
    await spool.settle([(2, NOW)], NOW)
    receiving = Receiving(database, Deferring(database), spool, QUICK)
    assert await receiving.recover([bad, good]) == [Kept(3, "theirs", 1)]
    assert receiving.is_handled(2, NOW)
    assert (bad.exists(), good.exists()) == (True, False)
    (said,) = [record.trouble for record in caplog.records if record.message == "spool.troubled"]
    assert said == f"{bad}: file is not a database"


async def test_a_spool_that_cannot_be_written_is_told_and_nothing_is_done_twice(
    database, spool: Spool, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "bot")
    async with Started(database, spool) as receiving:
        receiving.beat_received(NOW)
        receiving.beat_ticked(NOW)
        with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as other:
            for table in ("handled", "waiting"):
                other.execute(
                    f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'no'); END"
                )
            assert not await receiving.keep([Kept(1, "one", 1)], NOW)
            receiving.settle(1, NOW)
            assert receiving.is_handled(1, NOW)
            await until(lambda: has_problem(receiving, "cannot be kept on disk"))
            for table in ("handled", "waiting"):
                other.execute(f"DROP TRIGGER no_{table}")
        await until(lambda: has_problem(receiving, None))
    async with Started(database, spool) as receiving:
        assert receiving.is_handled(1, NOW)
    ours = [record.message for record in caplog.records if record.name.startswith("bot.services")]
    assert ours == ["spool.troubled", "spool.recovered"]


async def has_problem(receiving: Receiving, words: str | None) -> bool:
    problems = await receiving.problems(NOW)
    return not problems if words is None else any(words in problem for problem in problems)


async def test_a_bot_that_never_ran_is_not_well_and_one_that_beats_is(database, spool: Spool):
    async with Started(database, spool) as receiving:
        assert await receiving.problems(NOW) == [
            "the bot has never heard from Telegram",
            "the bot has never looked at the schedule",
        ]
        receiving.beat_received(NOW)
        receiving.beat_ticked(NOW)
    assert await Receiving(database, Deferring(database), spool, QUICK).problems(NOW + RECENT) == []


async def test_asked_from_outside_a_bot_is_well_however_wrong_the_computers_clock(database, spool: Spool):
    wrong = NOW + timedelta(days=10)
    async with Started(database, spool, lambda: wrong) as receiving:
        receiving.beat_received(NOW)
        receiving.beat_ticked(NOW)
    asked = Receiving(database, Deferring(database), spool, QUICK)
    assert await asked.problems(wrong + RECENT) == []
    assert len(await asked.problems(wrong + RECENT + timedelta(seconds=1))) == 2


async def test_a_program_beside_a_running_bot_goes_by_the_bots_time_and_without_one_by_the_computers(
    database, spool: Spool
):
    wrong = NOW - timedelta(days=3)
    async with Started(database, spool, lambda: wrong) as receiving:
        receiving.beat_received(NOW)
    async with database.reading() as connection:
        a_minute_later = wrong + timedelta(minutes=1)
        assert await time_of_the_bot(connection, a_minute_later) == NOW + timedelta(minutes=1)
        an_hour_later = wrong + timedelta(hours=1)
        assert await time_of_the_bot(connection, an_hour_later) == an_hour_later


async def test_silence_is_reported_with_its_beginning(database, spool: Spool):
    async with Started(database, spool) as receiving:
        receiving.beat_received(NOW)
        receiving.beat_ticked(NOW)
        receiving.beat_ticked(NOW + RECENT)
        found = await receiving.problems(NOW + RECENT + timedelta(seconds=1))
    assert found == ["the bot has not heard from Telegram since 2026-11-21 12:00:00 UTC"]


async def test_what_waits_for_more_than_two_minutes_is_reported(database, spool: Spool):
    async with Started(database, spool) as receiving:
        later = NOW + RECENT + timedelta(seconds=1)
        await receiving.keep([Kept(1, "one", 1)], NOW)
        receiving.beat_received(later)
        receiving.beat_ticked(later)
        assert await receiving.problems(NOW + RECENT) == []
        assert await receiving.problems(later) == [
            "something that people wrote has been waiting since 2026-11-21 12:00:00 UTC"
        ]


async def test_signs_of_life_are_written_no_more_often_than_needed_also_when_the_clock_goes_back(
    database, spool: Spool
):
    deferring = Deferring(database)
    receiving = Receiving(database, deferring, spool, QUICK)

    async def written():
        await deferring.flush()
        async with database.reading() as connection:
            return (await single_values.read(connection, Mark.TICKED))[1]

    receiving.beat_ticked(NOW)
    receiving.beat_ticked(NOW + BEAT / 2)
    assert await written() == NOW
    receiving.beat_ticked(NOW + BEAT)
    assert await written() == NOW + BEAT
    receiving.beat_ticked(NOW - timedelta(hours=1))
    assert await written() == NOW - timedelta(hours=1)
