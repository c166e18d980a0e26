"""What counts as a jump of the clock, and what as a long absence."""

from datetime import timedelta

import pytest

from bot.domain.guarding import Reading, is_gap, jump_between, jump_since, without_jump
from tests.builders import NOW

BEFORE = Reading(NOW, 100.0)


@pytest.mark.parametrize("step", [0, 2, -2, 300, -300])
def test_a_clock_that_is_corrected_a_little_has_not_jumped(step):
    assert jump_between(BEFORE, Reading(NOW + timedelta(seconds=60 + step), 160.0)) is None


@pytest.mark.parametrize("step", [300.5, -300.5, 86_400, -315_000_000])
def test_a_clock_that_is_set_by_more_than_five_minutes_has_jumped_by_so_much(step):
    assert jump_between(BEFORE, Reading(NOW + timedelta(seconds=60 + step), 160.0)) == timedelta(seconds=step)


def test_time_that_passes_for_both_clocks_is_no_jump_however_long():
    assert jump_between(BEFORE, Reading(NOW + timedelta(days=9), 100.0 + 9 * 86_400)) is None


def test_without_a_jump_the_time_goes_on_from_the_last_reading():
    assert without_jump(BEFORE, 130.5) == NOW + timedelta(seconds=30.5)


@pytest.mark.parametrize(
    ("away", "jump"),
    [
        (timedelta(days=400), None),
        (timedelta(0), None),
        (timedelta(minutes=-5), None),
        (timedelta(minutes=-6), timedelta(minutes=-6)),
        (timedelta(days=-3), timedelta(days=-3)),
    ],
)
def test_at_a_start_a_sign_of_life_from_the_future_is_a_jump_back(away, jump):
    assert jump_since(NOW, NOW + away) == jump


def test_more_than_a_day_without_a_sign_of_life_is_a_gap():
    assert not is_gap(NOW, NOW + timedelta(hours=24))
    assert is_gap(NOW, NOW + timedelta(hours=24, seconds=1))
    assert not is_gap(NOW, NOW - timedelta(days=9))
