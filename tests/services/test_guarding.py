"""A clock that jumped, a restored backup, an old disk: nothing stale goes out without an admin's word."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain.alerts import (
    AnnouncementsHeld,
    ClockJumped,
    DeliveriesExpired,
    OccurrenceMissed,
)
from bot.domain.announcements import Audience, Kind, kind_of
from bot.domain.guarding import HaltedBecause, Standstill
from bot.domain.holding import HeldBecause
from bot.services.broadcasting import Broadcasting
from bot.services.guarding import GuardedClock, Guarding
from bot.services.holding import Holding
from bot.services.housekeeping import Housekeeping, Retention
from bot.services.planning import WEBINARS, Planner
from bot.storage import holding, marks
from bot.storage.marks import Mark
from tests.builders import (
    NOW,
    START,
    TOPIC,
    announce,
    begin,
    broadcast,
    claim,
    counts,
    join,
    latest,
    schedule,
    webinar,
)
from tests.services.test_delivering import Office

HOUR = timedelta(hours=1)
JUMP = timedelta(hours=5)


class Clocks:
    """A wall clock that can be set, and a steady one; both go on by `pass_by`."""

    def __init__(self) -> None:
        self.wall = NOW
        self.steady = 1000.0

    def pass_by(self, **by: float) -> None:
        self.wall += timedelta(**by)
        self.steady += timedelta(**by).total_seconds()

    def guarded(self) -> GuardedClock:
        return GuardedClock(lambda: self.wall, lambda: self.steady)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def broadcasting(database) -> Broadcasting:
    return Broadcasting(database, Audience(TOPIC))


async def beaten(database, at: datetime) -> None:
    """A sign of life from then."""
    async with database.transaction() as connection:
        await marks.write(connection, Mark.TICKED, "", at)


async def held(database) -> dict[int, HeldBecause]:
    found = await Holding(database).held()
    return {status.announcement.announcement_id: status.hold.because for status in found if status.hold}


def test_until_a_jump_is_accepted_time_goes_on_as_if_there_had_been_none(clocks: Clocks):
    clock = clocks.guarded()
    clocks.pass_by(hours=30)
    assert clock() == clocks.wall
    clocks.wall += JUMP
    clocks.pass_by(seconds=10)
    assert clock() == clocks.wall - JUMP
    assert clock.jump() == JUMP
    clock.accept()
    assert (clock(), clock.jump()) == (clocks.wall, None)


def test_a_clock_that_is_corrected_bit_by_bit_never_jumps(clocks: Clocks):
    clock = clocks.guarded()
    for _ in range(100):
        clocks.wall += timedelta(minutes=4)
        clocks.pass_by(seconds=1)
        assert clock() == clocks.wall


def test_a_clock_that_jumps_back_at_once_has_not_jumped(clocks: Clocks):
    clock = clocks.guarded()
    clocks.wall -= JUMP
    clock()
    clocks.wall += JUMP
    assert (clock(), clock.jump()) == (clocks.wall, None)


async def test_a_clock_that_goes_right_is_looked_at_without_a_word(database, clocks, broadcasting):
    guarding = Guarding(database, clocks.guarded())
    clocks.pass_by(days=3)
    assert await guarding.look() is None
    assert await broadcasting.standstill() is None


@pytest.mark.parametrize("jump", [JUMP, -JUMP], ids=["ahead", "back"])
async def test_a_jump_halts_everything_with_its_size_and_is_told_once(database, clocks, broadcasting, jump):
    clock = clocks.guarded()
    guarding = Guarding(database, clock)
    clocks.wall += jump
    assert await guarding.look() == ClockJumped(jump)
    assert clock() == clocks.wall
    assert await guarding.look() is None
    assert await broadcasting.standstill() == Standstill(HaltedBecause.CLOCK, jump)
    assert await broadcasting.resume()
    assert await broadcasting.standstill() is None
    assert await guarding.look() is None


async def test_a_jump_that_another_process_told_is_not_told_again(database, clocks):
    first, second = (Guarding(database, clocks.guarded()) for _ in range(2))
    clocks.wall += JUMP
    assert await first.look() == ClockJumped(JUMP)
    assert await second.look() is None


async def test_a_halt_of_an_admin_becomes_a_halt_for_the_clock_and_not_the_other_way_round(
    database, clocks, broadcasting
):
    guarding = Guarding(database, clocks.guarded())
    await broadcasting.halt(NOW)
    clocks.wall += JUMP
    await guarding.look()
    await broadcasting.halt(NOW)
    assert await broadcasting.standstill() == Standstill(HaltedBecause.CLOCK, JUMP)


async def test_a_jump_ahead_expires_nothing_before_resume_and_what_is_too_late_after_it(
    database, clocks, broadcasting
):
    await join(database, [1, 2])
    announcement_id = await announce(database, expires_at=NOW + HOUR)
    clock = clocks.guarded()
    guarding = Guarding(database, clock)
    office = Office(database, clock=clock)
    clocks.wall += JUMP
    await office.worker.sweeping.sweep()  # before anybody looked: it does not see the new time
    await guarding.look()
    await office.worker.sweeping.sweep()
    assert await office.worker.step(asyncio.Event()) is False
    assert await counts(database, announcement_id) == {"pending": 2}
    await broadcasting.resume()
    async with office.open():
        await office.are(announcement_id, expired=2)
    assert office.sender.chats == []
    assert office.alerts == [DeliveriesExpired("broadcast/1", 2)]


async def test_the_planner_does_not_tick_after_a_jump_before_resume(database, clocks, broadcasting):
    await join(database, [1], WEBINARS)
    clocks.wall = START - timedelta(days=3)
    clock = clocks.guarded()
    guarding = Guarding(database, clock)
    planner = Planner(database, schedule(webinar()))
    await planner.tick(clock())
    clocks.wall = START - timedelta(hours=20)
    assert await planner.tick(clock()) == []  # before anybody looked: it does not see the new time
    await guarding.look()
    assert await planner.tick(clock()) == []
    assert await latest(database) == []
    await broadcasting.resume()
    await planner.tick(clock())
    assert [found.key for found, _ in await latest(database)] == [
        "webinar/orientation@2027-03-02T16:00Z/-24h"
    ]


async def test_after_a_jump_nothing_is_forgotten_before_resume(database, clocks, broadcasting):
    await broadcasting.start(7, NOW)
    clock = clocks.guarded()
    guarding = Guarding(database, clock)
    housekeeping = Housekeeping(database, Retention(timedelta(days=3), timedelta(days=7)))
    clocks.wall += timedelta(days=400)
    await housekeeping.tidy(clock())
    await guarding.look()
    await housekeeping.tidy(clock())
    assert await broadcasting.awaits_text(7)
    await broadcasting.resume()
    await housekeeping.tidy(clock())
    assert not await broadcasting.awaits_text(7)


async def test_while_the_database_does_not_take_the_halt_the_new_time_is_not_believed(
    clocks, sqlite_database
):
    clock = clocks.guarded()
    guarding = Guarding(sqlite_database, clock)
    async with sqlite_database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE marks RENAME TO away")
    clocks.wall += JUMP
    with pytest.raises(Exception, match="no such table"):
        await guarding.look()
    assert clock() == clocks.wall - JUMP
    async with sqlite_database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE away RENAME TO marks")
    assert await guarding.look() == ClockJumped(JUMP)


async def test_at_a_start_a_sign_of_life_from_the_future_halts_everything(database, clocks, broadcasting):
    await beaten(database, NOW + JUMP)
    guarding = Guarding(database, clocks.guarded())
    assert await guarding.begin(NOW) == [ClockJumped(-JUMP)]
    assert await broadcasting.standstill() == Standstill(HaltedBecause.CLOCK, -JUMP)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=23), timedelta(minutes=-4)])
async def test_an_ordinary_start_holds_and_halts_nothing(database, clocks, broadcasting, away):
    await join(database, [1])
    await announce(database)
    await beaten(database, NOW - away)
    assert await Guarding(database, clocks.guarded()).begin(NOW) == []
    assert await broadcasting.standstill() is None
    assert await held(database) == {}


async def test_the_very_first_start_of_all_holds_nothing(database, clocks):
    await join(database, [1])
    await announce(database)
    assert await Guarding(database, clocks.guarded()).begin(NOW + timedelta(days=9)) == []


async def test_after_more_than_a_day_away_only_what_was_waiting_from_before_is_held(
    database, clocks, broadcasting
):
    await join(database, [1, 2])
    over = await announce(database, "over")
    await Office(database).work_off(over)
    stale = await announce(database, "stale")
    now = NOW + timedelta(days=3)
    confirmed = await broadcasting.enqueue(
        "for next week", Audience(TOPIC), broadcast(), NOW, send_at=now + timedelta(days=2)
    )
    assert confirmed is not None
    await beaten(database, NOW)
    fresh = await announce(database, "fresh", at=now)
    (alert,) = await Guarding(database, clocks.guarded()).begin(now)
    assert isinstance(alert, AnnouncementsHeld)
    assert alert.because is HeldBecause.GAP
    assert [each.announcement_id for each in alert.waiting] == [stale]
    assert await held(database) == {stale: HeldBecause.GAP}
    assert {each.announcement_id for each in await claim(database, now=now)} == {fresh}


async def test_without_a_steady_clock_only_a_restore_matters(database, broadcasting):
    await join(database, [1])
    announcement_id = await announce(database)
    await beaten(database, NOW + JUMP)
    guarding = Guarding(database, None)
    assert await guarding.begin(NOW) == []
    assert await guarding.look() is None
    await Holding(database).halt_restored(NOW)
    (alert,) = await guarding.begin(NOW)
    assert isinstance(alert, AnnouncementsHeld)
    assert [(each.announcement_id, each.kind) for each in alert.waiting] == [
        (announcement_id, Kind.BROADCAST)
    ]
    assert await guarding.begin(NOW) == []  # told at the first start only
    assert await broadcasting.standstill() == Standstill(HaltedBecause.RESTORED)


async def restored(database, at: datetime) -> None:
    """As if a backup had been put in place at that instant."""
    async with database.transaction() as connection:
        await marks.write(connection, Mark.RESTORED, "", at)


async def test_what_fell_due_between_the_backup_and_the_restore_is_announced_as_held(database):
    await join(database, [1], WEBINARS)
    planner = Planner(database, schedule(webinar()))
    await planner.tick(START - timedelta(days=3))
    await restored(database, START - timedelta(hours=20))
    (alert,) = await planner.tick(START - timedelta(hours=2))
    assert isinstance(alert, AnnouncementsHeld)
    assert (alert.because, len(alert.waiting)) == (HeldBecause.RESTORED, 1)
    assert alert.waiting[0].kind is Kind.REMINDER
    assert await planner.tick(START - timedelta(hours=2)) == []
    assert await claim(database, now=START - timedelta(hours=2)) == []
    await planner.tick(START - timedelta(minutes=59))
    assert [(found.key.rpartition("/")[2], state) for found, state in await latest(database)] == [
        ("-24h", "held"),
        ("-1h", "active"),
    ]


async def test_what_is_too_late_after_a_restore_is_said_to_have_gone_out_perhaps(database):
    planner = Planner(database, schedule(webinar(leads=[timedelta(0)])))
    await planner.tick(START - timedelta(days=3))
    await restored(database, START + HOUR)
    assert await planner.tick(START + 2 * HOUR) == [
        OccurrenceMissed("webinar/orientation@2027-03-02T16:00Z/start", may_have_gone_out=True)
    ]


async def test_a_notice_that_may_have_gone_out_before_the_restore_is_held(database):
    await join(database, [1], WEBINARS)
    begun_at = START - timedelta(hours=23)
    planner = Planner(database, schedule(webinar()))
    await planner.tick(START - timedelta(days=3))
    await planner.tick(begun_at)
    claimed = await claim(database, now=begun_at)
    assert await begin(database, claimed, now=begun_at) == {1}
    await restored(database, begun_at + HOUR)
    moved = Planner(database, schedule(webinar(starts_at=START + timedelta(days=9))))
    (alert,) = await moved.tick(begun_at + 2 * HOUR)
    assert isinstance(alert, AnnouncementsHeld)
    assert [each.kind for each in alert.waiting] == [Kind.NOTICE]
    (notice,) = [
        (found, state) for found, state in await latest(database) if kind_of(found.body) is Kind.NOTICE
    ]
    assert notice[1] == "held"
    async with database.reading() as connection:
        assert await holding.hold_of(connection, notice[0].announcement_id) == alert.waiting[0].hold
