"""A pace in memory and a pace that workers share: the same promises, seen from the services."""

import asyncio
from itertools import pairwise

import pytest

from bot.domain.pacing import Pace
from bot.services.pacing import AHEAD, WAITS_FOR, OwnPace, Pacing, SharedPace
from bot.storage import shared_pace
from bot.storage.database import Database

LIMIT = 50.0


@pytest.fixture
async def shared(emptied_postgres_url):
    """Three workers, each with connections of its own."""
    databases = [Database.open(emptied_postgres_url) for _ in range(3)]
    yield [Pacing(SharedPace(database, LIMIT), LIMIT) for database in databases]
    for database in databases:
        await database.close()


async def take(pacing, count):
    """So many slots as a worker takes them: it waits for each."""
    clock, taken = asyncio.get_running_loop().time, []
    for left in range(count, 0, -1):
        slot = await pacing.slot(left)
        await asyncio.sleep(max(0.0, slot - clock()))
        taken.append(slot)
    return taken


async def test_slots_that_several_workers_reserve_at_once_are_one_interval_apart(emptied_postgres_url):
    taken = []

    def reserve(pace, now):
        pace, slots = pace.reserved(now, 7)
        taken.extend(slots)
        return pace

    async def reserve_often(database):
        for _ in range(10):
            async with database.transaction() as connection:
                await shared_pace.change(connection, LIMIT, reserve)

    databases = [Database.open(emptied_postgres_url) for _ in range(3)]
    await asyncio.gather(*(reserve_often(database) for database in databases))
    for database in databases:
        await database.close()
    assert len(taken) == 210
    assert all(later - earlier > 0.999 / LIMIT for earlier, later in pairwise(sorted(taken)))


async def test_three_workers_together_are_no_faster_than_one_may_be(shared):
    clock = asyncio.get_running_loop().time
    began = clock()
    await asyncio.gather(*(take(pacing, 30) for pacing in shared))
    # a worker may stop in the middle of what it reserved, and be a moment off in reading the other's clock
    assert clock() - began > (90 - 3 * LIMIT * AHEAD) / LIMIT


async def test_a_flood_that_one_worker_meets_silences_and_slows_all(shared):
    clock = asyncio.get_running_loop().time
    one, other, _ = shared
    await one.slot(1)
    for chat in (1, 2, 3):
        one.note_flood(chat, 30, clock())
    assert one.quiet_until > clock() + 29
    await one.tell()
    assert one.quiet_until > clock() + 29
    assert await other.slot(1) > clock() + 29
    assert other.quiet_until > clock() + 29


async def test_replies_of_one_worker_make_room_with_all(shared):
    clock = asyncio.get_running_loop().time
    one, other, _ = shared
    await one.slot(1)
    asked_at = clock()
    for chat in range(20):
        one.note_reply(chat, asked_at)
    assert await one.slot(1) >= asked_at + 19 / LIMIT
    assert await other.slot(1) >= asked_at + 20 / LIMIT


async def test_slots_that_were_missed_are_not_made_up_for():
    pacing = Pacing(OwnPace(LIMIT), LIMIT)
    clock = asyncio.get_running_loop().time
    await pacing.slot(10)
    await asyncio.sleep(0.1)
    now = clock()
    slots = [await pacing.slot(3) for _ in range(3)]
    assert slots[0] >= now - 0.02
    assert all(later - earlier > 0.9 / LIMIT for earlier, later in pairwise(slots))


async def test_who_missed_its_slot_waits_for_another_one_and_for_none_that_is_far_ahead():
    pacing = Pacing(OwnPace(LIMIT), LIMIT)
    clock = asyncio.get_running_loop().time
    slots = [await pacing.slot(3) for _ in range(3)]
    await asyncio.sleep(0.15)
    assert await pacing.turn(slots[0])
    assert await pacing.turn(slots[1])
    taken = clock()
    assert taken >= slots[0] + 0.15 + 0.9 / LIMIT
    for _ in range(int(LIMIT * WAITS_FOR) + 10):
        pacing.note_reply(1, taken)
    assert not await pacing.turn(slots[2])


class BrokenPace:
    """Gives one slot that has passed, then fails."""

    def __init__(self) -> None:
        self._given = [[-1000.0]]

    async def exchange(self, news, count):
        if self._given:
            return Pace.of(LIMIT), self._given.pop()
        raise ConnectionResetError


async def test_a_keeper_that_fails_leaves_everything_to_be_told_again():
    pacing = Pacing(OwnPace(LIMIT), LIMIT)
    clock = asyncio.get_running_loop().time
    for chat in (1, 2, 3):
        pacing.note_flood(chat, 30, clock())
    keeper, pacing._keeper = pacing._keeper, BrokenPace()
    await pacing.tell()
    for chat in (4, 5, 6):
        pacing.note_flood(chat, 60, clock())
    with pytest.raises(ConnectionResetError):
        await pacing.tell()
    pacing._keeper = keeper
    await pacing.tell()
    assert await pacing.slot(1) > clock() + 59
