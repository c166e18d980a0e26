"""Pauses, ways back and deleting on both databases."""

from datetime import timedelta

import pytest

from bot.domain.people.subscriptions import Subscriber
from bot.services.members.retention import Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, announce, counts, join

PERSON, OTHER = 7_123_456_789, 8
DAY = timedelta(days=1)
TIDYING = Retention(14 * DAY, 30 * DAY)


@pytest.mark.both_databases
async def test_who_pauses_gets_nothing_that_begins_then_and_all_of_it_again_after(database: Database):
    subscribing = Subscribing(database, [TOPIC])
    await join(database, [PERSON, OTHER])
    paused = await subscribing.pause(PERSON, NOW)
    assert paused is not None
    assert paused.paused == {TOPIC}
    assert await counts(database, await announce(database, "in the pause")) == {"pending": 1}
    housekeeping = Housekeeping(database, TIDYING)
    await housekeeping.end_pauses(NOW + 29 * DAY)
    assert await subscribing.find(PERSON) == paused
    assert paused.paused_until is not None
    await housekeeping.end_pauses(paused.paused_until)
    found = await subscribing.find(PERSON)
    assert found == Subscriber(PERSON, paused.language, frozenset({TOPIC}), paused.joined_week)
    assert await counts(database, await announce(database, "after it")) == {"pending": 2}


async def test_after_deleting_everything_no_row_is_found_and_others_keep_theirs(database: Database):
    await join(database, [PERSON, OTHER])
    announcement_id = await announce(database)
    rows = OwnRows(database)
    assert set((await rows.of(PERSON)).rows) == {"subscribers", "subscriptions", "deliveries"}
    await rows.delete(PERSON)
    assert (await rows.of(PERSON)).rows == {}
    assert set((await rows.of(OTHER)).rows) == {"subscribers", "subscriptions", "deliveries"}
    assert await counts(database, announcement_id) == {"pending": 1, "skipped": 1}
