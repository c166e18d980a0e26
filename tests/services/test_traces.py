"""Whoever leaves, and what was dropped or is too old, is soon in none of the database's files."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import State
from bot.domain.people.staff import StaffMember
from bot.domain.waits import Waits
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.members.retention import DRAFTS_KEPT_FOR, Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.storage import announcements, misses, outbox, staff
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, announce, begin, counts, due, join, settle, written
from tests.fakes import until

DAY = timedelta(days=1)
VICTIM, GROUP, SUPERGROUP = 7_123_456_789, -4_123_456_789, -1_009_876_543_210
SECRET = "a sentence that nobody may find"


@pytest.fixture
async def database(migrated_sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database.open(migrated_sqlite_url, Waits(erase=0.01))
    yield opened
    await opened.close()


class Disk:
    """The files of a database as somebody finds them who takes the disk away."""

    def __init__(self, url: str) -> None:
        self._file = Path(url.removeprefix("sqlite:///"))

    def holds(self, wanted: int | str) -> bool:
        """Whether any file holds a chat id, as SQLite writes it and in digits, or a text."""
        forms = [str(wanted).encode()]
        if isinstance(wanted, int):
            forms.append(wanted.to_bytes(6, "big", signed=True))
        files = [path.read_bytes() for path in self._file.parent.iterdir()]
        return any(form in content for content in files for form in forms)


@pytest.fixture
def disk(migrated_sqlite_url: str) -> Disk:
    return Disk(migrated_sqlite_url)


async def sent_to_all(database: Database) -> int:
    announcement_id = await announce(database)
    found = await due(database, size=100)
    await begin(database, found)
    async with database.transaction() as connection:
        settled = [outbox.Settled(each, State.SENT, each.chat_id % 1000) for each in found]
        await settle(connection, settled)
    return announcement_id


async def test_after_a_stop_no_file_holds_the_chat(database: Database, disk: Disk):
    subscribing = Subscribing(database, [TOPIC])
    await join(database, [*range(1, 2001), VICTIM])
    announcement_id = await announce(database)
    assert disk.holds(VICTIM)
    async with database.reading() as connection:  # the bot goes on
        await connection.execute(text("SELECT 1"))
        await subscribing.stop(VICTIM, NOW)
    await until(lambda: not disk.holds(VICTIM))
    assert await counts(database, announcement_id) == {State.PENDING: 2000, State.SKIPPED: 1}


async def test_what_was_sent_to_who_left_counts_on_and_is_nobodys(database: Database, disk: Disk):
    await join(database, [1, 2, VICTIM])
    announcement_id = await sent_to_all(database)
    await Subscribing(database, [TOPIC]).stop(VICTIM, NOW)
    await until(lambda: not disk.holds(VICTIM))
    assert await counts(database, announcement_id) == {State.SENT: 3}


async def test_what_was_in_the_air_brings_nobody_back_who_had_everything_deleted(
    database: Database, disk: Disk
):
    await join(database, [1, VICTIM])
    announcement_id = await announce(database)
    found = await due(database, size=100)
    await begin(database, found)
    await OwnRows(database).delete(VICTIM)
    async with database.transaction() as connection:
        await settle(connection, [outbox.Settled(each, State.SENT, 77) for each in found])
    await until(lambda: not disk.holds(VICTIM))
    assert await counts(database, announcement_id) == {State.SENT: 2}


async def test_after_a_move_no_file_holds_the_old_id(database: Database, disk: Disk):
    await join(database, [1, GROUP])
    announcement_id = await sent_to_all(database)
    await announce(database, "second")
    await Subscribing(database, [TOPIC]).move(GROUP, SUPERGROUP, NOW)
    await until(lambda: not disk.holds(GROUP))
    assert disk.holds(SUPERGROUP)
    assert await counts(database, announcement_id) == {State.SENT: 2}


async def test_after_a_move_onto_a_chat_that_is_stored_no_file_holds_the_old_id(
    database: Database, disk: Disk
):
    await join(database, [1, GROUP, SUPERGROUP])
    await sent_to_all(database)
    await announce(database, "second")
    await Subscribing(database, [TOPIC]).move(GROUP, SUPERGROUP, NOW)
    await until(lambda: not disk.holds(GROUP))


async def test_a_draft_that_was_dropped_or_written_anew_is_in_no_file(database: Database, disk: Disk):
    broadcasting = Broadcasting(database, Audience(TOPIC))
    for end in (
        broadcasting.drafts.discard(1),
        broadcasting.drafts.write(1, written("Other words.", message_id=9)),
    ):
        await broadcasting.drafts.start(1, NOW)
        await broadcasting.drafts.write(1, written(SECRET, message_id=8))
        assert disk.holds(SECRET)
        await end
        await until(lambda: not disk.holds(SECRET))


async def test_what_retention_forgets_is_in_no_file(database: Database, disk: Disk):
    broadcasting = Broadcasting(database, Audience(TOPIC))
    await join(database, [1, VICTIM])
    announcement_id = await sent_to_all(database)
    await broadcasting.drafts.start(GROUP, NOW)
    await broadcasting.drafts.write(GROUP, written(SECRET, message_id=8))
    async with database.transaction() as connection:
        await misses.add(connection, "2026-W40", "en", "an old question of somebody")
        await announcements.finish(connection, announcement_id)
        await connection.execute(text("DELETE FROM subscribers WHERE chat_id <> 1"))
    await Housekeeping(database, Retention(30 * DAY, 30 * DAY)).tidy(NOW + 31 * DAY + DRAFTS_KEPT_FOR)
    for gone in (VICTIM, GROUP, SECRET, "an old question"):
        await until(lambda gone=gone: not disk.holds(gone))
    async with database.reading() as connection:
        totals = await announcements.totals(connection, announcement_id)
    assert totals == json.loads('{"sent": 2}')


async def test_who_is_staff_no_more_is_in_no_file(database: Database, disk: Disk):
    for made_by, removed in ((VICTIM, GROUP), (GROUP, VICTIM)):
        async with database.transaction() as connection:
            await staff.add(connection, StaffMember(removed, 1, NOW))
            await staff.add_link(connection, "digest", made_by, NOW + DAY)
        async with database.transaction() as connection:
            assert await staff.remove(connection, removed)
        async with database.transaction() as connection:
            assert await staff.use_link(connection, "digest", NOW) == made_by
        await until(lambda: not disk.holds(VICTIM) and not disk.holds(GROUP))


async def test_a_reader_that_takes_long_only_delays_it(database: Database, disk: Disk):
    await join(database, [1, VICTIM])
    async with database.reading() as connection:
        await connection.execute(text("SELECT * FROM subscribers"))
        await Subscribing(database, [TOPIC]).stop(VICTIM, NOW)
        await join(database, [2])  # writers are not kept waiting either
        assert disk.holds(VICTIM)
    await until(lambda: not disk.holds(VICTIM))


async def test_what_a_kill_left_behind_goes_after_the_next_start(migrated_sqlite_url: str, disk: Disk):
    killed = Database.open(migrated_sqlite_url, Waits(erase=3600))
    await killed.prepare()
    await until(lambda: not Path(f"{migrated_sqlite_url.removeprefix('sqlite:///')}-wal").stat().st_size)
    await join(killed, [1, VICTIM])
    await Subscribing(killed, [TOPIC]).stop(VICTIM, NOW)
    assert disk.holds(VICTIM)
    started = Database.open(migrated_sqlite_url, Waits(erase=0.01))
    await started.prepare()
    await until(lambda: not disk.holds(VICTIM))
    await started.close()
    await killed.close()
