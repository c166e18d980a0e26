"""Rows of announcements, drafts and marks."""

from datetime import timedelta

import pytest

from bot.domain.announcements import Audience
from bot.storage import announcement_progress, announcements, drafts, single_values
from bot.storage.instants import from_ms, to_ms
from bot.storage.single_values import Mark
from tests.builders import NOW, announce, broadcast, join, latest


async def test_the_same_key_twice_is_one_announcement(database):
    async with database.transaction() as connection:
        first = await announcements.add(connection, "k", Audience("urgent", ("es",)), broadcast(), NOW, None)
        second = await announcements.add(connection, "k", Audience("weekly"), broadcast("x"), NOW, NOW)
        assert second is None
        found = await announcements.find(connection, first)
        assert await announcements.find(connection, first + 1) is None
    assert found.audience == Audience("urgent", ("es",))
    assert (found.key, found.body, found.created_at, found.expires_at) == ("k", broadcast(), NOW, None)


async def test_what_is_cancelled_or_finished_is_over_and_cannot_be_cancelled_again(database):
    cancelled, finished = await announce(database, "a"), await announce(database, "b")
    async with database.transaction() as connection:
        assert await announcements.lock_open(connection, cancelled)
        assert await announcements.cancel(connection, cancelled)
        await announcements.finish(connection, finished)
        for announcement_id in (cancelled, finished):
            assert not await announcements.lock_open(connection, announcement_id)
            assert not await announcements.cancel(connection, announcement_id)
        assert await announcements.sendable(connection, NOW) == []
        assert await announcement_progress.without_open_rows(connection) == []
    assert [state for _, state in await latest(database)] == ["cancelled", "finished"]


async def test_the_newest_announcements_come_first_and_no_more_than_asked_for(database):
    ids = [await announce(database, f"k{number}") for number in range(4)]
    async with database.reading() as connection:
        found = await announcement_progress.latest(connection, 3)
        assert [found for found, _ in await announcements.sendable(connection, NOW)] == ids
    assert [look.announcement.announcement_id for look in found] == ids[:0:-1]


async def test_a_progress_message_is_watched_until_it_is_not(database):
    announcement_id = await announce(database)
    async with database.transaction() as connection:
        await announcements.set_report(connection, announcement_id, 7, 42)
        (report,) = await announcements.reports(connection)
        await announcements.set_report(connection, announcement_id, None, None)
        assert await announcements.reports(connection) == []
    assert report == announcements.Watched(announcement_id, 7, 42)


async def test_an_admin_has_one_draft_and_a_new_one_replaces_it(database):
    async with database.transaction() as connection:
        await drafts.start(connection, 7, Audience("urgent"), NOW)
        await drafts.write(connection, 7, broadcast("first"), {"en": 1})
        await drafts.start(connection, 8, Audience("urgent"), NOW)
        await drafts.start(connection, 7, Audience("weekly", ("es",)), NOW)
        found = await drafts.find(connection, 7)
        assert (found.audience, found.body, found.sources) == (Audience("weekly", ("es",)), None, {})
        await drafts.write(connection, 7, broadcast("second"), {"en": 2})
        await drafts.aim(connection, 7, Audience("urgent"))
        found = await drafts.find(connection, 7)
        assert (found.audience, found.body) == (Audience("urgent"), broadcast("second"))
        assert (found.sources, found.created_at) == ({"en": 2}, NOW)
        assert await drafts.drop(connection, 7)
        assert not await drafts.drop(connection, 7)
        assert await drafts.find(connection, 8) is not None


async def test_a_draft_that_nobody_finished_is_forgotten(database):
    async with database.transaction() as connection:
        await drafts.start(connection, 7, Audience("urgent"), NOW)
        await drafts.start(connection, 8, Audience("urgent"), NOW + timedelta(seconds=1))
        await drafts.forget_before(connection, NOW + timedelta(seconds=1))
        assert await drafts.find(connection, 7) is None
        assert await drafts.find(connection, 8) is not None


async def test_a_mark_is_written_over_and_a_first_one_is_not(database):
    async with database.transaction() as connection:
        assert await single_values.read(connection, Mark.HALTED) is None
        await single_values.write(connection, Mark.HALTED, "one", NOW)
        await single_values.write(connection, Mark.HALTED, "two", NOW + timedelta(hours=1))
        assert await single_values.read(connection, Mark.HALTED) == ("two", NOW + timedelta(hours=1))
        assert await single_values.write_first(connection, Mark.HALTED, "three", NOW) == "two"
        await single_values.erase(connection, Mark.HALTED)
        assert await single_values.write_first(connection, Mark.HALTED, "three", NOW) == "three"


def test_instants_are_whole_milliseconds_and_never_naive():
    odd = NOW + timedelta(microseconds=1999)
    assert from_ms(to_ms(odd)) == NOW + timedelta(milliseconds=1)
    with pytest.raises(TypeError):
        to_ms(odd.replace(tzinfo=None))


async def test_a_subscriber_who_goes_leaves_announcements_alone(database):
    await join(database, [7])
    await announce(database)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM subscribers")
    assert len(await latest(database)) == 1
