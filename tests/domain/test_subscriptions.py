"""The week of joining is as coarse as it says."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.subscriptions import iso_week
from tests.builders import utc
from tests.lines import each


@each(
    "instant, week",
    [
        ("2026-11-21 12:00", "2026-W47"),
        ("2026-12-31 23:59", "2026-W53"),
        ("2027-01-03 23:59", "2026-W53"),
        ("2027-01-04 00:00", "2027-W01"),
        ("2024-12-30 00:00", "2025-W01"),
        ("2026-01-01 00:00", "2026-W01"),
    ],
)
def test_a_week_over_new_year_belongs_to_one_year(instant, week):
    assert iso_week(utc(instant)) == iso_week(utc(instant).date()) == week


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_weeks_sort_as_text_as_they_do_in_time(day: date):
    assert iso_week(day) <= iso_week(day + timedelta(days=1))
    assert iso_week(day) < iso_week(day + timedelta(days=7))
    assert iso_week(datetime.combine(day, datetime.min.time())) == iso_week(day)
