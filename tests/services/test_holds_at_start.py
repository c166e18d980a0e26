"""A restored backup, an old disk: what may have gone out already waits for an admin's word."""

from datetime import datetime, timedelta

import pytest

from bot.domain.alerts import AnnouncementsHeld, OccurrencesMissed
from bot.domain.announcements import Audience, Kind, kind_of
from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.planning import WEBINARS, Planner
from bot.services.delivery.held_announcements import Holding
from bot.services.holds_at_start import CLOCK_JUMPED, guard, last_alive_at
from bot.storage import holds, single_values
from bot.storage.single_values import Mark
from tests.builders import (
    NOW,
    START,
    TOPIC,
    alerts,
    announce,
    begin,
    broadcast,
    due,
    join,
    latest,
    schedule,
    webinar,
)
from tests.services.test_delivery_worker import Office

HOUR = timedelta(hours=1)


@pytest.fixture
def broadcasting(database) -> Broadcasting:
    return Broadcasting(database, Audience(TOPIC))


def planning(database, plan) -> Planner:
    return Planner(database, plan, Alerting(database, tuple))


async def started(database, now: datetime) -> None:
    """A process starts."""
    await guard(database, Alerting(database, tuple), await last_alive_at(database), now)


async def beaten(database, at: datetime) -> None:
    """A sign of life from then."""
    async with database.transaction() as connection:
        await single_values.write(connection, Mark.TICKED, "", at)


async def held(database) -> dict[int, HeldBecause]:
    found = await Holding(database).held()
    return {status.announcement.announcement_id: status.hold.because for status in found if status.hold}


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=23), timedelta(days=-9)])
async def test_an_ordinary_start_holds_and_halts_nothing(database, broadcasting, away):
    await join(database, [1])
    await announce(database)
    await beaten(database, NOW - away)
    await started(database, NOW)
    assert await alerts(database) == []
    assert await broadcasting.standstill() is None
    assert await held(database) == {}


async def test_the_very_first_start_of_all_holds_nothing(database):
    await join(database, [1])
    await announce(database)
    await started(database, NOW + timedelta(days=9))
    assert await held(database) == {}


@pytest.mark.both_databases
async def test_after_more_than_a_day_away_only_what_was_waiting_from_before_is_held(database, broadcasting):
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
    await started(database, now)
    (alert,) = await alerts(database)
    assert isinstance(alert, AnnouncementsHeld)
    assert alert.because is HeldBecause.GAP
    assert [each.headline.announcement_id for each in alert.waiting] == [stale]
    assert await held(database) == {stale: HeldBecause.GAP}
    assert {each.announcement_id for each in await due(database, now=now)} == {fresh}


@pytest.mark.both_databases
async def test_what_a_backup_has_as_active_is_held_and_told_at_the_first_start_only(database, broadcasting):
    await join(database, [1])
    announcement_id = await announce(database)
    await Holding(database).halt_restored(NOW)
    await started(database, NOW)
    (alert,) = await alerts(database)
    assert isinstance(alert, AnnouncementsHeld)
    assert [(each.headline.announcement_id, each.headline.kind) for each in alert.waiting] == [
        (announcement_id, Kind.BROADCAST)
    ]
    await started(database, NOW + HOUR)
    assert await alerts(database) == [alert]
    assert await broadcasting.standstill() is HaltedBecause.RESTORED


async def test_what_an_earlier_release_halted_because_a_clock_jumped_goes_on_by_itself(
    database, broadcasting
):
    async with database.transaction() as connection:
        await single_values.write(connection, Mark.HALTED, CLOCK_JUMPED, NOW)
    await started(database, NOW)
    assert await broadcasting.standstill() is None
    await broadcasting.halt(NOW)
    await started(database, NOW)
    assert await broadcasting.standstill() is HaltedBecause.ADMIN


async def test_a_restore_at_a_clock_that_is_behind_holds_what_may_have_gone_out_all_the_same(database):
    await join(database, [1], WEBINARS)
    planner = planning(database, schedule(webinar()))
    await planner.tick(START - timedelta(days=3))
    await restored(database, START - timedelta(days=30))
    await started(database, START - timedelta(hours=20))
    await planner.tick(START - timedelta(hours=19))
    assert list((await held(database)).values()) == [HeldBecause.RESTORED]


async def restored(database, at: datetime) -> None:
    """As if a backup had been put in place at that instant."""
    async with database.transaction() as connection:
        await single_values.write(connection, Mark.RESTORED, "", at)


async def test_what_fell_due_between_the_backup_and_the_restore_is_announced_as_held(database):
    await join(database, [1], WEBINARS)
    planner = planning(database, schedule(webinar()))
    await planner.tick(START - timedelta(days=3))
    await restored(database, START - timedelta(hours=20))
    await planner.tick(START - timedelta(hours=2))
    (alert,) = await alerts(database)
    assert isinstance(alert, AnnouncementsHeld)
    assert (alert.because, len(alert.waiting)) == (HeldBecause.RESTORED, 1)
    assert alert.waiting[0].headline.kind is Kind.REMINDER
    await planner.tick(START - timedelta(hours=2))
    assert await alerts(database) == [alert]
    assert await due(database, now=START - timedelta(hours=2)) == []
    await planner.tick(START - timedelta(minutes=59))
    assert [(found.key.rpartition("/")[2], state) for found, state in await latest(database)] == [
        ("-24h", "held"),
        ("-1h", "active"),
    ]


async def test_what_is_too_late_after_a_restore_is_said_to_have_gone_out_perhaps(database):
    planner = planning(database, schedule(webinar(leads=[timedelta(0)])))
    await planner.tick(START - timedelta(days=3))
    await restored(database, START + HOUR)
    await planner.tick(START + 2 * HOUR)
    (alert,) = await alerts(database)
    assert isinstance(alert, OccurrencesMissed)
    assert (alert.count, alert.may_have_gone_out) == (1, True)


async def test_a_notice_that_may_have_gone_out_before_the_restore_is_held(database):
    await join(database, [1], WEBINARS)
    begun_at = START - timedelta(hours=23)
    planner = planning(database, schedule(webinar()))
    await planner.tick(START - timedelta(days=3))
    await planner.tick(begun_at)
    found = await due(database, now=begun_at)
    assert await begin(database, found, now=begun_at) == {1}
    await restored(database, begun_at + HOUR)
    moved = planning(database, schedule(webinar(starts_at=START + timedelta(days=9))))
    await moved.tick(begun_at + 2 * HOUR)
    (alert,) = await alerts(database)
    assert isinstance(alert, AnnouncementsHeld)
    assert [each.headline.kind for each in alert.waiting] == [Kind.NOTICE]
    (notice,) = [
        (found, state) for found, state in await latest(database) if kind_of(found.body) is Kind.NOTICE
    ]
    assert notice[1] == "held"
    async with database.reading() as connection:
        assert await holds.hold_of(connection, notice[0].announcement_id) == alert.waiting[0].hold
