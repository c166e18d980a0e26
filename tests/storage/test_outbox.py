"""The outbox, on both databases: nothing is lost, nothing goes twice, whoever works on it."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import event

from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import State
from bot.storage import (
    announcement_progress,
    announcements,
    fan_out,
    moved_groups,
    outbox,
    single_values,
    subscribers,
)
from bot.storage.database import Database
from bot.storage.outbox import Settled
from bot.storage.single_values import Mark
from tests import builders
from tests.builders import (
    NOW,
    TOPIC,
    announce,
    as_begun,
    begin,
    broadcast,
    counts,
    due,
    join,
    latest,
    states,
    take_turn,
)

SECOND = timedelta(seconds=1)


async def test_only_the_audience_gets_a_row(database):
    await join(database, [1, 2], "urgent", language="en")
    await join(database, [3], "urgent", "weekly", language="es")
    await join(database, [4], "weekly", language="es")
    everybody = await announce(database, "a")
    spanish = await announce(database, "b", audience=Audience("urgent", ("es",)))
    nobody = await announce(database, "c", audience=Audience("webinars"))
    assert set(await states(database, everybody)) == {1, 2, 3}
    assert set(await states(database, spanish)) == {3}
    assert await states(database, nobody) == {}


async def test_who_joined_after_the_fan_out_gets_nothing(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    await join(database, [3])
    async with database.transaction() as connection:
        assert await fan_out.unfinished(connection, NOW) == []
        assert await fan_out.fan_out(connection, announcement_id) == 0
    assert await counts(database, announcement_id) == {"pending": 2}


async def test_rows_are_written_piece_by_piece_for_each_of_the_audience_once(database):
    await join(database, range(1, 11), language="es")
    await join(database, range(11, 26))
    await join(database, [-100, 7], "weekly", language="es")
    async with database.transaction() as connection:
        made = await announcements.add(connection, "a", Audience(TOPIC, ("es",)), broadcast(), NOW, None)
    added = []
    while True:
        async with database.transaction() as connection:
            if not await fan_out.unfinished(connection, NOW):
                break
            assert await announcement_progress.has_open(connection, made)
            added.append(await fan_out.fan_out(connection, made, 4))
    assert (added[:3], sum(added)) == ([4, 4, 2], 10)
    assert set(await states(database, made)) == set(range(1, 11))
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT recipients FROM announcements")
        assert rows.scalar_one() == 10


async def test_on_postgresql_a_piece_is_written_by_one_worker_at_a_time(emptied_postgres_url):
    database = Database.open(emptied_postgres_url)
    try:
        await join(database, range(1, 11))
        async with database.transaction() as connection:
            made = await announcements.add(connection, "a", Audience(TOPIC), broadcast(), NOW, None)
        async with database.transaction() as first:
            assert await fan_out.fan_out(first, made, 4) == 4
            async with database.transaction() as second:
                assert await fan_out.fan_out(second, made, 4) == 0
        async with database.transaction() as second:
            assert await fan_out.fan_out(second, made, 100) == 6
    finally:
        await database.close()


async def test_a_group_that_moves_behind_the_fan_out_still_gets_its_row(database):
    await join(database, [-2000, -7])
    async with database.transaction() as connection:
        made = await announcements.add(connection, "a", Audience(TOPIC), broadcast(), NOW, None)
        assert await fan_out.fan_out(connection, made, 1) == 1
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -3000)
        await moved_groups.move_deliveries(connection, -7, -3000, None, NOW)
        await fan_out.fan_out(connection, made)
    assert set(await states(database, made)) == {-2000, -3000}


async def test_a_member_of_all_topics_gets_one_row(database):
    await join(database, [1], "urgent", "weekly", "webinars")
    assert await counts(database, await announce(database)) == {"pending": 1}


async def finish(database, announcement_id):
    async with database.transaction() as connection:
        await announcements.finish(connection, announcement_id)


async def settle(database, *settled):
    async with database.transaction() as connection:
        await builders.settle(connection, [Settled(*each) for each in settled])


async def retry(database, delivery, at=NOW):
    async with database.transaction() as connection:
        await outbox.retry_at(connection, await as_begun(connection, delivery), at, "slow down")


async def give_up_earlier(database, epoch):
    async with database.transaction() as connection:
        return await outbox.give_up_earlier(connection, epoch)


async def test_what_is_due_comes_by_rank_and_then_by_age(database):
    await join(database, [1, 2, 3], "news", TOPIC)
    news = await announce(database, "news", audience=Audience("news"))
    first = await announce(database, "first")
    second = await announce(database, "second", at=NOW - SECOND)
    future = await announce(database, "future", at=NOW + SECOND)
    found = await due(database)
    assert [delivery.announcement_id for delivery in found] == [first] * 3 + [second] * 3 + [news] * 3
    assert {delivery.attempt for delivery in found} == {1}
    later = await due(database, now=NOW + SECOND)
    assert [delivery.announcement_id for delivery in later].count(future) == 3


async def test_no_more_is_found_than_was_asked_for(database):
    await join(database, range(1, 8))
    await announce(database)
    assert [len(await due(database, size=size)) for size in (3, 7, 9)] == [3, 7, 7]


async def test_a_row_begins_once(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    found = await due(database)
    assert await begin(database, found) == {1, 2}
    assert await begin(database, found) == set()
    assert await due(database) == []
    assert await counts(database, announcement_id) == {"sending": 2}


async def test_nothing_begins_in_a_turn_that_is_over(database):
    await join(database, [1])
    announcement_id = await announce(database)
    frozen = await take_turn(database)
    other = await take_turn(database)
    assert await begin(database, await due(database), epoch=frozen.epoch) == set()
    assert await counts(database, announcement_id) == {"pending": 1}
    assert await begin(database, await due(database), epoch=other.epoch) == {1}


async def test_on_postgresql_nobody_takes_over_in_the_middle_of_a_beginning(emptied_postgres_url):
    database = Database.open(emptied_postgres_url)
    try:
        await join(database, [1])
        await announce(database)
        found, first = await due(database), await take_turn(database)
        async with database.transaction() as connection:
            assert await outbox.begin(connection, first.epoch, [found[0].delivery_id], NOW)
            taking = asyncio.create_task(take_turn(database))
            await asyncio.sleep(0.2)
            assert not taking.done()
        second = await taking
        assert await give_up_earlier(database, second.epoch) == 1
    finally:
        await database.close()


async def cancel(database, announcement_id):
    async with database.transaction() as connection:
        assert await announcements.cancel(connection, announcement_id)


async def halt(database, announcement_id):
    async with database.transaction() as connection:
        await single_values.write(connection, Mark.HALTED, "", NOW)


async def unsubscribe(database, announcement_id):
    async with database.transaction() as connection:
        await subscribers.remove_topic(connection, 1, TOPIC)


async def forget(database, announcement_id, chat_id=1):
    async with database.transaction() as connection:
        await subscribers.forget(connection, chat_id)


async def test_what_was_found_does_not_begin_after_a_cancel_for_who_left_or_in_a_halt(database):
    await join(database, [1, 2, 3])
    cancelled, other = await announce(database, "cancelled"), await announce(database, "other")
    found = await due(database)
    await cancel(database, cancelled)
    await unsubscribe(database, other)
    await forget(database, other, 2)
    rows = [row.delivery_id for row in found if row.chat_id == 3 and row.announcement_id == other]
    await halt(database, other)
    assert await begin(database, found) == set()
    async with database.transaction() as connection:
        await single_values.erase(connection, Mark.HALTED)
    assert await begin(database, found) == {3}
    async with database.reading() as connection:
        begun = await connection.exec_driver_sql("SELECT delivery_id FROM deliveries WHERE state = 'sending'")
        assert [row.delivery_id for row in begun] == rows
    assert await counts(database, cancelled) == {"pending": 2, "skipped": 1}
    assert await counts(database, other) == {"pending": 1, "skipped": 1, "sending": 1}


async def test_an_announcement_that_expired_does_not_begin(database):
    await join(database, [1])
    await announce(database, expires_at=NOW + SECOND)
    found = await due(database)
    assert await begin(database, found, now=NOW + SECOND) == set()
    assert await due(database, now=NOW + SECOND) == []
    assert await begin(database, found, now=NOW) == {1}


async def test_of_what_did_not_begin_only_those_are_skipped_who_left(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    found = await due(database)
    await forget(database, announcement_id)
    await halt(database, announcement_id)
    assert await begin(database, found) == set()
    async with database.transaction() as connection:
        await outbox.skip_left(connection, [delivery.delivery_id for delivery in found])
    assert await states(database, announcement_id) == {None: State.SKIPPED, 2: State.PENDING}


async def test_a_row_of_a_chat_that_rests_is_due_later(database):
    await join(database, [1, 2])
    await announce(database)
    first, second = await due(database)
    async with database.transaction() as connection:
        await outbox.put_off(connection, [(first.delivery_id, NOW + SECOND)])
    assert await due(database) == [second]
    assert len(await due(database, now=NOW + SECOND)) == 2


async def test_an_attempt_is_settled_for_good(database):
    ends = {1: State.UNKNOWN, 2: State.UNREACHABLE, 3: State.REFUSED}
    await join(database, ends)
    announcement_id = await announce(database)
    found = await due(database)
    await begin(database, found)
    await settle(database, *((delivery, ends[delivery.chat_id], None, "why") for delivery in found))
    assert await states(database, announcement_id) == ends
    assert await due(database, now=NOW + timedelta(days=1)) == []


async def test_what_was_sent_is_settled_with_its_message(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    found = await due(database)
    await begin(database, found)
    await settle(database)
    await settle(database, *((delivery, State.SENT, 40 + delivery.chat_id) for delivery in found))
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT chat_id, message_id FROM deliveries")
        assert {row.chat_id: row.message_id for row in rows} == {1: 41, 2: 42}
    assert await counts(database, announcement_id) == {"sent": 2}


async def test_a_row_that_has_not_begun_cannot_be_settled(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (delivery,) = await due(database)
    await settle(database, (delivery, State.REFUSED), (delivery, State.SENT, 1))
    await retry(database, delivery, NOW + timedelta(days=1))
    assert await counts(database, announcement_id) == {"pending": 1}
    assert await begin(database, [delivery]) == {1}


async def test_a_retry_is_due_at_its_instant_and_counts_as_the_next_attempt(database):
    await join(database, [1])
    await announce(database)
    (delivery,) = await due(database)
    await begin(database, [delivery])
    await retry(database, delivery, NOW + SECOND)
    assert await due(database) == []
    (again,) = await due(database, now=NOW + SECOND)
    assert (again.delivery_id, again.attempt) == (delivery.delivery_id, 2)


async def test_an_outcome_written_twice_does_not_touch_the_attempt_after_it(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (first,) = await due(database)
    await begin(database, [first])
    await retry(database, first)
    await begin(database, await due(database))
    await retry(database, first)
    await settle(database, (first, State.REFUSED), (first, State.SENT, 1))
    assert await counts(database, announcement_id) == {"sending": 1}


async def test_a_beginning_that_was_undone_says_nothing_of_the_one_that_the_next_turn_made(database):
    await join(database, [1])
    announcement_id = await announce(database)
    frozen = await take_turn(database)
    (found,) = await due(database)
    undone = []
    with suppress(InterruptedError):
        async with database.transaction() as connection:
            undone = await outbox.begin(connection, frozen.epoch, [found.delivery_id], NOW)
            raise InterruptedError
    assert [delivery.attempt for delivery in undone] == [1]
    taken = await take_turn(database)
    await begin(database, [found], epoch=taken.epoch)
    async with database.transaction() as connection:
        await outbox.retry_at(connection, undone[0], NOW, "did not leave")
        await outbox.settle(connection, [Settled(undone[0], State.UNKNOWN)])
    assert await states(database, announcement_id) == {1: "sending"}


async def test_taking_over_gives_up_what_began_in_earlier_turns_and_nothing_else(database):
    await join(database, [1, 2, 3])
    announcement_id = await announce(database)
    first = await take_turn(database)
    found = await due(database)
    assert await begin(database, found[:1], epoch=first.epoch) == {1}
    second = await take_turn(database)
    assert await begin(database, found[1:2], epoch=second.epoch) == {2}
    assert await give_up_earlier(database, second.epoch) == 1
    assert await states(database, announcement_id) == {
        1: State.UNKNOWN,
        2: State.SENDING,
        3: State.PENDING,
    }


async def test_what_the_release_before_had_begun_is_given_up_too(database):
    await join(database, [1])
    announcement_id = await announce(database)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE deliveries SET state = 'sending', attempts = 1")
    assert await give_up_earlier(database, 1) == 1
    assert await counts(database, announcement_id) == {"unknown": 1}


async def test_a_late_answer_corrects_unknown_and_reopens_what_was_taken_for_finished(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    found = await due(database)
    await begin(database, found)
    await give_up_earlier(database, 1000)
    async with database.transaction() as connection:
        assert not await announcement_progress.has_open(connection, announcement_id)
    await finish(database, announcement_id)
    await settle(database, (found[0], State.SENT, 1))
    await retry(database, found[1])
    assert await counts(database, announcement_id) == {"sent": 1, "pending": 1}
    assert await begin(database, await due(database)) == {found[1].chat_id}


async def test_a_retry_does_not_reopen_what_was_cancelled(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (delivery,) = await due(database)
    await begin(database, [delivery])
    await cancel(database, announcement_id)
    await retry(database, delivery)
    assert await due(database) == []
    assert [state for _, state in await latest(database)] == ["cancelled"]


async def test_an_announcement_is_past_its_time_from_that_instant_on(database):
    await join(database, [1, 2, 3])
    stale = await announce(database, "stale", expires_at=NOW)
    fresh = await announce(database, "fresh", expires_at=NOW + SECOND)
    lasting = await announce(database, "lasting")
    async with database.reading() as connection:
        assert await outbox.past_their_time(connection, NOW - SECOND) == []
        assert await outbox.past_their_time(connection, NOW) == [stale]
        assert await outbox.past_their_time(connection, NOW + SECOND) == [stale, fresh]
        assert lasting not in await outbox.past_their_time(connection, NOW + timedelta(days=9999))


async def test_closing_leaves_what_has_begun(database):
    await join(database, [1, 2, 3])
    announcement_id = await announce(database)
    await begin(database, await due(database, size=1))
    async with database.transaction() as connection:
        assert await outbox.close_pending(connection, announcement_id, State.SKIPPED) == 2
        assert await announcement_progress.has_open(connection, announcement_id)
    assert await counts(database, announcement_id) == {"sending": 1, "skipped": 2}


async def move(database, delivery=None):
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -1007)
        begun = None if delivery is None else await as_begun(connection, delivery)
        await moved_groups.move_deliveries(connection, -7, -1007, begun, NOW)


async def test_a_group_that_moves_takes_its_open_rows_along(database):
    await join(database, [-7])
    announcement_id = await announce(database)
    await move(database)
    found = await due(database)
    assert [delivery.chat_id for delivery in found] == [-1007]
    assert await begin(database, found) == {-1007}
    assert await states(database, announcement_id) == {-1007: State.SENDING}


async def test_a_row_that_moves_in_the_moment_it_begins_goes_to_its_new_chat(database):
    await join(database, [-7])
    await announce(database)
    stale = await due(database)
    await move(database)
    assert await begin(database, stale) == {-1007}


async def test_a_move_that_sending_told_of_opens_the_row_again(database):
    await join(database, [-7])
    await announce(database)
    (delivery,) = await due(database)
    await begin(database, [delivery])
    await move(database, delivery)
    (again,) = await due(database)
    assert (again.delivery_id, again.chat_id, again.attempt) == (delivery.delivery_id, -1007, 2)


async def test_a_move_onto_a_chat_with_a_row_of_its_own_leaves_one_message(database):
    await join(database, [-7, -1007])
    announcement_id = await announce(database)
    await move(database)
    assert await states(database, announcement_id) == {None: State.SKIPPED, -1007: State.PENDING}


async def test_a_move_leaves_what_is_in_the_air_where_it_is(database):
    await join(database, [-7])
    announcement_id = await announce(database)
    await begin(database, await due(database))
    await move(database)
    assert await give_up_earlier(database, 1000) == 1
    assert await states(database, announcement_id) == {-1007: State.UNKNOWN}


async def test_what_reached_a_group_that_moves_reached_its_new_chat(database):
    await join(database, [-7])
    first = await announce(database)
    (delivery,) = await due(database)
    await begin(database, [delivery])
    await settle(database, (delivery, State.SENT, 1))
    await move(database)
    assert await states(database, first) == {-1007: State.SENT}


async def statements_of(database, work):
    """The SQL of `work(connection)`, with its values in place."""
    seen = []
    async with database.transaction() as connection:

        def note(_connection, _cursor, statement, parameters, _context, _many):
            seen.append((statement, parameters))

        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await work(connection)
    return seen


async def test_no_round_of_a_worker_reads_the_whole_outbox(database):
    await join(database, range(1, 1501))
    for number in range(4):
        await announce(database, f"k{number}", at=NOW if number == 3 else NOW - timedelta(days=1))
    async with database.transaction() as connection:
        for announcement_id in (1, 2, 3):
            await outbox.close_pending(connection, announcement_id, State.SENT)
        await connection.exec_driver_sql("ANALYZE")

    turn = await take_turn(database)

    async def round_of_a_worker(connection):
        found = await outbox.due(connection, NOW, 100)
        assert len(found) == 100
        ids = [delivery.delivery_id for delivery in found]
        assert len(await outbox.begin(connection, turn.epoch, ids[:50], NOW)) == 50
        await outbox.skip_left(connection, ids[:60])
        await outbox.put_off(connection, [(ids[60], NOW)])
        await outbox.settle(connection, [Settled(found[0], State.SENT, 1)])
        await outbox.retry_at(connection, found[1], NOW, "slow down")
        await outbox.give_up_earlier(connection, turn.epoch + 1)

    for statement, parameters in await statements_of(database, round_of_a_worker):
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        first = parameters[0] if isinstance(parameters, list) else parameters
        async with database.transaction() as connection:
            rows = await connection.exec_driver_sql(f"{explain} {statement}", first)
            plan = "\n".join(str(row[-1]) for row in rows)
        assert "SCAN deliveries" not in plan, plan
        assert "SCAN d\n" not in f"{plan}\n", plan
        assert "Seq Scan on deliveries" not in plan, plan
