"""Owners, staff, the link that works once, and what is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.alerts import Doing, HandlerFailed
from bot.domain.people.staff import Act, Recorded
from bot.services.alerting import Alerting
from bot.services.staff.staffing import Staffing
from bot.storage.database import Database
from tests.builders import announce

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWNER, BEN, CAT = 9001, 500, 501
DAY = timedelta(days=1)


async def test_a_link_makes_one_person_one_of_the_staff_and_no_second(database: Database):
    staffing = Staffing(database, [OWNER])
    code = await staffing.make_link(OWNER, NOW)
    assert not staffing.is_staff(BEN)
    assert await staffing.join(code, BEN, NOW) == OWNER
    assert staffing.is_staff(BEN)
    assert not staffing.is_owner(BEN)
    assert await staffing.join(code, CAT, NOW) is None
    assert not staffing.is_staff(CAT)


async def test_a_link_holds_for_a_day(database: Database):
    staffing = Staffing(database, [OWNER])
    code = await staffing.make_link(OWNER, NOW)
    assert await staffing.join(code, BEN, NOW + DAY) is None
    assert await staffing.join(await staffing.make_link(OWNER, NOW), BEN, NOW + DAY - timedelta(seconds=1))


async def test_a_link_of_somebody_who_is_no_owner_any_more_holds_no_more(database: Database):
    code = await Staffing(database, [OWNER]).make_link(OWNER, NOW)
    assert await Staffing(database, [CAT]).join(code, BEN, NOW) is None


async def test_who_is_one_of_the_staff_already_uses_no_link_up(database: Database):
    staffing = Staffing(database, [OWNER])
    code = await staffing.make_link(OWNER, NOW)
    assert await staffing.join(code, OWNER, NOW) is None
    assert await staffing.join(code, BEN, NOW) == OWNER


async def test_the_staff_are_known_after_a_restart_and_forgotten_when_removed(database: Database):
    before = Staffing(database, [OWNER])
    await before.join(await before.make_link(OWNER, NOW), BEN, NOW)
    after = Staffing(database, [OWNER])
    await after.load()
    assert after.ids == {OWNER, BEN}
    assert await after.remove(BEN, OWNER, NOW)
    assert not after.is_staff(BEN)
    assert not await after.remove(BEN, OWNER, NOW)
    await before.load()
    assert before.ids == {OWNER}


async def test_what_was_done_is_written_down_the_newest_first(database: Database):
    staffing = Staffing(database, [OWNER])
    await staffing.join(await staffing.make_link(OWNER, NOW), BEN, NOW)
    sent = Recorded(BEN, Act.SENT, NOW + DAY, announcement_id=7, count=312)
    await staffing.record(sent)
    assert await staffing.latest(5) == [sent, Recorded(OWNER, Act.ADDED, NOW, person=BEN)]
    assert await staffing.latest(1) == [sent]


async def test_an_alert_that_has_not_left_leaves_for_nobody_who_was_removed(database: Database):
    staffing = Staffing(database, [OWNER])
    await staffing.join(await staffing.make_link(OWNER, NOW), BEN, NOW)
    await Alerting(database, lambda: staffing.ids).tell(HandlerFailed(Doing.MESSAGE, "abc"), NOW)
    await staffing.remove(BEN, OWNER, NOW)
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT chat_id, state FROM deliveries ORDER BY chat_id"))
        assert [tuple(row) for row in rows] == [(BEN, "skipped"), (OWNER, "pending")]


@pytest.mark.both_databases
async def test_what_somebody_confirmed_is_open_until_it_is_over(database: Database):
    staffing, announcement_id = Staffing(database, [OWNER]), await announce(database)
    await staffing.record(Recorded(CAT, Act.PAUSED, NOW, announcement_id))
    await staffing.record(Recorded(BEN, Act.SENT, NOW, announcement_id, count=1))
    assert await staffing.has_open_sendings(BEN)
    assert not await staffing.has_open_sendings(CAT)
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE announcements SET state = 'finished'"))
    assert not await staffing.has_open_sendings(BEN)
