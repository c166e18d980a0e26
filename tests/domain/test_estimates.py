"""What a broadcast takes."""

from datetime import timedelta

from bot.domain.delivery.estimates import duration_of, most_stars
from tests.lines import each


@each("recipients, stars", [(0, 0), (1, 1), (10, 1), (11, 2), (1203, 121)])
def test_a_tenth_of_a_star_for_every_message_rounded_up(recipients, stars):
    assert most_stars(recipients) == stars


def test_a_broadcast_takes_as_long_as_its_pace_says():
    assert duration_of(18_000, 25) == timedelta(minutes=12)
    assert duration_of(0, 25) == timedelta(0)
