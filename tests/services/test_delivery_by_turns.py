"""One worker after another on one database: killed, or frozen and back, with a platform that fails.

The same at full length, with processes that are killed, is tests/endurance.
"""

import asyncio
import contextlib
import random
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.announcements import Audience, Kind, kind_of
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.outcomes import Moved, RetryLater, Sent, Unknown, Unreachable
from bot.domain.delivery.pacing import ChatRests
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.planning import WEBINARS, Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import IN_FLIGHT, DeliveryWorker
from bot.storage import announcements, fan_out
from bot.storage.database import Database
from tests.builders import (
    NOW,
    START,
    TOPIC,
    announce,
    broadcast,
    counts,
    join,
    latest,
    schedule,
    states,
    take_turn,
    webinar,
)
from tests.fakes import Clock, FakeSender, until
from tests.services.test_delivery_worker import Office

pytestmark = pytest.mark.both_databases

PEOPLE, GROUPS, MOVED = range(1, 61), range(-10, 0), -1000
FLOOD = RetryLater(timedelta(milliseconds=20), "too many requests", flood=True)


class FailingPlatform(FakeSender):
    """Takes a moment for each message and fails some: `got` are the messages that arrived, by chat."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.got: Counter[int] = Counter()
        self.dropped: set[int] = set()
        self._chance = chance
        troubled = chance.sample(PEOPLE, 14)
        self._drops, self._floods, self._faulty = set(troubled[:5]), troubled[5:9], troubled[9:12]
        self.blocked = set(troubled[12:])
        self.moved = set(chance.sample(GROUPS, 2))
        self._once = dict.fromkeys(self._floods, FLOOD) | dict.fromkeys(
            self._faulty, RetryLater(timedelta(milliseconds=20), "Bad Gateway")
        )

    async def send(self, chat_id, language, announcement, thread_id=None):
        await asyncio.sleep(self._chance.uniform(0, 0.01))
        if chat_id in self._once:
            return self._once.pop(chat_id)
        if chat_id in self.blocked:
            return Unreachable("blocked")
        if chat_id in self.moved:
            return Moved(MOVED + chat_id)
        self.got[chat_id] += 1  # from here on a kill cannot take it back
        await asyncio.sleep(self._chance.uniform(0, 0.01))
        if chat_id in self._drops:
            self.dropped.add(chat_id)
            return Unknown("the connection broke")
        return Sent(1)


async def in_the_air(database: Database) -> int:
    sql = "SELECT count(*) FROM deliveries WHERE state = 'sending'"
    async with database.reading() as connection:
        return int((await connection.exec_driver_sql(sql)).scalar_one())


async def test_whoever_takes_over_and_whatever_fails_everybody_gets_it_once_or_is_unknown(database):
    way = "killed" if database.is_sqlite else "frozen"  # on PostgreSQL others are killed below
    await join(database, [*PEOPLE, *GROUPS])
    announcement_id = await announce(database)
    chance = random.Random(1)  # noqa: S311 - moments of kills, no secrets
    platform, clock, at_kills = FailingPlatform(chance), Clock(), 0
    running: list[asyncio.Task[None]] = []
    stopping = asyncio.Event()

    async def start() -> None:
        working = await take_turn(database)
        worker = DeliveryWorker(
            database,
            working,
            platform,
            Pacing(100, ChatRests(0.001, 0.003)),
            now=clock,
            alerting=Alerting(database, tuple),
            waits=Waits(outbox_idle=0.05, sweep=0.2),
        )
        running.append(asyncio.create_task(worker.run(stopping)))

    await start()
    for _ in range(5 if way == "killed" else 2):
        await asyncio.sleep(chance.uniform(0.05, 0.15))
        if way == "killed":
            running[-1].cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running[-1]
        at_kills += await in_the_air(database)
        await start()

    async def over() -> bool:
        clock.advance(seconds=0.1)
        return not (await counts(database, announcement_id)).keys() & {"pending", "sending"}

    await until(over)
    stopping.set()
    await asyncio.gather(*running, return_exceptions=True)

    found = await states(database, announcement_id)
    assert not {State.REFUSED, State.EXPIRED} & set(found.values())
    assert set(platform.got.values()) == {1}
    unknown = {chat for chat, state in found.items() if state is State.UNKNOWN}
    for chat in (*PEOPLE, *GROUPS):
        family = {chat, MOVED + chat} if chat in platform.moved else {chat}
        assert sum(platform.got[known] for known in family) <= 1
        assert family & (platform.got.keys() | unknown | platform.blocked)
    assert platform.dropped <= unknown
    assert len(unknown - platform.dropped) <= at_kills <= 5 * IN_FLIGHT


async def killed_after(steps: int, work) -> None:
    """Runs it for so many rounds of the loop, and then no more, as by a kill."""
    task = asyncio.create_task(work)
    for _ in range(steps):
        await asyncio.sleep(0)
    await asyncio.sleep(0.001 * steps)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def bodies(database: Database, kind: Kind) -> list[int]:
    return [found.announcement_id for found, _ in await latest(database) if kind_of(found.body) is kind]


@pytest.mark.parametrize("steps", [3, 7])
async def test_planning_and_notices_that_are_killed_anywhere_reach_everybody_once(database, steps):
    before, after = START - timedelta(hours=25), START - timedelta(hours=24)
    people = set(range(1, 6))
    await join(database, people, WEBINARS)
    alerting = Alerting(database, tuple)
    await Planner(await take_turn(database), schedule(webinar()), alerting).tick(before)
    await killed_after(steps, Planner(await take_turn(database), schedule(webinar()), alerting).tick(after))
    await Planner(await take_turn(database), schedule(webinar()), alerting).tick(after)
    (reminder,) = await bodies(database, Kind.REMINDER)
    assert set(await states(database, reminder)) == people

    await Office(database, clock=Clock(after)).work_off(reminder)
    moved = schedule(webinar(starts_at=START + timedelta(days=1)))
    for now in (after, after + STANDS_AFTER):
        await killed_after(steps, Planner(await take_turn(database), moved, alerting).tick(now))
        await Planner(await take_turn(database), moved, alerting).tick(now)
    (notice,) = await bodies(database, Kind.NOTICE)
    assert set(await states(database, notice)) == people


@pytest.mark.parametrize("steps", [3, 8])
async def test_a_fan_out_that_is_killed_anywhere_reaches_everybody_once(database, steps):
    people = set(range(1, 26))
    await join(database, people)
    async with database.transaction() as connection:
        made = await announcements.add(connection, "a", Audience(TOPIC), broadcast(), NOW, None)
        await fan_out.fan_out(connection, made, 10)
    office = Office(database)
    await office.take_turn()
    await killed_after(steps, office.worker.sweeping.sweep())

    async def everybody_has_a_row() -> bool:
        return set(await states(database, made)) == people

    async with office.open():
        await until(everybody_has_a_row)
        await office.closed(made)
    assert sorted(office.sender.chats) == sorted(people)
