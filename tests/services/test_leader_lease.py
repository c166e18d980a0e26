"""One process works and others stand by, by a row of the database."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest

from bot.domain.announcements import Announcement
from bot.domain.delivery.deliveries import State
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.planning import WEBINARS, Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.services.leader_lease import TurnLostError, Working
from bot.storage import single_values
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.outbox import Settled
from bot.storage.postgres import FROZEN_FOR
from bot.storage.single_values import Mark
from tests.builders import NOW, START, begin, due, join, latest, schedule, settle, webinar
from tests.fakes import until

QUICK = Waits().scaled(0.1)  # a lease of a second


class Steady:
    """A clock that a test may move."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


@pytest.fixture
async def shared(emptied_postgres_url):
    database = Database.open(emptied_postgres_url)
    yield database
    await database.close()


async def end_of_turn(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.exec_driver_sql("SELECT ends_at FROM working")).scalar_one()


async def _is_later(database: Database, before: int) -> bool:
    return await end_of_turn(database) > before


async def until_it_waits(database: Database) -> None:
    """Until somebody waits for a lock."""

    async def waits() -> bool:
        sql = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        async with database.reading() as connection:
            return (await connection.exec_driver_sql(sql)).scalar_one() > 0

    await until(waits)


@asynccontextmanager
async def kept(working: Working):
    """Renews the turn inside."""
    stopping = asyncio.Event()
    keeping = asyncio.create_task(working.keep(stopping))
    try:
        yield keeping
    finally:
        stopping.set()
        await keeping


async def test_a_second_process_stands_by_while_the_first_renews_its_turn(shared):
    first, second = Working(shared, "a", QUICK), Working(shared, "b", QUICK)
    assert await first.take()
    stopping = asyncio.Event()
    standing_by = asyncio.create_task(second.until_ours(stopping))
    async with kept(first):
        for _ in range(3):
            before = await end_of_turn(shared)
            await until(lambda before=before: _is_later(shared, before))
        assert first.is_ours
        assert not standing_by.done()
        assert not second.is_ours
    # nobody renews it any more, as after a kill
    assert await standing_by
    assert second.epoch == first.epoch + 1


async def test_a_process_that_ends_in_good_order_lets_the_next_one_begin_at_once(shared):
    first, second = Working(shared, "a", Waits()), Working(shared, "b", Waits())
    assert await first.take()
    assert not await second.take()
    await first.give_up()
    assert not first.is_ours
    assert await second.take()


async def test_who_stands_by_ends_when_it_is_told_to(shared):
    first, second = Working(shared, "a", Waits()), Working(shared, "b", Waits())
    await first.take()
    stopping = asyncio.Event()
    standing_by = asyncio.create_task(second.until_ours(stopping))
    await asyncio.sleep(0)
    stopping.set()
    assert not await standing_by


async def test_a_process_that_was_frozen_writes_nothing_and_knows_it_as_soon_as_it_asks(shared):
    frozen, other = Working(shared, "a", QUICK), Working(shared, "b", QUICK)
    await frozen.take()
    await until(other.take)
    assert frozen.is_ours  # nobody has told it
    with pytest.raises(TurnLostError):
        async with frozen.transaction() as connection:
            await single_values.write(connection, Mark.HALTED, "", NOW)
    assert not frozen.is_ours
    async with shared.reading() as connection:
        assert await single_values.read(connection, Mark.HALTED) is None
    async with other.transaction() as connection:
        await single_values.write(connection, Mark.HALTED, "", NOW)


async def test_keeping_ends_when_another_process_has_the_turn(shared):
    frozen, other = Working(shared, "a", QUICK), Working(shared, "b", QUICK)
    await frozen.take()
    await until(other.take)
    await frozen.keep(asyncio.Event())
    assert not frozen.is_ours
    assert other.is_ours


async def test_nobody_takes_over_in_the_middle_of_what_is_written(shared):
    first, second = Working(shared, "a", QUICK), Working(shared, "b", QUICK)
    await first.take()
    async with first.transaction():
        taking = asyncio.create_task(second.until_ours(asyncio.Event()))
        await until_it_waits(shared)
        assert not taking.done()
    assert await taking


async def test_whoever_is_frozen_in_the_middle_of_a_transaction_holds_nobody_up_for_longer_than_a_lease(
    emptied_postgres_url,
):
    quick = f"{emptied_postgres_url}{'&' if '?' in emptied_postgres_url else '?'}options="
    frozen_in = Database.open(f"{quick}-c%20idle_in_transaction_session_timeout%3D200")
    database = Database.open(emptied_postgres_url)
    try:
        frozen, other = Working(frozen_in, "a", QUICK), Working(database, "b", QUICK)
        await frozen.take()
        with suppress(DatabaseUnreachableError):
            async with frozen.transaction() as connection:
                assert await other.until_ours(asyncio.Event())
                await single_values.write(connection, Mark.HALTED, "", NOW)
        async with other.transaction() as connection:
            assert await single_values.read(connection, Mark.HALTED) is None
            rows = await connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout")
            assert rows.scalar_one() == f"{FROZEN_FOR}s"
    finally:
        await frozen_in.close()
        await database.close()
    assert Waits().lease > FROZEN_FOR


async def test_while_the_database_is_away_the_turn_is_uncertain_but_not_lost_until_another_is_heard_of(
    shared,
):
    steady = Steady()
    working = Working(shared, "a", Waits(), steady)
    await working.take()
    assert working.is_certain
    working.note_other()  # such as a poll that crossed its own: no reason to stop
    assert working.is_ours
    steady.ahead = Waits().lease
    assert working.is_ours
    assert not working.is_certain
    working.note_other()
    assert not working.is_ours


class Lost:
    """A database that a test may take away."""

    is_sqlite = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_away = False
        self.asked = 0

    def reading(self):
        self.asked += 1
        if self.is_away:
            raise DatabaseUnreachableError("away")
        return self._database.reading()

    transaction = reading


async def test_a_turn_that_nobody_could_renew_while_the_database_was_away_is_left_to_who_has_it(shared):
    clock, lost = Steady(), Lost(shared)
    first, second = Working(shared, "a", QUICK), Working(lost, "b", QUICK, clock)
    await first.take()
    stopping = asyncio.Event()
    standing_by = asyncio.create_task(second.until_ours(stopping))
    await until(lambda: lost.asked > 0)
    lost.is_away, before = True, lost.asked
    await until(lambda: lost.asked > before)
    async with shared.transaction() as connection:
        await connection.exec_driver_sql("UPDATE working SET ends_at = 0")
    lost.is_away, before = False, lost.asked
    clock.ahead -= QUICK.lease  # however long it takes here
    await until(lambda: lost.asked > before + 3)
    assert not standing_by.done()
    clock.ahead += 3 * QUICK.lease
    assert await standing_by  # it is there again, and nobody renewed it


async def test_who_stood_still_asks_the_database_before_it_goes_on_and_only_then(shared):
    steady = Steady()
    working, other = Working(shared, "a", Waits(), steady), Working(shared, "b", QUICK)
    await working.take()
    async with shared.transaction() as connection:
        await connection.exec_driver_sql("UPDATE working SET ends_at = 0")
    assert await other.take()
    assert await working.is_still_ours()  # as long as the turn lasts by its own clock nobody is asked
    steady.ahead = Waits().lease
    assert not await working.is_still_ours()


async def test_a_clock_of_the_database_that_was_set_back_holds_nobody_up(shared):
    first, second = Working(shared, "a", Waits()), Working(shared, "b", Waits())
    await first.take()
    async with shared.transaction() as connection:
        await connection.exec_driver_sql("UPDATE working SET ends_at = ends_at + 86400000")
    assert await second.take()


async def test_every_turn_has_a_higher_number_and_on_sqlite_nobody_waits(sqlite_database):
    first, second = Working(sqlite_database, "a", Waits()), Working(sqlite_database, "b", Waits())
    assert await first.take()
    assert await second.take()
    assert second.epoch == first.epoch + 1
    with pytest.raises(TurnLostError):
        async with first.transaction():
            pass
    keeping = asyncio.create_task(second.keep(asyncio.Event()))
    await asyncio.sleep(0)
    assert not keeping.done()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


async def test_who_stands_by_plans_nothing_so_two_schedules_are_not_announced_back_and_forth(shared):
    first, second = Working(shared, "a", Waits()), Working(shared, "b", Waits())
    await first.take()
    await join(shared, range(1, 11), WEBINARS)
    alerting = Alerting(shared, tuple)
    old = Planner(first, schedule(webinar()), alerting)
    new = Planner(second, schedule(webinar(starts_at=START + timedelta(days=1))), alerting)
    await old.tick(START - timedelta(hours=25))

    async def tick_in_turns(now) -> None:
        for _ in range(3):
            await old.tick(now)
            with pytest.raises(TurnLostError):
                await new.tick(now)

    await tick_in_turns(START - timedelta(hours=24))
    reminder = await announced(shared)
    assert [announcement.body.webinar.starts_at for announcement in reminder] == [START]
    await deliver_all(shared, START - timedelta(hours=24))
    await first.give_up()
    assert await second.take()
    for number in range(3):
        now = START - timedelta(hours=23) + number * STANDS_AFTER
        await new.tick(now)
        with pytest.raises(TurnLostError):
            await old.tick(now)
    _, notice = await announced(shared)
    assert notice.body.moved_to == START + timedelta(days=1)


async def announced(database: Database) -> list[Announcement]:
    return [announcement for announcement, _ in await latest(database)]


async def deliver_all(database: Database, now: datetime) -> None:
    found = await due(database, now=now)
    await begin(database, found, now=now)
    async with database.transaction() as connection:
        await settle(connection, [Settled(delivery, State.SENT, 1) for delivery in found])
