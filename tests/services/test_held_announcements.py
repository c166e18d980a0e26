"""What is held waits for an admin's word, and what is unknown is sent again only by one."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.alerts import AnnouncementsHeld, DeliveriesExpired, EndedTooMany
from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import Delivery, State
from bot.domain.delivery.holds import HaltedBecause, HeldBecause, Unanswered
from bot.domain.delivery.outcomes import Refused, RetryLater, Sent, Unknown, Unreachable
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery import outcome_writer
from bot.services.delivery.held_announcements import Holding, SendingAgain
from bot.services.delivery.outcome_writer import Attempt
from bot.services.members.retention import Housekeeping, Retention
from bot.storage import announcements, holds, old_deliveries, outbox, single_values
from bot.storage.database import Database
from bot.storage.single_values import Mark
from tests.builders import (
    NOW,
    TOPIC,
    alerts,
    announce,
    as_begun,
    begin,
    counts,
    due,
    join,
    latest,
    states,
)
from tests.fakes import Clock, FakeSender, until
from tests.services.test_delivery_worker import Office, subscribed

BLOCKED = Unreachable("Forbidden: bot was blocked by the user")


@pytest.fixture
def broadcasting(database) -> Broadcasting:
    return Broadcasting(database, Audience(TOPIC))


def blocked_by(chat_ids) -> FakeSender:
    return FakeSender({chat_id: [BLOCKED] for chat_id in chat_ids})


async def state_of(database, announcement_id) -> str:
    return {found.announcement_id: state for found, state in await latest(database)}[announcement_id]


async def becomes(database, announcement_id, state) -> None:
    async def so() -> bool:
        return await state_of(database, announcement_id) == state

    await until(so)


async def settle(database, claimed, outcome, now=NOW) -> None:
    """Writes the same outcome for all of them."""
    attempts = []
    async with database.transaction() as connection:
        for delivery in claimed:
            found = await announcements.find(connection, delivery.announcement_id)
            assert found is not None
            attempts.append(Attempt(await as_begun(connection, delivery), found, outcome))
        await outcome_writer.settle(connection, attempts, Alerting(database, tuple), now)


async def begun(database, chats: int) -> list[Delivery]:
    claimed = await due(database, size=chats)
    assert len(await begin(database, claimed)) == chats
    return claimed


async def hold(database, announcement_id, because=HeldBecause.GAP) -> int:
    async with database.transaction() as connection:
        number = await holds.hold(connection, announcement_id, because, NOW)
    assert number is not None
    return number


async def unknown(database, *chats: int, expires_at=None) -> int:
    """An announcement that is over; of these chats nobody knows whether it arrived."""
    announcement_id = await announce(database, expires_at=expires_at)
    office = Office(database, FakeSender({chat: [Unknown("no answer in time")] for chat in chats}))
    await office.work_off(announcement_id)
    await office.sweep()
    assert await state_of(database, announcement_id) == "finished"
    return announcement_id


@pytest.mark.both_databases
async def test_three_equal_refusals_of_the_content_hold_it_and_three_more_after_it_went_on(database):
    await join(database, range(1, 11))
    announcement_id = await announce(database)
    claimed = await begun(database, 8)
    stale, other = Refused("wrong file_id", of_content=True), Refused("TOPIC_CLOSED")
    await settle(database, claimed[:2], stale)
    await settle(database, claimed[2:4], other)
    assert await state_of(database, announcement_id) == "active"
    await settle(database, claimed[4:5], stale)
    assert await state_of(database, announcement_id) == "held"
    (hold_of_it,) = [each for each in await alerts(database) if isinstance(each, AnnouncementsHeld)]
    assert hold_of_it.because is HeldBecause.REFUSALS
    assert hold_of_it.waiting[0].headline.announcement_id == announcement_id
    assert await Holding(database).go_on(announcement_id, hold_of_it.waiting[0].hold.number, NOW)
    await settle(database, claimed[5:7], stale)
    assert await state_of(database, announcement_id) == "active"
    await settle(database, claimed[7:8], stale, NOW + timedelta(seconds=1))
    assert await state_of(database, announcement_id) == "held"
    assert len(await subscribed(database)) == 10


async def test_an_announcement_that_ends_too_many_subscriptions_is_held_and_admins_hear_once(
    database, few_in_the_air
):
    await join(database, range(1, 101))
    announcement_id = await announce(database)
    office = Office(database, blocked_by(range(1, 101)))
    async with office.open():
        await becomes(database, announcement_id, "held")

        async def all_settled() -> bool:
            return "sending" not in await counts(database, announcement_id)

        await until(all_settled)
        sent = len(office.sender.chats)
        await office.look()
    (alert,) = await alerts(database)
    assert isinstance(alert, EndedTooMany)
    assert alert.headline.announcement_id == announcement_id
    assert (alert.hold.because, alert.hold.recipients) == (HeldBecause.ENDINGS, 100)
    assert alert.hold.ended > 2
    assert len(office.sender.chats) == sent < 50
    assert await counts(database, announcement_id) == {"unreachable": sent, "pending": 100 - sent}
    assert len(await subscribed(database)) == 100 - sent


@pytest.mark.parametrize(("ended", "state"), [(4, "active"), (5, "held")])
async def test_exactly_two_percent_hold_nothing_and_one_more_does(database, ended, state):
    await join(database, range(1, 201))
    announcement_id = await announce(database)
    claimed = await begun(database, ended)
    await settle(database, claimed, BLOCKED)
    told = len(await alerts(database))
    assert (await state_of(database, announcement_id), told) == (state, int(state == "held"))


@pytest.mark.both_databases
async def test_of_two_workers_that_settle_together_one_holds_and_tells(database, migrated_url):
    await join(database, range(1, 101))
    announcement_id = await announce(database)
    claimed = await begun(database, 40)
    one, other = (Database.open(migrated_url, Waits(database_busy=60.0)) for _ in range(2))
    try:
        await asyncio.gather(
            *(
                settle(place, claimed[start : start + 4], BLOCKED)
                for start in range(0, 40, 4)
                for place in (one if start % 8 else other,)
            )
        )
    finally:
        await one.close()
        await other.close()
    assert len(await alerts(database)) == 1
    async with database.reading() as connection:
        found = await holds.hold_of(connection, announcement_id)
    assert found is not None
    assert (found.ended, found.recipients) == (40, 100)


async def test_an_outcome_that_is_written_twice_counts_its_ending_once(database):
    await join(database, range(1, 101))
    announcement_id = await announce(database)
    claimed = await begun(database, 2)
    for _ in range(3):
        await settle(database, claimed, BLOCKED)
    assert await state_of(database, announcement_id) == "active"


async def test_who_left_by_themselves_is_no_ending(database):
    await join(database, range(1, 101))
    announcement_id = await announce(database)
    claimed = await begun(database, 3)
    await settle(database, claimed, Sent(1))
    async with database.transaction() as connection:
        assert await holds.note_ended(connection, announcement_id, 0) == (0, 100)


async def test_going_on_counts_anew_and_the_next_endings_hold_it_again(database):
    await join(database, range(1, 101))
    announcement_id = await announce(database)
    await settle(database, await begun(database, 3), BLOCKED)
    (first,) = await alerts(database)
    assert isinstance(first, EndedTooMany)
    admin = Holding(database)
    assert await admin.go_on(announcement_id, first.hold.number, NOW)
    assert not await admin.go_on(announcement_id, first.hold.number, NOW)
    await settle(database, await begun(database, 2), BLOCKED)
    assert await state_of(database, announcement_id) == "active"
    await settle(database, await begun(database, 1), BLOCKED, NOW + timedelta(minutes=1))
    first, second = await alerts(database)
    assert isinstance(first, EndedTooMany)
    assert isinstance(second, EndedTooMany)
    assert [first.hold.ended, second.hold.ended] == [3, 3]
    assert not await admin.go_on(announcement_id, first.hold.number, NOW)  # a word about the hold before
    assert await admin.go_on(announcement_id, second.hold.number, NOW)


async def test_nothing_of_a_held_announcement_begins_and_its_rows_wait(database):
    await join(database, range(1, 11))
    announcement_id = await announce(database)
    claimed = await due(database, size=4)
    number = await hold(database, announcement_id)
    assert await begin(database, claimed) == set()
    async with database.transaction() as connection:
        await outbox.skip_left(connection, [each.delivery_id for each in claimed])
    assert await due(database) == []
    assert await counts(database, announcement_id) == {"pending": 10}
    assert await Holding(database).go_on(announcement_id, number, NOW)
    assert len(await due(database)) == 10


async def test_what_is_held_expires_as_others_do(database):
    await join(database, [1, 2])
    announcement_id = await announce(database, expires_at=NOW + timedelta(hours=1))
    number = await hold(database, announcement_id)
    too_late = NOW + timedelta(hours=2)
    assert not await Holding(database).go_on(announcement_id, number, too_late)  # nothing would go out
    office = Office(database, clock=Clock(too_late))
    async with office.open():
        await office.are(announcement_id, expired=2)
        await becomes(database, announcement_id, "finished")
    (alert,) = await alerts(database)
    assert isinstance(alert, DeliveriesExpired)
    assert (alert.headline.announcement_id, alert.count) == (announcement_id, 2)
    assert office.sender.chats == []


async def test_what_is_held_can_be_cancelled_and_then_not_go_on(database, broadcasting):
    await join(database, [1, 2])
    announcement_id = await announce(database)
    number = await hold(database, announcement_id)
    assert await broadcasting.cancel(announcement_id)
    assert not await broadcasting.cancel(announcement_id)
    assert not await Holding(database).go_on(announcement_id, number, NOW)
    assert await counts(database, announcement_id) == {"skipped": 2}


async def test_what_is_held_is_not_forgotten_however_old(database):
    await join(database, [1])
    announcement_id = await announce(database)
    await hold(database, announcement_id)
    await Housekeeping(database, Retention(timedelta(days=3), timedelta(days=7))).tidy(
        NOW + timedelta(days=300)
    )
    assert await counts(database, announcement_id) == {"pending": 1}


async def test_a_held_one_that_was_taken_for_finished_is_held_again_and_does_not_go_out(database):
    await join(database, [1])
    announcement_id = await announce(database)
    claimed = await begun(database, 1)
    await hold(database, announcement_id)
    async with database.transaction() as connection:
        await outbox.give_up_earlier(connection, 1000)
    office = Office(database)
    await office.sweep()
    assert await state_of(database, announcement_id) == "finished"
    await settle(database, claimed, RetryLater(timedelta(0), "502"))
    assert await state_of(database, announcement_id) == "held"
    assert await due(database, now=NOW + timedelta(hours=1)) == []


async def test_everything_that_is_held_is_listed_with_its_reason(database):
    await join(database, [1, 2, 3])
    first, second = await announce(database, "k1"), await announce(database, "k2")
    await announce(database, "k3")
    await hold(database, first, HeldBecause.GAP)
    await hold(database, second, HeldBecause.RESTORED)
    found = await Holding(database).held()
    assert [(s.announcement.announcement_id, s.hold.because) for s in found if s.hold] == [
        (first, HeldBecause.GAP),
        (second, HeldBecause.RESTORED),
    ]


async def test_a_database_that_was_put_there_by_other_means_is_halted_and_held(database, broadcasting):
    await join(database, [1])
    announcement_id = await announce(database)
    await Holding(database).halt_restored(NOW)
    standstill = await broadcasting.standstill()
    assert standstill is HaltedBecause.RESTORED
    assert await state_of(database, announcement_id) == "held"


async def test_a_halt_in_words_of_another_version_is_a_halt(database, broadcasting):
    async with database.transaction() as connection:
        await single_values.write(connection, Mark.HALTED, "because of the weather", NOW)
    assert await broadcasting.standstill() is HaltedBecause.ADMIN


async def test_exactly_the_unknown_are_sent_again_and_once(database, broadcasting):
    await join(database, range(1, 11))
    announcement_id = await unknown(database, 3, 7)
    status = await broadcasting.status(announcement_id)
    assert status is not None
    assert status.may_send_again(NOW)
    assert status.unanswered == Unanswered(2, 2)
    admin = Holding(database)
    wishes = [admin.send_again(announcement_id, status.unanswered, NOW) for _ in range(3)]
    assert sorted(each.name for each in await asyncio.gather(*wishes)) == ["BEGUN", "CHANGED", "CHANGED"]
    office = Office(database)
    await office.work_off(announcement_id)
    assert sorted(office.sender.chats) == [3, 7]
    assert await counts(database, announcement_id) == {"sent": 10}


async def test_a_button_from_before_does_nothing_when_some_are_unknown_again(database, broadcasting):
    await join(database, [1, 2])
    announcement_id = await unknown(database, 1)
    admin = Holding(database)
    old = Unanswered(1, 1)
    assert await admin.send_again(announcement_id, old, NOW) is SendingAgain.BEGUN
    office = Office(database, FakeSender({1: [Unknown("again no answer")]}))
    await office.work_off(announcement_id)
    await office.sweep()
    assert await admin.send_again(announcement_id, old, NOW) is SendingAgain.CHANGED
    status = await broadcasting.status(announcement_id)
    assert status is not None
    assert status.unanswered == Unanswered(1, 2)
    assert await counts(database, announcement_id) == {"sent": 1, "unknown": 1}


async def test_an_answer_that_comes_late_to_the_attempt_before_does_not_end_the_new_one(database):
    await join(database, [1])
    announcement_id = await announce(database)
    (first,) = await begun(database, 1)
    await settle(database, [first], Unknown("no answer in time"))
    await Office(database).sweep()
    assert await Holding(database).send_again(announcement_id, Unanswered(1, 1), NOW) is SendingAgain.BEGUN
    (second,) = await due(database)
    assert second.attempt == 2
    await begin(database, [second])
    await settle(database, [first], Sent(5))
    assert await states(database, announcement_id) == {1: State.SENDING}
    await settle(database, [second], Sent(6))
    assert await states(database, announcement_id) == {1: State.SENT}


async def test_past_its_time_nothing_is_sent_again(database, broadcasting):
    await join(database, [1])
    announcement_id = await unknown(database, 1, expires_at=NOW + timedelta(days=2))
    later = NOW + timedelta(days=2)
    status = await broadcasting.status(announcement_id)
    assert status is not None
    assert not status.may_send_again(later)
    again = await Holding(database).send_again(announcement_id, Unanswered(1, 1), later)
    assert again is SendingAgain.TOO_LATE
    assert await counts(database, announcement_id) == {"unknown": 1}


async def test_what_was_cancelled_or_has_nothing_unknown_is_not_sent_again(database, broadcasting):
    await join(database, [1, 2])
    whole = await unknown(database)
    admin = Holding(database)
    assert await admin.send_again(whole, Unanswered(0, 0), NOW) is SendingAgain.CHANGED
    assert await state_of(database, whole) == "finished"
    stopped = await announce(database, "k2")
    await settle(database, await begun(database, 1), Unknown("no answer"))
    await broadcasting.cancel(stopped)
    assert await admin.send_again(stopped, Unanswered(1, 1), NOW) is SendingAgain.CHANGED
    assert await counts(database, stopped) == {"unknown": 1, "skipped": 1}


@pytest.mark.both_databases
async def test_who_left_since_is_not_sent_to_again(database):
    await join(database, [1, 2])
    announcement_id = await unknown(database, 1, 2)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM subscribers WHERE chat_id = 1")
    assert await Holding(database).send_again(announcement_id, Unanswered(2, 2), NOW) is SendingAgain.BEGUN
    office = Office(database)
    await office.work_off(announcement_id)
    assert office.sender.chats == [2]
    assert await counts(database, announcement_id) == {"sent": 1, "skipped": 1}


@pytest.mark.both_databases
async def test_what_is_just_being_forgotten_is_either_sent_again_or_refused(database):
    await join(database, [1, 2])
    announcement_id = await unknown(database, 1, expires_at=NOW + timedelta(days=90))
    later, meant, admin = NOW + timedelta(days=30), Unanswered(1, 1), Holding(database)
    async with database.transaction() as connection:
        assert dict(await old_deliveries.old_announcements(connection, later)).keys() == {announcement_id}
    assert await admin.send_again(announcement_id, meant, later) is SendingAgain.BEGUN
    async with database.transaction() as connection:  # by whom it was found before
        await old_deliveries.keep_totals(connection, announcement_id, '{"sent": 2}')
        assert not await old_deliveries.forget_counted(connection)
    assert await states(database, announcement_id) == {1: State.PENDING, 2: State.SENT}
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE deliveries SET state = 'unknown' WHERE state = 'pending'")
        await announcements.finish(connection, announcement_id)
        await old_deliveries.keep_totals(connection, announcement_id, '{"sent": 1, "unknown": 1}')
    assert await admin.send_again(announcement_id, meant, later) is SendingAgain.TOO_LATE
    async with database.transaction() as connection:
        await old_deliveries.forget_counted(connection)
    assert await states(database, announcement_id) == {}
    assert await admin.send_again(announcement_id, meant, later) is SendingAgain.TOO_LATE
    assert await state_of(database, announcement_id) == "finished"


@pytest.mark.both_databases
async def test_an_active_announcement_without_open_rows_is_finished_by_the_next_sweep(database):
    await join(database, [1])
    announcement_id = await announce(database)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM deliveries")
    await Office(database).sweep()
    assert await state_of(database, announcement_id) == "finished"
