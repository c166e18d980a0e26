"""What is not needed any more goes; what it amounted to stays."""

from datetime import timedelta

import pytest

from bot.domain.alerts import Doing, HandlerFailed
from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import State
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.held_announcements import Holding
from bot.services.members.awaited_words import AwaitedWords
from bot.services.members.personal_questions import PersonalQuestions
from bot.services.members.retention import DRAFTS_KEPT_FOR, Housekeeping, Retention
from bot.storage import announcement_progress, announcements, misses, ratings
from bot.storage.outbox import Settled
from tests.builders import NOW, TOPIC, alerts, announce, begin, counts, due, join, settle, states

DAY = timedelta(days=1)
RETENTION = Retention(deliveries=30 * DAY, missed=90 * DAY)


async def finished(database, key, at=NOW):
    """An announcement to four, of whom one is unreachable and one unknown."""
    announcement_id = await announce(database, key, at=at)
    rows = {delivery.chat_id: delivery for delivery in await due(database, now=at)}
    await begin(database, rows.values(), now=at)
    async with database.transaction() as connection:
        settled = [
            Settled(rows[1], State.SENT, 1),
            Settled(rows[2], State.SENT, 2),
            Settled(rows[3], State.UNREACHABLE),
            Settled(rows[4], State.UNKNOWN),
        ]
        await settle(connection, settled)
        await announcements.finish(connection, announcement_id)
    return announcement_id


@pytest.mark.both_databases
async def test_how_many_got_the_words_alone_stays_known_when_the_rows_are_gone(database):
    await join(database, [1, 2, 3, 4])
    old = await finished(database, "old", NOW - 31 * DAY)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE deliveries SET reason = 'words alone' WHERE chat_id < 4")
        before = await announcement_progress.one(connection, old)
    await Housekeeping(database, RETENTION).tidy(NOW)
    async with database.reading() as connection:
        after = await announcement_progress.one(connection, old)
    assert before is not None
    assert after is not None
    assert before.words_alone == after.words_alone == 2
    assert await states(database, old) == {}


async def test_old_deliveries_go_and_their_progress_stays(database):
    await join(database, [1, 2, 3, 4])
    old, recent = await finished(database, "old", NOW - 31 * DAY), await finished(database, "recent")
    before = await counts(database, old)
    for _ in range(2):
        await Housekeeping(database, RETENTION).tidy(NOW)
    assert await states(database, old) == {}
    assert await counts(database, old) == before
    assert before == {"sent": 2, "unreachable": 1, "unknown": 1}
    assert len(await states(database, recent)) == 4


async def test_what_may_still_go_out_is_kept_however_old(database):
    await join(database, [1])
    announcement_id = await announce(database, at=NOW - 100 * DAY)
    await Housekeeping(database, RETENTION).tidy(NOW)
    assert await states(database, announcement_id) == {1: State.PENDING}


async def test_missed_questions_ratings_and_drafts_go_when_their_time_is_over(database):
    broadcasting = Broadcasting(database, Audience(TOPIC))
    await broadcasting.drafts.start(7, NOW - DRAFTS_KEPT_FOR - DAY)
    await broadcasting.drafts.start(8, NOW)
    async with database.transaction() as connection:
        for week in ("2025-W52", "2026-W30", "2026-W47"):
            await misses.add(connection, week, "en", f"asked in {week}")
            await ratings.add(connection, week, f"rated-in-{week}", "en", helpful=True)
    await Housekeeping(database, RETENTION).tidy(NOW)
    assert await broadcasting.drafts.find(7) is None
    assert await broadcasting.drafts.find(8) is not None
    async with database.reading() as connection:
        assert [row[0] for row in await misses.most_asked(connection, 5)] == ["asked in 2026-W47"]
        assert [row[0] for row in await ratings.least_helpful(connection, 5)] == ["rated-in-2026-W47"]


@pytest.mark.both_databases
async def test_nothing_that_halts_or_holds_sending_prolongs_what_is_kept(database):
    await join(database, [1, 2, 3, 4])
    old = await finished(database, "old", NOW - 31 * DAY)
    async with database.transaction() as connection:
        await misses.add(connection, "2026-W20", "en", "asked half a year ago")
        # an earlier release wrote this when a clock jumped, and forgot nothing until somebody said a word
        await connection.exec_driver_sql("INSERT INTO marks (name, value, at) VALUES ('jumped', '1.0', 0)")
    await Holding(database).halt_restored(NOW)
    await Housekeeping(database, RETENTION).tidy(NOW)
    assert await states(database, old) == {}
    async with database.reading() as connection:
        assert await misses.most_asked(connection, 10) == []


@pytest.mark.both_databases
async def test_alerts_go_with_their_rows(database):
    alerting = Alerting(database, lambda: [9001])
    await alerting.tell(HandlerFailed(Doing.OTHER, "old00000"), NOW - 31 * DAY)
    await alerting.tell(HandlerFailed(Doing.OTHER, "recent00"), NOW)
    await Housekeeping(database, RETENTION).tidy(NOW)
    assert await alerts(database) == [HandlerFailed(Doing.OTHER, "recent00")]
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) AS n FROM deliveries")
        assert rows.scalar_one() == 1


@pytest.mark.both_databases
async def test_questions_to_a_person_go_when_their_time_is_over(database):
    questions = PersonalQuestions(database, AwaitedWords())
    numbers = {}
    for chat_id, message_id in ((1, None), (2, 70), (3, 71)):
        number = numbers[chat_id] = await questions.begin(chat_id, "en", NOW)
        await questions.write(number, "words", NOW)
        if message_id:
            await questions.sent(number, message_id, NOW)
    await questions.answered(numbers[3])
    housekeeping = Housekeeping(database, RETENTION)
    await housekeeping.tidy(NOW + DAY)
    assert await questions.find(1, numbers[1]) is None
    assert [found.chat_id for found in await questions.take_late(NOW + 2 * DAY)] == [2]
    assert await questions.take_late(NOW + 2 * DAY) == []
    await housekeeping.tidy(NOW + 7 * DAY)
    assert [await questions.in_message(number, NOW) for number in (70, 71)] == [None, None]
