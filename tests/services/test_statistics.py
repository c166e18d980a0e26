"""What is counted by the day: enough for staff to see how it goes, and nothing of anybody."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.content.faq import Faq
from bot.domain.delivery.deliveries import State
from bot.domain.immediate_requests import Leave
from bot.domain.statistics import Countable, DailyCount
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Missed
from bot.services.answering import Answering
from bot.services.deferred_writes import Deferring
from bot.services.immediate_requests import Heeding
from bot.services.members.retention import COUNTS_KEPT_FOR, Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.staff.statistics import Counting, Statistics
from bot.storage import daily_counts
from bot.storage.database import Database
from bot.storage.outbox import Settled
from tests.builders import NOW, TOPIC, announce, begin, due, join, settle
from tests.fakes import until
from tests.services.test_answering import FixedAnswerer

DAY = timedelta(days=1)
TIDYING = Retention(30 * DAY, 90 * DAY)


async def counted(database: Database) -> list[DailyCount]:
    async with database.reading() as connection:
        return await daily_counts.since(connection, (NOW - 1000 * DAY).date())


async def sent(database: Database, key: str = "broadcast/1", at=NOW) -> int:
    """An announcement that everybody got who had subscribed."""
    announcement_id = await announce(database, key, at=at)
    rows = [row for row in await due(database, now=at) if row.announcement_id == announcement_id]
    await begin(database, rows, now=at)
    async with database.transaction() as connection:
        await settle(connection, [Settled(row, State.SENT, 1) for row in rows])
    return announcement_id


@pytest.mark.both_databases
async def test_answers_and_misses_are_counted_by_day_and_language(database: Database):
    deferring = Deferring(database)
    for reply, language, times in ((Answered(("a",), 0.9), "en", 3), (Missed(0.1), "es", 2)):
        answering = Answering(deferring, FixedAnswerer(reply), Faq.of(()))
        for _ in range(times):
            await answering.ask(7, Question.of("what is it"), language, NOW)
        await deferring.flush()
    assert await counted(database) == [
        DailyCount(NOW.date(), Countable.ANSWERED, "", "en", 3),
        DailyCount(NOW.date(), Countable.MISSED, "", "es", 2),
    ]


async def test_what_is_counted_after_a_write_is_counted_too(database: Database):
    deferring = Deferring(database)
    counting = Counting(deferring)
    for _ in range(2):
        for _ in range(50):
            counting.note(Countable.ANSWERED, "en", NOW)
        await deferring.flush()
    assert [each.count for each in await counted(database)] == [100]


async def test_who_leaves_within_a_day_is_counted_by_the_newest_announcement_that_they_had(
    database: Database,
):
    await join(database, [1, 2, 3])
    old = await sent(database, "old", NOW - 3 * DAY)
    await sent(database, "first", NOW - timedelta(hours=2))
    newest = await sent(database, "second", NOW - timedelta(hours=1))
    subscribing = Subscribing(database, [TOPIC])
    for chat in (1, 2, 2, 99):  # twice is once, and nobody who was not there leaves
        await subscribing.stop(chat, NOW)
    figures = await Statistics(database, Deferring(database)).look(NOW)
    assert figures.left_after(newest) == 2
    assert figures.left_after(old) == 0
    await subscribing.stop(3, NOW + 2 * DAY)
    assert [(each.name, each.count) for each in await counted(database)] == [(str(newest), 2), ("", 1)]


async def test_a_stop_that_is_read_ahead_counts_as_one(database: Database):
    await join(database, [1])
    newest = await sent(database)
    heeding = Heeding(database, lambda: NOW, 0.01)
    heeding.heed(1, Leave(1))
    stopping = asyncio.Event()
    running = asyncio.create_task(heeding.run(stopping))
    await until(lambda: heeding.applied(1))
    stopping.set()
    await running
    await Subscribing(database, [TOPIC]).stop(1, NOW)  # in its place in the chat's order
    assert await counted(database) == [DailyCount(NOW.date(), Countable.LEFT, str(newest), "", 1)]


async def test_stock_is_taken_anew_all_day_and_then_stays(database: Database):
    await join(database, [1, 2], TOPIC, "weekly")
    await join(database, [3], TOPIC, language="es")
    housekeeping = Housekeeping(database, TIDYING)
    for at in (NOW, NOW + DAY):
        await housekeeping.tidy(at)
    await Subscribing(database, [TOPIC]).stop(3, NOW + DAY)
    await housekeeping.tidy(NOW + DAY + timedelta(hours=1))
    await join(database, [4, 5])
    figures = await Statistics(database, Deferring(database)).look(NOW + 2 * DAY)
    days = [(NOW + ago * DAY).date() for ago in range(3)]
    assert figures.history(TOPIC) == dict(zip(days, [3, 2, 4], strict=True))
    assert figures.history(TOPIC, "es") == dict(zip(days, [1, 0, 0], strict=True))
    assert figures.history("weekly") == dict(zip(days, [2, 2, 2], strict=True))
    assert figures.history("", "en") == dict(zip(days, [2, 2, 4], strict=True))
    assert figures.people == 4


async def test_counts_are_forgotten_after_a_year(database: Database):
    deferring = Deferring(database)
    Counting(deferring).note(Countable.ANSWERED, "en", NOW)
    await deferring.flush()
    housekeeping = Housekeeping(database, TIDYING)
    await housekeeping.tidy(NOW + COUNTS_KEPT_FOR)
    assert len(await counted(database)) == 1
    await housekeeping.tidy(NOW + COUNTS_KEPT_FOR + DAY)
    assert await counted(database) == []
