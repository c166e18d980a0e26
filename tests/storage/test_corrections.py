"""Rows of corrections and recalls: whom they reach, what they wait for, and what a kill leaves of them."""

from datetime import timedelta

from bot.domain.announcements import Audience, CorrectionBody, RecallBody
from bot.domain.delivery.deliveries import State
from bot.storage import (
    announcements,
    corrections,
    drafts,
    fan_out,
    moved_groups,
    old_deliveries,
    outbox,
    subscribers,
)
from bot.storage.outbox import Settled
from tests.builders import (
    NOW,
    TOPIC,
    announce,
    as_begun,
    begin,
    broadcast,
    due,
    join,
    settle,
    states,
    take_turn,
)

HOUR = timedelta(hours=1)
ADMIN = 9001


async def sent(database, copies, *, unknown=(), open_=(), at=NOW):
    """An announcement that these chats have as these messages."""
    chats = [*copies, *unknown, *open_]
    await join(database, chats)
    announcement_id = await announce(database, f"broadcast/{chats}", at=at)
    rows = {row.chat_id: row for row in await due(database, now=at)}
    await begin(database, rows.values(), now=at)
    async with database.transaction() as connection:
        await settle(connection, [Settled(rows[chat], State.SENT, copies[chat]) for chat in copies])
        await settle(connection, [Settled(rows[chat], State.UNKNOWN) for chat in unknown])
    return announcement_id


async def change(database, announcement_id, body=None, *, at=NOW, size=100, key="change"):
    """A correction of it, or what is given, with its rows."""
    body = body or CorrectionBody(broadcast("The office is open."))
    async with database.transaction() as connection:
        made = await announcements.add(
            connection, key, Audience(TOPIC), body, at, at + 48 * HOUR, changes=announcement_id
        )
        while await fan_out.fan_out(connection, made, size):
            pass
    return made


async def begun(database, deliveries, epoch):
    async with database.transaction() as connection:
        ids = [delivery.delivery_id for delivery in deliveries]
        return {row.chat_id: row.copy for row in await outbox.begin(connection, epoch, ids, NOW)}


async def test_everybody_who_has_or_may_have_a_copy_gets_a_row_piece_by_piece(database):
    made = await change(database, await sent(database, {1: 11, 2: 12, 3: 0}, unknown=[4], open_=[5]), size=2)
    pending, out = State.PENDING, State.UNREACHABLE
    assert await states(database, made) == {1: pending, 2: pending, 3: out, 4: out, 5: pending}


async def test_a_row_of_a_change_begins_with_the_number_of_its_copy_and_needs_no_subscription(database):
    made = await change(database, await sent(database, {1: 11, 2: 12}))
    async with database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM subscriptions WHERE chat_id = 2")
    working = await take_turn(database)
    assert await begun(database, await due(database), working.epoch) == {1: 11, 2: 12}
    assert set((await states(database, made)).values()) == {State.SENDING}


async def test_a_change_waits_for_a_copy_that_is_in_the_air_and_for_an_earlier_change_of_it(database):
    first = await sent(database, {1: 11}, open_=[2])
    await change(database, first)
    (row,) = await due(database)
    assert row.chat_id == 1
    await begin(database, [row])
    later = await change(database, first, key="later")
    assert await due(database) == []
    async with database.transaction() as connection:
        await settle(connection, [Settled(row, State.SENT, 11)])
    assert [(row.announcement_id, row.chat_id) for row in await due(database)] == [(later, 1)]


async def test_a_copy_that_never_came_is_left_alone_and_one_without_a_number_is_out_of_reach(database):
    first = await sent(database, {}, open_=[1, 2])
    made = await change(database, first)
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'refused' WHERE chat_id = 1 AND state = 'sending'"
        )
        await connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'unknown' WHERE chat_id = 2 AND state = 'sending'"
        )
    rows = await due(database)
    assert await begin(database, rows) == set()
    async with database.transaction() as connection:
        await outbox.skip_left(connection, [row.delivery_id for row in rows])
    assert await states(database, made) == {1: State.SKIPPED, 2: State.UNREACHABLE}


async def test_a_recall_leaves_out_what_is_older_than_two_days(database):
    first = await sent(database, {1: 11})
    await sent(database, {2: 12}, at=NOW + 47 * HOUR)
    made = await change(database, first, RecallBody({}), at=NOW + 48 * HOUR)
    assert await states(database, made) == {1: State.EXPIRED}
    async with database.reading() as connection:
        assert (await corrections.reach(connection, first, NOW + 48 * HOUR)).too_old == 1
        assert (await corrections.reach(connection, first, NOW + 47 * HOUR)).too_old == 0


async def test_after_a_kill_rows_of_changes_are_due_again_and_all_others_unknown(database):
    first = await sent(database, {1: 11}, open_=[2])
    made = await change(database, first)
    await begin(database, await due(database))
    async with database.transaction() as connection:
        assert await outbox.give_up_earlier(connection, 1000) == 1
    assert await states(database, first) == {1: State.SENT, 2: State.UNKNOWN}
    assert await states(database, made) == {1: State.PENDING, 2: State.PENDING}


async def test_a_group_that_moved_keeps_no_old_number(database):
    first = await sent(database, {-7: 42}, open_=[-8])
    async with database.reading() as connection:
        row = next(row for row in await _rows(connection, first) if row.chat_id == -8)
    async with database.transaction() as connection:
        for old, new in ((-7, -1007), (-8, -1008)):
            await subscribers.move(connection, old, new)
            await moved_groups.move_deliveries(connection, old, new, None, NOW)
        in_the_air = await as_begun(connection, row)
        await outbox.settle(connection, [Settled(in_the_air, State.SENT, 43)])
    assert await states(database, first) == {-1007: State.SENT, -1008: State.SENT}
    made = await change(database, first)
    assert set((await states(database, made)).values()) == {State.UNREACHABLE}


async def _rows(connection, announcement_id):
    rows = await connection.exec_driver_sql(
        f"SELECT * FROM deliveries WHERE announcement_id = {announcement_id:d}"  # noqa: S608 - a number
    )
    return [
        outbox.Delivery(r.delivery_id, r.announcement_id, r.chat_id, r.language, r.attempts) for r in rows
    ]


async def test_what_is_being_changed_is_forgotten_when_that_is_over_and_with_it_who_wrote_it(database):
    first = await sent(database, {1: 11})
    made = await change(database, first)
    async with database.transaction() as connection:
        await announcements.finish(connection, first)
        await corrections.note_sources(connection, first, ADMIN, {"en": 5})
        assert await old_deliveries.old_announcements(connection, NOW + HOUR) == []
        await announcements.finish(connection, made)
        old = await old_deliveries.old_announcements(connection, NOW + HOUR)
        assert [announcement_id for announcement_id, _ in old] == [first, made]
        assert await corrections.written_in(connection, ADMIN, 5) is not None
        await old_deliveries.keep_totals(connection, first, "{}")
        assert await corrections.written_in(connection, ADMIN, 5) is None
        assert await corrections.lock(connection, first) is None


async def test_a_correction_is_no_broadcast_that_somebody_writes(database):
    first = await sent(database, {1: 11})
    async with database.transaction() as connection:
        found = await corrections.lock(connection, first)
        await corrections.start_draft(connection, ADMIN, found, broadcast("x"), "en", NOW)
        assert await drafts.find(connection, ADMIN) is None
        draft = await corrections.find_draft(connection, ADMIN)
        assert (draft.corrects, draft.draft.awaits) == (first, "en")
        await drafts.start(connection, ADMIN, Audience(TOPIC), NOW)
        assert await corrections.find_draft(connection, ADMIN) is None
