"""Who was told something of a webinar hears when it is not true any more, and nobody hears anything else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.announcements import NoticeBody
from bot.domain.delivery.deliveries import State
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.services.members.subscribing import Subscribing
from bot.storage import outbox
from bot.storage.outbox import Settled
from tests.builders import (
    START,
    as_begun,
    begin,
    due,
    join,
    latest,
    schedule,
    settle,
    states,
    utc,
    webinar,
    weekly,
)
from tests.endurance.webinars import live
from tests.webinar_world import tidy

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEBINARS = "webinars"
STEPS_OF_A_WORLD = 60


async def tick(database, plan, *instants):
    for instant in instants:
        await Planner(database, plan, Alerting(database, tuple)).tick(instant)


async def change(database, plan, now):
    """The plan is this one from now on, and stands."""
    await tick(database, plan, now, now + STANDS_AFTER)


async def deliver(database, now, *, only=None, end=State.SENT):
    """What is due leaves; what each chat got, as words."""
    rows = [row for row in await due(database, now=now) if only is None or row.chat_id in only]
    begun = await begin(database, rows, now=now)
    bodies = {announcement.announcement_id: announcement.body for announcement, _ in await latest(database)}
    left = [row for row in rows if row.chat_id in begun]
    async with database.transaction() as connection:
        for row in left:
            await settle(connection, [Settled(await as_begun(connection, row), end)])
    return sorted((row.chat_id, words(bodies[row.announcement_id])) for row in left)


def words(body):
    if not isinstance(body, NoticeBody):
        return type(body).__name__
    if body.moved_to is None:
        return "off"
    if body.was_off:
        return f"on {body.moved_to:%d %H}"
    if body.moved_to == body.webinar.starts_at:
        return body.link
    return f"{body.webinar.starts_at:%d %H} to {body.moved_to:%d %H}"


@pytest.fixture
async def reminded(database):
    """Three members, of whom the first two have had the reminder of the day before."""
    await join(database, [1, 2, 3], WEBINARS)
    await tick(database, schedule(webinar()), START - 10 * DAY, START - DAY)
    await deliver(database, START - DAY, only={1, 2})
    return database


NEXT = START + DAY
BEFORE = START - 20 * HOUR


async def test_a_notice_waits_for_two_minutes_and_a_slip_that_is_put_right_sends_nothing(reminded):
    await tick(reminded, schedule(webinar(starts_at=NEXT)), BEFORE, BEFORE + MINUTE)
    assert await deliver(reminded, BEFORE + MINUTE) == []
    await change(reminded, schedule(webinar()), BEFORE + 2 * MINUTE)
    assert await deliver(reminded, BEFORE + HOUR) == [(3, "ReminderBody")]


async def test_nothing_that_may_not_be_true_leaves_while_a_change_has_not_stood(reminded):
    await tick(reminded, schedule(), BEFORE)
    assert await deliver(reminded, BEFORE) == []


async def test_who_waits_for_a_first_notice_while_the_webinar_moves_again_hears_the_second(reminded):
    await change(reminded, schedule(webinar(starts_at=NEXT)), BEFORE)
    assert await deliver(reminded, BEFORE + HOUR, only={1}) == [(1, "02 16 to 03 16")]
    await change(reminded, schedule(webinar(starts_at=NEXT + DAY)), BEFORE + HOUR)
    assert await deliver(reminded, BEFORE + 2 * HOUR) == [(1, "03 16 to 04 16"), (2, "02 16 to 04 16")]


@pytest.mark.both_databases
async def test_who_heard_cancelled_hears_that_it_takes_place_and_who_did_not_is_reminded(reminded):
    await change(reminded, schedule(), BEFORE)
    assert await deliver(reminded, BEFORE + HOUR, only={1}) == [(1, "off")]
    await change(reminded, schedule(webinar()), BEFORE + HOUR)
    assert await deliver(reminded, BEFORE + 2 * HOUR) == [(1, "on 02 16"), (3, "ReminderBody")]


async def test_what_is_not_known_to_have_arrived_counts_as_told(database):
    await join(database, [1], WEBINARS)
    await tick(database, schedule(webinar()), START - 10 * DAY, START - DAY)
    await deliver(database, START - DAY, end=State.UNKNOWN)
    await change(database, schedule(), BEFORE)
    assert await deliver(database, BEFORE + HOUR) == [(1, "off")]


async def test_a_new_link_is_news_and_a_new_title_or_other_leads_are_none(reminded):
    plan = schedule(webinar(leads=[3 * HOUR]))
    await change(reminded, plan, BEFORE)
    assert await deliver(reminded, BEFORE + HOUR) == [(3, "ReminderBody")]
    (moved,) = plan.webinars
    await change(reminded, schedule(replace(moved, link="https://example.org/new")), BEFORE + HOUR)
    told = [(chat_id, "https://example.org/new") for chat_id in (1, 2, 3)]
    assert await deliver(reminded, BEFORE + 2 * HOUR) == told


@pytest.mark.both_databases
async def test_readers_of_the_weekly_update_that_named_the_webinar_are_told_weeks_later(database):
    """Longer after than deliveries are kept; they chose no reminders."""
    await join(database, [1], "weekly")
    start = utc("2027-03-18 16:00")
    plan = schedule(webinar(starts_at=start), weekly=weekly(weekday=0))
    await tick(database, plan, utc("2027-02-21 00:00"), utc("2027-02-22 12:00"))
    assert await deliver(database, utc("2027-02-22 12:00")) == [(1, "WeeklyBody")]
    now = start - DAY
    await tick(database, schedule(webinar(starts_at=start)), now - HOUR)
    await tidy(database, now)
    await change(database, schedule(), now)
    assert await deliver(database, now + HOUR) == [(1, "off")]
    await tick(database, schedule(), start + 2 * HOUR)
    await tidy(database, start + 5 * DAY)
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM deliveries")).scalar_one() == 0


async def test_the_rest_of_a_weekly_update_names_the_time_that_is_true(database):
    await join(database, [1, 2], "weekly")
    plan = schedule(webinar(), weekly=weekly())
    monday = utc("2027-03-01 09:00")
    await tick(database, plan, monday - DAY, monday)
    assert await deliver(database, monday, only={1}) == [(1, "WeeklyBody")]
    moved = schedule(webinar(starts_at=NEXT), weekly=weekly())
    await change(database, moved, monday + HOUR)
    told = await deliver(database, monday + 2 * HOUR)
    assert told == [(1, "02 16 to 03 16"), (2, "WeeklyBody")]
    (newest, _) = (await latest(database))[-1]
    assert [card.starts_at for card in newest.body.webinars] == [NEXT]


@pytest.mark.both_databases
async def test_who_asked_for_a_webinar_gets_each_reminder_once_and_is_forgotten_when_it_is_over(database):
    await join(database, [1, 2], WEBINARS)
    plan, members = schedule(webinar()), Subscribing(database, [WEBINARS])
    for chat_id in (2, 3, 4):
        await members.ask(chat_id, webinar().asked_topic, "en")
    await members.subscribe(4, [WEBINARS], "en", START)
    await members.unsubscribe(4, [WEBINARS])
    await tick(database, plan, START - 10 * DAY, START - DAY)
    everybody = [(chat_id, "ReminderBody") for chat_id in (1, 2, 3, 4)]
    assert await deliver(database, START - DAY) == everybody
    await members.ask_no_more(4, webinar().asked_topic)
    await change(database, schedule(webinar(starts_at=NEXT)), BEFORE)
    moved = [(chat_id, "02 16 to 03 16") for chat_id in (1, 2, 3)]
    assert await deliver(database, BEFORE + HOUR) == moved
    await tick(database, schedule(webinar(starts_at=NEXT)), NEXT + 3 * HOUR)
    assert [each.chat_id async for each in members.everyone()] == [1, 2, 4]
    assert await members.counts() == [(WEBINARS, "en", 2)]


@pytest.mark.both_databases
async def test_who_was_reminded_hears_once_where_the_recording_is(database):
    await join(database, [1, 2, 3], WEBINARS)
    await tick(database, schedule(webinar()), START - 10 * DAY, START - DAY)
    await deliver(database, START - DAY, only={1, 2})
    await Subscribing(database, ()).stop(2, START - DAY)
    held = schedule(replace(webinar(), recording="https://example.org/seen"))
    await tick(database, held, START + HOUR / 2, START + 2 * HOUR, START + 3 * HOUR)
    (told,) = [a for a, _ in await latest(database) if a.key.startswith("recording/")]
    assert set(await states(database, told.announcement_id)) == {1}
    assert told.body.recording == "https://example.org/seen"


async def test_a_withdrawn_reminder_goes_again_to_those_who_asked_and_had_not_got_it(database):
    members = Subscribing(database, [WEBINARS])
    for chat_id in (1, 2):
        await members.ask(chat_id, webinar().asked_topic, "en")
    await tick(database, schedule(webinar()), START - 10 * DAY, START - DAY)
    assert await deliver(database, START - DAY, only={1}) == [(1, "ReminderBody")]
    await change(database, schedule(), BEFORE)
    await change(database, schedule(webinar()), BEFORE + HOUR)
    assert await deliver(database, BEFORE + 2 * HOUR) == [(2, "ReminderBody")]


async def test_who_pauses_hears_after_the_pause_what_has_become_of_the_webinar(reminded):
    members = Subscribing(reminded, [WEBINARS])
    await members.pause(1, BEFORE)
    await change(reminded, schedule(webinar(starts_at=NEXT + 3 * DAY)), BEFORE)
    rows = await due(reminded, now=BEFORE + HOUR)
    async with reminded.transaction() as connection:
        await outbox.skip_left(connection, [row.delivery_id for row in rows])
    assert await deliver(reminded, BEFORE + HOUR) == [(2, "02 16 to 06 16")]
    assert await deliver(reminded, BEFORE + DAY) == []
    await members.go_on(1)
    assert await deliver(reminded, BEFORE + DAY) == [(1, "02 16 to 06 16")]


async def test_two_webinars_that_change_at_one_instant_are_two_notices(database):
    await join(database, [1], WEBINARS)
    both = schedule(webinar("a"), webinar("b"))
    await tick(database, both, START - 10 * DAY, START - DAY)
    assert len(await deliver(database, START - DAY)) == 2
    await change(database, schedule(webinar("a", NEXT)), BEFORE)
    assert await deliver(database, BEFORE + HOUR) == [(1, "02 16 to 03 16"), (1, "off")]


async def test_two_releases_that_take_turns_with_other_files_announce_nothing(reminded):
    one, other = schedule(webinar()), schedule(webinar(starts_at=NEXT))
    for minute in range(8):
        await tick(reminded, (one, other)[minute % 2], BEFORE + minute * MINUTE)
    assert await deliver(reminded, BEFORE + HOUR) == []
    await change(reminded, other, BEFORE + HOUR)
    assert await deliver(reminded, BEFORE + 2 * HOUR) == [(1, "02 16 to 03 16"), (2, "02 16 to 03 16")]


async def test_a_move_that_was_made_while_nobody_looked_is_told_after_the_old_time_too(reminded):
    await change(reminded, schedule(webinar(starts_at=START + 9 * DAY)), START + 3 * HOUR)
    now = START + 4 * HOUR
    assert await deliver(reminded, now) == [(1, "02 16 to 11 16"), (2, "02 16 to 11 16")]


async def test_a_webinar_that_is_moved_to_the_next_minute_is_no_slip(reminded):
    soon = BEFORE.replace(minute=1)
    await tick(reminded, schedule(webinar(starts_at=soon)), BEFORE, BEFORE + STANDS_AFTER)
    told = await deliver(reminded, BEFORE + STANDS_AFTER)
    assert [each for each in told if "to" in each[1]] == [(1, "02 16 to 01 20"), (2, "02 16 to 01 20")]


async def test_what_was_never_true_does_not_leave_when_the_webinar_is_over(database):
    await join(database, [1], WEBINARS)
    await tick(database, schedule(webinar()), START - 10 * DAY, START)
    await deliver(database, START)
    later = START + 25 * HOUR
    await tick(database, schedule(webinar(starts_at=later)), START + HOUR / 2)
    await tick(database, schedule(webinar(starts_at=later)), START + HOUR + MINUTE - STANDS_AFTER)
    await tick(database, schedule(), START + HOUR + MINUTE)
    assert await deliver(database, START + HOUR + MINUTE) == []


async def test_an_id_that_is_used_again_after_its_webinar_tells_nobody_of_a_move(reminded):
    await tick(reminded, schedule(webinar()), START + 3 * HOUR)
    await change(reminded, schedule(webinar(starts_at=START + 9 * DAY)), START + 4 * HOUR)
    assert await deliver(reminded, START + 5 * HOUR) == []


async def test_whatever_happens_everybody_was_last_told_the_truth():
    """Short worlds of many steps each; `python -m tests.endurance.webinars` makes more of them."""
    for seed in (2, 4):
        world = await live(seed, STEPS_OF_A_WORLD)
        assert world.sent
