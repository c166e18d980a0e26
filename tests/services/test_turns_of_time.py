"""The year turns, clocks change, and the bot is away for weeks: each thing comes once, or is told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alerts import OccurrencesMissed
from bot.domain.announcements import ReminderBody, WeeklyBody
from bot.domain.content.schedules import NewsItem
from bot.domain.weekly_preview import WeeklyPreview
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.announcing.weekly_updates import PastUpdates
from bot.storage.database import Database
from tests.builders import alerts, latest, schedule, utc, webinar, weekly

BRUSSELS = ZoneInfo("Europe/Brussels")
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def instants(first: str, last: str, step: timedelta) -> Iterator[datetime]:
    now = utc(first)
    while now <= utc(last):
        yield now
        now += step


async def tick(database: Database, plan, *instants: datetime) -> None:
    planner = Planner(database, plan, Alerting(database, tuple), previewed_in=("en",))
    for instant in instants:
        await planner.tick(instant)


async def announced(database: Database) -> list[tuple[str, datetime]]:
    """What was announced, and when."""
    return [(a.key, a.created_at) for a, _ in await latest(database)]


async def previewed(database: Database) -> list[datetime]:
    """When the updates go out of which staff saw a preview."""
    return [
        each.due_at for each in await alerts(database) if isinstance(each, WeeklyPreview) and each.language
    ]


async def test_over_the_turn_of_the_year_each_week_has_one_update_and_one_preview(database: Database):
    """The update of 1 January leaves on 31 December in UTC, and belongs to the last week of the old year."""
    new_year = NewsItem("new-year", {"en": "A new year."}, date(2027, 1, 1), date(2027, 1, 1))
    old_year = NewsItem("old-year", {"en": "The old year."}, date(2026, 12, 1), date(2026, 12, 31))
    plan = schedule(
        weekly=weekly(weekday=4, at=time(0, 30), zone=BRUSSELS, news=(new_year, old_year)),
    )
    await tick(database, plan, *instants("2026-12-24 11:30", "2027-01-09 12:00", 6 * HOUR))
    assert await announced(database) == [
        ("weekly/2026-W52", utc("2026-12-24 23:30")),
        ("weekly/2026-W53", utc("2026-12-31 23:30")),
        ("weekly/2027-W01", utc("2027-01-07 23:30")),
    ]
    assert await previewed(database) == [
        utc("2026-12-24 23:30"),
        utc("2026-12-31 23:30"),
        utc("2027-01-07 23:30"),
    ]
    bodies = [a.body for a, _ in await latest(database)]
    assert [[text["en"] for text in body.news] for body in bodies if isinstance(body, WeeklyBody)] == [
        ["The old year."],
        ["A new year."],
        [],
    ]
    updates = PastUpdates(database)
    now = utc("2027-01-09 12:00")
    assert [body.week for body in await updates.latest(now)] == ["2027-W01", "2026-W53", "2026-W52"]
    assert (await updates.of_week("2026-W53", now)) == bodies[1]


@pytest.mark.parametrize(
    ("first", "last", "day_before", "due"),
    [
        ("2027-03-26 22:30", "2027-03-28 06:00", "2027-03-27 01:30", "2027-03-28 01:30"),  # 2:30 is skipped
        ("2027-10-29 22:30", "2027-10-31 06:00", "2027-10-30 00:30", "2027-10-31 00:30"),  # 2:30 comes twice
    ],
    ids=["spring", "autumn"],
)
async def test_when_clocks_change_the_update_and_its_preview_come_once(
    database: Database, first: str, last: str, day_before: str, due: str
):
    plan = schedule(weekly=weekly(weekday=6, at=time(2, 30), zone=BRUSSELS))
    await tick(database, plan, *instants(first, day_before, HOUR / 2))
    assert await previewed(database) == [utc(due)]
    await tick(database, plan, *instants(day_before, last, HOUR / 2))
    assert await previewed(database) == [utc(due)]
    assert [at for _, at in await announced(database)] == [utc(due)]


async def test_a_webinar_after_a_change_of_clocks_is_reminded_of_a_day_before_by_the_sun(database: Database):
    start = utc("2027-03-28 15:00")  # 17:00 in Brussels, where it was 16:00 the day before at this instant
    await tick(
        database,
        schedule(webinar(starts_at=start)),
        *instants("2027-03-26 00:00", "2027-03-28 16:00", HOUR),
    )
    assert [at for _, at in await announced(database)] == [start - DAY, start - HOUR, start]


async def test_after_three_weeks_away_staff_get_one_message_and_members_what_is_still_of_use(
    database: Database,
):
    back = utc("2027-03-23 10:00")  # a Tuesday
    plan = schedule(
        webinar("missed", utc("2027-03-10 16:00")),
        webinar("tonight", back + 6 * HOUR),
        webinar("later", back + 10 * DAY),
        weekly=weekly(),
    )
    await tick(database, plan, utc("2027-03-02 10:00"), back, back + timedelta(seconds=5), back + QUARTER)
    found = await latest(database)
    assert [a.key for a, _ in found] == [
        "weekly/2027-W12",  # of yesterday
        "webinar/tonight@2027-03-23T16:00Z/-24h",
    ]
    update, reminder = (a.body for a, _ in found)
    assert isinstance(update, WeeklyBody)
    assert [card.webinar_id for card in update.webinars] == ["tonight", "later"]
    assert isinstance(reminder, ReminderBody)
    assert reminder.left == 6 * HOUR  # and says so, not "tomorrow"
    (alert,) = await alerts(database)
    assert isinstance(alert, OccurrencesMissed)
    assert alert.count == 5  # two updates, three reminders
    await tick(database, plan, back + 5 * HOUR)
    assert [a.key for a, _ in await latest(database)][2:] == ["webinar/tonight@2027-03-23T16:00Z/-1h"]
    assert len(await alerts(database)) == 1


async def test_who_comes_back_in_the_last_hours_before_an_update_sees_its_preview_and_the_update(
    database: Database,
):
    plan = schedule(weekly=weekly())
    due = utc("2027-03-22 08:00")
    await tick(database, plan, utc("2027-03-02 10:00"), due - 2 * HOUR)
    assert await previewed(database) == [due]
    await tick(database, plan, due)
    assert [key for key, _ in await announced(database)] == ["weekly/2027-W12"]
    missed = [each for each in await alerts(database) if isinstance(each, OccurrencesMissed)]
    assert [each.count for each in missed] == [2]
