"""The outbox, on both databases: nothing is lost, nothing goes twice, whoever works on it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.domain.announcements import Audience
from bot.domain.deliveries import Delivery, State
from bot.storage import announcements, fanning_out, marks, moves, outbox, subscribers
from bot.storage.database import Database
from bot.storage.marks import Mark
from tests.builders import (
    LEASE_UNTIL,
    NOW,
    TOPIC,
    announce,
    begin,
    broadcast,
    claim,
    counts,
    join,
    latest,
    states,
)

SECOND = timedelta(seconds=1)


async def test_only_the_audience_gets_a_row(database):
    await join(database, [1, 2], "urgent", language="en")
    await join(database, [3], "urgent", "weekly", language="es")
    await join(database, [4], "weekly", language="es")
    everybody = await announce(database, "a")
    spanish = await announce(database, "b", audience=Audience("urgent", "es"))
    nobody = await announce(database, "c", audience=Audience("webinars"))
    assert set(await states(database, everybody)) == {1, 2, 3}
    assert set(await states(database, spanish)) == {3}
    assert await states(database, nobody) == {}


async def test_who_joined_after_the_fan_out_gets_nothing(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    await join(database, [3])
    async with database.transaction() as connection:
        assert await fanning_out.unfinished(connection) == []
        assert await fanning_out.fan_out(connection, announcement_id) == 0
    assert await counts(database, announcement_id) == {"pending": 2}


async def test_rows_are_written_piece_by_piece_for_each_of_the_audience_once(database):
    await join(database, range(1, 11), language="es")
    await join(database, range(11, 26))
    await join(database, [-100, 7], "weekly", language="es")
    async with database.transaction() as connection:
        made = await announcements.add(connection, "a", Audience(TOPIC, "es"), broadcast(), NOW, None)
    added = []
    while True:
        async with database.transaction() as connection:
            if not await fanning_out.unfinished(connection):
                break
            assert await outbox.has_open(connection, made)
            added.append(await fanning_out.fan_out(connection, made, 4))
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
            assert await fanning_out.fan_out(first, made, 4) == 4
            async with database.transaction() as second:
                assert await fanning_out.fan_out(second, made, 4) == 0
        async with database.transaction() as second:
            assert await fanning_out.fan_out(second, made, 100) == 6
    finally:
        await database.close()


async def test_a_group_that_moves_behind_the_fan_out_still_gets_its_row(database):
    await join(database, [-2000, -7])
    async with database.transaction() as connection:
        made = await announcements.add(connection, "a", Audience(TOPIC), broadcast(), NOW, None)
        assert await fanning_out.fan_out(connection, made, 1) == 1
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -3000)
        await moves.move_deliveries(connection, -7, -3000, None, NOW)
        await fanning_out.fan_out(connection, made)
    assert set(await states(database, made)) == {-2000, -3000}


async def test_a_member_of_all_topics_gets_one_row(database):
    await join(database, [1], "urgent", "weekly", "webinars")
    assert await counts(database, await announce(database)) == {"pending": 1}


async def test_what_is_due_is_claimed_once_by_rank_and_then_by_age(database):
    await join(database, [1, 2, 3], "news", TOPIC)
    news = await announce(database, "news", audience=Audience("news"))
    first = await announce(database, "first")
    second = await announce(database, "second", at=NOW - SECOND)
    future = await announce(database, "future", at=NOW + SECOND)
    claimed = await claim(database)
    assert [delivery.announcement_id for delivery in claimed] == [first] * 3 + [second] * 3 + [news] * 3
    assert {delivery.attempt for delivery in claimed} == {1}
    assert await claim(database, "w2") == []
    later = await claim(database, "w2", now=NOW + SECOND)
    assert [delivery.announcement_id for delivery in later] == [future] * 3


async def test_a_claim_is_no_larger_than_asked_for(database):
    await join(database, range(1, 8))
    await announce(database)
    sizes = [len(await claim(database, f"w{number}", size=3)) for number in range(4)]
    assert sizes == [3, 3, 1, 0]


async def test_two_workers_at_the_same_time_share_the_rows(database, migrated_url):
    await join(database, range(1, 301))
    await announce(database)
    other = Database.open(migrated_url)
    try:
        both = [claim(database, "w1", size=200), claim(other, "w2", size=200)]
        mine, theirs = ({d.delivery_id for d in batch} for batch in await asyncio.gather(*both))
    finally:
        await other.close()
    assert mine.isdisjoint(theirs)
    assert sorted((len(mine), len(theirs))) == [100, 200]


async def test_on_postgresql_a_claim_waits_for_no_other(emptied_postgres_url):
    database = Database.open(emptied_postgres_url)
    try:
        await join(database, range(1, 11))
        await announce(database)
        async with database.transaction() as first:
            mine = await outbox.claim(first, "w1", NOW, LEASE_UNTIL, 4)
            theirs = await claim(database, "w2", size=100)
        assert {len(mine), len(theirs)} == {4, 6}
        assert {d.chat_id for d in mine}.isdisjoint(d.chat_id for d in theirs)
    finally:
        await database.close()


async def test_after_the_lease_another_worker_takes_over_and_the_first_may_not_begin(database):
    await join(database, [1])
    await announce(database)
    mine = await claim(database, "w1")
    assert await claim(database, "w2", now=LEASE_UNTIL - SECOND) == []
    theirs = await claim(database, "w2", now=LEASE_UNTIL)
    assert [d.delivery_id for d in theirs] == [d.delivery_id for d in mine]
    assert await begin(database, mine, "w1", now=LEASE_UNTIL) == set()
    assert await begin(database, theirs, "w2", now=LEASE_UNTIL) == {1}


async def test_what_a_worker_dropped_by_a_failure_it_takes_anew(database):
    await join(database, [1, 2])
    await announce(database)
    dropped = await claim(database, "w1")
    assert await claim(database, "w1") == dropped
    assert await claim(database, "w2") == []


async def test_a_row_begins_once(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    claimed = await claim(database)
    assert await begin(database, claimed) == {1, 2}
    assert await begin(database, claimed) == set()
    assert await claim(database) == []
    assert await counts(database, announcement_id) == {"sending": 2}


async def test_a_row_that_nobody_or_somebody_else_claimed_does_not_begin(database):
    await join(database, [1])
    announcement_id = await announce(database)
    unclaimed = [Delivery(1, announcement_id, 1, "en", 1)]
    assert await begin(database, unclaimed) == set()
    assert await begin(database, await claim(database, "w2"), "w1") == set()


async def cancel(database, announcement_id):
    async with database.transaction() as connection:
        await announcements.set_state(connection, announcement_id, "active", "cancelled")


async def halt(database, announcement_id):
    async with database.transaction() as connection:
        await marks.write(connection, Mark.HALTED, "", NOW)


async def unsubscribe(database, announcement_id):
    async with database.transaction() as connection:
        await subscribers.remove_topic(connection, 1, TOPIC)


async def forget(database, announcement_id):
    async with database.transaction() as connection:
        await subscribers.forget(connection, 1)


@pytest.mark.parametrize(
    ("change", "left"),
    [(cancel, "pending"), (halt, "pending"), (unsubscribe, "pending"), (forget, "skipped")],
)
async def test_what_was_claimed_does_not_begin_after(database, change, left):
    await join(database, [1])
    announcement_id = await announce(database)
    claimed = await claim(database)
    await change(database, announcement_id)
    assert await begin(database, claimed) == set()
    assert await counts(database, announcement_id) == {left: 1}


async def test_an_announcement_that_expired_does_not_begin(database):
    await join(database, [1])
    await announce(database, expires_at=NOW + SECOND)
    claimed = await claim(database)
    assert await begin(database, claimed, now=NOW + SECOND) == set()
    assert await begin(database, claimed, now=NOW) == {1}


async def test_what_is_given_back_is_due_later_unless_the_chat_left(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    claimed = await claim(database)
    await forget(database, announcement_id)
    async with database.transaction() as connection:
        await outbox.give_back(connection, "w1", [d.delivery_id for d in claimed], NOW + SECOND)
    assert await states(database, announcement_id) == {None: State.SKIPPED, 2: State.PENDING}
    assert await claim(database, "w2") == []
    assert [d.chat_id for d in await claim(database, "w2", now=NOW + SECOND)] == [2]


async def test_what_belongs_to_another_worker_cannot_be_given_back(database):
    await join(database, [1])
    await announce(database)
    claimed = await claim(database, "w1")
    async with database.transaction() as connection:
        await outbox.give_back(connection, "w2", [d.delivery_id for d in claimed], NOW)
    assert await claim(database, "w2") == []


@pytest.mark.parametrize("state", [State.UNKNOWN, State.UNREACHABLE, State.REFUSED])
async def test_an_attempt_is_settled_for_good(database, state):
    await join(database, [1])
    announcement_id = await announce(database)
    (delivery,) = await claim(database)
    await begin(database, [delivery])
    async with database.transaction() as connection:
        await outbox.settle(connection, delivery, state, reason="why")
    assert await states(database, announcement_id) == {1: state}
    assert await claim(database, now=NOW + timedelta(days=1)) == []


async def test_what_was_sent_is_settled_with_its_message(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    claimed = await claim(database)
    await begin(database, claimed)
    async with database.transaction() as connection:
        await outbox.settle_sent(connection, [])
        await outbox.settle_sent(connection, [(delivery, 40 + delivery.chat_id) for delivery in claimed])
        rows = await connection.exec_driver_sql("SELECT chat_id, message_id FROM deliveries")
        assert {row.chat_id: row.message_id for row in rows} == {1: 41, 2: 42}
    assert await counts(database, announcement_id) == {"sent": 2}


async def test_a_row_that_has_not_begun_cannot_be_settled(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (delivery,) = await claim(database)
    async with database.transaction() as connection:
        await outbox.settle(connection, delivery, State.REFUSED)
        await outbox.settle_sent(connection, [(delivery, 1)])
        await outbox.retry_at(connection, delivery, NOW + timedelta(days=1), "why")
    assert await counts(database, announcement_id) == {"pending": 1}
    assert await begin(database, [delivery]) == {1}


async def test_a_retry_is_due_at_its_instant_and_counts_as_the_next_attempt(database):
    await join(database, [1])
    await announce(database)
    (delivery,) = await claim(database)
    await begin(database, [delivery])
    async with database.transaction() as connection:
        await outbox.retry_at(connection, delivery, NOW + SECOND, "slow down")
    assert await claim(database) == []
    (again,) = await claim(database, now=NOW + SECOND)
    assert (again.delivery_id, again.attempt) == (delivery.delivery_id, 2)


async def test_an_outcome_written_twice_does_not_touch_the_attempt_after_it(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (first,) = await claim(database)
    await begin(database, [first])
    async with database.transaction() as connection:
        await outbox.retry_at(connection, first, NOW, "slow down")
    second = await claim(database)
    await begin(database, second)
    async with database.transaction() as connection:
        await outbox.retry_at(connection, first, NOW, "slow down")
        await outbox.settle(connection, first, State.REFUSED)
        await outbox.settle_sent(connection, [(first, 1)])
    assert await counts(database, announcement_id) == {"sending": 1}


async def test_begun_rows_whose_lease_ran_out_become_unknown(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    await begin(database, [delivery for delivery in await claim(database) if delivery.chat_id == 1])
    async with database.transaction() as connection:
        assert await outbox.recover(connection, LEASE_UNTIL - SECOND) == 0
        assert await outbox.recover(connection, LEASE_UNTIL) == 1
    assert await states(database, announcement_id) == {1: State.UNKNOWN, 2: State.PENDING}


async def test_a_late_answer_corrects_unknown_and_reopens_what_was_taken_for_finished(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    claimed = await claim(database)
    await begin(database, claimed)
    async with database.transaction() as connection:
        await outbox.recover(connection, LEASE_UNTIL)
        assert not await outbox.has_open(connection, announcement_id)
        await announcements.set_state(connection, announcement_id, "active", "finished")
        await outbox.settle_sent(connection, [(claimed[0], 1)])
        await outbox.retry_at(connection, claimed[1], LEASE_UNTIL, "refused the connection")
    assert await counts(database, announcement_id) == {"sent": 1, "pending": 1}
    again = await claim(database, now=LEASE_UNTIL)
    assert await begin(database, again, now=LEASE_UNTIL) == {claimed[1].chat_id}


async def test_a_retry_does_not_reopen_what_was_cancelled(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (delivery,) = await claim(database)
    await begin(database, [delivery])
    await cancel(database, announcement_id)
    async with database.transaction() as connection:
        await outbox.retry_at(connection, delivery, NOW, "slow down")
    assert await begin(database, await claim(database)) == set()
    assert [state for _, state in await latest(database)] == ["cancelled"]


async def test_taking_over_frees_what_was_claimed_and_gives_up_what_had_begun(database):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    await begin(database, [d for d in await claim(database, "dead") if d.chat_id == 1], "dead")
    async with database.transaction() as connection:
        await outbox.release_all(connection)
        assert await outbox.recover(connection, NOW) == 1
    assert await states(database, announcement_id) == {1: State.UNKNOWN, 2: State.PENDING}
    assert [d.chat_id for d in await claim(database, "alive")] == [2]


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
    await begin(database, await claim(database, size=1))
    async with database.transaction() as connection:
        assert await outbox.close_pending(connection, announcement_id, State.SKIPPED) == 2
        assert await outbox.has_open(connection, announcement_id)
    assert await counts(database, announcement_id) == {"sending": 1, "skipped": 2}


async def move(database, delivery=None):
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -1007)
        await moves.move_deliveries(connection, -7, -1007, delivery, NOW)


async def test_a_group_that_moves_takes_its_open_rows_along(database):
    await join(database, [-7])
    announcement_id = await announce(database)
    stale = await claim(database)
    await move(database)
    assert await begin(database, stale) == set()
    fresh = await claim(database)
    assert [d.chat_id for d in fresh] == [-1007]
    assert await begin(database, fresh) == {-1007}
    assert await states(database, announcement_id) == {-1007: State.SENDING}


async def test_a_move_that_sending_told_of_opens_the_row_again(database):
    await join(database, [-7])
    await announce(database)
    (delivery,) = await claim(database)
    await begin(database, [delivery])
    await move(database, delivery)
    (again,) = await claim(database)
    assert (again.delivery_id, again.chat_id, again.attempt) == (delivery.delivery_id, -1007, 2)


async def test_a_move_onto_a_chat_with_a_row_of_its_own_leaves_one_message(database):
    await join(database, [-7, -1007])
    announcement_id = await announce(database)
    await move(database)
    assert await states(database, announcement_id) == {None: State.SKIPPED, -1007: State.PENDING}


async def test_a_move_in_the_air_keeps_its_lease(database):
    await join(database, [-7])
    announcement_id = await announce(database)
    await begin(database, await claim(database))
    await move(database)
    async with database.transaction() as connection:
        assert await outbox.recover(connection, LEASE_UNTIL) == 1
    assert await states(database, announcement_id) == {-1007: State.UNKNOWN}


async def add_notice(database, *earlier):
    async with database.transaction() as connection:
        notice = await announcements.add(connection, "notice", Audience(TOPIC), broadcast(), NOW, None)
        await fanning_out.fan_out_to_reached(connection, notice, earlier)
    return notice


async def test_a_notice_goes_once_to_whom_something_reached_or_may_have_reached(database):
    await join(database, range(1, 7))
    first, second = await announce(database, "a"), await announce(database, "b")
    rows = {delivery.chat_id: delivery for delivery in await claim(database, size=6)}
    assert await begin(database, [rows[chat] for chat in (1, 2, 3, 4, 5)]) == {1, 2, 3, 4, 5}
    async with database.transaction() as connection:
        await outbox.settle_sent(connection, [(rows[1], 1), (rows[5], 5)])
        await outbox.settle(connection, rows[2], State.UNKNOWN)
        await outbox.settle(connection, rows[3], State.REFUSED)
        await subscribers.forget(connection, 5)
        await subscribers.save(connection, 1, "ar", "2026-W47")
    again = [delivery for delivery in await claim(database, size=100) if delivery.announcement_id == second]
    await begin(database, [delivery for delivery in again if delivery.chat_id == 1])
    notice = await add_notice(database, first, second)
    assert set(await states(database, notice)) == {1, 2, 4}
    (row,) = [d for d in await claim(database, "w2") if d.announcement_id == notice and d.chat_id == 1]
    assert row.language == "ar"


async def test_a_notice_finds_a_group_that_moved_after_it_was_reached(database):
    await join(database, [-7])
    first = await announce(database)
    (delivery,) = await claim(database)
    await begin(database, [delivery])
    async with database.transaction() as connection:
        await outbox.settle_sent(connection, [(delivery, 1)])
    await move(database)
    assert set(await states(database, await add_notice(database, first))) == {-1007}


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
    await join(database, range(1, 5001))
    for number in range(4):
        await announce(database, f"k{number}", at=NOW if number == 3 else NOW - timedelta(days=1))
    async with database.transaction() as connection:
        for announcement_id in (1, 2, 3):
            await outbox.close_pending(connection, announcement_id, State.SENT)
        await connection.exec_driver_sql("ANALYZE")

    async def round_of_a_worker(connection):
        claimed = await outbox.claim(connection, "w1", NOW, LEASE_UNTIL, 100)
        assert len(claimed) == 100
        ids = [delivery.delivery_id for delivery in claimed[:50]]
        await outbox.begin(connection, "w1", ids, NOW, LEASE_UNTIL)
        await outbox.give_back(connection, "w1", [claimed[50].delivery_id], NOW)
        await outbox.settle_sent(connection, [(delivery, 1) for delivery in claimed[:1]])
        await outbox.recover(connection, LEASE_UNTIL)

    for statement, parameters in await statements_of(database, round_of_a_worker):
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        first = parameters[0] if isinstance(parameters, list) else parameters
        async with database.transaction() as connection:
            rows = await connection.exec_driver_sql(f"{explain} {statement}", first)
            plan = "\n".join(str(row[-1]) for row in rows)
        assert "SCAN deliveries" not in plan, plan
        assert "SCAN d\n" not in f"{plan}\n", plan
        assert "Seq Scan on deliveries" not in plan, plan
