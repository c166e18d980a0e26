"""What the schedule declares is announced once, whatever happens to the clock, the process and the plan."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alerts import NotSent, NotSentBecause, OccurrencesMissed
from bot.domain.announcements import Kind, NoticeBody, ReminderBody, WeeklyBody
from bot.domain.content.schedules import NewsItem
from bot.domain.delivery.deliveries import State
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.storage.database import Database
from bot.storage.outbox import Settled
from tests.builders import (
    START,
    alerts,
    begin,
    counts,
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

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_BEFORE = START - 10 * DAY
WEBINARS = "webinars"


def planning(database, plan) -> Planner:
    return Planner(database, plan, Alerting(database, tuple))


async def ticked(database, plan, *instants):
    """One planner ticks at these instants; all alerts until then."""
    planner = planning(database, plan)
    for instant in instants:
        await planner.tick(instant)
    return await alerts(database)


async def keys(database):
    return [announcement.key for announcement, _ in await latest(database)]


async def deliver(database, now, *, only=None):
    """Everything that is due leaves and arrives; returns the chats and kinds in order."""
    claimed = await due(database, now=now)
    chosen = [delivery for delivery in claimed if only is None or delivery.chat_id in only]
    begun = await begin(database, chosen, now=now)
    async with database.transaction() as connection:
        sent = [Settled(delivery, State.SENT, 1) for delivery in chosen if delivery.chat_id in begun]
        await settle(connection, sent)
    return sorted(each.delivery.chat_id for each in sent)


async def test_the_very_first_tick_announces_nothing_that_was_due_before(database):
    plan = schedule(webinar(), weekly=weekly())
    assert await ticked(database, plan, START - HOUR) == []
    assert await keys(database) == []
    await ticked(database, plan, START)
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/start"]


async def test_each_reminder_and_each_weekly_update_is_announced_once_however_often_it_is_ticked(database):
    await join(database, [1, 2], "weekly", WEBINARS)
    plan = schedule(webinar(), weekly=weekly())
    planner = planning(database, plan)
    for hours in (-52, -33, -32, -25, -24, -23, -12, -2, -1, 0, 1):
        await planner.tick(START + hours * HOUR)
        await planner.tick(START + hours * HOUR)
    assert await keys(database) == [
        "weekly/2027-W09",
        "webinar/orientation@2027-03-02T16:00Z/-24h",
        "webinar/orientation@2027-03-02T16:00Z/-1h",
        "webinar/orientation@2027-03-02T16:00Z/start",
    ]
    for announcement, _ in await latest(database):
        assert await counts(database, announcement.announcement_id) == {"pending": 2}


@pytest.mark.both_databases
async def test_two_tickers_at_the_same_time_are_one(database, migrated_url):
    await join(database, [1], WEBINARS, "weekly")
    plan = schedule(webinar(), weekly=weekly())
    others = [Database.open(migrated_url) for _ in range(3)]
    try:
        await ticked(database, plan, START - 8 * DAY)
        tickers = [planning(each, plan) for each in (database, *others)]
        for now in (START - DAY, START):
            await asyncio.gather(*(ticker.tick(now) for ticker in tickers))
    finally:
        for other in others:
            await other.close()
    found = await keys(database)
    assert len(found) == len(set(found)) == 3
    assert [await counts(database, a.announcement_id) for a, _ in await latest(database)] == [
        {"pending": 1}
    ] * 3


async def test_what_fell_due_while_nobody_ticked_is_sent_late_if_it_is_still_useful(database):
    assert await ticked(database, schedule(webinar()), LONG_BEFORE, START - 2 * HOUR) == []
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/-24h"]


async def test_what_is_useless_by_now_is_reported_once_and_not_sent(database):
    plan = schedule(webinar(), weekly=weekly())
    (alert,) = await ticked(database, plan, LONG_BEFORE, START + DAY, START + DAY, START + 2 * DAY)
    assert isinstance(alert, OccurrencesMissed)
    assert (alert.count, alert.may_have_gone_out) == (5, False)
    assert [(each.kind, each.texts.get("en"), f"{each.at:%Y-%m-%d}") for each in alert.latest] == [
        (Kind.REMINDER, "Orientation", "2027-03-02"),
        (Kind.WEEKLY, None, "2027-03-01"),
        (Kind.WEEKLY, None, "2027-02-22"),
    ]
    assert await keys(database) == []


async def test_eight_months_of_missed_weekly_updates_are_one_alert_that_names_the_latest(database):
    began = utc("2026-11-21 12:00")
    (alert,) = await ticked(database, schedule(weekly=weekly()), began, utc("2027-07-21 12:00"))
    assert isinstance(alert, OccurrencesMissed)
    assert alert.count == 35
    assert [(each.kind, f"{each.at:%Y-%m-%d}") for each in alert.latest] == [
        (Kind.WEEKLY, day) for day in ("2027-07-19", "2027-07-12", "2027-07-05")
    ]


async def test_a_clock_that_goes_back_announces_nothing_twice_and_later_things_still_come(database):
    plan = schedule(webinar())
    await ticked(database, plan, LONG_BEFORE, START - HOUR, START - 3 * HOUR, START - HOUR, START)
    assert await keys(database) == [
        "webinar/orientation@2027-03-02T16:00Z/-1h",
        "webinar/orientation@2027-03-02T16:00Z/start",
    ]


async def test_after_a_clock_that_was_years_ahead_new_webinars_are_announced(database):
    await ticked(database, schedule(), LONG_BEFORE, START + 700 * DAY, LONG_BEFORE)
    await ticked(database, schedule(webinar()), START - DAY)
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/-24h"]


async def test_a_webinar_that_is_declared_late_has_only_the_reminders_that_are_still_to_come(database):
    await ticked(database, schedule(), LONG_BEFORE, START - 2 * HOUR)
    await ticked(database, schedule(webinar()), START - 2 * HOUR, START - HOUR)
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/-1h"]


async def test_a_reminder_says_what_and_when_and_goes_to_the_topic_of_webinars(database):
    await join(database, [1], WEBINARS)
    await join(database, [2], "weekly")
    await ticked(database, schedule(webinar()), LONG_BEFORE, START - HOUR)
    ((announcement, state),) = await latest(database)
    assert isinstance(announcement.body, ReminderBody)
    assert (announcement.body.lead, announcement.body.webinar.starts_at, state) == (HOUR, START, "active")
    assert announcement.body.webinar.zone == "Europe/Brussels"
    assert announcement.expires_at == START
    assert set(await states(database, announcement.announcement_id)) == {1}


async def test_a_weekly_update_names_the_week_of_its_own_zone_the_webinars_ahead_the_question_and_the_news(
    database,
):
    news = NewsItem("n", {"en": "News"}, utc("2027-02-22 00:00").date(), utc("2027-02-28 00:00").date())
    # Monday morning in Auckland is Sunday evening, of the week before, in UTC
    plan = schedule(
        webinar("far", START + 40 * DAY),
        webinar("later", START + DAY),
        webinar("sooner", START),
        webinar("over", START - 20 * DAY),
        weekly=weekly(zone=ZoneInfo("Pacific/Auckland"), news=(news,)),
    )
    await ticked(database, plan, utc("2027-02-20 00:00"), utc("2027-02-22 00:00"))
    ((announcement, _),) = await latest(database)
    assert isinstance(announcement.body, WeeklyBody)
    assert (announcement.key, announcement.body.week) == ("weekly/2027-W08", "2027-W08")
    assert [card.webinar_id for card in announcement.body.webinars] == ["sooner", "later"]
    assert (announcement.body.entry_id, announcement.body.news) == ("what-is-it", ({"en": "News"},))


async def test_a_weekly_update_with_nothing_to_say_is_not_sent_and_not_reported(database):
    plan = schedule(weekly=weekly(questions=()))
    assert await ticked(database, plan, START - 2 * DAY, START) == []
    assert await keys(database) == []


async def test_a_reminder_leaves_before_the_rest_of_a_long_broadcast(database):
    await join(database, [1, 2, 3], "weekly")
    await join(database, [4], WEBINARS)
    planner = planning(
        database, schedule(webinar(), weekly=weekly(weekday=1, at=utc("2027-03-02 15:59").time()))
    )
    await planner.tick(START - 2 * HOUR)
    await planner.tick(START - timedelta(minutes=61))
    await planner.tick(START - HOUR)
    assert len(await keys(database)) == 2
    assert [delivery.chat_id for delivery in await due(database, now=START - HOUR, size=1)] == [4]


async def reminded(database, *, only=None):
    """Three members of whom some have had the reminder of the day before."""
    await join(database, [1, 2, 3], WEBINARS)
    await ticked(database, schedule(webinar()), LONG_BEFORE, START - DAY)
    await deliver(database, START - DAY, only=only)


async def test_a_webinar_that_moves_withdraws_what_is_pending_and_tells_exactly_who_was_reminded(database):
    await reminded(database, only={1, 2})
    later = START + 3 * DAY
    await ticked(database, schedule(webinar(starts_at=later)), START - DAY + HOUR, START - DAY + 2 * HOUR)
    (reminder, _), (notice, _) = await latest(database)
    assert await states(database, reminder.announcement_id) == {
        1: State.SENT,
        2: State.SENT,
        3: State.SKIPPED,
    }
    assert isinstance(notice.body, NoticeBody)
    assert (notice.body.webinar.starts_at, notice.body.moved_to) == (START, later)
    assert await deliver(database, START - DAY + 2 * HOUR) == [1, 2]


async def test_a_webinar_that_is_cancelled_is_said_to_be_so_and_is_not_reminded_of(database):
    await reminded(database)
    await ticked(database, schedule(), START - 2 * HOUR, START - 2 * HOUR + STANDS_AFTER, START)
    (_, _), (notice, _) = await latest(database)
    assert isinstance(notice.body, NoticeBody)
    assert notice.body.moved_to is None
    assert await deliver(database, START - HOUR) == [1, 2, 3]


async def test_who_was_reminded_of_nothing_is_told_of_nothing(database):
    await join(database, [1], WEBINARS)
    await ticked(database, schedule(webinar()), LONG_BEFORE, LONG_BEFORE + DAY)
    await ticked(database, schedule(webinar(starts_at=START + DAY)), LONG_BEFORE + 2 * DAY)
    await ticked(database, schedule(), LONG_BEFORE + 3 * DAY, START + 2 * DAY)
    assert await keys(database) == []


async def test_a_webinar_that_moves_back_is_said_to_be_back_to_whom_the_first_move_was_told(database):
    await reminded(database)
    moved, original = schedule(webinar(starts_at=START + 3 * DAY)), schedule(webinar())
    told = []
    for hours, plan in ((23, moved), (22, original), (21, moved), (20, schedule())):
        now = START - hours * HOUR
        await ticked(database, plan, now - STANDS_AFTER, now, now)
        told.append(await deliver(database, now))
    assert told == [[1, 2, 3]] * 4
    notices = [a.body for a, _ in await latest(database) if isinstance(a.body, NoticeBody)]
    assert [(body.webinar.starts_at, body.moved_to) for body in notices] == [
        (START, START + 3 * DAY),
        (START + 3 * DAY, START),
        (START, START + 3 * DAY),
        (START + 3 * DAY, None),
    ]


@pytest.mark.both_databases
async def test_two_tickers_see_a_move_as_one(database, migrated_url):
    await reminded(database)
    other = Database.open(migrated_url)
    moved = schedule(webinar(starts_at=START + 3 * DAY))
    try:
        for now in (START - 2 * HOUR - STANDS_AFTER, START - 2 * HOUR):
            await asyncio.gather(*(planning(each, moved).tick(now) for each in (database, other, database)))
    finally:
        await other.close()
    assert len(await keys(database)) == 2
    assert await deliver(database, START - 2 * HOUR) == [1, 2, 3]


AT_THE_END_OF_TIME = utc("9999-12-31 23:59")


async def test_a_webinar_that_cannot_be_computed_stops_nothing_else_and_staff_are_told(database):
    await join(database, [1], WEBINARS, "weekly")
    plan = schedule(webinar("bad", AT_THE_END_OF_TIME), webinar(), weekly=weekly())
    (alert,) = await ticked(database, plan, utc("2027-02-28 12:00"), utc("2027-03-01 16:00"))
    assert alert == NotSent(NotSentBecause.FAILED, ({"en": "Bad"},))
    assert await keys(database) == ["weekly/2027-W09", "webinar/orientation@2027-03-02T16:00Z/-24h"]


async def test_who_was_reminded_hears_nothing_of_a_webinar_that_cannot_be_computed(database):
    await reminded(database)
    await ticked(database, schedule(webinar(starts_at=AT_THE_END_OF_TIME)), START - 20 * HOUR)
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/-24h"]


async def test_a_weekly_update_that_cannot_be_computed_stops_no_reminder(database):
    plan = schedule(webinar(), weekly=weekly(weekday=None))
    (alert,) = await ticked(database, plan, LONG_BEFORE, START - DAY)
    assert alert == NotSent(NotSentBecause.FAILED, ({},))
    assert await keys(database) == ["webinar/orientation@2027-03-02T16:00Z/-24h"]


async def test_a_move_into_the_past_is_told_to_staff_once_and_to_nobody_else(database):
    await reminded(database)
    slip = schedule(webinar(starts_at=START - 365 * DAY))
    (alert,) = await ticked(database, slip, *(START - hours * HOUR for hours in (23, 22, 3)))
    assert alert == NotSent(NotSentBecause.PAST, ({"en": "Orientation"},))
    mended = schedule(webinar())
    await ticked(database, mended, START - 2 * HOUR, START - HOUR)
    assert await keys(database) == [
        "webinar/orientation@2027-03-02T16:00Z/-24h",
        "webinar/orientation@2027-03-02T16:00Z/-1h",
    ]


async def test_what_a_weekly_update_cannot_hold_is_left_out_from_the_end_and_told_to_staff(database):
    day = utc("2027-03-01 00:00").date()
    news = tuple(NewsItem(f"n{n}", {"en": f"News number {n} " + "x" * 80}, day, day) for n in range(4))
    plan = schedule(webinar(), webinar("second"), weekly=weekly(news=news))
    planner = Planner(
        database,
        plan,
        Alerting(database, tuple),
        lambda body, _: len(body.news) + len(body.webinars) <= 3,
    )
    await planner.tick(utc("2027-02-28 12:00"))
    await planner.tick(utc("2027-03-01 12:00"))
    ((announcement, _),) = await latest(database)
    assert isinstance(announcement.body, WeeklyBody)
    assert [text["en"][:13] for text in announcement.body.news] == ["News number 0"]
    assert len(announcement.body.webinars) == 2
    (alert,) = await alerts(database)
    assert isinstance(alert, NotSent)
    assert alert.because is NotSentBecause.TOO_LONG
    assert [name["en"][:13] for name in alert.names] == [f"News number {n}" for n in (1, 2, 3)]
