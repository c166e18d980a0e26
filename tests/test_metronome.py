"""What ticks: whatever anybody does to the computer's clock."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.app.metronome import Metronome
from bot.domain.content.schedules import Schedule
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.deferred_writes import Deferring
from bot.services.handled_updates import Receiving
from bot.services.leader_lease import TurnLostError
from bot.services.members.retention import Housekeeping, Retention
from bot.storage.database import Database
from bot.storage.spool import Spool
from tests.builders import NOW
from tests.fakes import until

MONTH = timedelta(days=30)


@pytest.fixture
async def database(migrated_sqlite_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    found = Database.open(f"sqlite:///{shutil.copy(migrated_sqlite_file, tmp_path / 'test.db')}")
    yield found
    await found.close()


@pytest.mark.parametrize("set_by", [timedelta(days=-10), timedelta(days=10)], ids=["back", "ahead"])
async def test_it_ticks_on_when_the_computers_clock_is_set(database: Database, set_by: timedelta):
    ticks = 0

    def now() -> datetime:
        nonlocal ticks
        ticks += 1
        return NOW

    async def nothing_more(now: datetime) -> None:
        return None

    metronome = Metronome(
        Planner(database, Schedule(), Alerting(database, tuple)).tick,
        nothing_more,
        Housekeeping(database, Retention(MONTH, MONTH)),
        Receiving(database, Deferring(database), Spool(None), Waits()),
        now,
        asyncio.Event(),
    )
    stopping = asyncio.Event()
    running = asyncio.create_task(metronome.run(stopping, every=0.05, tidy_every=3600))
    try:
        await until(lambda: ticks > 6)
        with time_machine.travel(datetime.now(UTC) + set_by, tick=True):
            before = ticks
            await until(lambda: ticks > before + 10)
        stopping.set()
        await running
    finally:
        running.cancel()


async def test_a_turn_that_went_to_another_process_is_no_failure(database: Database, caplog):
    ticks = 0

    async def lost(now: datetime) -> None:
        nonlocal ticks
        ticks += 1
        raise TurnLostError

    metronome = Metronome(
        lost,
        lost,
        Housekeeping(database, Retention(MONTH, MONTH)),
        Receiving(database, Deferring(database), Spool(None), Waits()),
        lambda: NOW,
        asyncio.Event(),
    )
    stopping = asyncio.Event()
    running = asyncio.create_task(metronome.run(stopping, every=0.01, tidy_every=3600))
    await until(lambda: ticks > 3)
    stopping.set()
    await running
    assert not [record for record in caplog.records if record.name.startswith("bot.app")]


async def test_where_the_time_has_leapt_it_looks_at_once(database: Database):
    leapt, looks = asyncio.Event(), 0

    async def look(now: datetime) -> None:
        nonlocal looks
        looks += 1

    metronome = Metronome(
        look,
        look,
        Housekeeping(database, Retention(MONTH, MONTH)),
        Receiving(database, Deferring(database), Spool(None), Waits()),
        lambda: NOW,
        leapt,
    )
    stopping = asyncio.Event()
    running = asyncio.create_task(metronome.run(stopping, every=3600, tidy_every=3600))
    await until(lambda: looks == 2)
    leapt.set()
    await until(lambda: looks == 3)
    stopping.set()
    await running
