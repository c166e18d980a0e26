"""What falls due when, over every change of the clocks."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.content.schedules import (
    NewsItem,
    Schedule,
    Topic,
    Webinar,
    WeeklyUpdate,
    due,
    lead_label,
    reminders,
    wall_clock,
)
from tests.lines import each

ZONES = (
    "Europe/Brussels",
    "America/New_York",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Manila",
    "Africa/Cairo",
)
"""Changes at night, a Ramadan change backwards, changes at midnight, and no change at all."""

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
INSTANTS = st.datetimes(datetime(2026, 11, 1), datetime(2027, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001
WEBINAR = Webinar(
    id="orientation",
    titles={"en": "Orientation", "es": "Introducción"},
    summaries={"en": "All about it."},
    starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC),
    zone=ZoneInfo("Europe/Brussels"),
    duration=timedelta(minutes=90),
    link="https://example.org/orientation",
)
WEEKLY = WeeklyUpdate(id="weekly", weekday=0, at=time(9), zone=ZoneInfo("UTC"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first_instant_that_shows(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The oracle: look at the clock in the zone every quarter of an hour; None when it never shows `at`."""
    wanted = datetime.combine(day, at)
    instant = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=15)
    for _ in range(4 * 54):
        if instant.astimezone(zone).replace(tzinfo=None) == wanted:
            return instant
        instant += timedelta(minutes=15)
    return None


@settings(deadline=None)
@given(day=DAYS, quarter=st.integers(0, 95), name=st.sampled_from(ZONES))
@example(day=date(2026, 3, 29), quarter=10, name="Europe/Brussels")  # 02:30 is skipped
@example(day=date(2026, 10, 25), quarter=10, name="Europe/Brussels")  # 02:30 comes twice
@example(day=date(2026, 3, 30), quarter=1, name="Europe/Brussels")  # the day after spring forward
@example(day=date(2026, 3, 8), quarter=9, name="America/New_York")
@example(day=date(2026, 11, 1), quarter=5, name="America/New_York")
@example(day=date(2026, 3, 29), quarter=1, name="Asia/Beirut")  # midnight is skipped
@example(day=date(2026, 10, 24), quarter=94, name="Asia/Beirut")
@example(day=date(2026, 4, 24), quarter=0, name="Africa/Cairo")  # midnight is skipped
@example(day=date(2026, 10, 29), quarter=94, name="Africa/Cairo")
@example(day=date(2026, 2, 15), quarter=10, name="Africa/Casablanca")
@example(day=date(2026, 3, 22), quarter=10, name="Africa/Casablanca")
def test_a_wall_clock_time_is_the_first_instant_that_shows_it(day: date, quarter: int, name: str):
    zone, at = ZoneInfo(name), time(quarter // 4, quarter % 4 * 15)
    instant = wall_clock(day, at, zone)
    shown = first_instant_that_shows(day, at, zone)
    if shown is not None:
        assert instant == shown
    else:
        an_hour_later = (datetime.combine(day, at) + timedelta(hours=1)).time()
        assert instant == first_instant_that_shows(day, an_hour_later, zone)


@each(
    "zone, day, at, expected",
    [
        ("Europe/Brussels", "2026-03-29", "02:30", "2026-03-29 01:30"),
        ("Europe/Brussels", "2026-10-25", "02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Asia/Beirut", "2026-03-29", "00:15", "2026-03-28 22:15"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00"),
        ("Asia/Manila", "2026-04-24", "00:00", "2026-04-23 16:00"),
    ],
)
def test_a_skipped_time_shifts_forward_and_a_repeated_one_comes_first(zone, day, at, expected):
    instant = wall_clock(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert instant == utc(expected)
    assert instant.tzinfo is UTC


@settings(deadline=None)
@given(
    name=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    weeks=st.integers(1, 60),
)
def test_every_week_has_exactly_one_weekly_update_at_its_weekday(name, weekday, at, start, weeks):
    zone = ZoneInfo(name)
    schedule = Schedule(weekly=WeeklyUpdate(id="weekly", weekday=weekday, at=at, zone=zone))
    found = due(schedule, start, start + timedelta(weeks=weeks))
    days = [occurrence.day for occurrence in found]
    assert all((later - earlier).days == 7 for earlier, later in itertools.pairwise(days))
    # An hour of summer time may push one occurrence across an end of the window.
    assert abs(len(found) - weeks) <= 1
    assert len({occurrence.key for occurrence in found}) == len(found)
    for occurrence in found:
        local = occurrence.due_at.astimezone(zone)
        assert (local.date().weekday(), occurrence.day) == (weekday, local.date())
        skipped = local.replace(tzinfo=None) - datetime.combine(occurrence.day, at)
        assert skipped in (timedelta(0), timedelta(hours=1))
        year, week, _ = occurrence.day.isocalendar()
        assert occurrence.key == f"weekly/{year}-W{week:02}"


@settings(deadline=None)
@given(cuts=st.lists(INSTANTS, min_size=2, max_size=12).map(sorted), name=st.sampled_from(ZONES))
def test_windows_that_follow_one_another_yield_every_occurrence_once(cuts, name):
    schedule = Schedule(
        weekly=WeeklyUpdate(id="weekly", weekday=6, at=time(0, 30), zone=ZoneInfo(name)), webinars=(WEBINAR,)
    )
    windows = [due(schedule, after, until) for after, until in itertools.pairwise(cuts)]
    assert [occurrence for window in windows for occurrence in window] == due(schedule, cuts[0], cuts[-1])


def test_an_occurrence_on_the_edge_belongs_to_the_window_that_ends_there():
    schedule = Schedule(webinars=(WEBINAR,))
    start = WEBINAR.starts_at
    minute = timedelta(minutes=1)
    assert [occurrence.due_at for occurrence in due(schedule, start - minute, start)] == [start]
    assert due(schedule, start, start + minute) == []
    assert due(schedule, start + minute, start) == []


def test_a_webinar_is_announced_a_day_and_an_hour_before_and_when_it_starts():
    found = due(Schedule(webinars=(WEBINAR,)), utc("2027-01-01"), utc("2027-12-31"))
    assert [
        (one.key, one.kind, one.topic_id, one.due_at, one.expires_at, one.lead, one.webinar) for one in found
    ] == [
        (
            "webinar/orientation@2027-03-02T16:00Z/-24h",
            "reminder",
            "webinars",
            utc("2027-03-01 16:00"),
            utc("2027-03-02 15:00"),
            timedelta(hours=24),
            WEBINAR,
        ),
        (
            "webinar/orientation@2027-03-02T16:00Z/-1h",
            "reminder",
            "webinars",
            utc("2027-03-02 15:00"),
            utc("2027-03-02 16:00"),
            timedelta(hours=1),
            WEBINAR,
        ),
        (
            "webinar/orientation@2027-03-02T16:00Z/start",
            "reminder",
            "webinars",
            utc("2027-03-02 16:00"),
            utc("2027-03-02 16:15"),
            timedelta(0),
            WEBINAR,
        ),
    ]


@settings(deadline=None)
@given(minutes=st.lists(st.integers(0, 60 * 72), min_size=1, max_size=6))
def test_a_reminder_expires_when_the_next_is_due_or_the_webinar_starts(minutes):
    leads = tuple(timedelta(minutes=number) for number in minutes)
    webinar = Webinar("w", {}, {}, WEBINAR.starts_at, WEBINAR.zone, WEBINAR.duration, WEBINAR.link, leads)
    found = list(reminders(webinar))
    assert [one.lead for one in found] == sorted(set(leads), reverse=True)
    for one, following in itertools.pairwise(found):
        assert one.due_at < one.expires_at == following.due_at
    last = found[-1]
    if last.lead:
        assert last.expires_at == webinar.starts_at
    else:
        assert last.expires_at == webinar.starts_at + timedelta(minutes=15)
    assert len({one.key for one in found}) == len(found)


def test_a_weekly_update_expires_after_two_days():
    [occurrence] = due(Schedule(weekly=WEEKLY), utc("2026-11-22"), utc("2026-11-29"))
    assert occurrence.key == "weekly/2026-W48"
    assert (occurrence.kind, occurrence.topic_id) == ("weekly", "weekly")
    assert occurrence.due_at == utc("2026-11-23 09:00")
    assert occurrence.expires_at == utc("2026-11-25 09:00")
    assert occurrence.day == date(2026, 11, 23)


def test_the_turn_of_the_year_neither_repeats_nor_skips_a_key():
    keys = [one.key for one in due(Schedule(weekly=WEEKLY), utc("2026-12-20"), utc("2027-01-12"))]
    assert keys == ["weekly/2026-W52", "weekly/2026-W53", "weekly/2027-W01", "weekly/2027-W02"]


@each(
    "lead, label",
    [("24:00", "-24h"), ("1:00", "-1h"), ("0:30", "-30m"), ("1:30", "-90m"), ("0:00", "start")],
)
def test_a_lead_has_a_short_label(lead: str, label: str):
    hours, minutes = lead.split(":")
    assert lead_label(timedelta(hours=int(hours), minutes=int(minutes))) == label


@settings(deadline=None)
@given(day=DAYS)
def test_the_question_of_the_week_stays_for_a_week_and_then_is_the_next(day: date):
    weekly = WeeklyUpdate("weekly", 0, time(9), ZoneInfo("UTC"), questions=("a", "b", "c"))
    monday = day - timedelta(days=day.weekday())
    of_the_week = weekly.question_on(day)
    assert {weekly.question_on(monday + timedelta(days=number)) for number in range(7)} == {of_the_week}
    following = weekly.question_on(day + timedelta(days=7))
    assert (of_the_week, following) in {("a", "b"), ("b", "c"), ("c", "a")}


def test_without_questions_there_is_no_question_of_the_week():
    assert WEEKLY.question_on(date(2026, 11, 23)) is None


def test_news_are_sent_from_their_first_day_to_their_last():
    news = NewsItem("n", {"en": "News"}, date(2026, 11, 23), date(2026, 11, 30))
    weekly = WeeklyUpdate("weekly", 0, time(9), ZoneInfo("UTC"), news=(news,))
    shown = [weekly.news_on(date(2026, 11, day)) for day in (22, 23, 30)]
    assert shown == [(), (news,), (news,)]
    assert weekly.news_on(date(2026, 12, 1)) == ()


def test_a_text_that_is_not_translated_is_given_in_english():
    topic = Topic("weekly", {"en": "Weekly", "es": "Semanal"}, {"en": "Once a week."})
    assert (topic.name("es"), topic.name("fr"), topic.description("es")) == (
        "Semanal",
        "Weekly",
        "Once a week.",
    )
    assert (WEBINAR.title("es"), WEBINAR.title("ar"), WEBINAR.summary("es")) == (
        "Introducción",
        "Orientation",
        "All about it.",
    )


def test_a_schedule_is_asked_by_id_and_by_time():
    schedule = Schedule(topics=(Topic("urgent", {"en": "Urgent"}, {"en": "."}),), webinars=(WEBINAR,))
    assert schedule.topic("urgent") is schedule.topics[0]
    assert schedule.topic("other") is None
    assert schedule.webinar("orientation") is WEBINAR
    assert schedule.webinar("other") is None
    assert schedule.upcoming(utc("2027-03-02 17:29")) == (WEBINAR,)
    assert schedule.upcoming(utc("2027-03-02 17:30")) == ()
